"""Outgoing webhooks: what is posted to other programs when a line begins with one of their words."""

import msgspec

from chatservice.model.names import fold
from chatservice.model.values import Principal

WORDS_MAX = 20  # of one webhook
COMMAND = "/"  # a word that begins with it is a command of people: /deploy


class OutgoingRow(msgspec.Struct, frozen=True, gc=False):
    """An outgoing webhook of a room, whose answers `bot` says. Without `words` every line is posted.

    `token` shows the receiver who posts; `by` is its creator's name, `made` seconds since 1970.
    """

    id: int
    room: int
    bot: Principal
    by: str
    made: float
    url: str
    words: str
    token: str


class Callout(msgspec.Struct, frozen=True):
    """What is posted to `url`, in the form of Mattermost's outgoing webhooks and commands; signed with
    `token`. `delivery` is the same for each attempt."""

    url: str
    token: str
    delivery: str
    fields: dict[str, str]
    timeout: float  # seconds


class CalloutReply(msgspec.Struct, frozen=True):
    """What the receiver answers; `is_public`: to the whole room."""

    text: str = ""
    is_public: bool = False


def listed_words(words: str) -> str:
    """Trigger words as they are stored: separated by blanks."""
    return " ".join(words.replace(",", " ").split()[:WORDS_MAX])


def trigger(row: OutgoingRow, text: str) -> str | None:
    """The word that posts a line; empty for each line, None if this one is not posted."""
    words = row.words.split()
    if not words:
        return ""
    first = fold(text.split(maxsplit=1)[0]) if text.strip() else ""
    return next((word for word in words if word[:1] != COMMAND and fold(word) == first), None)


def is_command(row: OutgoingRow, name: str) -> bool:
    return fold(COMMAND + name) in {fold(word) for word in row.words.split()}
