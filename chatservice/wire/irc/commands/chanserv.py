"""ChanServ: what people's scripts send to it, done with the rights of the one who asks."""

from collections.abc import Callable

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.commands import Command
from chatservice.model.events import Event, ModeIs
from chatservice.model.values import RoomRole
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcClient, IrcReply
from chatservice.wire.irc.message import body
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.names import room as room_of

CHANSERV = "ChanServ"
AsCommand = Callable[[str, str, str], Command]  # of a room, a name and more words

_ROLES = {"OP": "moderator", "DEOP": "member", "VOICE": "voice", "DEVOICE": "member"}
_REQUESTS: dict[str, AsCommand] = {
    "KICK": lambda room, name, more: c.Kick(room=room, name=name, reason=more),
    "BAN": lambda room, name, more: c.Ban(room=room, target=name, reason=more),
    "UNBAN": lambda room, name, more: c.Unban(room=room, target=name),
    "INVITE": lambda room, name, more: c.Invite(room=room, name=name),
}
_HELP = f"{', '.join((*_ROLES, *_REQUESTS))} #channel nickname; TOPIC #channel text; INFO #channel."


def chanserv(client: IrcClient, reply: IrcReply, text: str) -> None:
    what, _, rest = text.strip().partition(" ")
    target, _, words = rest.strip().partition(" ")
    room, what = room_of(target), what.upper()
    if room is None:
        _say(client, reply, _HELP)
    elif what == "INFO":
        _tell_of(client, reply, room)
    elif what == "REGISTER":
        _say(client, reply, f"{channel(room)} belongs to whoever made it, and is kept.")
    elif what == "TOPIC":
        _do(client, reply, c.Topic(room=room, text=words.strip()))
    elif what in _ROLES or what in _REQUESTS:
        nickname, _, more = words.strip().partition(" ")
        name = (person(nickname) or nickname) or client.door.name
        make = _REQUESTS.get(what)
        command = make(room, name, more) if make is not None else None
        _do(client, reply, command or c.Role(room=room, name=name, role=_ROLES[what]))
    else:
        _say(client, reply, _HELP)


def _say(client: IrcClient, reply: IrcReply, text: str) -> None:
    source = f"{CHANSERV}!{CHANSERV}@{client.view.server}"
    reply.send(body(source, "NOTICE", client.nick, text))


def _do(client: IrcClient, reply: IrcReply, command: Command) -> None:
    def answered(answer: Event | Fault | None) -> None:
        _say(client, reply, sentence(answer) if isinstance(answer, Fault) else "Done.")

    reply.ask(command, answered)


def _tell_of(client: IrcClient, reply: IrcReply, room: str) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, ModeIs):
            members = list(client.view.members(room))
            owners = [nick(name) for name, role in members if role is RoomRole.OWNER]
            who = " ".join(owners) or "nobody who is here"
            _say(client, reply, f"Owner of {channel(answer.room)}: {who}.")
        elif isinstance(answer, Fault):
            _say(client, reply, sentence(answer))

    reply.ask(c.Mode(room=room), answered)
