"""What an IRC client is told without having asked: that it is in a room, or no longer."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events as e
from chatservice.model.events import Event
from chatservice.wire.irc.client import IrcClient, IrcReply
from chatservice.wire.irc.commands.rooms import show_room, tell_mark
from chatservice.wire.irc.message import IrcMessage, body, format_tags
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.view import source
from chatservice.wire.line_heads import other


def tell(client: IrcClient, event: Event) -> bytes | None:
    """The bytes for the client; None if `event` is encoded as for everyone."""
    words = _WORDS.get(type(event))
    return words(client, event) if words is not None else None


def _nothing(client: IrcClient, event: Event) -> bytes:
    return b""


def _invited(client: IrcClient, event: e.Invited) -> bytes:
    if event.asked or event.kind == "public":
        inviter = source(client.view, event.sender, nick(event.sender))
        account = client.view.account(event.sender) if "account-tag" in client.caps else ""
        tags = format_tags({"account": nick(account)} if account else {}).encode("utf-8", "replace")
        return tags + body(inviter, "INVITE", client.nick, channel(event.room))
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


def _read(client: IrcClient, event: e.ReadMark) -> bytes:
    """On another device."""
    if event.room[:1] == "@":
        name = other(event.room, client.door.name)
        tell_mark(client, nick(name), f"@{name}")
    else:
        tell_mark(client, channel(event.room), event.room)
    return b""


_WORDS: dict[type[Event], Callable[[IrcClient, Any], bytes]] = {
    e.ReadMark: _read,
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
            e.Hello,
        ),
        _nothing,
    ),
}
