"""The table of all events that the state knows.

Events may come in any order, and repeatedly: the state is the same as if each had come once, in its place.
"""

from collections.abc import Callable
from typing import Any

from chatservice.client.model.folding.answers import ANSWERS, show_typed
from chatservice.client.model.folding.lines import OF_LINES
from chatservice.client.model.folding.marks import OF_MARKS
from chatservice.client.model.folding.people import OF_PEOPLE
from chatservice.client.model.folding.reading import OF_READING
from chatservice.client.model.folding.rooms import OF_ROOMS
from chatservice.client.model.state import ClientState
from chatservice.model import events
from chatservice.model.events import Event

_HANDLERS: dict[type[Event], Callable[[ClientState, Any], None]] = {
    **OF_LINES,
    **OF_ROOMS,
    **OF_PEOPLE,
    **OF_READING,
    **OF_MARKS,
    **ANSWERS,
}


def fold_event(state: ClientState, event: Event) -> None:
    """Apply `event` to `state`."""
    if isinstance(event, events.Logged) and "/" in event.room:
        return  # in the log of a code document, which is no conversation
    apply = _HANDLERS.get(type(event))
    if apply is not None:
        apply(state, event)
    if isinstance(event, events.Answer) and str(event.ref or "").startswith("typed:"):
        show_typed(state, event, str(event.ref))
