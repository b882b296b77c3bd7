"""Lines said later, and reminders."""

import msgspec

from chatservice.model.events.base import Answer, Passing


class LaterInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A line to be said, or a reminder, at `due` (seconds since 1970).

    `line` is the seq of the line that a reminder is about. `why` is the code of the error with
    which a line was refused when it was due; it stays in the list until it is canceled.
    """

    id: int
    due: float
    text: str
    room: str = ""
    rid: str = ""
    line: int = 0
    why: str = ""


class Scheduled(Answer, tag="scheduled", kw_only=True, frozen=True):
    """What is going to happen; `kind` is ``line`` or ``reminder``. `canceled`: it is not, any more."""

    kind: str
    entry: LaterInfo
    canceled: bool = False


class ScheduledList(Answer, tag="scheduled_list", kw_only=True, frozen=True):
    """Your lines that are to be said, or your reminders, the next first."""

    kind: str
    entries: list[LaterInfo]


class Reminder(Passing, tag="reminder", kw_only=True, frozen=True):
    """What you wanted to be reminded of. It waits until you are here."""

    entry: LaterInfo


class NotSaidLater(Passing, tag="not_said_later", kw_only=True, frozen=True):
    """A line that was to be said now was refused: `why` in it is the code of the error."""

    entry: LaterInfo
