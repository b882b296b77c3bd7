"""Capability negotiation (IRCv3, version 302)."""

from chatservice.wire.irc import caps as capabilities
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands import metadata_sync
from chatservice.wire.irc.commands.registration import come
from chatservice.wire.irc.message import IrcMessage, body
from chatservice.wire.irc.numerics import Numeric
from chatservice.wire.irc.states import IrcStage


@irc_command("CAP", least=1, early=True)
def cap(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what = message.param(0).upper()
    act = _ACTS.get(what)
    if act is None:
        reply.say(Numeric.INVALIDCAPCMD, what or "*")
    else:
        act(client, reply, message)


def _ls(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if client.stage is IrcStage.NEW:
        client.negotiating = True
    version = message.param(1)
    if version.isascii() and version.isdigit():
        client.version = max(client.version, int(version[:9]))
    if client.version >= 302:
        client.caps.add("cap-notify")  # it comes with that version
    _list(client, reply, "LS", client.door.offered(client.version >= 302))


def _list_enabled(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    _list(client, reply, "LIST", dict.fromkeys(sorted(client.caps), ""))


def _list(client: IrcClient, reply: IrcReply, what: str, names: dict[str, str]) -> None:
    lines = capabilities.listed(names, client.version >= 302)
    for line in lines[:-1]:
        reply.send(body(client.view.server, "CAP", client.nick, what, "*", line))
    reply.send(body(client.view.server, "CAP", client.nick, what, lines[-1]))


def _req(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    if client.stage is IrcStage.NEW:
        client.negotiating = True
    names = message.param(1).split()
    offered = client.door.offered(client.version >= 302)
    fits = all(name.removeprefix("-") in offered for name in names)
    fits = fits and not any(name in capabilities.UNASKED for name in names)
    fits = fits and not ("-cap-notify" in names and client.version >= 302)
    if fits:
        for name in names:
            if name.startswith("-"):
                client.caps.discard(name[1:])
            else:
                client.caps.add(name)
        if not metadata_sync.knows(client):
            client.subscribed.clear()
        client.door.change_codec(client.codec)
    reply.send(body(client.view.server, "CAP", client.nick, "ACK" if fits else "NAK", message.param(1)))


def _end(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    client.negotiating = False
    come(client, reply)


_ACTS = {"LS": _ls, "LIST": _list_enabled, "REQ": _req, "END": _end}
