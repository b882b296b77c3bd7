"""Signing in by SASL, before the welcome or after it (IRCv3 sasl 3.2)."""

import base64
import binascii

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, Welcome
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.registration import DEVICE, TOKEN, become, bring, valid_name
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage, SaslState

SASL_CHUNK = 400
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
            _finish_sasl(client, reply, client.sasl.data)


def _begin_sasl(client: IrcClient, reply: IrcReply, mechanism: str) -> None:
    if mechanism == "PLAIN":
        client.sasl = SaslState(mechanism)
        reply.send(body("", "AUTHENTICATE", "+"))
    else:
        reply.say(Numeric.SASLMECHS, "PLAIN")
        reply.say(Numeric.SASLFAIL)


def _finish_sasl(client: IrcClient, reply: IrcReply, data: str) -> None:
    client.sasl = None
    parts = _plain(data)
    if parts is None:
        reply.say(Numeric.SASLFAIL)
        return
    name, password = parts
    marks = "draft/read-marker" in client.caps
    login = c.Login(name=valid_name(name) or name, password=password, device=DEVICE, marks=marks, rooms=True)
    if TOKEN.fullmatch(password):
        login = c.Login(token=password, device=DEVICE, marks=marks, rooms=True)

    before = client.source

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Welcome | errors.AlreadyLoggedIn):  # as those, with the right password
            client.brought = answer.rooms if isinstance(answer, Welcome) else ()
            _authenticated(client, reply, before)
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


def _plain(data: str) -> tuple[str, str] | None:
    """The name and the password of RFC 4616; None for what is not it."""
    try:
        authorize, name, password = base64.b64decode(data, validate=True).decode().split("\0")
    except (binascii.Error, ValueError):
        return None
    if not (name and password) or authorize not in ("", name):
        return None
    return name, password
