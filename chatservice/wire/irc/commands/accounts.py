"""Registering an account (IRCv3 draft/account-registration)."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, Registered
from chatservice.model.names import fold
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.registration import TAKEN, valid_name
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage

_CODES: tuple[tuple[type[Fault], str], ...] = (
    (errors.AlreadyRegistered, "ALREADY_AUTHENTICATED"),
    (errors.BadPassword, "WEAK_PASSWORD"),
    (errors.BadName, "BAD_ACCOUNT_NAME"),
    (errors.ReservedName, "BAD_ACCOUNT_NAME"),
    *((taken, "ACCOUNT_EXISTS") for taken in TAKEN),
)


@irc_command("REGISTER", least=3, early=True)
def register(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """``REGISTER account email password``; an address is not asked for, and not kept."""
    wanted = client.door.name or client.wanted_nick
    account = message.param(0) if message.param(0) != "*" else client.nick
    if not wanted:
        reply.fail("NEED_NICK", (account,), "Choose a nickname first")
    elif fold(account) != fold(client.nick):
        reply.fail("ACCOUNT_NAME_MUST_BE_NICK", (account,), "Your account is called as you are")
    else:
        _register(client, reply, account, message.param(2))


@irc_command("VERIFY", early=True)
def verify(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    reply.fail("INVALID_CODE", (message.param(0) or "*",), "Accounts need no verification here")


def _register(client: IrcClient, reply: IrcReply, account: str, password: str) -> None:
    early = client.stage is not IrcStage.IN

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            codes = (code for kind, code in _CODES if isinstance(answer, kind))
            reply.fail(next(codes, "TEMPORARILY_UNAVAILABLE"), (account,), sentence(answer))
        elif isinstance(answer, Registered):
            _registered(client, reply, account)

    name = valid_name(account) or account
    reply.ask(c.Register(password=password, name=name if early else ""), answered)


def _registered(client: IrcClient, reply: IrcReply, account: str) -> None:
    server = client.view.server
    reply.send(body(server, "REGISTER", "SUCCESS", account, "You have an account now"))
    source = client.source if client.door.name else "*"
    reply.say(Numeric.LOGGEDIN, source, account, f"You are now logged in as {account}")
