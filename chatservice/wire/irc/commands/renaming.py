"""RENAME: channels get another name (draft/channel-rename). Clients that do not know it leave and join."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, RoomInfo, RoomRenamed, TopicIs
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.caps import CHANNEL_RENAME
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.rooms import show_contents, show_topic
from chatservice.wire.irc.event_words import joined
from chatservice.wire.irc.faults import refuse
from chatservice.wire.irc.message import IrcMessage, body, format_tags
from chatservice.wire.irc.names import channel
from chatservice.wire.irc.names import room as room_of
from chatservice.wire.irc.numerics import Numeric

_CODES: tuple[tuple[type[Fault], str], ...] = (
    (errors.RoomNameTaken, "CHANNEL_NAME_IN_USE"),
    (errors.BadName, "CANNOT_RENAME"),
    (errors.ReservedName, "CANNOT_RENAME"),
    (errors.BadCommand, "CANNOT_RENAME"),
)


@irc_command("RENAME", least=2)
def rename(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target, wanted = message.params[:2]
    label, name = room_of(target), room_of(wanted)

    def answered(answer: Event | Fault | None) -> None:
        code = next((code for kind, code in _CODES if isinstance(answer, kind)), "")
        if isinstance(answer, Fault) and code:
            reply.fail(code, (target, wanted), sentence(answer))
        elif isinstance(answer, Fault):
            refuse(reply, answer, target)

    if label is None:
        reply.say(Numeric.NOSUCHCHANNEL, target)
    elif name is None:
        reply.fail("CANNOT_RENAME", (target, wanted), "A channel begins with #")
    else:
        reply.ask(c.RenameRoom(room=label, name=name, reason=message.param(2)), answered)


def told(client: IrcClient, event: RoomRenamed) -> bytes:
    """What a client that is in the channel gets; `show_again` is for what follows."""
    was = client.channels.get(event.rid)
    if was is None:
        return b""
    client.channels[event.rid] = event.name
    codec = client.codec
    if CHANNEL_RENAME in client.caps:
        tags = format_tags(codec.tags(event)).encode("utf-8", "replace")
        words = (channel(was), channel(event.name), event.reason)
        return tags + body(codec.source(event.sender), "RENAME", *words)
    reason = f"It is called {channel(event.name)} now"
    part = body(client.source, "PART", channel(was), reason)
    return part + joined(codec, event.name, client.door.name)


def show_again(client: IrcClient, event: RoomRenamed) -> None:
    """What comes with a JOIN, for clients that had to join anew."""
    if CHANNEL_RENAME in client.caps or event.rid not in client.channels:
        return
    reply = IrcReply(client, IrcMessage("JOIN"))

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, TopicIs) and answer.text:
            show_topic(reply, answer.room, answer.text, answer.by, answer.at)

    reply.ask(c.Topic(room=event.name), answered)
    show_contents(client, reply, RoomInfo(room=event.name, rid=event.rid, kind="public"))
