"""Events about people: who is here, and who is called what."""

from collections.abc import Callable
from typing import Any

from chatservice.client.model.state import ClientState
from chatservice.client.words import _
from chatservice.model import events
from chatservice.model.events import Event
from chatservice.model.names import fold
from chatservice.wire.sanitize import line as harmless


def _came(state: ClientState, event: events.Came) -> None:
    conversation = state.of(event)
    new = sum(conversation.add_member(name) for name in event.who)
    conversation.here += new + event.more
    state.meet(event.who)
    others = [name for name in event.who if fold(name) != fold(state.me)]
    if new and others:
        conversation.pass_by(others, [], event.more, state.now())
        state.show(conversation)
    state.changed.add("people")


def _went(state: ClientState, event: events.Went) -> None:
    conversation = state.of(event)
    gone = sum(conversation.drop_member(name) for name in event.who)
    conversation.here = max(0, conversation.here - gone - event.more)
    if gone:
        conversation.pass_by([], event.who, -event.more, state.now())
        state.show(conversation)
    for name in event.who:
        if not any(fold(name) in c.members for c in state.conversations.values() if c.kind == "public"):
            state.people.pop(fold(name), None)
    state.changed.add("people")


def _renamed(state: ClientState, event: events.Renamed) -> None:
    was, now = fold(event.was), fold(event.name)
    if was == fold(state.me):
        state.me = event.name
    if was in state.people:
        del state.people[was]
        state.people[now] = event.name
    conversation = state.of(event)
    if was in conversation.members:
        conversation.rename_member(event.was, event.name)
        conversation.note(
            _("{was} is now called {name}").format(was=harmless(event.was), name=harmless(event.name)),
            state.now(),
        )
    state.show(conversation)
    state.changed |= {"people", "me"}


def _name_is(state: ClientState, event: events.NameIs) -> None:
    was, state.me = state.me, event.name
    state.people.pop(fold(was), None)
    state.people[fold(event.name)] = event.name
    for conversation in state.conversations.values():
        if fold(was) in conversation.members:
            conversation.rename_member(was, event.name)
            state.show(conversation)
    state.changed |= {"me", "people"}


def _registered(state: ClientState, event: events.Registered) -> None:
    state.account = True


def _people(state: ClientState, event: events.People) -> None:
    for person in event.states:
        state.show_person(person)
    if event.room == "*":
        complete = len(event.members) >= event.here
        if complete:
            state.people.clear()
        state.meet([*event.members, state.me])
        state.here = event.here
    else:
        conversation = state.of(event)
        conversation.show_members(event.members, event.here)
    state.changed.add("people")


OF_PEOPLE: dict[type[Event], Callable[[ClientState, Any], None]] = {
    events.Came: _came,
    events.Went: _went,
    events.Renamed: _renamed,
    events.NameIs: _name_is,
    events.Registered: _registered,
    events.People: _people,
}
