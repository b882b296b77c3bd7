"""Messages that have more than a text: what they answer, and the topic that they belong to.

A room's owner decides whether its messages may have a topic of their own, or must. A topic exists as
long as a line has it. Its name is shown inside brackets, so it contains none.
"""

from enum import StrEnum

import msgspec

from chatservice.model import looks
from chatservice.model.names import fold

TOPIC_MAX = 64  # characters
_EXCLUDED = frozenset("[]:")


class TopicMode(StrEnum):
    """Whether the messages of a room have topics."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class RichText(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The body of a RICH event, as JSON. `re` is the seq of the line that it answers, 0 for none."""

    text: str
    action: bool = False
    re: int = 0
    topic: str = ""


as_rich = msgspec.json.Decoder(RichText).decode


def rich_body(rich: RichText) -> str:
    """Deterministic, so that a key stands for one body."""
    return msgspec.json.encode(rich).decode()


def topic_name(text: str) -> str:
    """`text` as a topic's name; empty if it cannot be one. Blanks are single, and ``_`` is a blank."""
    name = looks.one_line(text.replace("_", " "))
    is_good = (
        len(name) <= TOPIC_MAX and name.isprintable() and not name.isdecimal() and not _EXCLUDED & {*name}
    )
    return name if is_good else ""


def folded_topic(name: str) -> str:
    """What is the same in all spellings of a topic's name."""
    return fold(name)
