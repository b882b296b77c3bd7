"""Events that begin, change or end conversations."""

from collections.abc import Callable
from typing import Any

from chatservice.client.model.answers import notices
from chatservice.client.model.folding.reading import count_as_told, mark_again
from chatservice.client.model.state import ClientState
from chatservice.client.words import _
from chatservice.model import events
from chatservice.model.commands import Missed, Motd, Rooms, SetPreference, Who
from chatservice.model.events import Event, RoomInfo
from chatservice.model.names import LOBBY, fold
from chatservice.wire.sanitize import line as harmless


def _welcome(state: ClientState, event: events.Welcome) -> None:
    state.me, state.account = event.name, event.role != "guest"
    if state.epoch and event.epoch != state.epoch:
        for conversation in state.conversations.values():
            conversation.forget_lines()
            state.show(conversation)
    state.epoch = event.epoch
    state.http = getattr(event, "http", "")
    state.here = event.here
    state.has_previews = event.previews
    if not event.resumed and not state.account:
        _another_guest(state, {state.key_of(info) for info in event.rooms})
    if event.resumed or state.account:
        marks = map(mark_again, state.conversations.values())
        state.wants += [mark for mark in marks if mark is not None]
    for info in event.rooms:
        _private(state, info)
    state.wants += [Rooms(ref="rooms"), Who(room="*", ref="who"), SetPreference(ref="set")]
    if not event.resumed:
        state.wants.append(Motd(ref="motd"))
    if event.resumed or event.role != "guest":
        state.wants.append(Missed(ref="missed"))
    state.people[fold(event.name)] = event.name
    state.changed |= {"me", "places", "people"}


def _another_guest(state: ClientState, mine: set[str]) -> None:
    """Private conversations belong to the previous guest: end them."""
    for gone in [each for each in state.conversations.values() if each.kind != "public"]:
        if gone.key not in mine:
            state.end(gone.key)
            state.tell(
                LOBBY, [_("{gone} is gone: you are another guest now.").format(gone=harmless(gone.title))]
            )


def _private(state: ClientState, info: RoomInfo) -> None:
    conversation = state.of(info, info.kind)
    conversation.joined = True
    conversation.tell(info.head, info.topic)
    count_as_told(state, conversation, info)
    if info.head > conversation.head and not conversation.runs.runs:
        conversation.head = info.head


def _joined(state: ClientState, event: events.Joined) -> None:
    conversation = state.of(event, event.kind)
    # Without lines of our own, the last ones follow; else what came since.
    conversation.entered(event.head, event.first, afresh=not conversation.runs.runs)
    state.wants += conversation.ask_polls()
    conversation.tell(event.head, event.topic)
    conversation.show_members(event.members, event.here)
    state.meet(event.members)
    if event.ref == "open" or fold(event.room) in state.opening:
        state.bring_to_front(conversation)
    if fold(event.room) == LOBBY:
        state.tell_early(conversation)
    state.show(conversation)
    state.changed |= {"places", "people", "topic"}


def _reload(state: ClientState, event: events.Reload) -> None:
    conversation = state.of(event)
    conversation.restart(event.head, event.first)
    state.show(conversation)


def _left(state: ClientState, event: events.Left) -> None:
    state.end(state.key_of(event))


def _deleted(state: ClientState, event: events.RoomDeleted) -> None:
    state.end(state.key_of(event))
    state.tell(LOBBY, notices(event))


def _moderated(state: ClientState, event: events.Moderated) -> None:
    """Shown where it happened; if it is about me, where I am looking."""
    where = state.conversations.get(state.key_of(event))
    if event.ref is not None and where is not None and where.joined:
        return  # it comes to everyone in the room, too
    about_me = fold(event.who) == fold(state.me)
    key = state.focus if about_me or event.room == "*" else state.key_of(event)
    state.tell(key, notices(event))


def _invited(state: ClientState, event: events.Invited) -> None:
    if event.asked:
        state.tell(state.focus, notices(event))
        return
    conversation = state.of(event, event.kind)
    conversation.joined = True
    conversation.show_members(event.members, len(event.members))
    conversation.note(_("{sender} brought you in.").format(sender=harmless(event.sender)), state.now())
    conversation.brought_in = True
    if not conversation.unread:
        conversation.unread = conversation.for_me = 1
    state.alert(conversation, "mentions", event.sender)
    state.show(conversation)
    state.changed |= {"places", "people"}


def _room_list(state: ClientState, event: events.RoomList) -> None:
    state.rooms = {state.key_of(info): info for info in event.rooms if info.kind == "public"}
    for info in event.rooms:
        if info.joined:
            conversation = state.of(info, info.kind)
            conversation.tell(info.head, info.topic)
            count_as_told(state, conversation, info)
    state.changed |= {"places", "topic"}


def _topic_is(state: ClientState, event: events.TopicIs) -> None:
    state.of(event).tell(0, event.text)
    state.changed.add("topic")


OF_ROOMS: dict[type[Event], Callable[[ClientState, Any], None]] = {
    events.Welcome: _welcome,
    events.Joined: _joined,
    events.Reload: _reload,
    events.Left: _left,
    events.RoomDeleted: _deleted,
    events.RoomList: _room_list,
    events.TopicIs: _topic_is,
    events.Moderated: _moderated,
    events.Invited: _invited,
}
