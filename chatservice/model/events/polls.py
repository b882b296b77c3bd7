"""Polls."""

import msgspec

from chatservice.model.annotations import Tally
from chatservice.model.events.base import Answer, Line, Logged, Passing


class PollAsked(Line, tag="poll", kw_only=True, frozen=True):
    """`sender` asks a `question` with `choices`, which count from 1.

    With `many`, a vote may have several of them; if it is `anonymous`, nobody is told who voted for
    what. The `tally` comes in history.
    """

    question: str
    choices: tuple[str, ...]
    many: bool = False
    anonymous: bool = False
    tally: Tally | None = None


class PollChanged(Passing, tag="poll_changed", kw_only=True, frozen=True):
    """Someone voted in the poll whose seq is `line`. A tally with a lower `version` is outdated."""

    room: str
    rid: str = ""
    line: int
    tally: Tally


class PollClosed(Logged, tag="poll_closed", kw_only=True, frozen=True):
    """`sender` closed the poll whose seq is `line`: the result."""

    line: int
    question: str
    choices: tuple[str, ...]
    tally: Tally


class Voted(Answer, tag="voted", kw_only=True, frozen=True):
    """Your vote in a poll is stored, or (without `choices`) withdrawn. Your other devices get this too."""

    room: str
    rid: str = ""
    line: int
    choices: tuple[int, ...]


class ChoiceInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One choice of a poll; `who` names some of its voters, unless the poll is anonymous."""

    text: str
    count: int
    who: list[str] = []


class PollIs(Answer, tag="poll_is", kw_only=True, frozen=True):
    """A poll and its votes; `mine` are your choices."""

    room: str
    rid: str = ""
    line: int
    question: str
    choices: list[ChoiceInfo]
    many: bool
    anonymous: bool
    closed: bool
    voters: int
    mine: tuple[int, ...] = ()
