"""Who is in a room, when a person was last seen, and topics."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.bots import owners_of_bots
from chatservice.core.presence import EVERYONE
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NotInRoom, TextTooLong
from chatservice.model import commands as c
from chatservice.model import looks
from chatservice.model.events import Ack, People, PersonChanged, SeenIs, TopicIs
from chatservice.model.records import Draft
from chatservice.model.values import EventKind, RoomRole, ServerRole


@command(c.Who, Right(), Charge(READ))
async def who(chat: Chat, session: Session, request: c.Who) -> People:
    if request.room == EVERYONE:
        people = chat.presence.everyone()
    else:
        room = await chat.directory.find(session, request.room)
        if not (room.is_listed_for(session.principal) or session.is_operator):
            raise NotInRoom(room.label)
        members = list(islice(room.names(), chat.settings.names_shown))
        people = People(room=room.label, rid=room.rid, members=members, here=room.people_count())
    people = msgspec.structs.replace(people, states=_states(chat, people.members))
    if session.role >= ServerRole.MODERATOR:
        people = msgspec.structs.replace(people, bots=await owners_of_bots(chat, people.members))
    return people


def _states(chat: Chat, names: Sequence[str]) -> list[PersonChanged]:
    """Of those named who are online and show something."""
    now = chat.clock.now()
    people = [person for name in names if (person := chat.presence.named(name)) is not None]
    states = [(person.name, person.preferences.state(now)) for person in people]
    return [PersonChanged(name=name, **state) for name, state in states if state]


@command(c.Seen, Right(), Charge(READ))
async def seen(chat: Chat, session: Session, request: c.Seen) -> SeenIs:
    person = await chat.directory.find_principal(request.name.strip())
    return SeenIs(name=person.name, at=None if chat.presence.is_online(person.id) else person.left)


@command(
    c.Topic,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER),
    Charge(LINE, itself=True, looks=True),
    also={"topic_locked": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def topic(chat: Chat, session: Session, request: c.Topic) -> TopicIs | Ack:
    room = await chat.directory.find(session, request.room)
    if request.text is not None and not request.room:
        session.refuse_moved()
    if request.text is None:
        return TopicIs(
            room=room.label,
            rid=room.rid,
            text=room.state.topic,
            by=room.state.topic_by,
            at=room.state.topic_at or 0,  # an integer is left out as the default
        )
    room.refuse_direct()
    text = looks.one_line(request.text)
    limit = chat.settings.max_topic
    if len(text.encode()) > limit:
        raise TextTooLong("topic", limit)
    return await _set_topic(chat, session, room, text)


async def _set_topic(chat: Chat, session: Session, room: Room, text: str) -> Ack:
    me, now = session.person, chat.clock.now()

    def check() -> None:
        chat.rights.check(me.principal, "topic_locked" if room.state.locked else "topic", room)
        if room.id not in session.subscriptions:
            raise NotInRoom(room.label)
        chat.rights.refuse_silent(me.principal, room)

    check()
    chat.limits.line(session)
    draft = Draft(EventKind.TOPIC, me.principal.id, me.name, text, now)
    at = await append_checked(chat, room, draft, check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id)
