"""Coming in: a nickname and a user, perhaps a password or SASL, then the welcome; and leaving.

A person who has an account is known by its name on every door, so an account's name is its nickname.
"""

import re
from collections.abc import Sequence

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, NameIs, RoomInfo, Welcome
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands import information, metadata
from chatservice.wire.irc.commands.rooms import play_missed, show_room
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage

DEVICE = "irc"
USER_MAX = 16
REAL_NAME_MAX = 150
TOKEN = re.compile("[0-9a-f]{32}")
_USER = re.compile(r"[^A-Za-z0-9_.\-]")
TAKEN = (errors.NameTaken, errors.NameOwned, errors.NameClaimed)


@irc_command("PASS", least=1, early=True)
def pass_(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if client.stage is IrcStage.IN:
        reply.say(Numeric.ALREADYREGISTERED)
    else:
        client.password = message.param(0)


@irc_command("USER", least=4, early=True)
def user(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if client.stage is IrcStage.IN or client.user:
        reply.say(Numeric.ALREADYREGISTERED)
    elif not message.param(3):
        reply.say(Numeric.NEEDMOREPARAMS, "USER")
    else:
        client.user = "~" + (_USER.sub("", message.param(0))[:USER_MAX] or "u")
        client.real_name = message.param(3)[:REAL_NAME_MAX]
        come(client, reply)


@irc_command("NICK", early=True)
def nickname(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    wanted = message.param(0)
    if not wanted:
        reply.say(Numeric.NONICKNAMEGIVEN)
    elif (name := valid_name(wanted)) is None:
        reply.say(Numeric.ERRONEUSNICKNAME, wanted)
    elif client.stage is IrcStage.IN:
        _rename(client, reply, wanted, name)
    else:
        client.wanted_nick = wanted
        come(client, reply)


def valid_name(nickname: str) -> str | None:
    """The name behind a nickname; None for what no person may be called here."""
    name = person(nickname)
    return None if name is None or any(character in "#&@!:," for character in nickname) else name


def _rename(client: IrcClient, reply: IrcReply, wanted: str, name: str) -> None:
    before = client.source

    def renamed(answer: Event | Fault | None) -> None:
        if isinstance(answer, NameIs):
            if nick(answer.name) != before.partition("!")[0]:
                reply.send(body(before, "NICK", nick(answer.name)))
        elif isinstance(answer, TAKEN):
            reply.say(Numeric.NICKNAMEINUSE, wanted)
        elif isinstance(answer, Fault):
            refuse(reply, answer, wanted)

    reply.ask(c.Nick(name=name), renamed)


def bring(client: IrcClient, reply: IrcReply, rooms: Sequence[RoomInfo]) -> None:
    """The rooms that they have not left, and what was said there and to them while they were away."""
    for room in rooms:
        if room.kind != "direct" and room.rid not in client.channels:
            show_room(client, reply, room)
    if rooms:
        play_missed(client, reply, None)


# The welcome.


def come(client: IrcClient, reply: IrcReply) -> None:
    """Sign in, once all that is needed for it was given."""
    if client.stage is not IrcStage.NEW or client.negotiating or not (client.wanted_nick and client.user):
        return
    client.stage = IrcStage.COMING
    if client.door.name:  # by SASL
        _welcome(client, reply)
        bring(client, reply, client.brought)
        return
    reply.ask(_login(client), lambda answer: _signed_in(client, reply, answer))


def _login(client: IrcClient) -> c.Login:
    name = valid_name(client.wanted_nick) or ""
    account, colon, password = client.password.partition(":")
    marks = "draft/read-marker" in client.caps
    if TOKEN.fullmatch(client.password):
        return c.Login(token=client.password, device=DEVICE, marks=marks, rooms=True)
    if colon and account:
        return c.Login(name=account, password=password, device=DEVICE, marks=marks, rooms=True)
    return c.Login(name=name, password=client.password, device=DEVICE, marks=marks, rooms=True)


def _signed_in(client: IrcClient, reply: IrcReply, answer: Event | Fault | None) -> None:
    if isinstance(answer, errors.AlreadyLoggedIn) and client.door.name:  # registered meanwhile
        _welcome(client, reply)
        return
    if isinstance(answer, Welcome):
        _welcome(client, reply)
        bring(client, reply, answer.rooms)
        return
    client.stage = IrcStage.NEW
    if not isinstance(answer, Fault):
        return
    wanted, client.wanted_nick = client.wanted_nick, ""
    if isinstance(answer, errors.NameOwned) or (
        isinstance(answer, errors.BadCredentials) and client.password
    ):
        _refuse_owned(client, reply, answer, wanted)
    elif isinstance(answer, TAKEN):
        reply.say(Numeric.NICKNAMEINUSE, wanted)
    elif isinstance(answer, errors.BadName | errors.ReservedName):
        reply.say(Numeric.ERRONEUSNICKNAME, wanted)
    elif isinstance(answer, errors.Banned):
        reply.say(Numeric.YOUREBANNEDCREEP)
        leave(client, sentence(answer))
    else:
        leave(client, sentence(answer))


def _refuse_owned(client: IrcClient, reply: IrcReply, fault: Fault, wanted: str) -> None:
    """The name is an account's: another one, or the password, or SASL."""
    if isinstance(fault, errors.BadCredentials):
        reply.say(Numeric.PASSWDMISMATCH)
        leave(client, sentence(fault))
        return
    reply.say(Numeric.NICKNAMEINUSE, wanted)
    text = f"{wanted} is registered. If it is yours, give its password by SASL or as the server password."
    reply.notice(text)


def _welcome(client: IrcClient, reply: IrcReply) -> None:
    client.stage = IrcStage.IN
    client.door.show(client.user, client.real_name)
    server = client.view.server
    name = client.nick
    reply.say(Numeric.WELCOME, f"Welcome to the chat, {name}")
    reply.say(Numeric.YOURHOST, f"Your host is {server}, running {information.SOFTWARE}")
    reply.say(Numeric.CREATED, "This server is a chat with a memory: what is said is kept")
    reply.say(Numeric.MYINFO, server, information.SOFTWARE, "Bio", "biklmnoqstv", "bkloqv")
    information.show_limits(client, reply)
    information.show_counts(client, reply)
    metadata.begin(client, reply)
    information.show_motd(client, reply)
    if client.away and client.away != "*":
        reply.ask(c.Away(text=client.away), lambda answer: None)
    if client.wanted_nick != name:
        reply.send(body(f"{client.wanted_nick}!{client.user}@{server}", "NICK", name))


@irc_command("SETNAME", least=1)
def setname(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    client.real_name = message.param(0)[:REAL_NAME_MAX]
    client.door.show(client.user, client.real_name)
    client.door.neighbours("setname", body(client.source, "SETNAME", client.real_name))


def become(client: IrcClient, reply: IrcReply, before: str) -> None:
    """They are another person from now on, under its name, in the channels where they were."""
    client.door.show(client.user, client.real_name)
    if client.nick != before.partition("!")[0]:
        reply.send(body(before, "NICK", client.nick))
    for rid, label in list(client.channels.items()):
        if client.view.room(label) is None:
            _enter_again(client, reply, rid, label)


def _enter_again(client: IrcClient, reply: IrcReply, rid: str, label: str) -> None:
    def entered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault) and client.channels.pop(rid, None) is not None:
            reply.send(body(client.source, "PART", channel(label), sentence(answer)))

    reply.ask(c.Join(room=label, lines=0, quiet=True), entered)


# The end.


@irc_command("QUIT", early=True)
def quit_(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    why = f"Quit: {message.param(0)}" if message.param(0) else "Client quit"
    client.stage = IrcStage.OVER
    client.door.parting("", why)
    client.door.ask(c.Ping(), lambda _: leave(client, why, goodbye=True))  # after what is under way


def leave(client: IrcClient, why: str, goodbye: bool = False) -> None:
    client.stage = IrcStage.OVER
    client.door.end(body("", "ERROR", f"Closing link: ({why})"), goodbye)
