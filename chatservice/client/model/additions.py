"""Events that only add something to another line: how the line looks with it. Pure.

They are not lines themselves. A page of history has its lines with all that was added to them, up to its
`head`; what is known to have been added after that is added again, in any order and repeatedly with the
same result.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.events import Edited, LoggedEvent, Message


def _edited(line: LoggedEvent, event: Edited) -> LoggedEvent:
    if not isinstance(line, Message) or not event.text or event.ts < line.edited:
        return line
    return msgspec.structs.replace(line, text=event.text, edited=event.ts)


# Each of these events names its line in its field `line`.
ADDITIONS: dict[type[LoggedEvent], Callable[[Any, Any], LoggedEvent]] = {
    Edited: _edited,
}


def with_addition(line: LoggedEvent, event: LoggedEvent) -> LoggedEvent:
    """`line` with what `event`, which names it, adds."""
    return ADDITIONS[type(event)](line, event)
