"""What the user has marked, is reminded of, and has the server say later; what links lead to."""

from collections.abc import Callable
from typing import Any

from chatservice.client.model.answers import notices
from chatservice.client.model.state import ClientState
from chatservice.model import events
from chatservice.model.events import Event
from chatservice.model.names import LOBBY


def _pins(state: ClientState, event: events.PinList) -> None:
    state.of(event).pins = event.pins
    state.changed.add("pins")


def _bookmarks(state: ClientState, event: events.BookmarkList) -> None:
    state.bookmarks = event
    state.changed.add("bookmarks")


def _bookmarked(state: ClientState, event: events.Bookmarked) -> None:
    """On this device or another one: the list is to be asked for again."""
    state.bookmarks = None
    state.changed.add("bookmarks")


def _scheduled(state: ClientState, event: events.ScheduledList) -> None:
    state.scheduled[event.kind] = event.entries
    state.changed.add("scheduled")


def _reminder(state: ClientState, event: events.Reminder) -> None:
    """Shown where the user is looking, whatever it is about."""
    state.tell(state.focus, notices(event), "announcement")
    where = state.conversation(state.focus) or state.named(LOBBY)
    if where is not None:
        state.alert(where, "mentions")


def _not_said(state: ClientState, event: events.NotSaidLater) -> None:
    entry = event.entry
    state.tell(entry.rid or entry.room or state.focus, notices(event), "refusal")


def _previews(state: ClientState, event: events.PreviewList) -> None:
    conversation = state.conversations.get(state.key_of(event))
    if conversation is not None:
        conversation.preview(event)
        state.show(conversation)


OF_MARKS: dict[type[Event], Callable[[ClientState, Any], None]] = {
    events.PinList: _pins,
    events.BookmarkList: _bookmarks,
    events.Bookmarked: _bookmarked,
    events.ScheduledList: _scheduled,
    events.Reminder: _reminder,
    events.NotSaidLater: _not_said,
    events.PreviewList: _previews,
}
