"""Words for what becomes of lines after they were written."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.sanitize import line


def _edited(event: events.Edited) -> list[str]:
    text = f": {line(event.text)}" if event.text else ""  # it may be deleted since
    return [f"{line(event.sender)} edited #{event.line}{text}"]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.Edited: _edited,
}
