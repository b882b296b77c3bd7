"""Events that are lines of a conversation, alone or in pages, and what some of them change besides."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from chatservice.client.model.additions import ADDITIONS
from chatservice.client.model.conversation import Conversation, CountedLine
from chatservice.client.model.mentions import mentions
from chatservice.client.model.state import OPENS, TYPED, ClientState
from chatservice.client.words import _, n_
from chatservice.model import events
from chatservice.model.events import Event, LoggedEvent, Message
from chatservice.model.names import fold


def _addition(state: ClientState, event: LoggedEvent) -> None:
    """An event that only adds something to another line, and is part of it in history."""
    conversation = state.of(event)
    conversation.add(event, state.me)
    if isinstance(event, events.Edited):
        conversation.previews.pop(event.line, None)
    _ask_left_out(state, conversation)
    state.show(conversation)


def _voted(state: ClientState, event: events.Voted) -> None:
    conversation = state.of(event)
    conversation.own_vote(event)
    state.show(conversation)


def _votes(state: ClientState, event: events.PollChanged) -> None:
    conversation = state.of(event)
    conversation.votes(event)
    state.show(conversation)


def _pin(state: ClientState, event: events.PinSet | events.PollClosed) -> None:
    """A line of its own, and part of the line that it names."""
    state.of(event).add(event, state.me)
    state.changed.add("pinned")
    _other(state, event)


def _marks(state: ClientState, event: events.MarksChanged) -> None:
    conversation = state.of(event)
    conversation.mark(event, state.me)
    state.show(conversation)


def _reacted(state: ClientState, event: events.Reacted) -> None:
    conversation = state.of(event)
    conversation.own_reaction(event)
    state.show(conversation)


def _message(state: ClientState, event: Message) -> None:
    conversation = state.of(event)
    if not _said(state, conversation, event):
        return
    conversation.types(event.sender, False, state.now())
    state.show(conversation)
    if fold(event.sender) != fold(state.me):
        _unseen(state, conversation, event)


def _counted(state: ClientState, event: events.FileShared | events.PollAsked | events.RunStarted) -> None:
    conversation = state.of(event)
    fresh = _said(state, conversation, event)
    ask = conversation.ask_votes(event) if isinstance(event, events.PollAsked) else None
    if ask is not None:
        state.wants.append(ask)
    state.show(conversation)
    if fresh and fold(event.sender) != fold(state.me):
        _unseen(state, conversation, event)


def _unseen(state: ClientState, conversation: Conversation, event: CountedLine) -> None:
    for_me = _is_for_me(state, conversation, event)
    conversation.types(event.sender, False, state.now())
    if state.looking and conversation.key == state.focus:
        state.unmarked.add(conversation.key)
    else:
        conversation.count(event, for_me)
        state.changed.add("places")
    if not isinstance(event, events.RunStarted):
        state.alert(conversation, "mentions" if for_me else "all", event.sender)


def _is_for_me(state: ClientState, conversation: Conversation, line: CountedLine) -> bool:
    text = line.text if isinstance(line, Message) else ""
    return conversation.kind == "direct" or mentions(text, state.me, state.mention_words)


def _other(state: ClientState, event: events.Logged) -> None:
    """Events that only add to the list of lines."""
    conversation = state.of(event)
    _said(state, conversation, event)  # type: ignore[arg-type]  # every logged event is a line
    state.show(conversation)


def _said(state: ClientState, conversation: Conversation, line: LoggedEvent) -> bool:
    fresh = conversation.said(line)
    _ask_left_out(state, conversation)
    return fresh


def _ask_left_out(state: ClientState, conversation: Conversation) -> None:
    command = conversation.ask_left_out(state.ref)
    if command is not None:
        state.wants.append(command)


def _line_deleted(state: ClientState, event: events.Deleted) -> None:
    conversation = state.of(event)
    line = conversation.lines.get(event.line)
    if isinstance(line, CountedLine) and fold(line.sender) != fold(state.me):
        conversation.uncount(event.line, event.seq, _is_for_me(state, conversation, line))
        state.changed.add("places")
    conversation.deleted(event)
    _other(state, event)


def _topic(state: ClientState, event: events.TopicSet) -> None:
    _other(state, event)
    state.changed.add("topic")


def _added(state: ClientState, event: events.Added | events.Removed) -> None:
    if state.key_of(event) not in state.conversations:
        state.of(event, "group")
    _other(state, event)
    state.changed.add("people")


def _removed(state: ClientState, event: events.Removed) -> None:
    if fold(event.who) == fold(state.me):
        state.end(state.key_of(event))
        return
    _added(state, event)


def _page(state: ClientState, event: events.HistoryPage) -> None:
    if event.topic:  # not all lines of a stretch
        state.topic_page = event
        state.changed.add("topic_page")
        return
    asked_for = str(event.ref or "").startswith(OPENS)
    before = state.named(state.name_of(event.room)) if asked_for else None
    conversation = state.of(event)
    if asked_for:
        if conversation is not before:
            state.bring_to_front(conversation)
        event = msgspec.structs.replace(event, ref=None)
    if str(event.ref or "").startswith(TYPED):
        shown = _("The window shows these lines: scroll up for more. A right click on a line has its menu.")
        state.tell(conversation.key, [shown])
        return
    conversation.page(event, state.me)
    if event.ref is None and not asked_for:
        _ask_own(state, conversation, event)
    _ask_left_out(state, conversation)
    state.show(conversation)


def _ask_own(state: ClientState, conversation: Conversation, page: events.HistoryPage) -> None:
    """A page that nobody asked for does not say which reactions are one's own: ask for it."""
    if any(
        isinstance(line, events.PollAsked) or (isinstance(line, events.Line) and line.reactions)
        for line in page.lines
    ):
        before = page.lines[-1].seq + 1
        command = conversation.ask(state.ref(), before=before, limit=len(page.lines))
        if command is not None:
            state.wants.append(command)


