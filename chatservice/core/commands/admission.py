"""Coming in by an invitation: who made it must still have the right to let people in."""

from chatservice.core.chat import Chat
from chatservice.core.commands.joining import enter
from chatservice.core.members import add_member
from chatservice.core.room import Room
from chatservice.core.session import Send, Session
from chatservice.errors import BadInvitation, Fault, NeedsAccount, NeedsInvitation, NeedsPassword, NoSuchRoom
from chatservice.model import commands as c
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Principal, RoomKind, ServerRole, StoredInvitation

CLOSED = (NeedsInvitation, NeedsPassword, NeedsAccount, NoSuchRoom)


async def find_invitation(chat: Chat, address: str, token: str) -> StoredInvitation:
    """The valid one of `token`, which somebody at `address` shows. Raises BadInvitation, SlowDown."""
    chat.limits.look_up(address)
    invitation = await chat.storage.accounts.invitation(token, chat.clock.now())
    if invitation is None:
        raise BadInvitation
    return invitation


async def maker_of(chat: Chat, invitation: StoredInvitation) -> Principal:
    """Who made it, with their present role. Raises BadInvitation."""
    if invitation.by is None:
        return OPERATOR
    stored = await chat.storage.principals.principal(invitation.by)
    if stored is None:
        raise BadInvitation
    return chat.presence.principal(invitation.by) or stored


async def room_of(chat: Chat, invitation: StoredInvitation) -> Room | None:
    """The room that it leads into; None for the server alone. Raises BadInvitation if it was deleted, or if
    its maker may not let people in there any more."""
    if invitation.room is None:
        return None
    room = await chat.directory.of_id(invitation.room)
    maker = await maker_of(chat, invitation)
    if room is None or room.deleted or not may_invite(chat, maker, room):
        raise BadInvitation
    return room


def may_invite(chat: Chat, maker: Principal, room: Room) -> bool:
    return maker.id == OPERATOR.id or (
        chat.rights.is_in(maker, room) and chat.rights.holds(maker, invite_right(room), room)
    )


def invite_right(room: Room) -> str:
    return "invite" if room.kind is RoomKind.GROUP else "invite_public"


async def opens_server(chat: Chat, invitation: StoredInvitation) -> bool:
    """Whether it lets guests in where guests are not admitted."""
    return (await maker_of(chat, invitation)).role >= ServerRole.ADMIN


async def spend(chat: Chat, token: str) -> None:
    """Raises BadInvitation."""
    if not await chat.storage.accounts.use_invitation(token, chat.clock.now()):
        raise BadInvitation


async def enter_room(
    chat: Chat, session: Session, invitation: StoredInvitation, send: Send, token: str = ""
) -> None:
    """Enter the room of `invitation`; with its `token`, one use is counted if it is needed."""
    room = await room_of(chat, invitation)
    if room is None or session.closed:
        return
    try:
        chat.directory.refuse_outsider(session, room, room.label)
    except CLOSED:
        await _admit(chat, session, invitation, room, token)
    await enter(chat, session, c.Join(room=room.rid), send)


async def _admit(chat: Chat, session: Session, invitation: StoredInvitation, room: Room, token: str) -> None:
    maker, me = await maker_of(chat, invitation), session.principal

    def check() -> None:
        if room.deleted or not may_invite(chat, maker, room):
            raise BadInvitation
        chat.rights.refuse_banned_from(me, room)
        room.refuse_more(me.id, chat.settings.group_members)

    check()
    if token:
        await spend(chat, token)
    await add_member(chat, maker, room, me, check, session)


async def enter_after(
    chat: Chat, session: Session, request: c.Command, invitation: StoredInvitation | None
) -> None:
    """Enter the room of the `invitation` by which they logged in or registered: a fault is about the room
    only."""
    if invitation is None or session.closed:
        return
    try:
        await enter_room(chat, session, invitation, session.outlet.send)
    except Fault as fault:
        session.queue.refuse_to(request, fault, "", "")
