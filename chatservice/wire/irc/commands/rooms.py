"""Channels: entering and leaving, who is in them, what they are about."""

from collections.abc import Sequence
from functools import partial

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import (
    Event,
    Joined,
    Left,
    MissedPage,
    People,
    RoomInfo,
    TopicIs,
)
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.codec import stamp
from chatservice.wire.irc.commands import metadata_sync
from chatservice.wire.irc.event_words import joined as join_words
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body, started, tagged
from chatservice.wire.irc.name_lists import ChannelNames, NameList
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.view import OwnView, source
from chatservice.wire.line_heads import other

TARGETS_MAX = 20  # in one message
TOLD_MAX = 256  # read marks that a client is known to know
MISSED_MAX = 10  # pages of what was missed that are played


@irc_command("JOIN", least=1)
def join(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if message.param(0) == "0":
        for label in list(client.channels.values()):
            _part(client, reply, channel(label), "")
        return
    _join(client, reply, message)


def _join(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    keys = message.param(1).split(",")
    for place, target in enumerate(message.param(0).split(",")[:TARGETS_MAX]):
        label = room_of(target)
        if label is None:
            reply.say(Numeric.NOSUCHCHANNEL, target)
        elif client.view.room(label) is None:
            _enter(client, reply, target, label, keys[place] if place < len(keys) else "")


def _enter(client: IrcClient, reply: IrcReply, target: str, label: str, key: str) -> None:
    def entered(answer: Event | Fault | None) -> None:
        if isinstance(answer, Joined):
            show_room(client, reply, answer)
            play_missed(client, reply, answer.room)
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    reply.ask(c.Join(room=label, password=key, lines=0), entered)


def play_missed(client: IrcClient, reply: IrcReply, room: str | None, pages: int = MISSED_MAX) -> None:
    """What was said since they were last in that room (None: in all where they are), for clients that cannot
    ask for it. What is more than so many `pages` stays unread."""

    def played(answer: Event | Fault | None) -> None:
        if not isinstance(answer, MissedPage):
            return
        for page in answer.rooms:
            target = nick(other(page.room, client.door.name)) if page.room[:1] == "@" else ""
            play(client, reply, page.room, page.lines, target)
        if any(page.more for page in answer.rooms):
            play_missed(client, reply, room, pages - 1)

    if pages and "draft/chathistory" not in client.caps:
        reply.ask(c.Missed(room=room), played)


def play(client: IrcClient, reply: IrcReply, room: str, lines: Sequence[Event], target: str = "") -> None:
    """Past lines, as a batch for clients that know such."""
    viewer = client.door.name if room[:1] == "@" else ""
    encoded = [client.codec.encode(line, viewer) for line in lines]
    target = target or channel(room)
    if "batch" not in client.caps:
        for data in encoded:
            reply.send(data)
        return
    batch, server = client.batch_id(), client.view.server
    reply.send(body(server, "BATCH", f"+{batch}", "chathistory", target))
    for data in encoded:
        if data:
            reply.send(tagged(f"batch={batch}", data))
    reply.send(body(server, "BATCH", f"-{batch}"))


def show_room(client: IrcClient, reply: IrcReply, room: Joined | RoomInfo) -> None:
    """That they are in a room: what it is about, and who is there, once they are in it."""
    client.channels[room.rid] = room.room
    reply.send(join_words(client.codec, room.room, client.door.name))
    if room.topic:
        by, at = (room.topic_by, room.topic_at) if isinstance(room, Joined) else ("", 0.0)
        show_topic(reply, room.room, room.topic, by, at)
    show_contents(client, reply, room)


def show_contents(client: IrcClient, reply: IrcReply, room: Joined | RoomInfo) -> None:
    """How far they have read there, who is there, and what they follow of them."""
    if "draft/read-marker" in client.caps:
        reply.send(mark_words(client, channel(room.room), room.room))
    if "no-implicit-names" not in client.caps:
        reply.ask(c.Ping(), lambda _: show_names(client, reply, room.room))
    metadata_sync.entered(client, reply, room.room)


def mark_words(client: IrcClient, target: str, label: str) -> bytes:
    """How far they have read there."""
    mark = client.door.mark(label)
    return body(client.view.server, "MARKREAD", target, f"timestamp={stamp(mark)}" if mark else "*")


def tell_mark(client: IrcClient, target: str, label: str) -> None:
    """They have read that far on another device; what they were told before is not said again."""
    words = mark_words(client, target, label)
    if "draft/read-marker" in client.caps and client.told_marks.get(label) != words:
        if len(client.told_marks) >= TOLD_MAX:
            client.told_marks.clear()  # at worst a mark is told twice
        client.told_marks[label] = words
        client.write(words)


def show_topic(reply: IrcReply, label: str, topic: str, by: str, at: float) -> None:
    reply.say(Numeric.TOPIC, channel(label), topic)
    if at:
        reply.say(Numeric.TOPICWHOTIME, channel(label), nick(by), str(int(at)))


@irc_command("PART", least=1)
def part(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    for target in message.param(0).split(",")[:TARGETS_MAX]:
        _part(client, reply, target, message.param(1))


def _part(client: IrcClient, reply: IrcReply, target: str, reason: str) -> None:
    label = room_of(target)

    def left(answer: Event | Fault | None) -> None:
        if isinstance(answer, Left):
            client.channels.pop(answer.rid, None)
            words = (channel(answer.room), reason) if reason else (channel(answer.room),)
            reply.send(body(client.source, "PART", *words))
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    if label is None:
        reply.say(Numeric.NOSUCHCHANNEL, target)
    else:
        client.door.parting(label, reason)
        reply.ask(c.Leave(room=label), left)


# Who is there.


@irc_command("NAMES", reads=True)
def names(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    labels = [room_of(target) for target in message.param(0).split(",")[:TARGETS_MAX]]
    for label in filter(None, labels):
        if client.view.room(label) is not None:
            _show_names(client, reply, label)
        else:
            _names_of_others(client, reply, label)
    reply.ask(c.Ping(), lambda _: reply.say(Numeric.ENDOFNAMES, message.param(0) or "*"))


def show_names(client: IrcClient, reply: IrcReply, label: str) -> None:
    view = client.view.room(label)
    if view is not None:
        _show_names(client, reply, label)
        reply.say(Numeric.ENDOFNAMES, channel(view.name))


def _show_names(client: IrcClient, reply: IrcReply, label: str) -> None:
    view, full = client.view, "userhost-in-names" in client.caps
    room = view.room(label)
    if room is not None:
        shown = NameList(partial(_source, view)) if full else view.name_list(label)
        _write_names(reply, shown.lines(room.symbol, channel(room.name), view.names_in(label)))


def _source(view: OwnView, name: str) -> str:
    return source(view, name, nick(name))


def _names_of_others(client: IrcClient, reply: IrcReply, label: str) -> None:
    """Of a room that they are not in."""
    word = partial(_source, client.view) if "userhost-in-names" in client.caps else nick

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, People):
            room = ChannelNames(0, dict(enumerate(answer.members)), {})
            _write_names(reply, NameList(word).lines("=", channel(answer.room), room))

    reply.ask(c.Who(room=label), answered)


def _write_names(reply: IrcReply, lines: list[bytes]) -> None:
    client = reply.client
    head = started(client.view.server, Numeric.NAMREPLY.code, client.nick)
    for line in lines if reply.label else ():
        reply.send(head + line)
    if lines and not reply.label:
        reply.send(head + head.join(lines))


# What they are about.


@irc_command("TOPIC", least=1)
def topic(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target = message.param(0)
    label = room_of(target)
    text = message.params[1] if len(message.params) > 1 else None

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, TopicIs):
            if answer.text:
                show_topic(reply, answer.room, answer.text, answer.by, answer.at)
            else:
                reply.say(Numeric.NOTOPIC, channel(answer.room))
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    if label is None:
        reply.say(Numeric.NOSUCHCHANNEL, target)
    else:
        reply.ask(c.Topic(room=label, text=text), answered)
