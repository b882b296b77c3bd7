"""What is said: to a channel, to a person, and the tags that say something without words."""

import re
from functools import partial

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.commands import Command
from chatservice.model.events import Ack, Event
from chatservice.model.names import fold
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands import services
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import BODY_MAX, IrcMessage, body, format_tags
from chatservice.wire.irc.names import nick, person
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.view import NO_EXTRA, Extra

TARGETS_MAX = 4
LABELS_MAX = 64  # lines under way whose label is remembered
SOURCE_MAX = 200  # bytes that a source and a command surely fit into
TAGS_MAX = 4094  # characters of a client's own tags that are passed on with a line

_NOT_IN_NAMES = re.compile("[#&@!:,]")


@irc_command("PRIVMSG", "NOTICE")
def say(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    targets, text = message.param(0), message.param(1)
    if not targets:
        reply.say(Numeric.NORECIPIENT, f"No recipient given ({message.command})")
    elif not text:
        reply.say(Numeric.NOTEXTTOSEND)
    else:
        client.door.active()
        reply.several = "," in targets
        for target in targets.split(",")[:TARGETS_MAX]:
            if _fits(client, message.command, target, text):
                say_lines(client, reply, message, target)
            else:
                reply.say(Numeric.INPUTTOOLONG)


def say_lines(
    client: IrcClient, reply: IrcReply, message: IrcMessage, target: str, cuts: tuple[int, ...] = ()
) -> None:
    """Say the text of `message`, which may have several lines; `cuts`: see `Extra`."""
    service = services.find(target)
    if service is not None:
        service(client, reply, message.param(1))
        return
    label = address(client, target)
    if label is None:
        missing = Numeric.NOSUCHCHANNEL if target[:1] == "#" else Numeric.NOSUCHNICK
        reply.say(missing, target)
        return
    text, action = _words(message.param(1))
    tags, answered = NO_EXTRA.tags, 0
    if message.tags:
        tags, answered = _own_tags(client, message), _answered(client, message, label)
    extra = Extra(message.command, tags, cuts)
    say = c.Say(room=label, text=text, action=action, re=answered)
    reply.ask(say, partial(_said, client, reply, target, extra))
    _tell_away(client, reply, label)


def _said(
    client: IrcClient, reply: IrcReply, target: str, extra: Extra, answer: Event | Fault | None
) -> None:
    if isinstance(answer, Ack):
        _stored(client, reply, answer, extra)
    elif isinstance(answer, errors.NotInRoom):
        reply.say(Numeric.CANNOTSENDTOCHAN, target)
    elif isinstance(answer, Fault) and extra.command != "NOTICE":
        refuse(reply, answer, target)


def _fits(client: IrcClient, command: str, target: str, text: str) -> bool:
    """Whether others get it in one message, with the source; clients cut what is longer themselves."""
    if text.isascii() and len(text) + 4 * len(target) < BODY_MAX - SOURCE_MAX:
        return True
    head = f":{client.source} {command} {target} :"
    return len(head.encode()) + len(text.encode("utf-8", "replace")) <= BODY_MAX


def _stored(client: IrcClient, reply: IrcReply, ack: Ack, extra: Extra) -> None:
    if extra != NO_EXTRA:
        client.door.remember(ack.rid, ack.seq, extra)
    if not reply.label or "echo-message" not in client.caps:
        return
    if len(client.labels) + len(client.echoes) >= LABELS_MAX:
        return
    if reply.several:
        client.echoes[ack.rid, ack.seq] = reply
        reply.wait()
    else:
        client.labels[ack.rid, ack.seq] = reply.label
        reply.used = True


def _words(text: str) -> tuple[str, bool]:
    """The text, and whether it describes what they do (CTCP ACTION)."""
    if text.startswith("\x01ACTION "):
        return text[8:].removesuffix("\x01") or " ", True
    return text, False


def _tell_away(client: IrcClient, reply: IrcReply, label: str) -> None:
    if label.startswith("@") and (away := client.view.away(label[1:])) is not None:
        reply.say(Numeric.AWAY, nick(client.view.present_name(label[1:])), away or "away")


def address(client: IrcClient, target: str) -> str | None:
    """How the chat calls that channel or person; None if it is neither."""
    if target.startswith("#"):
        return room_of(target)
    name = person(target)
    return f"@{name}" if name and not _NOT_IN_NAMES.search(name) else None


def _own_tags(client: IrcClient, message: IrcMessage) -> tuple[tuple[str, str], ...]:
    if "message-tags" not in client.caps:
        return ()
    own = tuple((key, value) for key, value in message.tags.items() if key.startswith("+"))
    return own if sum(len(key) + len(value) for key, value in own) <= TAGS_MAX else ()


def _answered(client: IrcClient, message: IrcMessage, label: str) -> int:
    """The seq of the line that it answers, 0 for none or one of another room."""
    msgid = message.tags.get("+draft/reply") or message.tags.get("+reply", "")
    return seq_of(client, msgid, label) if msgid else 0


def seq_of(client: IrcClient, msgid: str, label: str) -> int:
    """The seq of a line of that room; 0 if it has none of that id."""
    rid, _, seq = msgid.rpartition("-")
    view = client.view.room(label)
    if view is None or rid != view.rid.removeprefix("!") or not (seq.isascii() and seq.isdigit()):
        return 0
    return int(seq[:15])


@irc_command("TAGMSG", least=1)
def tagmsg(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if "message-tags" not in client.caps:
        reply.say(Numeric.UNKNOWNCOMMAND, "TAGMSG")
        return
    for target in message.param(0).split(",")[:TARGETS_MAX]:
        label = address(client, target)
        command = _meant(client, message, label) if label is not None else None
        if command is not None:
            reply.ask(command, lambda answer: _passed(client, reply, message, answer))
        elif label is None:
            reply.say(Numeric.NOSUCHNICK, target)
        else:
            _pass_on(client, reply, message, target, label)


def _pass_on(client: IrcClient, reply: IrcReply, message: IrcMessage, target: str, label: str) -> None:
    """Tags that nothing here has a meaning for: they are for other IRC clients."""
    own = dict(_own_tags(client, message))
    if not own:
        return
    tags = {"msgid": client.door.new_id(), **own}
    fault = client.door.pass_on(label, tags)
    said = format_tags(tags).encode("utf-8", "replace") + body(client.source, "TAGMSG", target)
    if fault is not None:
        refuse(reply, fault, target)
        return
    if "echo-message" in client.caps:
        reply.send(said)
    if fold(label) == fold(f"@{client.door.name}"):
        client.write(said)


def _meant(client: IrcClient, message: IrcMessage, label: str) -> Command | None:
    if "+typing" in message.tags:
        return c.Typing(room=label, on=message.tags["+typing"] == "active")
    seq = _answered(client, message, label)
    for tag, on in (("+draft/react", True), ("+draft/unreact", False)):
        if tag in message.tags and seq:
            return c.React(room=label, seq=seq, emoji=message.tags[tag], on=on)
    return None


def _passed(client: IrcClient, reply: IrcReply, message: IrcMessage, answer: Event | Fault | None) -> None:
    target = message.param(0)
    label = address(client, target)
    if isinstance(answer, errors.NoSuchEmoji) and label is not None:
        _pass_on(client, reply, message, target, label)  # other clients may know what it means
    elif isinstance(answer, Fault) and "+typing" not in message.tags:
        refuse(reply, answer, target)


@irc_command("REDACT", least=2)
def redact(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target, msgid = message.params[:2]
    label = address(client, target)
    view = client.view.room(label) if label is not None else None
    if label is None or view is None:
        reply.fail("INVALID_TARGET", (target,), "You cannot delete messages there.")
        return
    seq = seq_of(client, msgid, label)

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, errors.NotAllowed | errors.NotYourLine):
            reply.fail("REDACT_FORBIDDEN", (target, msgid), "That is another person's message.")
        elif isinstance(answer, Fault):
            reply.fail("UNKNOWN_MSGID", (target, msgid), "There is no such message.")

    if not seq:
        reply.fail("UNKNOWN_MSGID", (target, msgid), "There is no such message.")
        return
    if message.param(2):
        client.door.remember(view.rid, -seq, Extra(tags=(("reason", message.param(2)),)))
    reply.ask(c.Delete(room=label, seq=seq), answered)
