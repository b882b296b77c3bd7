"""Messages: to a room, to a person, as a reply. The hot path."""

from collections.abc import Container

from chatservice.core.chat import Chat
from chatservice.core.composing import compose
from chatservice.core.pending import PendingMessage
from chatservice.core.rates import LINE, Charge
from chatservice.core.results import LATER, Later, Work
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import (
    EmptyText,
    NobodyToAnswer,
    NotInRoom,
    ReplyUnclear,
    TextTooLong,
)
from chatservice.model import commands as c
from chatservice.model import looks
from chatservice.model.records import Draft, Record
from chatservice.model.values import EventKind, RoomKind, RoomRole, ServerRole
from chatservice.settings.schema import Settings

UNSEEN = 10.0  # seconds in which a message may have come while the answer was being typed
GOING_ON = 300.0  # seconds after its last message in which a reply may be meant for a conversation


@command(
    c.Say,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER),
    Charge(LINE, itself=True),
    also={
        "say_read_only": Right(ServerRole.MODERATOR, RoomRole.VOICE),
        "mention_room": Right(ServerRole.MODERATOR, RoomRole.MODERATOR),
    },
)
def say(chat: Chat, session: Session, request: c.Say) -> "Work | Later":
    label = request.room
    if not label:
        session.refuse_moved()
    subscription = session.subscription_to(label)
    if subscription is None:
        return (
            _say_to(chat, session, label[1:], request)
            if label.startswith("@")
            else _outside(chat, session, label)
        )
    return _say_in(chat, session, subscription.room, request)


def _say_in(chat: Chat, session: Session, room: Room, request: c.Say) -> Later:
    if request.re or request.topic or room.state.guarded:
        check_text(chat.settings, request.text, request.key)
        kind, body = compose(room, request.text, request.action, request.re, request.topic)
        return _speak(chat, session, room, request, kind, body)
    return _speak(chat, session, room, request, EventKind.ACTION if request.action else EventKind.MESSAGE)


async def _outside(chat: Chat, session: Session, label: str) -> None:
    chat.limits.read(session)
    room = await chat.directory.find(session, label)
    raise NotInRoom(room.label)


@command(c.Msg, Right(), Charge(LINE, itself=True))
def msg(chat: Chat, session: Session, request: c.Msg) -> "Work | Later":
    to = request.to.removeprefix("@")
    subscription = session.subscription_to("@" + to)
    if subscription is None:
        return _say_to(chat, session, to, request)
    return _speak(chat, session, subscription.room, request)


@command(c.Reply, Right(), Charge(LINE, itself=True))
def reply(chat: Chat, session: Session, request: c.Reply) -> Later:
    """To the conversation with the newest private message, received or sent."""
    direct = [s.room for s in session.subscriptions.values() if s.room.kind is RoomKind.DIRECT]
    newest = [(record, room) for room in direct if (record := _newest(room, session.ignored)) is not None]
    if not newest:
        raise NobodyToAnswer
    newest.sort(key=lambda pair: pair[0].id)
    if len(newest) > 1:
        _refuse_unclear(chat, session, newest[-1], newest[-2])
    return _speak(chat, session, newest[-1][1], request)


def _newest(room: Room, ignored: Container[int]) -> Record | None:
    """The last record of `room` by a person who is not `ignored`."""
    return next((record for record in reversed(room.tail.ring) if record.actor not in ignored), None)


def _refuse_unclear(
    chat: Chat, session: Session, last: tuple[Record, Room], before: tuple[Record, Room]
) -> None:
    """Raise ReplyUnclear, once, if a message came while another conversation was going on: the sender of
    the reply may not have seen it."""
    (newest, room), (earlier, other) = last, before
    now, me = chat.clock.now(), session.person.principal.id
    unseen = newest.actor != me and now - newest.ts < UNSEEN
    if unseen and now - earlier.ts < GOING_ON and session.answering != (room.id, newest.seq):
        session.answering = (room.id, newest.seq)
        raise ReplyUnclear(_other(room, me), _other(other, me))


def _other(room: Room, me: int) -> str:
    """The name of the other person in a conversation of `me` (an id); their own in one with themselves."""
    names = {id_: member.name for id_, member in room.state.members.items()}
    return next((name for id_, name in names.items() if id_ != me), names.get(me, ""))


async def _say_to(chat: Chat, session: Session, name: str, request: c.Say | c.Msg) -> Later:
    check_text(chat.settings, request.text, request.key)
    chat.limits.read(session)
    room = await chat.directory.direct.find(session, name)
    chat.rights.refuse_out(session.person.principal, room)  # banned meanwhile
    return (
        _say_in(chat, session, room, request)
        if isinstance(request, c.Say)
        else _speak(chat, session, room, request)
    )


def _speak(
    chat: Chat,
    session: Session,
    room: Room,
    request: c.Say | c.Msg | c.Reply,
    kind: EventKind = EventKind.MESSAGE,
    body: str = "",
) -> Later:
    """Without a `body` it is the text."""
    text, key = body or request.text, request.key
    check_text(chat.settings, request.text, key)
    person = session.person
    principal = person.principal
    now = chat.clock.now()
    if room.state.guarded or chat.sanctions.mutes:
        chat.rights.refuse_silent(principal, room, chat.clock.monotonic())
    if room.presence.away:
        chat.directory.direct.refuse_gone(room)
    chat.limits.line(session)
    if room.state.slow:
        room.slow_mode.spoken(principal.id, room.state.slow, chat.clock.monotonic())
    draft = Draft(kind, principal.id, principal.name, text, now, key, chat.rights.version(room))
    person.trace = True
    session.queue.under_way += 1
    chat.log.append(room.id, (draft,), PendingMessage(chat, session, room, draft, request).committed)
    return LATER


def check_text(settings: Settings, text: str, key: str) -> None:
    """Raises EmptyText, TextTooLong."""
    if not text or text.isspace() or (text[0] > "\x7f" and looks.is_blank(text)):
        raise EmptyText
    limit = settings.max_json
    if len(text) * 4 > limit and len(text.encode()) > limit:
        raise TextTooLong("message", limit)
    if len(key) > settings.max_key:
        raise TextTooLong("key", settings.max_key)
