"""Why something failed, as the numeric that IRC has for it, or else a standard reply in plain words."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcReply
from chatservice.wire.irc.numerics import Numeric

_NUMERICS: dict[type[Fault], Numeric] = {
    errors.NoSuchRoom: Numeric.NOSUCHCHANNEL,
    errors.NotInRoom: Numeric.NOTONCHANNEL,
    errors.NeedsInvitation: Numeric.INVITEONLYCHAN,
    errors.RoomFull: Numeric.CHANNELISFULL,
    errors.NeedsPassword: Numeric.BADCHANNELKEY,
    errors.BannedFrom: Numeric.BANNEDFROMCHAN,
    errors.Muted: Numeric.CANNOTSENDTOCHAN,
    errors.ReadOnly: Numeric.CANNOTSENDTOCHAN,
    errors.Silenced: Numeric.CANNOTSENDTOCHAN,
    errors.TopicRequired: Numeric.CANNOTSENDTOCHAN,
    errors.TooMany: Numeric.TOOMANYCHANNELS,
    errors.NoSuchUser: Numeric.NOSUCHNICK,
    errors.NotAllowed: Numeric.CHANOPRIVSNEEDED,
    errors.EmptyText: Numeric.NOTEXTTOSEND,
    errors.AlreadyMember: Numeric.USERONCHANNEL,
    errors.NotThere: Numeric.USERNOTINCHANNEL,
    errors.RoomNameAlike: Numeric.NOSUCHCHANNEL,
}


def refuse(reply: IrcReply, fault: Fault, *context: str) -> None:
    """`context` is what the numeric is about: a channel, a nickname."""
    numeric = _NUMERICS.get(type(fault))
    if isinstance(fault, errors.BadName | errors.ReservedName) and context:
        numeric = Numeric.NOSUCHCHANNEL if context[0].startswith("#") else Numeric.ERRONEUSNICKNAME
    if numeric is not None:
        reply.say(numeric, *context)
    elif "standard-replies" not in reply.client.caps:
        reply.notice(sentence(fault))
    else:
        reply.fail(fault.code.upper(), context, sentence(fault))
