"""What an IRC client is told without having asked: that it is in a room, or no longer."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events as e
from chatservice.model.events import Event
from chatservice.wire.irc.client import IrcClient, IrcReply
from chatservice.wire.irc.commands.rooms import show_room
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.view import source


def tell(client: IrcClient, event: Event) -> bytes | None:
    """The bytes for the client; None if `event` is encoded as for everyone."""
    words = _WORDS.get(type(event))
    return words(client, event) if words is not None else None


def _nothing(client: IrcClient, event: Event) -> bytes:
    return b""


def _invited(client: IrcClient, event: e.Invited) -> bytes:
    if event.asked or event.kind == "public":
        inviter = source(client.view, event.sender, nick(event.sender))
        return body(inviter, "INVITE", client.nick, channel(event.room))
    info = e.RoomInfo(room=event.room, rid=event.rid, kind=event.kind)
    show_room(client, IrcReply(client, IrcMessage("JOIN")), info)
    return b""


def _left(client: IrcClient, event: e.Left | e.RoomDeleted) -> bytes:
    if client.channels.pop(event.rid, None) is None:
        return b""
    return body(client.source, "PART", channel(event.room))


def _joined(client: IrcClient, event: e.Joined) -> bytes:
    if event.kind != "direct" and event.rid not in client.channels:
        show_room(client, IrcReply(client, IrcMessage("JOIN")), event)
    return b""


_WORDS: dict[type[Event], Callable[[IrcClient, Any], bytes]] = {
    e.Invited: _invited,
    e.Left: _left,
    e.RoomDeleted: _left,
    e.Joined: _joined,
    **dict.fromkeys(
        (
            e.Bookmarked,
            e.LevelIs,
            e.Mentioned,
            e.PreferencesAre,
            e.Reacted,
            e.ReadBy,
            e.ReadMark,
            e.Hello,
        ),
        _nothing,
    ),
}
