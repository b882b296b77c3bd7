"""Inviting people into rooms: some are added at once, others are asked first."""

from collections.abc import Collection, Mapping, Sequence

from chatservice.core.chat import Chat
from chatservice.core.members import add_member, change_members
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import AlreadyMember, NoSuchRoom, NotAGroup
from chatservice.model import commands as c
from chatservice.model.events import Ack, Asked, Invited
from chatservice.model.values import EventKind, Principal, RoomKind, RoomRole, ServerRole


@command(
    c.Invite,
    Right(ServerRole.ADMIN, RoomRole.MEMBER),
    Charge(LINE, itself=True, looks=True),
    also={"invite_public": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def invite(chat: Chat, session: Session, request: c.Invite) -> Asked | Ack | None:
    room = await chat.directory.find(session, request.room)
    if room.kind is RoomKind.DIRECT:
        raise NotAGroup(room.label)
    me = session.person
    action = "invite" if room.kind is RoomKind.GROUP else "invite_public"
    chat.rights.check(me.principal, action, room)
    other = await chat.directory.find_principal(request.name.strip())

    def check() -> None:
        chat.rights.check(me.principal, action, room)
        chat.rights.refuse_banned_from(other, room)
        if other.id in room.state.members:
            raise AlreadyMember(room.label, other.name)
        room.refuse_more(other.id, chat.settings.group_members)

    check()
    chat.limits.line(session)
    if room.kind is RoomKind.GROUP:
        to_ask = await who_must_agree(chat, me.principal, [other], room)
        if to_ask:
            check()
            return await ask(chat, session, room, [other], to_ask)
    at = await change_members(chat, me.principal, room, EventKind.ADDED, lambda: [other], check)
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id) if at is not None else None


async def who_must_agree(
    chat: Chat, me: Principal, others: Sequence[Principal], room: Room | None = None
) -> dict[int, bool]:
    """The ids of those of `others` whom `me` cannot add without asking, and whether they are shown the
    question: people who ignore `me` are not. `room` is the group, None for a new one."""
    ids = [other.id for other in others]
    if not ids:
        return {}
    deaf = await chat.storage.asking.deaf(me.id, ids)
    deaf |= {id_ for id_ in ids if _ignores(chat, id_, me.id)}
    how = chat.settings.group_invitations
    strangers: Collection[int] = ()
    if how != "open" and me.role < ServerRole.MODERATOR:
        strangers = await chat.storage.asking.strangers(me.id, ids)
    to_ask = {}
    for id_ in ids:
        question = await chat.storage.asking.one(room.id, id_) if room is not None else None
        decides = question is not None and question.left
        if id_ in strangers and not decides and id_ not in deaf:
            decides = how == "ask" or not chat.limits.stranger(id_)
        if decides or id_ in deaf:
            to_ask[id_] = id_ not in deaf
    return to_ask


def _ignores(chat: Chat, principal: int, other: int) -> bool:
    person = chat.presence.get(principal)
    return person is not None and other in person.ignored


async def ask(
    chat: Chat, session: Session, room: Room, people: Sequence[Principal], hear: Mapping[int, bool]
) -> Asked:
    """Store the question for each of `people`, and show it to those who are online. The answer names all
    of them, so that it does not reveal who ignores the person who asks (`hear` is False for them)."""
    me, now = session.principal, chat.clock.now()
    for person in people:
        if hear[person.id] and await chat.storage.asking.ask(room.id, person.id, me.id, now):
            for device in chat.presence.sessions_of(person.id):
                _show(device, room.label, room.rid, me.name)
    shown = [person.name for person in people][: chat.settings.names_shown]
    return Asked(room=room.label, rid=room.rid, who=shown)


def _show(device: Session, label: str, rid: str, by: str) -> None:
    if device.phase is SessionState.LIVE and not device.confined:
        device.outlet.send(Invited(room=label, rid=rid, sender=by, members=[], asked=True))


async def show_pending(chat: Chat, session: Session) -> None:
    """Show the invitations that came while they were away."""
    for invitation in await chat.storage.asking.waiting(session.principal.id):
        row = await chat.storage.rooms.by_id(invitation.room)
        if row is not None and not session.closed:
            _show(session, row.name, chat.rids.of(row.id), invitation.by_name)


async def accept(chat: Chat, session: Session, room: Room) -> bool:
    """Join the group if there is an invitation for them, or they left it a moment ago; returns whether
    they are in it now."""
    me = session.principal
    question = await chat.storage.asking.one(room.id, me.id) if room.kind is RoomKind.GROUP else None
    if question is None:
        return False
    returns = not question.by and question.ts + chat.settings.group_return > chat.clock.now()
    by = me if returns else room.state.members.get(question.by)
    if by is None:
        return False

    def check() -> None:
        if not (returns or by.id in room.state.members):
            raise NoSuchRoom(room.label)
        chat.rights.refuse_out(me, room, member=False)
        room.refuse_more(me.id, chat.settings.group_members)

    await add_member(chat, by, room, me, check, session)
    return True
