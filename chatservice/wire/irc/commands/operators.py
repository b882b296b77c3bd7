"""What those do who moderate the server: OPER, KILL, WALLOPS, STATS."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.registration import valid_name
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import person
from chatservice.wire.irc.numerics import Numeric

_OPER_FAULTS: dict[type[Fault], Numeric] = {
    errors.BadCredentials: Numeric.PASSWDMISMATCH,
    errors.NotAllowed: Numeric.NOOPERHOST,
}


@irc_command("OPER", least=2)
def oper(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if not isinstance(answer, Fault):
            reply.say(Numeric.YOUREOPER)
            reply.send(body(client.source, "MODE", client.nick, "+o"))
        elif type(answer) in _OPER_FAULTS:
            reply.say(_OPER_FAULTS[type(answer)])
        else:
            refuse(reply, answer)

    name = valid_name(message.param(0)) or message.param(0)
    reply.ask(c.Oper(name=name, password=message.param(1)), answered)


@irc_command("KILL", least=1)
def kill(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    nickname = message.param(0)

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, errors.NotAllowed):
            reply.say(Numeric.NOPRIVILEGES)
        elif isinstance(answer, Fault):
            refuse(reply, answer, nickname)

    name = person(nickname) or nickname
    reply.ask(c.Kick(name=name, room="*", reason=message.param(1)), answered)


@irc_command("WALLOPS", least=1, reads=True)
def wallops(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """To the IRC clients that want it; ``/announce`` reaches everyone."""
    if client.view.is_staff(client.door.name):
        client.door.tell_operators_notice(body(client.source, "WALLOPS", message.param(0)))
    else:
        reply.say(Numeric.NOPRIVILEGES)


@irc_command("STATS", reads=True)
def stats(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what = message.param(0)[:1] or "*"
    if not client.view.is_staff(client.door.name):
        reply.say(Numeric.NOPRIVILEGES)
        return
    if what == "u":
        minutes, seconds = divmod(int(client.door.uptime()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        reply.say(Numeric.STATSUPTIME, f"Server Up {days} days {hours}:{minutes:02}:{seconds:02}")
    reply.say(Numeric.ENDOFSTATS, what)
