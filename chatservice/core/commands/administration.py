"""What the operator does with accounts: makes them, gives passwords, disables them; each in the audit log."""

from chatservice.core.chat import Chat
from chatservice.core.commands.bots import sign_out_bots
from chatservice.core.commands.tokens import sign_out
from chatservice.errors import NameTaken, NoSuchUser
from chatservice.model import names
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Account, Principal, ServerRole

PASSWORD_MADE = 20  # characters of a password that is made here: 80 bits
AT_ONCE = 500  # accounts read in one piece of work


async def find_account(chat: Chat, name: str) -> Account:
    """NoSuchUser when nobody owns that name."""
    found = await chat.storage.accounts.named(name)
    if found is None:
        raise NoSuchUser(name)
    return found


async def admin_role(chat: Chat) -> ServerRole:
    """That of the next administrator: the first one owns the server."""
    after = 0
    while page := await chat.storage.accounts.some(after, AT_ONCE):
        after = page[-1].id
        if any(principal.role is ServerRole.OWNER for principal in page):
            return ServerRole.ADMIN
    return ServerRole.OWNER


async def make_account(chat: Chat, name: str, role: ServerRole, password: str) -> tuple[str, str]:
    """Its name and password, which is made when `password` is empty. NameTaken when a guest is here
    under that name: it is not theirs to give, it may be a stranger who sits on the name of an
    administrator to come."""
    name = names.person(name, chat.settings.max_name)
    secret = password or _make_password(chat)
    encoded = await chat.passwords.encode(secret)
    if chat.presence.holds(name):
        raise NameTaken(name)
    async with chat.presence.reserved(name, alike=True):
        await chat.storage.accounts.create(name, encoded, role, chat.clock.now())
    await chat.audit.note(OPERATOR, "account", name, detail=role.word)
    return name, secret


async def give_password(chat: Chat, account: Principal, password: str) -> str:
    """The new password, made when `password` is empty; whoever came in by an earlier one is out."""
    secret = password or _make_password(chat)
    await chat.storage.accounts.set_password(account.id, await chat.passwords.encode(secret))
    await sign_out(chat, account.id)
    await chat.audit.note(OPERATOR, "password", account.name)
    return secret


def _make_password(chat: Chat) -> str:
    return chat.new_token()[:PASSWORD_MADE]


async def disable(chat: Chat, account: Principal) -> None:
    """Nobody comes in by it or its bots until it is given a new password."""
    await chat.storage.accounts.set_password(account.id, "")  # which no password fits
    await sign_out(chat, account.id)
    await sign_out_bots(chat, account.id)
    await chat.audit.note(OPERATOR, "disable", account.name)


async def is_disabled(chat: Chat, principal: Principal) -> bool:
    """Guests and bots never have a password."""
    if principal.guest or chat.bots.owner(principal.id) is not None:
        return False
    return not await chat.storage.accounts.password_of(principal.id)
