"""Events about what is read, by me and by others, and about mentions."""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.client.model.answers import notices
from chatservice.client.model.conversation import Conversation
from chatservice.client.model.mentions import mentions as mentions_me
from chatservice.client.model.state import ClientState
from chatservice.model import events
from chatservice.model.commands import MarkRead
from chatservice.model.events import Event
from chatservice.model.names import fold


def count_as_told(state: ClientState, conversation: Conversation, info: events.RoomInfo) -> None:
    """What the list of rooms says is unread; nothing if I was never there."""
    conversation.level = info.level
    if info.read is None:
        return
    if info.read < conversation.read_mark:
        if not conversation.unsure or conversation.marking:
            return  # it was made before the mark moved
        conversation.held = True
    conversation.unsure = False
    _count(state, conversation, info.read, info.head, info.unread, info.mentions)


def mark_again(conversation: Conversation) -> MarkRead | None:
    """The connection was cut: the mark that it was told last may be lost, and others may have moved it."""
    conversation.unsure = True
    if not conversation.marking:
        return None
    return MarkRead(room=conversation.room, seq=conversation.marking, ref="read")


def _count(
    state: ClientState, conversation: Conversation, mark: int, head: int, unread: int, mentions: int
) -> None:
    """I have read up to `mark`; of what came after it up to `head`, so much is unread."""
    conversation.read_mark = mark
    if state.looking and state.focus == conversation.key and not conversation.held:
        state.unmarked.add(conversation.key)
        return
    for_me = unread if conversation.kind == "direct" else mentions
    if not state.account:  # a guest who comes again is another person to the server
        for_me = max(for_me, _mentions_known(state, conversation, mark, head))
    conversation.count_anew(mark, head, unread, for_me, state.me)
    state.changed.add("places")


def mark_refused(state: ClientState, event: events.Error) -> None:
    """The list of rooms says how far I have read."""
    conversation = state.conversation(state.name_of(event.room)) if event.room else None
    if conversation is not None:
        conversation.marking, conversation.unsure = 0, True


def _mentions_known(state: ClientState, conversation: Conversation, mark: int, head: int) -> int:
    """How many of the lines known here after `mark` name me."""
    lines = (conversation.lines.get(seq) for seq in range(mark + 1, head + 1))
    texts = (line.text for line in lines if isinstance(line, events.Message) and line.sender != state.me)
    return sum(mentions_me(text, state.me, state.mention_words) for text in texts)


def _read_mark(state: ClientState, event: events.ReadMark) -> None:
    conversation = state.conversations.get(state.key_of(event))
    if conversation is None:
        return
    if event.seq < conversation.marking:
        return  # the answer to the newer mark is on its way
    conversation.marking, conversation.unsure = 0, False
    if event.seq < conversation.read_mark:  # marked as unread, here or on another device
        conversation.held = True
    _count(state, conversation, event.seq, event.head, event.unread, event.mentions)
    state.show(conversation)


def _read_by(state: ClientState, event: events.ReadBy) -> None:
    conversation = state.conversations.get(state.key_of(event))
    if conversation is not None:
        conversation.seen_by(event.who, event.seq)
        state.show(conversation)


def _readers(state: ClientState, event: events.SeenByIs) -> None:
    state.readers = event
    state.changed.add("readers")


def _mentioned(state: ClientState, event: events.Mentioned) -> None:
    """Where the line itself comes, it counts; elsewhere it is a notice where I look."""
    conversation = state.conversations.get(state.key_of(event))
    if conversation is None or not conversation.joined:
        state.tell(state.focus, notices(event))
        return
    if conversation.count_mention(event.seq):
        state.changed.add("places")
    if event.notify and not _was_alerted(state, conversation, event):
        state.alert(conversation, "mentions")


def _was_alerted(state: ClientState, conversation: Conversation, event: events.Mentioned) -> bool:
    """Whether the line itself was seen to mention me when it came."""
    line = conversation.lines.get(event.seq)
    if not isinstance(line, events.Message) or line.id != event.id:
        return False
    return conversation.kind == "direct" or mentions_me(line.text, state.me, state.mention_words)


def _mentions(state: ClientState, event: events.MentionList) -> None:
    state.mentions = event
    state.changed.add("mentions")


def _level(state: ClientState, event: events.LevelIs) -> None:
    conversation = state.conversations.get(state.key_of(event))
    if conversation is not None:
        conversation.level = event.level
        state.changed.add("places")


# Who types, and what people show.


def _typing(state: ClientState, event: events.TypingNow) -> None:
    conversation = state.conversations.get(state.key_of(event))
    if conversation is not None and fold(event.who) != fold(state.me):
        conversation.types(event.who, event.on, state.now())
        state.changed.add("typing:" + conversation.key)


def _person(state: ClientState, event: events.PersonChanged) -> None:
    state.show_person(event)


def _away(state: ClientState, event: events.AwayIs) -> None:
    own = _own(state)
    changes = {"away": event.on, "away_text": event.text, "away_until": event.until}
    state.show_person(msgspec.structs.replace(own, **changes))


def _status(state: ClientState, event: events.StatusIs) -> None:
    state.show_person(msgspec.structs.replace(_own(state), status=event.text, status_until=event.until))


def _own(state: ClientState) -> events.PersonChanged:
    return state.shown.get(fold(state.me)) or events.PersonChanged(name=state.me)


def _profile(state: ClientState, event: events.ProfileIs) -> None:
    state.profile = event
    fields = events.PersonChanged.__struct_fields__
    state.show_person(events.PersonChanged(**{name: getattr(event, name) for name in fields}))
    state.changed.add("profile")


def _preferences(state: ClientState, event: events.PreferencesAre) -> None:
    state.chosen = event
    state.changed.add("preferences")


OF_READING: dict[type[Event], Callable[[ClientState, Any], None]] = {
    events.ReadMark: _read_mark,
    events.ReadBy: _read_by,
    events.SeenByIs: _readers,
    events.Mentioned: _mentioned,
    events.MentionList: _mentions,
    events.LevelIs: _level,
    events.TypingNow: _typing,
    events.PersonChanged: _person,
    events.AwayIs: _away,
    events.StatusIs: _status,
    events.ProfileIs: _profile,
    events.PreferencesAre: _preferences,
}
