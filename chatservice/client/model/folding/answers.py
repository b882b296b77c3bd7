"""Answers to what the user asked or typed, and what the operator announces."""

from collections.abc import Callable
from typing import Any

from chatservice.client.model.answers import notices
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.folding.reading import mark_refused
from chatservice.client.model.state import CODE, OPENS, ClientState
from chatservice.client.words import _
from chatservice.model import events
from chatservice.model.events import Event
from chatservice.model.names import LOBBY
from chatservice.wire.sanitize import line as harmless

# Our own requests, whose errors change nothing.
QUIET = frozenset({"rooms", "who", "missed", "motd", "poll", "read", "set", "typing"})


def show_typed(state: ClientState, event: Event, ref: str) -> None:
    """Show the answer to a typed command where it was typed."""
    where = state.conversations.get(ref.split(":", 2)[2])
    if where is None or isinstance(event, events.DocumentIs):  # it opens in an editor
        return
    if isinstance(event, events.Error):
        where.note(_words(state, event), state.now(), "refusal")
    else:
        for text in notices(event):
            where.note(text, state.now())
    state.show(where)


def _error(state: ClientState, event: events.Error) -> None:
    if event.key:
        state.changed.add("lines:" + state.focus)  # the line itself shows it
    if event.ref == "read":
        mark_refused(state, event)
    if event.key or _is_shown_elsewhere(state, event):
        return
    if event.code == "needs_password" and event.ref == "open":
        state.locked = event.room
        state.changed.add("locked")
        return
    where = state.conversation(state.name_of(event.room)) if event.room else None
    words = _words(state, event)
    if event.code == "no_such_room" and where is not None and event.room == where.key:
        state.end(where.key)
        words = _("{where} is gone, or you are not in it any more.").format(where=harmless(where.title))
        where = None
    state.tell(where.key if where is not None else state.focus, [words], "refusal")


def _is_shown_elsewhere(state: ClientState, event: events.Error) -> bool:
    """Whether `show_typed`, an editor or who asked shows the error, or the user need not know of it."""
    ref = str(event.ref or "")
    if ref.startswith(("typed:", "link-", CODE)) or ref in QUIET:
        return True
    if any(conversation.refused(ref) for conversation in state.conversations.values()):
        return True
    # A conversation that is open, whose other person is gone.
    return ref.startswith(OPENS) and state.named(ref.removeprefix(OPENS)) is not None


def _words(state: ClientState, event: events.Error) -> str:
    """The error's text with the room's name instead of its id."""
    known = state.conversations.get(event.room) or state.rooms.get(event.room)
    if known is None:
        return harmless(event.text)
    name = known.name if isinstance(known, Conversation) else known.room
    return harmless(event.text.replace(event.room, name))


def _ack(state: ClientState, event: events.Ack) -> None:
    state.show(state.of(event))


def _announcement(state: ClientState, event: events.Announcement) -> None:
    """Shown where the user is looking."""
    state.tell(state.focus, notices(event), "announcement")
    where = state.conversation(state.focus) or state.named(LOBBY)
    if where is not None:
        state.alert(where, "mentions")


def _motd(state: ClientState, event: events.MotdIs) -> None:
    if event.ref == "motd" and event.text:
        state.tell(LOBBY, notices(event))


def _document_invited(state: ClientState, event: events.DocumentInvited) -> None:
    """Somebody asks the user to open a code document; what the user asked is shown where that was."""
    if event.who:
        return
    info = event.document
    state.tell(info.rid or info.room, notices(event), "announcement")
    where = state.conversation(info.rid or info.room) or state.named(LOBBY)
    if where is not None:
        state.alert(where, "mentions")


def _class_ran(state: ClientState, event: events.ClassRan) -> None:
    info = event.document
    state.tell(info.rid or info.room, notices(event))


ANSWERS: dict[type[Event], Callable[[ClientState, Any], None]] = {
    events.Error: _error,
    events.Ack: _ack,
    events.Announcement: _announcement,
    events.MotdIs: _motd,
    events.DocumentInvited: _document_invited,
    events.ClassRan: _class_ran,
}