def _missed(state: ClientState, event: events.MissedPage) -> None:
    if str(event.ref or "").startswith(TYPED):
        unread = sum(bool(each.unread) for each in state.conversations.values())
        words = n_(
            "{count} conversation has unread lines: see the list.",
            "{count} conversations have unread lines: see the list.",
            unread,
        )
        state.tell(state.focus, [words if unread else _("You have read everything.")])
    for page in event.rooms:
        conversation = state.of(page)
        for line in page.lines:
            known = line.seq in conversation.lines
            if isinstance(line, CountedLine) and not known and fold(line.sender) != fold(state.me):
                conversation.lines[line.seq] = line
                _unseen(state, conversation, line)
        conversation.page(page, state.me)
        state.show(conversation)


def _topics(state: ClientState, event: events.TopicList) -> None:
    state.topics = event
    state.changed.add("topics")


def _found(state: ClientState, event: events.FoundPage) -> None:
    state.found = event
    state.changed.add("found")


# Every other logged event is a line; what some of them change besides is named below.
OF_LINES: dict[type[Event], Callable[[ClientState, Any], None]] = {
    **dict.fromkeys(set(get_args(LoggedEvent)) - set(events.OF_DOCUMENTS), _other),
    **dict.fromkeys(ADDITIONS, _addition),
    events.PinSet: _pin,
    events.PollClosed: _pin,
    events.PollAsked: _counted,
    events.PollChanged: _votes,
    events.Voted: _voted,
    events.MarksChanged: _marks,
    events.Reacted: _reacted,
    events.Message: _message,
    events.FileShared: _counted,
    events.RunStarted: _counted,
    events.Deleted: _line_deleted,
    events.TopicSet: _topic,
    events.Added: _added,
    events.Removed: _removed,
    events.HistoryPage: _page,
    events.MissedPage: _missed,
    events.FoundPage: _found,
    events.TopicList: _topics,
}
