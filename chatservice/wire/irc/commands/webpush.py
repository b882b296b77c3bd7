"""WEBPUSH: a client has itself notified while it is away (draft/webpush, soju.im/webpush)."""

from chatservice import errors
from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.commands import Command
from chatservice.model.events import Event
from chatservice.wire.fault_text import sentence
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.message import IrcMessage, body, parse_tags

_BAD = (errors.BadUrl, errors.BadPushKeys)


@irc_command("WEBPUSH", least=1)
def webpush(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what, endpoint = message.param(0).upper(), message.param(1)
    if what == "VAPIDPUBKEY":
        _show_key(client, reply)
    elif what == "REGISTER" and len(message.params) > 2:
        keys = parse_tags(message.param(2))
        push = c.Push(endpoint=endpoint, p256dh=keys.get("p256dh", ""), auth=keys.get("auth", ""), form="irc")
        _ask(client, reply, what, endpoint, push)
    elif what == "UNREGISTER" and endpoint:
        _ask(client, reply, what, endpoint, c.PushForget(endpoint=endpoint))
    else:
        reply.fail("INVALID_PARAMS", (what,), "WEBPUSH has VAPIDPUBKEY, REGISTER and UNREGISTER")


def _show_key(client: IrcClient, reply: IrcReply) -> None:
    key = client.door.push_key()
    if key:
        reply.send(body(client.view.server, "WEBPUSH", "VAPIDPUBKEY", key))
    else:
        reply.fail("INTERNAL_ERROR", ("VAPIDPUBKEY",), "This server sends no notifications")


def _ask(client: IrcClient, reply: IrcReply, what: str, endpoint: str, command: Command) -> None:
    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, _BAD):
            reply.fail("INVALID_PARAMS", (what, endpoint), sentence(answer))
        elif isinstance(answer, Fault):
            reply.fail("FORBIDDEN", (what, endpoint), sentence(answer))
        else:
            reply.send(body(client.view.server, "WEBPUSH", what, endpoint))

    reply.ask(command, answered)
