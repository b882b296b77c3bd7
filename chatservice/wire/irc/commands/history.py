"""What was said: CHATHISTORY (an IRCv3 draft)."""

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, HistoryPage, Message
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.rooms import play
from chatservice.wire.irc.commands.talking import address, seq_of
from chatservice.wire.irc.message import IrcMessage

LIMIT_MAX = 500


@irc_command("CHATHISTORY", least=1)
def chathistory(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what = message.param(0).upper()
    if what not in ("LATEST", "BEFORE", "AFTER", "AROUND"):
        reply.fail("INVALID_PARAMS", (what,), "Unknown command")
    elif len(message.params) < 4:
        reply.fail("NEED_MORE_PARAMS", (what,), "Missing parameters")
    else:
        _page(client, reply, what, message)


def _page(client: IrcClient, reply: IrcReply, what: str, message: IrcMessage) -> None:
    target, reference, limit = message.params[1], message.params[2], message.params[3]
    label = address(client, target)
    size = min(int(limit[:6]), LIMIT_MAX) if limit.isascii() and limit.isdigit() else 0
    seq = reference_of(client, reference, label or "")
    if label is None or size < 1 or (seq is None and reference != "*"):
        reply.fail("INVALID_PARAMS", (what, target), "Invalid parameters")
        return

    def answered(answer: Event | Fault | None) -> None:
        if isinstance(answer, HistoryPage):
            lines = [line for line in answer.lines if isinstance(line, Message) or _has_events(client)]
            play(client, reply, answer.room, lines[:size] if what == "AFTER" else lines[-size:], target)
        else:
            reply.fail("INVALID_TARGET", (what, target), "Messages could not be retrieved")

    reply.ask(_request(what, label, seq, size), answered)


def _has_events(client: IrcClient) -> bool:
    return "draft/event-playback" in client.caps


def _request(what: str, label: str, seq: int | None, size: int) -> c.History:
    if seq is None:
        return c.History(room=label, limit=size)
    if what == "AROUND":
        return c.History(room=label, around=seq, limit=size)
    if what == "BEFORE":
        return c.History(room=label, before=seq, limit=size)
    return c.History(room=label, after=seq, limit=size)


def reference_of(client: IrcClient, reference: str, label: str) -> int | None:
    """The seq that a reference to a message means; None without one."""
    kind, _, value = reference.partition("=")
    if kind == "msgid":
        return seq_of(client, value, label) or None
    return None
