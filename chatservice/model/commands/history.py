"""Past lines."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command

TOPIC = arguments.Prefix("TOPIC", "topic:")


class History(Command, tag="history", kw_only=True, frozen=True):
    """Show earlier lines: the last ones, or those before or after a seq, or `around` one.

    With `topic`, only those of it. With `numbered`, people see the seq of each; programs always do.
    `before_time` and `after_time` (seconds since 1970) are places, too: the lines before that time, and
    those at it or later.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    limit: Annotated[int, arguments.Number("N")] = 50
    before: Annotated[int | None, arguments.Keyed("SEQ", "before")] = None
    after: Annotated[int | None, arguments.Keyed("SEQ", "after")] = None
    topic: Annotated[str, TOPIC] = ""
    around: int | None = None
    before_time: float | None = None
    after_time: float | None = None
    numbered: Annotated[bool, arguments.Flag("numbered")] = False


class Topics(Command, tag="topics", kw_only=True, frozen=True):
    """List the topics of the messages in a room, those with the newest lines first."""

    room: Annotated[str, arguments.IN_ROOM] = ""


class Missed(Command, tag="missed", kw_only=True, frozen=True):
    """Show the lines since you were last there."""

    room: Annotated[str | None, arguments.Rest("ROOM")] = None


class Search(Command, tag="search", kw_only=True, frozen=True):
    """Find lines with all of these words, newest first.

    ``"two words"`` is a phrase, ``-word`` may not be in it; ``from:NAME``, ``in:ROOM``, ``topic:TOPIC``,
    ``after:DAY``, ``before:DAY``, ``has:link`` and ``has:file`` narrow it down, without words too, and
    ``sort:best`` shows the best first. Case and accents do not count. Programs may use the fields
    instead; `before` is the ``next`` of the previous page, typed ``before:N``.
    """

    usage: ClassVar[str] = (
        '/search WORDS ["A PHRASE"] [-WORD] [from:NAME] [in:ROOM] [topic:TOPIC] [after:DAY] [before:DAY]'
        " [has:link or file]"
    )
    text: Annotated[str, arguments.Rest("WORDS")]
    room: str = ""
    sender: str = ""
    limit: int = 20
    topic: str = ""
    before: int | None = None
