"""Verbs about people: who owns a name, what they are, their tokens, and invitations."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatservice.admin import verbs as v
from chatservice.admin.answers import Done, InvitationMade, InvitationRow, TokenAt, UserMade, UserRow
from chatservice.admin.frames import ROWS_MAX, AdminError
from chatservice.core.chat import Chat
from chatservice.core.commands import administration, erasing, roles
from chatservice.core.commands.administration import (
    admin_role,
    find_account,
    give_password,
    is_disabled,
    make_account,
)
from chatservice.core.commands.tokens import end_revoked, sign_out
from chatservice.errors import NameTaken
from chatservice.model import names
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Principal, ServerRole
from chatservice.storage.offline import copies_beside

if TYPE_CHECKING:
    from chatservice.admin.desk import AdminService, VerbReply

ALL = "all"
FOUND_MAX = 100  # people of one name; the newest


async def listed(desk: "AdminService", verb: v.UsersList, reply: "VerbReply") -> None:
    chat, after = desk.chat, 0
    while some := await chat.storage.accounts.some(after, ROWS_MAX):
        after = some[-1].id
        reply.rows([await _row(chat, principal) for principal in some])
        await reply.drained()


async def _row(chat: Chat, principal: Principal) -> UserRow:
    here = chat.presence.get(principal.id) is not None
    owner = chat.bots.owner(principal.id)
    return UserRow(
        id=principal.id,
        name=principal.name,
        role=principal.role.word,
        here=here,
        left=principal.left if not here else None,
        disabled=await is_disabled(chat, principal),
        bot_of=await chat.bots.name_of(owner) if owner is not None else "",
    )


async def add(desk: "AdminService", verb: v.UsersAdd, reply: "VerbReply") -> None:
    if await desk.chat.storage.accounts.named(verb.name) is not None:
        raise AdminError("name_taken", f"{verb.name} has an account already. users password makes a new one.")
    reply.rows([await _made(desk.chat, verb.name, role_named(verb.role), verb.password)])


async def admin(desk: "AdminService", verb: v.Admin, reply: "VerbReply") -> None:
    """An account that is there keeps its password."""
    chat = desk.chat
    role = await admin_role(chat)
    found = await chat.storage.accounts.named(verb.name)
    if found is None:
        reply.rows([await _made(chat, verb.name, role, verb.password)])
        return
    if not found.password:
        raise AdminError("disabled", f"{verb.name} is disabled: users password gives a new password first.")
    role = max(role, found.principal.role)
    await roles.give_server_role(chat, found.principal, role)
    reply.rows([Done(text=f"{found.principal.name} is {role.word} of the server, with the same password.")])


async def _made(chat: Chat, name: str, role: ServerRole, password: str) -> UserMade:
    """A new account; a password that was made is shown."""
    try:
        name, secret = await make_account(chat, name, role, password)
    except NameTaken as fault:
        raise AdminError(
            "name_taken", f"A guest is here as {fault.name}. Ask them to register, or to go."
        ) from None
    return UserMade(name=name, role=role.word, password="" if password else secret)


async def role(desk: "AdminService", verb: v.UsersRole, reply: "VerbReply") -> None:
    found = await find_account(desk.chat, verb.name)
    given = role_named(verb.role)
    await roles.give_server_role(desk.chat, found.principal, given)
    reply.rows([Done(text=f"{found.principal.name} is {given.word} of the server.")])


def role_named(word: str) -> ServerRole:
    kinds = {role.word: role for role in ServerRole if role is not ServerRole.GUEST}
    if word not in kinds:
        raise AdminError("bad_request", f"A role is one of {', '.join(kinds)}.")
    return kinds[word]


async def password(desk: "AdminService", verb: v.UsersPassword, reply: "VerbReply") -> None:
    chat = desk.chat
    found = await find_account(chat, verb.name)
    secret = await give_password(chat, found.principal, verb.password)
    name, role = found.principal.name, found.principal.role.word
    reply.rows([UserMade(name=name, role=role, password="" if verb.password else secret)])


async def disable(desk: "AdminService", verb: v.UsersDisable, reply: "VerbReply") -> None:
    chat = desk.chat
    found = await find_account(chat, verb.name)
    await administration.disable(chat, found.principal)
    said = f"Nobody comes in as {found.principal.name} any more, until users password gives a new one."
    reply.rows([Done(text=said)])


async def somebody(chat: Chat, name: str) -> Principal:
    """The owner of that name, or whoever has the id ``#12``. AdminError."""
    if name.startswith("#") and (number := names.number(name[1:])) is not None:
        principal = await chat.storage.principals.principal(number)
        if principal is not None:
            return principal
        raise AdminError("no_such_user", f"Nobody has the id {name}.")
    return (await find_account(chat, name)).principal


