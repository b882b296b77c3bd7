"""Signing in by SASL, before the welcome or after it (IRCv3 sasl 3.2)."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model import scram
from chatservice.model.events import Event, ScramIs, Welcome
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.registration import DEVICE, TOKEN, become, bring, valid_name
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage, SaslState

SASL_CHUNK = 400
SCRAM_STEPS = 2  # of the client's messages that are answered
SASL_MAX = 4096  # characters of one answer


@irc_command("AUTHENTICATE", least=1, early=True)
def authenticate(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    data = message.param(0)
    if "sasl" not in client.caps:
        reply.say(Numeric.SASLFAIL)
    elif data == "*":
        client.sasl = None
        reply.say(Numeric.SASLABORTED)
    elif client.sasl is None:
        _begin_sasl(client, reply, data.upper())
    elif len(data) > SASL_CHUNK:
        client.sasl = None
        reply.say(Numeric.SASLTOOLONG)
    elif len(client.sasl.data) + len(data) > SASL_MAX:
        client.sasl = None
        reply.say(Numeric.SASLFAIL)
    else:
        client.sasl.data += data if data != "+" else ""
        if len(data) < SASL_CHUNK:
            _finish_sasl(client, reply, client.sasl)


def _begin_sasl(client: IrcClient, reply: IrcReply, mechanism: str) -> None:
    offered = client.door.offered(True)["sasl"]
    if mechanism in offered.split(","):
        client.sasl = SaslState(mechanism)
        reply.send(body("", "AUTHENTICATE", "+"))
    else:
        reply.say(Numeric.SASLMECHS, offered)
        reply.say(Numeric.SASLFAIL)


def _finish_sasl(client: IrcClient, reply: IrcReply, state: SaslState) -> None:
    if state.mechanism == scram.MECHANISM and state.steps < SCRAM_STEPS:
        _scram(client, reply, state)
        return
    client.sasl = None
    login = _LOGINS[state.mechanism](client, state.data)
    if login is None:
        reply.say(Numeric.SASLFAIL)
    else:
        _sign_in(client, reply, login)


def _scram(client: IrcClient, reply: IrcReply, state: SaslState) -> None:
    """Each of the client's messages is answered; when it has seen the server's last, it is logged in."""

    def answered(answer: Event | Fault | None) -> None:
        if client.sasl is not state:
            return  # aborted meanwhile
        if isinstance(answer, ScramIs):
            state.steps += 1
            reply.send(body("", "AUTHENTICATE", base64.b64encode(answer.message.encode()).decode()))
        else:
            client.sasl = None
            reply.say(Numeric.SASLFAIL)

    message, state.data = _decoded(state.data) or "", ""
    reply.ask(c.Scram(message=message), answered)


def _sign_in(client: IrcClient, reply: IrcReply, login: c.Login) -> None:
    before = client.source

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Welcome | errors.AlreadyLoggedIn):  # as those, with the right password
            client.brought = answer.rooms if isinstance(answer, Welcome) else ()
            _authenticated(client, reply, before)
        elif isinstance(answer, errors.BadCertificate) and not login.name and client.wanted_nick:
            # Of several accounts that list it, the one that is called as they are.
            _sign_in(client, reply, replace(login, name=_name(client.nick)))
        else:
            reply.say(Numeric.SASLFAIL)

    reply.ask(login, answered)


def _authenticated(client: IrcClient, reply: IrcReply, before: str) -> None:
    account = client.nick
    if client.stage is IrcStage.IN:
        client.door.show(client.user, client.real_name)
    reply.say(Numeric.LOGGEDIN, client.source, account, f"You are now logged in as {account}")
    reply.say(Numeric.SASLSUCCESS)
    if client.stage is IrcStage.IN:
        become(client, reply, before)
        bring(client, reply, client.brought)


# What they ask for by each mechanism; None for what is not it.


def _plain(client: IrcClient, data: str) -> c.Login | None:
    """As RFC 4616 says: who they want to be, who they are, the password."""
    authorize, zero, rest = (_decoded(data) or "").partition("\0")
    name, again, password = rest.partition("\0")
    if not (zero and again and name and password) or authorize not in ("", name) or "\0" in password:
        return None
    if TOKEN.fullmatch(password):
        return _login(client, token=password)
    return _login(client, name=_name(name), password=password)


def _external(client: IrcClient, data: str) -> c.Login | None:
    """As RFC 4422 says in appendix A: who they want to be, if that is not clear from the certificate."""
    name = _decoded(data)
    return None if name is None else _login(client, certificate=True, name=_name(name))


def _login(client: IrcClient, **how: Any) -> c.Login:
    marks = "draft/read-marker" in client.caps
    return c.Login(**how, device=DEVICE, marks=marks, rooms=True)


def _name(name: str) -> str:
    return valid_name(name) or name


def _decoded(data: str) -> str | None:
    try:
        return base64.b64decode(data, validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _proved(client: IrcClient, data: str) -> c.Login | None:
    return _login(client, scram=True) if not data else None


_LOGINS: dict[str, Callable[[IrcClient, str], c.Login | None]] = {
    "PLAIN": _plain,
    "EXTERNAL": _external,
    scram.MECHANISM: _proved,
}
