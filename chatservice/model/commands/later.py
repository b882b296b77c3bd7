"""Lines said later, and reminders."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class SayLater(Command, tag="later", kw_only=True, frozen=True):
    """Say something in a room at a time: ``2h``, ``18:30`` or ``2026-11-30 18:30``.

    Times of the day are those of your time zone, or UTC. The server says it, whether you are here or
    not, if you may still speak there.
    """

    when: Annotated[str, arguments.Moment("TIME")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.RawText("TEXT")]
    key: str = ""


class LaterList(Command, tag="later_list", kw_only=True, frozen=True):
    """List your lines that are to be said later."""

    under: ClassVar[str] = "later"


class LaterCancel(Command, tag="later_cancel", kw_only=True, frozen=True):
    """Cancel a line that was to be said later, by its number in the list."""

    under: ClassVar[str] = "later"
    id: Annotated[int, arguments.Number("NUMBER")]


class Remind(Command, tag="remind", kw_only=True, frozen=True):
    """Remind yourself of a text, or of a line (``#43``), at a time.

    Programs give the line as `seq`.
    """

    usage: ClassVar[str] = "/remind TIME [in:ROOM] TEXT or #SEQ"
    when: Annotated[str, arguments.Moment("TIME")]
    room: Annotated[str, arguments.IN_ROOM] = ""
    text: Annotated[str, arguments.Rest("TEXT or #SEQ")] = ""
    seq: int | None = None
    key: str = ""


class RemindList(Command, tag="remind_list", kw_only=True, frozen=True):
    """List your reminders."""

    under: ClassVar[str] = "remind"


class RemindCancel(Command, tag="remind_cancel", kw_only=True, frozen=True):
    """Cancel a reminder, by its number in the list."""

    under: ClassVar[str] = "remind"
    id: Annotated[int, arguments.Number("NUMBER")]
