"""Modes of channels and people, as far as rooms and people here have them."""

from collections.abc import Iterator

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.commands import Command
from chatservice.model.events import Event, Moderated, SanctionList, TopicIs
from chatservice.model.names import fold
from chatservice.model.sanctions import SanctionKind
from chatservice.wire.irc import mode_words
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric

CHANGES_MAX = 20  # in one message
_WITH = {"+": "qovbkl", "-": "qovbk"}  # modes that take a parameter
_ROLES = {"+o": "moderator", "-o": "member"}


@irc_command("MODE", least=1)
def mode(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target = message.param(0)
    label = room_of(target)
    if label is not None:
        _of_channel(client, reply, message, label)
    elif fold(person(target) or target) != fold(client.door.name):
        known = client.view.is_here(person(target) or "")
        reply.say(Numeric.USERSDONTMATCH if known else Numeric.NOSUCHNICK, *([] if known else [target]))
    elif len(message.params) == 1:
        reply.say(Numeric.UMODEIS, "+")
    else:
        _of_person(client, reply, message.param(1))


def _of_person(client: IrcClient, reply: IrcReply, words: str) -> None:
    for sign, letter, _ in changes((words,)):
        if letter == "B":
            client.door.show_bot(sign == "+")
            reply.send(body(client.source, "MODE", client.nick, f"{sign}B"))
        elif letter not in "iow":
            reply.say(Numeric.UMODEUNKNOWNFLAG)


def _of_channel(client: IrcClient, reply: IrcReply, message: IrcMessage, label: str) -> None:
    view = client.view.room(label)
    if len(message.params) == 1:
        _show(client, reply, message.param(0), label)
        return
    if view is None:
        _refuse_outsider(client, reply, message.param(0), label)
        return
    for sign, letter, value in list(changes(message.params[1:]))[:CHANGES_MAX]:
        _change(client, reply, channel(view.name), label, sign, letter, value)


def _refuse_outsider(client: IrcClient, reply: IrcReply, target: str, label: str) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            refuse(reply, answer, target)
        else:
            reply.say(Numeric.NOTONCHANNEL, target)

    reply.ask(c.Topic(room=label), answered)


def _show(client: IrcClient, reply: IrcReply, target: str, label: str) -> None:
    view = client.view.room(label)
    if view is not None:
        reply.say(
            Numeric.CHANNELMODEIS,
            channel(view.name),
            mode_words.of_room(view.private, view.entry, view.readonly),
        )
        return

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, TopicIs):
            reply.say(Numeric.CHANNELMODEIS, channel(answer.room), mode_words.of_room(False, "", False))
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    reply.ask(c.Topic(room=label), answered)


def changes(params: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """The changes in the parameters of MODE: sign, letter, its parameter (empty without one)."""
    values = list(params[1:])
    sign = "+"
    for letter in params[0]:
        if letter in "+-":
            sign = letter
        else:
            takes = letter in _WITH[sign] and values
            yield sign, letter, values.pop(0) if takes else ""


def _change(
    client: IrcClient, reply: IrcReply, target: str, label: str, sign: str, letter: str, value: str
) -> None:
    if letter == "o":
        _change_role(client, reply, target, label, sign, letter, value)
    elif letter == "b":
        _change_ban(client, reply, target, label, sign, value)
    elif letter in "tnsv" or (letter == "k" and sign == "+" and not value):
        return  # as it is here in any case
    elif (command := _mode_command(label, sign, letter, value)) is not None:
        _ask(client, reply, target, command)
    else:
        reply.say(Numeric.UNKNOWNMODE, letter)


def _mode_command(label: str, sign: str, letter: str, value: str) -> Command | None:
    if letter == "m":
        return c.Mode(room=label, readonly=sign == "+")
    if letter == "i":
        return c.Mode(room=label, entry="invite" if sign == "+" else "open")
    if letter == "k":
        return (
            c.Mode(room=label, entry="password", password=value)
            if sign == "+"
            else c.Mode(room=label, entry="open")
        )
    return None


def _ask(client: IrcClient, reply: IrcReply, target: str, command: Command) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            refuse(reply, answer, target)

    reply.ask(command, answered)


def _change_role(
    client: IrcClient, reply: IrcReply, target: str, label: str, sign: str, letter: str, value: str
) -> None:
    if not value:
        return
    here = {fold(name) for name, _ in client.view.members(label)}
    if fold(person(value) or value) not in here:
        missing = Numeric.USERNOTINCHANNEL if client.view.is_here(person(value) or "") else Numeric.NOSUCHNICK
        reply.say(missing, value, *([target] if missing is Numeric.USERNOTINCHANNEL else []))
        return
    _ask(client, reply, target, c.Role(name=person(value) or value, role=_ROLES[sign + letter], room=label))


def _change_ban(client: IrcClient, reply: IrcReply, target: str, label: str, sign: str, value: str) -> None:
    def listed(answer: Event | Fault | None) -> None:
        if isinstance(answer, SanctionList):
            for sanction in answer.sanctions:
                if sanction.measure is SanctionKind.BAN and sanction.name:
                    reply.say(
                        Numeric.BANLIST,
                        target,
                        f"{nick(sanction.name)}!*@*",
                        nick(sanction.by),
                        str(int(sanction.made)),
                    )
        if isinstance(answer, Fault) and not isinstance(answer, errors.NotAllowed):
            refuse(reply, answer, target)
        else:
            reply.say(Numeric.ENDOFBANLIST, target)

    def changed(answer: Event | Fault | None) -> None:
        if isinstance(answer, Moderated):
            reply.send(client.codec.encode(answer, ""))
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    if not value:
        reply.ask(c.Bans(room=label), listed)
        return
    name = banned_name(value)
    if name is None:
        reply.send(
            body(client.view.server, "NOTICE", client.nick, f"Only people can be banned: {value} is a mask.")
        )
    elif sign == "+":
        reply.ask(c.Ban(target=name, room=label), changed)
    else:
        reply.ask(c.Unban(target=name, room=label), changed)


def banned_name(mask: str) -> str | None:
    """The person that a mask means: ``nick``, ``nick!*@*`` or ``~a:account``; None for any other."""
    nickname = mask[3:] if mask[:3] in ("~a:", "$a:") else mask.partition("!")[0]
    name = person(nickname)
    return name if name and not set(name) & set("*?") else None
