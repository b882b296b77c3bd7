"""What is to happen at a time: a line that the server says for its author, or a reminder."""

from enum import StrEnum

import msgspec


class LaterKind(StrEnum):
    """The value is stored in the database."""

    LINE = "line"
    REMINDER = "reminder"


class LaterEntry(msgspec.Struct, frozen=True, gc=False):
    """`due` is seconds since 1970. `room` is 0 for a reminder of no room; `line` is the seq of what it is
    about, 0 for none. `why` is the code of the error with which a line was refused, empty before it was
    due."""

    id: int
    principal: int
    kind: LaterKind
    due: float
    text: str
    room: int = 0
    line: int = 0
    key: str = ""
    why: str = ""
