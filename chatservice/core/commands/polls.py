"""Polls: asked in a room, voted on, closed."""

from collections.abc import Sequence

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.lines import find_line
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, EmptyText, NoSuchLine, NoSuchPoll, NotInRoom, TextTooLong
from chatservice.model import commands as c
from chatservice.model import looks
from chatservice.model.annotations import Annotations, Tally
from chatservice.model.events import Ack, ChoiceInfo, PollIs, Voted
from chatservice.model.polls import PollState, StoredPoll, as_poll, poll_text
from chatservice.model.records import Draft, Record
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole
from chatservice.settings.schema import Settings

MEMBERS = Right(ServerRole.MODERATOR, RoomRole.MEMBER)


@command(c.AskPoll, MEMBERS, Charge(LINE, itself=True, looks=True))
async def poll(chat: Chat, session: Session, request: c.AskPoll) -> Ack:
    if not request.room:
        session.refuse_moved()
    room = await chat.directory.find(session, request.room)
    if room.id not in session.subscriptions:
        raise NotInRoom(room.label)
    stored = _poll(chat.settings, request)
    if len(request.key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)
    me = session.principal

    def check() -> None:
        chat.rights.check(me, "poll", room)
        chat.rights.refuse_silent(me, room)

    check()
    chat.rights.refuse_silent(me, room, chat.clock.monotonic())
    chat.limits.line(session)
    if room.state.slow:
        room.slow_mode.spoken(me.id, room.state.slow, chat.clock.monotonic())
    body = msgspec.json.encode(stored).decode()
    draft = Draft(EventKind.POLL, me.id, me.name, body, chat.clock.now(), request.key)
    at = await append_checked(chat, room, draft, check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, key=request.key, again=not at.fresh)


def _poll(settings: Settings, request: c.AskPoll) -> StoredPoll:
    """Raises BadCommand, EmptyText, TextTooLong."""
    question, *choices = map(looks.one_line, (request.question, *request.choices))
    if len(choices) < 2:
        raise BadCommand("a poll has two choices or more")
    if len(choices) > settings.poll_choices:
        raise BadCommand(f"a poll has at most {settings.poll_choices} choices")
    if len(set(choices)) < len(choices):
        raise BadCommand("the choices of a poll differ")
    for text in (question, *choices):
        if not text:
            raise EmptyText
        if len(text.encode()) > settings.max_choice:
            raise TextTooLong("question or choice", settings.max_choice)
    return StoredPoll(question, tuple(choices), request.many, request.anonymous)


async def _find(chat: Chat, session: Session, label: str, seq: int) -> tuple[Room, StoredPoll, Record]:
    """The room, the poll at `seq`, and its record. NoSuchPoll."""
    room = await chat.directory.find(session, label, ended=True)
    try:
        record = await find_line(chat.log, room, seq, lambda record: record.kind is EventKind.POLL)
    except NoSuchLine:
        raise NoSuchPoll(seq) from None
    chat.directory.refuse_outsider(session, room, label)
    return room, as_poll(record.body), record


# Votes.


@command(c.Vote, MEMBERS, Charge(LINE))
async def vote(chat: Chat, session: Session, request: c.Vote) -> Voted:
    """Muted people do not vote; in a read-only room everyone may."""
    room, _, _ = await _find(chat, session, request.room, request.seq)
    me = session.principal
    chat.rights.check(me, "vote", room)
    chat.rights.refuse_muted(me, [room])
    choices = tuple(sorted(set(request.choices)))
    tally = await chat.storage.polls.vote(room.id, request.seq, me.id, choices)
    chat.gathered_marks.voted(room, request.seq, tally)
    answer = Voted(room=room.label, rid=room.rid, line=request.seq, choices=choices)
    if session.person_or_none is not None:
        session.person.tell(answer, but=session)
    return answer


@command(c.PollShow, Right(), Charge(READ))
async def poll_show(chat: Chat, session: Session, request: c.PollShow) -> PollIs:
    room, poll, _ = await _find(chat, session, request.room, request.seq)
    state = await chat.storage.polls.poll(room.id, request.seq)
    if state is None:
        raise NoSuchPoll(request.seq)
    me = session.principal.id
    own = await chat.storage.polls.own(room.id, request.seq, request.seq, me)
    voters = await chat.storage.polls.voters(room.id, request.seq, chat.settings.names_shown)
    chat.directory.refuse_outsider(session, room, request.room)
    return PollIs(
        room=room.label,
        rid=room.rid,
        line=request.seq,
        question=poll.question,
        choices=_choices(poll, state.tally, voters),
        many=poll.many,
        anonymous=poll.anonymous,
        closed=state.tally.closed,
        voters=state.tally.voters,
        mine=own.get(request.seq, ()),
    )


def _choices(
    poll: StoredPoll, tally: Tally, voters: Sequence[tuple[str, tuple[int, ...]]]
) -> list[ChoiceInfo]:
    return [
        ChoiceInfo(text=text, count=count, who=[name for name, choices in voters if number in choices])
        for number, (text, count) in enumerate(zip(poll.choices, tally.counts, strict=True), 1)
    ]


# The end.


@command(
    c.PollClose,
    Right(),
    Charge(LINE),
    also={"poll_close_of_others": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def poll_close(chat: Chat, session: Session, request: c.PollClose) -> Ack:
    """By whoever asked, or a moderator. The votes are final before the end is announced."""
    room, poll, record = await _find(chat, session, request.room, request.seq)
    me = session.principal

    def check() -> None:
        chat.rights.refuse_out(me, room)
        if record.actor != me.id:
            chat.rights.check(me, "poll_close_of_others", room)

    check()
    state = await chat.storage.polls.close(room.id, request.seq)
    if state is None:  # it was deleted at this moment
        raise NoSuchPoll(request.seq)
    return await _announce(chat, me, room, request.seq, poll, state)


async def _announce(
    chat: Chat, me: Principal, room: Room, line: int, poll: StoredPoll, state: PollState
) -> Ack:
    """Raises PollEnded if it was announced before."""
    annotations = Annotations(text=poll_text(poll), tally=state.tally)
    now = chat.clock.now()
    draft = Draft(EventKind.POLL_CLOSED, me.id, me.name, str(line), now, annotations=annotations)
    at = await append_checked(chat, room, draft, lambda: chat.rights.refuse_out(me, room))
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id)
