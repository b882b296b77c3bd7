"""The prompt dialect: the oldest client, which is asked for a room and knows no other.

The server says ``ROOM``; the client answers with a room, then a name, and from then on
everything it sends is said there. It shows its input as it is, so a codec is for one room:
events elsewhere, the lobby included, are not sent. What the client has no words for begins
with ``* ``, a refusal with ``! ``, as in the text dialect.
"""

from functools import lru_cache

from chatservice.model.events import (
    Came,
    Error,
    Event,
    Hello,
    HistoryPage,
    Joined,
    Message,
    RunPlace,
    RunPrinted,
    RunTyped,
    Welcome,
    Went,
)
from chatservice.model.names import fold, is_lobby
from chatservice.wire import sanitize
from chatservice.wire.event_text import notices
from chatservice.wire.line_words import relations
from chatservice.wire.phrases import counted
from chatservice.wire.sanitize import line, prefixed
from chatservice.wire.text import TEXT

CHOOSE = "You are in no room. Type a room and press Send."
ROOM = b"ROOM"  # without a line end: the client compares the whole read


class PromptCodec:
    name = "prompt"
    echo = True
    acks = False
    by_viewer = True
    joins = True
    lists = False
    encode_all = None
    patient = True

    def __init__(self, room: str, choosing: bool) -> None:
        self._room = fold(room)
        self._choosing = choosing

    def encode(self, event: Event, viewer: str) -> bytes:
        if isinstance(event, Error):
            again = [CHOOSE] if self._choosing and event.room else []
            return prefixed("! ", [line(event.text), *again])
        if isinstance(event, Hello):
            return ROOM
        room = getattr(event, "room", "")
        if room.startswith("@"):
            return TEXT.encode(event, viewer)
        if isinstance(event, Welcome) or (room and _fold(room) != self._room):
            return b""
        if isinstance(event, Message):
            return _message(event)
        if isinstance(event, HistoryPage):
            return b"".join(_message(words) for words in event.lines if isinstance(words, Message))
        if isinstance(event, Joined):
            return _came([viewer])
        if isinstance(event, Came):
            return _came(counted(event))
        if isinstance(event, Went):
            return b"".join(f"{who} has left the room.\n".encode() for who in counted(event))
        if isinstance(event, RunPrinted | RunTyped | RunPlace):
            return b""  # the end of a run repeats the first lines of its output
        return prefixed("* ", notices(event))


@lru_cache(maxsize=1024)
def codec_for(room: str, choosing: bool = False) -> PromptCodec:
    """The codec of everyone in `room`, or (`choosing`) of those who are still entering it."""
    return PromptCodec("lobby" if is_lobby(room) else room, choosing)


_fold = lru_cache(maxsize=1024)(fold)


def _message(event: Message) -> bytes:
    action = "* " if event.action else ""
    return prefixed(f"{line(event.sender)}: {action}{relations(event)}", sanitize.lines(event.text))


def _came(who: list[str]) -> bytes:
    return b"".join(f"{line(name)} just joined the room!\n".encode() for name in who)