async def find(desk: "AdminService", verb: v.UsersFind, reply: "VerbReply") -> None:
    chat = desk.chat
    rows = []
    for id_ in (await chat.storage.principals.named(verb.name))[-FOUND_MAX:]:
        principal = await chat.storage.principals.principal(id_)
        if principal is not None:
            rows.append(await _row(chat, principal))
    reply.rows(rows)


async def erase(desk: "AdminService", verb: v.UsersErase, reply: "VerbReply") -> None:
    chat = desk.chat
    principal = await somebody(chat, verb.name)
    figures = await chat.storage.figures()
    name = await erasing.erase(
        chat, principal, lambda at: reply.progress(at, max(at, figures.lines), "lines")
    )
    await chat.audit.note(OPERATOR, "erase", name)
    reply.rows([Done(text=f"{principal.name} is erased, and shown as {name} where lines were.")])
    reply.rows([Done(text=text) for text in _kept_of(chat)])


def _kept_of(chat: Chat) -> Iterator[str]:
    """What erasing cannot reach, each in one line."""
    settings = chat.settings
    for copy in copies_beside(Path(settings.data) / settings.database):
        yield f"{copy} is a copy from before, and still has it all: delete it when you can."
    yield "Backups keep what they hold. The audit log keeps the name for as long as it is kept."


# Tokens.


async def tokens(desk: "AdminService", verb: v.TokensList, reply: "VerbReply") -> None:
    found = await find_account(desk.chat, verb.name)
    some = await desk.chat.storage.accounts.tokens(found.principal.id)
    reply.rows([TokenAt(id=row.id, label=row.label, made=row.made, used=row.used) for row in some])


async def revoke(desk: "AdminService", verb: v.TokensRevoke, reply: "VerbReply") -> None:
    chat = desk.chat
    found = await find_account(chat, verb.name)
    if verb.id == ALL:
        await sign_out(chat, found.principal.id)
        reply.rows([Done(text=f"No token of {found.principal.name} is good any more.")])
        return
    if not await chat.storage.accounts.revoke(found.principal.id, verb.id.lower()):
        raise AdminError("no_such_token", f"{found.principal.name} has no token {verb.id}.")
    person = chat.presence.get(found.principal.id)
    if person is not None:
        await end_revoked(chat, person)
    reply.rows([Done(text=f"The token {verb.id} is not good any more.")])


# Invitations.


async def invite(desk: "AdminService", verb: v.InvitationsCreate, reply: "VerbReply") -> None:
    chat = desk.chat
    if verb.days < 0:
        raise AdminError("bad_command", "Days are 1 or more; 0 is what the setting says.")
    token, now = chat.new_token(), chat.clock.now()
    expires = now + (verb.days * 86_400.0 if verb.days else chat.settings.invitation_keep)
    await chat.storage.accounts.invite(token, None, now, expires)
    reply.rows([InvitationMade(token=token, expires=expires)])


async def invitations(desk: "AdminService", verb: v.InvitationsList, reply: "VerbReply") -> None:
    chat = desk.chat
    rows = []
    for row in await chat.storage.accounts.invitations(chat.clock.now()):
        by = await chat.storage.principals.principal(row.by) if row.by else None
        rows.append(InvitationRow(id=row.id, by=by.name if by else "", made=row.made, expires=row.expires))
    for start in range(0, len(rows), ROWS_MAX):
        reply.rows(list(rows[start : start + ROWS_MAX]))
        await reply.drained()


async def uninvite(desk: "AdminService", verb: v.InvitationsRevoke, reply: "VerbReply") -> None:
    if not await desk.chat.storage.accounts.uninvite(verb.id.lower()):
        raise AdminError("no_such_invitation", f"There is no invitation {verb.id}.")
    reply.rows([Done(text=f"The invitation {verb.id} is not good any more.")])


DOES: Mapping[type[v.Verb], Callable[["AdminService", Any, "VerbReply"], Awaitable[None]]] = {
    v.Admin: admin,
    v.UsersList: listed,
    v.UsersAdd: add,
    v.UsersRole: role,
    v.UsersPassword: password,
    v.UsersDisable: disable,
    v.UsersFind: find,
    v.UsersErase: erase,
    v.TokensList: tokens,
    v.TokensRevoke: revoke,
    v.InvitationsCreate: invite,
    v.InvitationsList: invitations,
    v.InvitationsRevoke: uninvite,
}
