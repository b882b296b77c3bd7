"""Names as IRC carries them, and back, without collisions.

A room is its name after a ``#``. A person is their name, except for what means something else in IRC:
masks, prefixes of rights, a digit in front. Such a character becomes ``|`` and two hexadecimal digits;
no name contains a ``|``, so each name has exactly one nickname. A nickname with a ``|`` that stands for
nothing is nobody's.
"""

import re
from functools import lru_cache

CHANNEL = "#"
_INSIDE = re.compile(r"[*?$%\\\"';=]|^[0-9~&%+\-.]")
_CODED = re.compile(r"\|([0-9a-f]{2})")
KEPT = 8192  # names remembered


@lru_cache(maxsize=KEPT)
def nick(name: str) -> str:
    """The nickname of the person called `name`."""
    return _INSIDE.sub(lambda found: f"|{ord(found[0]):02x}", name)


def person(nickname: str) -> str | None:
    """The name that `nickname` stands for; None if no name has it."""
    if "|" not in nickname:
        return nickname if nick(nickname) == nickname else None
    name = _CODED.sub(lambda found: chr(int(found[1], 16)), nickname)
    return name if nick(name) == nickname and "|" not in name else None


def channel(room: str) -> str:
    """The channel of the room called `room`."""
    return CHANNEL + room


def room(channel_name: str) -> str | None:
    """The room of a channel; None for what is not a channel's name."""
    return channel_name[1:] if channel_name.startswith(CHANNEL) and len(channel_name) > 1 else None
