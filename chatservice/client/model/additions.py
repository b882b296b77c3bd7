"""Events that add something to another line: how the line looks with it. Pure.

Those in `ADDITIONS` are not lines themselves. A page of history has its lines with all that was added to
them, up to its `head`; what is known to have been added after that is added again.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.events import Edited, Line, LoggedEvent, Message


def _edited(line: LoggedEvent, event: Edited) -> LoggedEvent:
    if not isinstance(line, Message) or not event.text or event.ts < line.edited:
        return line
    return msgspec.structs.replace(line, text=event.text, edited=event.ts)


def _answered(line: LoggedEvent, event: Message) -> LoggedEvent:
    return msgspec.structs.replace(line, replies=line.replies + 1) if isinstance(line, Line) else line


# Each of these events names its line in its field `line`.
ADDITIONS: dict[type[LoggedEvent], Callable[[Any, Any], LoggedEvent]] = {
    Edited: _edited,
}


def target(event: Any) -> int:
    """The seq of the line that `event` adds to; 0 if there is none."""
    return int(event.re if isinstance(event, Message) else event.line)


def with_addition(line: LoggedEvent, event: Any) -> LoggedEvent:
    """`line` with what `event`, which names it, adds. A reply adds to the number of them."""
    return _answered(line, event) if isinstance(event, Message) else ADDITIONS[type(event)](line, event)
