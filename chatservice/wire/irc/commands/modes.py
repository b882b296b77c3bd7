"""Modes of channels and people, as far as rooms and people here have them."""

from collections.abc import Iterator
from typing import Any

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.commands import Command
from chatservice.model.events import Event, Moderated, SanctionList, TopicIs
from chatservice.model.names import fold
from chatservice.model.sanctions import SanctionKind
from chatservice.model.values import RoomRole
from chatservice.wire.irc import mode_words
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.ban_masks import banned_name, described
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import channel, nick, person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric

CHANGES_MAX = 20  # in one message
_WITH = {"+": "qovbkl", "-": "qovbk"}  # modes that take a parameter
_SWITCHES = {"m": "readonly", "t": "locked", "s": "unlisted"}
OWN_MODES = "Biw"
KEY_MAX = 64  # characters


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
        reply.say(Numeric.UMODEIS, f"+{client.view.modes()}")
    else:
        _of_person(client, reply, message.param(1))


def _of_person(client: IrcClient, reply: IrcReply, words: str) -> None:
    for sign, letter, _ in changes((words,)):
        if letter in OWN_MODES:
            if (sign == "+") != (letter in client.view.modes()):
                client.door.set_mode(letter, sign == "+")
                reply.send(body(client.source, "MODE", client.nick, f"{sign}{letter}"))
        elif letter != "o":  # which follows from a role
            reply.say(Numeric.UMODEUNKNOWNFLAG)


def _of_channel(client: IrcClient, reply: IrcReply, message: IrcMessage, label: str) -> None:
    view = client.view.room(label)
    if len(message.params) == 1:
        _show(client, reply, message.param(0), label)
        return
    if view is None:
        _refuse_outsider(client, reply, message.param(0), label)
        return
    found = _Changes(client, reply, channel(view.name), label)
    for sign, letter, value in list(changes(message.params[1:]))[:CHANGES_MAX]:
        found.add(sign, letter, value)
    found.ask()


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
        reply.say(Numeric.CHANNELMODEIS, channel(view.name), *mode_words.of_room(view))
        if view.created:
            reply.say(Numeric.CREATIONTIME, channel(view.name), str(int(view.created)))
        return

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, TopicIs):
            reply.say(Numeric.CHANNELMODEIS, channel(answer.room), "+n")
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


class _Changes:
    """What one MODE asks of a channel; what is of the room itself becomes one command."""

    def __init__(self, client: IrcClient, reply: IrcReply, target: str, label: str) -> None:
        self._client = client
        self._reply = reply
        self._target = target
        self._label = label
        self._fields: dict[str, Any] = {}

    def add(self, sign: str, letter: str, value: str) -> None:
        on = sign == "+"
        if letter in "ov":
            self._change_role(on, letter, value)
        elif letter == "b":
            _change_ban(self._client, self._reply, self._target, self._label, sign, value)
        elif letter in _SWITCHES:
            self._fields[_SWITCHES[letter]] = on
        elif letter in "ik":
            self._change_entry(on, letter, value)
        elif letter == "l":
            self._limit(on, value)
        elif letter not in "n":  # which is as it is here in any case
            self._reply.say(Numeric.UNKNOWNMODE, letter)

    def _change_entry(self, on: bool, letter: str, value: str) -> None:
        if not on:
            view = self._client.view.room(self._label)
            if view is not None and view.entry == {"i": "invite", "k": "password"}[letter]:
                self._fields["entry"] = "open"
        elif letter == "i":
            self._fields |= {"entry": "invite", "password": ""}
        elif not value or set(value) & set(" ,") or len(value) > KEY_MAX:
            self._reply.say(Numeric.INVALIDMODEPARAM, self._target, "k", "*", "Keys are one word")
        else:
            self._fields |= {"entry": "password", "password": value}

    def _limit(self, on: bool, value: str) -> None:
        if on and not (value.isascii() and value.isdigit() and int(value[:9]) > 0):
            self._reply.say(Numeric.INVALIDMODEPARAM, self._target, "l", value or "*", "That is no limit")
        else:
            self._fields["most"] = int(value[:9]) if on else 0

    def _change_role(self, on: bool, letter: str, value: str) -> None:
        """One role each: who moderates may speak in any case, and keeps that role when given a voice."""
        name = person(value) or value
        roles = {fold(name): role for name, role in self._client.view.members(self._label)}
        role = roles.get(fold(name)) if value else RoomRole.MEMBER
        given = RoomRole.MODERATOR if letter == "o" else RoomRole.VOICE
        if role is None:
            is_here = self._client.view.is_here(name)
            missing = Numeric.USERNOTINCHANNEL if is_here else Numeric.NOSUCHNICK
            self._reply.say(missing, value, *([self._target] if is_here else []))
        elif value and (role < given if on else role == given or (letter == "o" and role > given)):
            word = given.word if on else RoomRole.MEMBER.word
            _ask(self._client, self._reply, self._target, c.Role(name=name, role=word, room=self._label))

    def ask(self) -> None:
        if self._fields:
            _ask(self._client, self._reply, self._target, c.Mode(room=self._label, **self._fields))


def _ask(client: IrcClient, reply: IrcReply, target: str, command: Command) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Fault):
            refuse(reply, answer, target)

    reply.ask(command, answered)


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
    name, here = banned_name(value), []
    if name is None:
        here = described(client.view, label, value)
        name = here[0] if len(here) == 1 else None
    if name is None and here:
        reply.notice(f"{value} describes {len(here)} people here. Say who is meant: nick!*@*")
    elif name is None:
        reply.notice(f"Only people can be banned: {value} is a mask.")
    elif sign == "+":
        reply.ask(c.Ban(target=name, room=label), changed)
    else:
        reply.ask(c.Unban(target=name, room=label), changed)
