"""The operator's commands about accounts, tokens and invitations."""

from chatservice.core.chat import Chat
from chatservice.core.commands import administration
from chatservice.core.commands.administration import find_account, find_below
from chatservice.core.commands.erasing import erase
from chatservice.core.commands.invitation_links import create_invitation, list_invitations
from chatservice.core.commands.roles import give_server_role
from chatservice.core.commands.tokens import end_revoked, sign_out
from chatservice.core.rows import operator
from chatservice.core.session import Session
from chatservice.errors import (
    AccountDisabled,
    BadCommand,
    NameOwned,
    NoSuchInvitation,
    NoSuchToken,
    NoSuchUser,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model import upkeep as u
from chatservice.model.events import InvitationIs, InvitationList, Revoked, TokenList
from chatservice.model.values import Principal, ServerRole

PAGE = 200  # accounts of one answer
FOUND_MAX = 100  # people with one name; the newest
ALL = "all"
DAY = 86_400.0
ROLES = {role.word: role for role in ServerRole if role is not ServerRole.GUEST}


@operator(c.UsersList)
async def users_list(chat: Chat, session: Session, request: c.UsersList) -> u.UserList:
    page = await chat.storage.accounts.page(request.after, PAGE)
    more = page[-1].id if len(page) == PAGE else None
    return u.UserList(users=[await _row(chat, principal) for principal in page], next=more)


@operator(c.UsersFind)
async def users_find(chat: Chat, session: Session, request: c.UsersFind) -> u.UserList:
    ids = await chat.storage.principals.named(request.name)
    people = [await chat.storage.principals.principal(id_) for id_ in ids[-FOUND_MAX:]]
    return u.UserList(users=[await _row(chat, principal) for principal in people if principal is not None])


async def _row(chat: Chat, principal: Principal) -> u.ListedUser:
    here = chat.presence.is_online(principal.id)
    owner = chat.bots.owner(principal.id)
    return u.ListedUser(
        id=principal.id,
        name=principal.name,
        role=principal.role.word,
        here=here,
        left=None if here else principal.left,
        disabled=await administration.is_disabled(chat, principal),
        bot_of=await chat.bots.name_of(owner) if owner is not None else "",
    )


@operator(c.Admin)
async def admin(chat: Chat, session: Session, request: c.Admin) -> u.AccountIs:
    """An existing account keeps its password."""
    role = await administration.admin_role(chat)
    account = await chat.storage.accounts.named(request.name)
    if account is None:
        return await _make(chat, session, request.name, role, request.password)
    principal = account.principal
    if not account.password:
        raise AccountDisabled(principal.name)
    role = max(role, principal.role)
    await give_server_role(chat, principal, role)
    return u.AccountIs(name=principal.name, role=role.word, changed=False)


@operator(c.UsersAdd)
async def users_add(chat: Chat, session: Session, request: c.UsersAdd) -> u.AccountIs:
    if request.role not in ROLES:
        raise BadCommand(f"a role is one of {', '.join(ROLES)}")
    if await chat.storage.accounts.named(request.name) is not None:
        raise NameOwned(request.name)
    role, me = ROLES[request.role], session.principal
    administration.refuse_above(chat, me, Principal(-1, request.name, role), "users_add")
    return await _make(chat, session, request.name, role, request.password)


async def _make(chat: Chat, session: Session, name: str, role: ServerRole, chosen: str) -> u.AccountIs:
    name, password = await administration.make_account(chat, name, role, chosen, session.principal)
    return u.AccountIs(name=name, role=role.word, password="" if chosen else password)


@operator(c.UsersPassword)
async def users_password(chat: Chat, session: Session, request: c.UsersPassword) -> u.AccountIs:
    principal = await find_below(chat, session.principal, request.name, "users_password")
    password = await administration.give_password(chat, principal, request.password, session.principal)
    return u.AccountIs(
        name=principal.name, role=principal.role.word, password="" if request.password else password
    )


@operator(c.UsersDisable)
async def users_disable(chat: Chat, session: Session, request: c.UsersDisable) -> u.Disabled:
    principal = await find_below(chat, session.principal, request.name, "users_disable")
    await administration.disable(chat, principal, session.principal)
    return u.Disabled(name=principal.name)


@operator(c.UsersErase)
async def users_erase(chat: Chat, session: Session, request: c.UsersErase) -> u.Erased:
    principal = await _find(chat, request.name)
    administration.refuse_above(chat, session.principal, principal, "users_erase")
    lines = (await chat.storage.figures()).lines

    def watch(at: int) -> None:
        session.outlet.send(u.Progress(done=at, total=max(at, lines), what="lines", ref=request.ref))

    name = await erase(chat, principal, watch)
    await chat.audit.note(session.principal, "erase", name)
    return u.Erased(name=principal.name, now=name)


async def _find(chat: Chat, name: str) -> Principal:
    """The owner of that name, or the person with an id (``#12``)."""
    if not name.startswith("#"):
        return (await find_account(chat, name)).principal
    number = names.number(name[1:])
    principal = await chat.storage.principals.principal(number) if number is not None else None
    if principal is None:
        raise NoSuchUser(name)
    return principal


# Tokens.


@operator(c.TokensList)
async def tokens_list(chat: Chat, session: Session, request: c.TokensList) -> TokenList:
    principal = (await find_account(chat, request.name)).principal
    return TokenList(tokens=await chat.storage.accounts.tokens(principal.id))


@operator(c.TokensRevoke)
async def tokens_revoke(chat: Chat, session: Session, request: c.TokensRevoke) -> Revoked:
    principal = await find_below(chat, session.principal, request.name, "tokens_revoke")
    if request.id == ALL:
        await sign_out(chat, principal.id)
    elif not await chat.storage.accounts.revoke(principal.id, request.id.lower()):
        raise NoSuchToken(request.id)
    await end_revoked(chat, principal.id)
    return Revoked(id=request.id)


# Invitations.


@operator(c.InvitationsCreate)
async def invitations_create(chat: Chat, session: Session, request: c.InvitationsCreate) -> InvitationIs:
    if request.days < 0:
        raise BadCommand("days are 1 or more; 0 is what the setting says")
    room = await chat.directory.any_room(request.room) if request.room else None
    seconds = request.days * DAY or chat.settings.invitation_keep
    return await create_invitation(chat, None, room, request.uses, seconds)


@operator(c.InvitationsList)
async def invitations_list(chat: Chat, session: Session, request: c.InvitationsList) -> InvitationList:
    return await list_invitations(chat, await chat.storage.accounts.invitations(chat.clock.now()))


@operator(c.InvitationsRevoke)
async def invitations_revoke(chat: Chat, session: Session, request: c.InvitationsRevoke) -> Revoked:
    if not await chat.storage.accounts.uninvite(request.id.lower()):
        raise NoSuchInvitation(request.id)
    return Revoked(id=request.id)
