"""The operator's and admins' changes of accounts, each in the audit log: creating, passwords, disabling."""

from chatservice.core.chat import Chat
from chatservice.core.commands.bots import sign_out_bots
from chatservice.core.commands.tokens import sign_out
from chatservice.errors import NameTaken, NoSuchUser
from chatservice.model import names
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import Account, Principal, ServerRole

PASSWORD_LENGTH = 20  # characters of a generated password: 80 bits
PAGE = 500  # accounts read at a time


async def find_account(chat: Chat, name: str) -> Account:
    """The account with that name. Raises NoSuchUser."""
    account = await chat.storage.accounts.named(name)
    if account is None:
        raise NoSuchUser(name)
    return account


async def find_below(chat: Chat, by: Principal, name: str, action: str) -> Principal:
    """Whom `by` may change, as the operator or a person of higher rank. Raises NoSuchUser, NotAllowed."""
    other = (await find_account(chat, name)).principal
    refuse_above(chat, by, other, action)
    return other


def refuse_above(chat: Chat, by: Principal, other: Principal, action: str) -> None:
    if by.id != OPERATOR.id:
        chat.rights.refuse_rank(by, other, None, action)


async def admin_role(chat: Chat) -> ServerRole:
    """The role of the next administrator: the first one owns the server."""
    after = 0
    while page := await chat.storage.accounts.page(after, PAGE):
        after = page[-1].id
        if any(principal.role is ServerRole.OWNER for principal in page):
            return ServerRole.ADMIN
    return ServerRole.OWNER


async def make_account(
    chat: Chat, name: str, role: ServerRole, password: str, by: Principal = OPERATOR
) -> tuple[str, str]:
    """Create an account; returns its name and password. An empty `password` stands for a generated one.
    Raises NameTaken if a guest uses the name now: they may have taken it in the hope of becoming that
    account, so it is not handed to them."""
    name = names.person(name, chat.settings.max_name)
    secret = password or _make_password(chat)
    encoded = await chat.passwords.encode(secret)
    if chat.presence.holds(name):
        raise NameTaken(name)
    async with chat.presence.reserved(name, alike=True):
        principal = await chat.storage.accounts.create(name, encoded, role, chat.clock.now())
    await chat.passwords.keep_verifier(principal.id, encoded, secret)
    await chat.audit.note(by, "account", name, detail=role.word)
    return name, secret


async def give_password(chat: Chat, account: Principal, password: str, by: Principal = OPERATOR) -> str:
    """Set a password, generated if `password` is empty, and return it; sessions that logged in with an
    earlier one end."""
    secret = password or _make_password(chat)
    encoded = await chat.passwords.encode(secret)
    await chat.storage.accounts.set_password(account.id, encoded)
    await sign_out(chat, account.id)
    await chat.passwords.keep_verifier(account.id, encoded, secret)
    await chat.audit.note(by, "password", account.name)
    return secret


def _make_password(chat: Chat) -> str:
    return chat.new_token()[:PASSWORD_LENGTH]


async def disable(chat: Chat, account: Principal, by: Principal = OPERATOR) -> None:
    """Nobody can log in to `account` or its bots until it has a new password."""
    await chat.storage.accounts.set_password(account.id, "")  # no password matches it
    await sign_out(chat, account.id)
    await sign_out_bots(chat, account.id)
    await chat.audit.note(by, "disable", account.name)


async def is_disabled(chat: Chat, principal: Principal) -> bool:
    """Whether an account has no password; guests and bots never have one."""
    if principal.guest or chat.bots.owner(principal.id) is not None:
        return False
    return not await chat.storage.accounts.password_of(principal.id)
