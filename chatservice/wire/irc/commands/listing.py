"""Which channels there are: LIST with its conditions (ELIST C, M, N, T and U)."""

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, RoomInfo, RoomList
from chatservice.model.names import is_lobby
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage
from chatservice.wire.irc.names import channel
from chatservice.wire.irc.numerics import Numeric


@irc_command("LIST")
def list_(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    conditions = [word for word in message.param(0).split(",") if word]

    def answered(answer: Event | Fault | None) -> None:
        """A page of them; the next one is asked for until there is none."""
        if isinstance(answer, RoomList):
            now = client.door.now()
            for info in answer.rooms:
                if (
                    info.kind != "direct"
                    and (info.here or not is_lobby(info.room))
                    and all(_meets(info, word, now) for word in conditions)
                ):
                    reply.say(Numeric.LIST, channel(info.room), str(info.here), info.topic)
            if answer.next:
                reply.ask(c.Rooms(after=answer.next), answered)
            else:
                reply.say(Numeric.LISTEND)
        elif isinstance(answer, Fault):
            refuse(reply, answer)

    reply.ask(c.Rooms(after=""), answered)


def _meets(info: RoomInfo, word: str, now: float) -> bool:
    """Whether a room meets a condition of LIST, or is the one named. Ages are in minutes."""
    times = {"C": info.created, "T": info.topic_at}
    if word[:1].upper() in times and word[1:2] in ("<", ">") and word[2:].isascii() and word[2:].isdigit():
        time = times[word[0].upper()]
        age = (now - time) / 60
        return time > 0 and (age < int(word[2:11]) if word[1] == "<" else age > int(word[2:11]))
    if word[:1] in "<>" and word[1:].isascii() and word[1:].isdigit():
        return info.here < int(word[1:10]) if word[0] == "<" else info.here > int(word[1:10])
    if word[:1] == "!":
        return not matches(channel(info.room), word[1:])
    return matches(channel(info.room), word)


def matches(text: str, mask: str) -> bool:
    """Whether `text` is what `mask` describes; ``*`` and ``?`` are for others. In linear time and space."""
    text, mask = text.casefold(), mask.casefold()
    at = place = 0
    star = back = -1
    while at < len(text):
        if place < len(mask) and mask[place] != "*" and mask[place] in ("?", text[at]):
            at, place = at + 1, place + 1
        elif place < len(mask) and mask[place] == "*":
            star, back, place = place, at, place + 1
        elif star >= 0:
            back += 1
            at, place = back, star + 1
        else:
            return False
    return not mask[place:].strip("*")
