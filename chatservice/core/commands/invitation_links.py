"""Invitation links: a token that lets a number of people in, for some time, maybe into a room."""

import re

from chatservice.core.chat import Chat
from chatservice.core.commands.accounts import register
from chatservice.core.commands.admission import enter_room, find_invitation, invite_right
from chatservice.core.commands.login import login
from chatservice.core.rates import LINE, LOGIN, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, Fault, NoSuchInvitation, TooMany
from chatservice.model import commands as c
from chatservice.model.events import InvitationInfo, InvitationIs, InvitationList, Registered, Uninvited
from chatservice.model.values import RoomRole, ServerRole, StoredInvitation

USES = 10_000  # of one invitation, at most
LONGEST = 366 * 86_400.0  # seconds
LINK = re.compile(r"https?://\S+/i/(\w+)(?:[?#]\S*)?", re.IGNORECASE)
SERVER_RIGHT = "invitation_server"


@command(
    c.Invitation,
    Right(ServerRole.ADMIN, RoomRole.MEMBER),
    Charge(LINE),
    also={SERVER_RIGHT: Right(ServerRole.ADMIN)},
)
async def invitation(chat: Chat, session: Session, request: c.Invitation) -> InvitationIs:
    me = session.principal
    if not request.room:
        chat.rights.check(me, SERVER_RIGHT)
    room = await _find(chat, session, request.room) if request.room else None
    seconds = chat.settings.invitation_keep if request.seconds is None else request.seconds
    return await create_invitation(chat, me.id, room, request.uses, seconds)


async def _find(chat: Chat, session: Session, label: str) -> Room:
    """The room that they may invite into."""
    room = await chat.directory.find(session, label)
    room.refuse_direct()
    chat.rights.check(session.principal, invite_right(room), room)
    return room


async def create_invitation(
    chat: Chat, by: int | None, room: Room | None, uses: int, seconds: float
) -> InvitationIs:
    """`by` is the id of the person who invites, None for the operator."""
    if not 1 <= uses <= USES:
        raise BadCommand(f"an invitation is used 1 to {USES:,} times")
    if not 0 < seconds <= LONGEST:
        raise BadCommand(f"an invitation is valid for at most {LONGEST / 86_400:g} days")
    token, now, most = chat.new_token(), chat.clock.now(), chat.settings.invitations_by_user
    stored = StoredInvitation("", by, now, now + seconds, uses, room.id if room is not None else None)
    if not await chat.storage.accounts.invite(token, stored, most):
        raise TooMany("valid invitations of one person", most)
    base = chat.files.links.base
    return InvitationIs(
        token=token,
        expires=stored.expires,
        uses=uses,
        room=room.label if room is not None else "",
        rid=room.rid if room is not None else "",
        url=f"{base}/i/{token}" if base else "",
    )


@command(c.Invitations, Right(), Charge(READ))
async def invitations(chat: Chat, session: Session, request: c.Invitations) -> InvitationList:
    me, now, store = session.principal, chat.clock.now(), chat.storage.accounts
    if request.room:
        room = await _find(chat, session, request.room)
        return await list_invitations(chat, await store.invitations(now, room=room.id))
    everyone = me.role >= ServerRole.ADMIN
    return await list_invitations(chat, await store.invitations(now, by=None if everyone else me.id))


async def list_invitations(chat: Chat, stored: list[StoredInvitation]) -> InvitationList:
    return InvitationList(invitations=[await _info(chat, row) for row in stored])


async def _info(chat: Chat, row: StoredInvitation) -> InvitationInfo:
    by = await chat.storage.principals.principal(row.by) if row.by else None
    room = await chat.directory.of_id(row.room)
    return InvitationInfo(
        id=row.id,
        by=by.name if by is not None else "",
        made=row.made,
        expires=row.expires,
        uses=row.uses,
        room=room.label if room is not None else "",
    )


@command(c.Uninvite, Right(), Charge(LINE))
async def uninvite(chat: Chat, session: Session, request: c.Uninvite) -> Uninvited:
    """Theirs, any for an admin, and any into a room for those who may invite there."""
    id_, me = request.id.strip().lower(), session.principal
    rows = await chat.storage.accounts.invitations(chat.clock.now(), id_=id_)
    if not rows or not (
        rows[0].by == me.id or me.role >= ServerRole.ADMIN or await _is_over(chat, session, rows[0])
    ):
        raise NoSuchInvitation(request.id)
    await chat.storage.accounts.uninvite(id_)
    return Uninvited(id=id_)


async def _is_over(chat: Chat, session: Session, row: StoredInvitation) -> bool:
    room = await chat.directory.of_id(row.room)
    try:
        return room is not None and room is await _find(chat, session, room.rid)
    except Fault:
        return False


# Coming in by one.


@command(c.Redeem, Right(stranger=True), Charge(LOGIN, itself=True))
async def redeem(chat: Chat, session: Session, request: c.Redeem) -> Registered | None:
    link = LINK.fullmatch(request.invitation)
    token = link[1] if link is not None else request.invitation
    if session.named:
        await _redeem_inside(chat, session, token)
        return None
    if not request.name:
        raise BadCommand("a name is needed: /redeem INVITATION NAME")
    if request.password:
        registering = c.Register(
            name=request.name, password=request.password, invitation=token, ref=request.ref
        )
        return await register(chat, session, registering)
    await login(chat, session, c.Login(name=request.name, invitation=token, ref=request.ref))
    return None


async def _redeem_inside(chat: Chat, session: Session, token: str) -> None:
    found = await find_invitation(chat, session.address, token)
    if found.room is None:
        raise BadCommand("you are in; this invitation lets somebody register: /register PASSWORD INVITATION")
    chat.limits.join(session)
    await enter_room(chat, session, found, session.answer, token)
