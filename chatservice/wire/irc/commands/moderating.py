"""Who may be in a channel: KICK and INVITE."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, Moderated
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.rooms import TARGETS_MAX
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage
from chatservice.wire.irc.names import person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric


@irc_command("KICK", least=2)
def kick(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """One channel for all, or (RFC 2812) one for each."""
    targets, nicknames = (message.param(place).split(",")[:TARGETS_MAX] for place in (0, 1))
    if len(targets) == 1:
        targets *= len(nicknames)
    for target, nickname in zip(targets, nicknames, strict=False):
        label = room_of(target)
        if label is None:
            reply.say(Numeric.NOSUCHCHANNEL, target)
        else:
            _kick(client, reply, target, label, nickname, message.param(2))


def _kick(client: IrcClient, reply: IrcReply, target: str, label: str, nickname: str, reason: str) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Moderated):
            reply.send(client.codec.encode(answer, ""))
        elif isinstance(answer, errors.NoSuchUser | errors.NotThere):
            reply.say(Numeric.USERNOTINCHANNEL, nickname, target)
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    reply.ask(c.Kick(name=person(nickname) or nickname, room=label, reason=reason), answered)


@irc_command("INVITE")
def invite(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if not message.params:
        reply.say(Numeric.ENDOFINVITELIST)
        return
    if len(message.params) < 2:
        reply.say(Numeric.NEEDMOREPARAMS, "INVITE")
        return
    nickname, target = message.params[:2]
    label = room_of(target)

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, errors.NoSuchUser):
            reply.say(Numeric.NOSUCHNICK, nickname)
        elif isinstance(answer, errors.AlreadyMember):
            reply.say(Numeric.USERONCHANNEL, nickname, target)
        elif isinstance(answer, errors.NotAllowed) and client.view.room(label or "") is None:
            reply.say(Numeric.NOTONCHANNEL, target)
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)
        else:
            reply.say(Numeric.INVITING, nickname, target)

    if label is None:
        reply.say(Numeric.NOSUCHCHANNEL, target)
    elif any(name == person(nickname) for name, _ in client.view.members(label)):
        reply.say(Numeric.USERONCHANNEL, nickname, target)
    else:
        reply.ask(c.Invite(name=person(nickname) or nickname, room=label), answered)
