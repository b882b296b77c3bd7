"""Whether people are here, or away: AWAY, ISON, USERHOST, MONITOR."""

from collections.abc import Iterable

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event
from chatservice.model.names import fold
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands import metadata_sync
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import nick, person
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage
from chatservice.wire.irc.view import HOST, source

MONITOR_MAX = 100
PER_LINE = 10


@irc_command("AWAY", early=True)
def away(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """``*`` is a device that nobody looks at, which says nothing of the person (draft/pre-away)."""
    text = message.param(0)
    if client.stage is not IrcStage.IN:
        if "draft/pre-away" in client.caps:
            client.away = text
            reply.say(Numeric.NOWAWAY if text else Numeric.UNAWAY)
        else:
            reply.say(Numeric.NOTREGISTERED)
        return
    if text == "*" and "draft/pre-away" in client.caps:
        reply.say(Numeric.NOWAWAY)
        return

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            refuse(reply, answer)
        else:
            reply.say(Numeric.NOWAWAY if text else Numeric.UNAWAY)

    reply.ask(c.Away(text=text) if text else c.Away(off=True), answered)


@irc_command("ISON", least=1, reads=True)
def ison(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    nicknames = " ".join(message.params).split()
    here = [name for nickname in nicknames if (name := client.view.present_name(person(nickname) or ""))]
    reply.say(Numeric.ISON, " ".join(map(nick, here)))


@irc_command("USERHOST", least=1, reads=True)
def userhost(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    words = []
    for nickname in message.params[:5]:
        name = client.view.present_name(person(nickname) or "")
        if name:
            sign = "+" if client.view.away(name) is None else "-"
            star = "*" if client.view.is_staff(name) else ""
            words.append(f"{nick(name)}{star}={sign}{client.view.user(name)}@{HOST}")
    reply.say(Numeric.USERHOST, " ".join(words))


@irc_command("MONITOR", least=1, reads=True)
def monitor(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what = message.param(0).upper()
    nicknames = [nickname for nickname in message.param(1).split(",") if nickname]
    if what == "+":
        _watch(client, reply, nicknames)
    elif what == "-":
        for nickname in nicknames:
            _unwatch(client, fold(nickname))
    elif what == "C":
        for folded in list(client.monitored):
            _unwatch(client, folded)
    elif what == "L":
        for line in _lines(client.monitored.values()):
            reply.say(Numeric.MONLIST, line)
        reply.say(Numeric.ENDOFMONLIST)
    elif what == "S":
        _tell(client, reply, list(client.monitored.values()))


def _unwatch(client: IrcClient, folded: str) -> None:
    if client.monitored.pop(folded, None) is not None:
        client.door.watch(folded, False)


def tell(client: IrcClient, name: str, here: bool) -> None:
    """Somebody whom they watch came or left."""
    numeric = Numeric.MONONLINE if here else Numeric.MONOFFLINE
    whom = source(client.view, name, nick(name)) if here else nick(name)
    client.write(body(client.view.server, numeric.code, client.nick, whom))
    if here:
        client.write(metadata_sync.of_people(client, [name]))


def _watch(client: IrcClient, reply: IrcReply, nicknames: list[str]) -> None:
    for place, nickname in enumerate(nicknames):
        if fold(nickname) not in client.monitored and len(client.monitored) >= MONITOR_MAX:
            _tell(client, reply, nicknames[:place])
            reply.say(Numeric.MONLISTFULL, str(MONITOR_MAX), ",".join(nicknames[place:]))
            return
        client.monitored[fold(nickname)] = nickname
        client.door.watch(fold(nickname), True)
    _tell(client, reply, nicknames)


def _tell(client: IrcClient, reply: IrcReply, nicknames: Iterable[str]) -> None:
    here, gone, names = [], [], []
    for nickname in nicknames:
        name = client.view.present_name(person(nickname) or "")
        if name:
            names.append(name)
            here.append(source(client.view, name, nick(name)))
        elif " " not in nickname and nickname:
            gone.append(nickname)
    for line in _lines(here):
        reply.say(Numeric.MONONLINE, line)
    for line in _lines(gone):
        reply.say(Numeric.MONOFFLINE, line)
    if data := metadata_sync.of_people(client, names):
        reply.send(data)


def _lines(words: Iterable[str]) -> list[str]:
    found = list(words)
    return [",".join(found[place : place + PER_LINE]) for place in range(0, len(found), PER_LINE)]
