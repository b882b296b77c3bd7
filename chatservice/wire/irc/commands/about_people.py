"""What is known of people: WHO with WHOX, WHOIS, WHOWAS."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, People
from chatservice.model.names import fold
from chatservice.model.values import RoomRole
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.listing import matches
from chatservice.wire.irc.message import IrcMessage
from chatservice.wire.irc.name_lists import prefix
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.view import HOST

IN_WHOIS = ("display-name", "pronouns", "about", "status", "homepage")  # keys that people read
WHO_AT_ONCE = 200  # people shown before others have their turn: some 2 ms
Fits = Callable[[str], bool]


class Show(Protocol):
    """Shows those of `people`, with their roles in the room `where`, whose name `fits`."""

    def __call__(self, people: Iterable[tuple[str, RoomRole]], where: str, fits: Fits = bool) -> None: ...


_FIELDS = "tcuihsnfdlaor"  # of WHOX, in the order in which they are sent


@irc_command("WHO", reads=True)
def who(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    mask = message.param(0) or "*"
    fields, token = _fields(message.param(1))
    label = room_of(mask)
    operators = "o" in message.param(1).partition("%")[0]

    def rows(people: Iterable[tuple[str, RoomRole]], where: str, fits: Fits) -> Iterator[None]:
        for number, (name, role) in enumerate(people, 1):
            if fits(name) and (not operators or client.view.is_staff(name)):
                _row(client, reply, name, role, where, fields, token)
            if number % WHO_AT_ONCE == 0:
                yield
        reply.say(Numeric.ENDOFWHO, mask)

    def show(people: Iterable[tuple[str, RoomRole]], where: str, fits: Fits = bool) -> None:
        reply.in_pieces(rows(people, where, fits))

    if label is not None:
        view = client.view.room(label)
        show(list(client.view.members(label)), channel(view.name) if view else mask)
    elif set(mask) & set("*?"):
        _who_of_all(client, reply, mask, show)
    else:
        name = client.view.present_name(person(mask) or "")
        show([(name, RoomRole.MEMBER)] if name else [], "*")


def _who_of_all(client: IrcClient, reply: IrcReply, mask: str, show: Show) -> None:
    def answered(answer: Event | Fault | None) -> None:
        members = answer.members if isinstance(answer, People) else []
        everyone = [(name, RoomRole.MEMBER) for name in members]
        show(everyone, "*", lambda name: matches(nick(name), mask) and client.view.is_shown(name))

    reply.ask(c.Who(room="*"), answered)


def _fields(word: str) -> tuple[str, str]:
    """The fields of WHOX that are asked for, and the token; empty for a plain WHO."""
    _, percent, rest = word.partition("%")
    fields, _, token = rest.partition(",")
    return (fields, token[:3]) if percent else ("", "")


def _row(
    client: IrcClient, reply: IrcReply, name: str, role: RoomRole, where: str, fields: str, token: str
) -> None:
    view = client.view
    flags = "G" if view.away(name) is not None else "H"
    flags += "*" if view.is_staff(name) else ""
    flags += "B" if view.is_bot(name) else ""
    flags += prefix(role)
    if not fields:
        words = (where, view.user(name), HOST, view.server, nick(name), flags)
        reply.say(Numeric.WHOREPLY, *words, f"0 {view.real_name(name)}")
        return
    account = view.account(name)
    values = {
        "t": token or "0",
        "c": where,
        "u": view.user(name),
        "i": "255.255.255.255",
        "h": HOST,
        "s": view.server,
        "n": nick(name),
        "f": flags,
        "d": "0",
        "l": str(view.idle(name)[0]),
        "a": nick(account) if account else "0",
        "o": "n/a",
        "r": view.real_name(name),
    }
    reply.say(Numeric.WHOSPCRPL, *(values[field] for field in _FIELDS if field in fields))


@irc_command("WHOIS", reads=True)
def whois(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if not message.params:
        reply.say(Numeric.NONICKNAMEGIVEN)
        return
    target = message.params[1] if len(message.params) > 1 else message.params[0]
    for nickname in target.split(",")[:4]:
        _about(client, reply, nickname)


def _about(client: IrcClient, reply: IrcReply, nickname: str) -> None:
    view = client.view
    name = view.present_name(person(nickname) or "")
    if not name:
        reply.say(Numeric.NOSUCHNICK, nickname)
        reply.say(Numeric.ENDOFWHOIS, nickname)
        return
    shown = nick(name)
    reply.say(Numeric.WHOISUSER, shown, view.user(name), HOST, "*", view.real_name(name))
    rooms = " ".join(prefix(role) + channel(label) for label, role in view.shared_rooms(name))
    if rooms:
        reply.say(Numeric.WHOISCHANNELS, shown, rooms)
    reply.say(Numeric.WHOISSERVER, shown, view.server, view.network)
    _more(client, reply, name, shown)
    reply.say(Numeric.ENDOFWHOIS, shown)


def _more(client: IrcClient, reply: IrcReply, name: str, shown: str) -> None:
    view = client.view
    if (away := view.away(name)) is not None:
        reply.say(Numeric.AWAY, shown, away or "away")
    if view.is_staff(name):
        reply.say(Numeric.WHOISOPERATOR, shown)
    if view.is_bot(name):
        reply.say(Numeric.WHOISBOT, shown)
    if account := view.account(name):
        reply.say(Numeric.WHOISACCOUNT, shown, nick(account))
    for key, value in view.metadata(name).items():
        if key in IN_WHOIS:
            reply.say(Numeric.WHOISKEYVALUE, shown, key, "*", value)
    if fold(name) == fold(client.door.name):
        idle, came = view.idle(name)
        reply.say(Numeric.WHOISIDLE, shown, str(idle), str(came))


@irc_command("WHOWAS", reads=True)
def whowas(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    nickname = message.param(0)
    if not nickname:
        reply.say(Numeric.NONICKNAMEGIVEN)
        return
    count = message.param(1)
    most = int(count[:6]) if count.isascii() and count.isdigit() else 0
    found = list(client.view.former(person(nickname) or ""))
    for name, user, real_name in found[: most or len(found)]:
        reply.say(Numeric.WHOWASUSER, nick(name), user, HOST, "*", real_name)
    if not found:
        reply.say(Numeric.WASNOSUCHNICK, nickname)
    reply.say(Numeric.ENDOFWHOWAS, nickname)
