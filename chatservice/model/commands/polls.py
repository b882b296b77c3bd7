"""Polls."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class AskPoll(Command, tag="poll", kw_only=True, frozen=True):
    """Ask a question with choices to vote on.

    With `many` a vote may have several choices; if it is `anonymous`, nobody is told who voted for
    what, not even you.
    """

    usage: ClassVar[str] = '/poll "QUESTION" "CHOICE" "CHOICE" ... [--many] [--anonymous] [in:ROOM]'
    room: Annotated[str, arguments.IN_ROOM] = ""
    question: str
    choices: Annotated[list[str], arguments.Quoted("CHOICES", first="question")]
    many: Annotated[bool, arguments.Flag("--many")] = False
    anonymous: Annotated[bool, arguments.Flag("--anonymous")] = False
    key: str = ""


class Vote(Command, tag="vote", kw_only=True, frozen=True):
    """Vote in a poll, by the numbers of the choices; again changes it, ``none`` withdraws it."""

    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""
    choices: Annotated[list[int], arguments.Numbers("NUMBER or none")]


class PollShow(Command, tag="poll_show", kw_only=True, frozen=True):
    """Show a poll, its votes, and who voted."""

    under: ClassVar[str] = "poll"
    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""


class PollClose(Command, tag="poll_close", kw_only=True, frozen=True):
    """Close a poll of yours: nobody can vote any more, and everyone sees the result."""

    under: ClassVar[str] = "poll"
    seq: Annotated[int, arguments.LINE]
    room: Annotated[str, arguments.IN_ROOM] = ""
