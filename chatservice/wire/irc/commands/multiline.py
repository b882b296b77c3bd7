"""A message of several lines, which its client sends as a batch (IRCv3 draft/multiline)."""

from msgspec.structs import replace

from chatservice.wire.irc.caps import MULTILINE, MULTILINE_BYTES, MULTILINE_LINES
from chatservice.wire.irc.client import OF_BATCH, IrcClient, IrcReply, irc_command
from chatservice.wire.irc.commands.talking import say_lines
from chatservice.wire.irc.message import IrcMessage
from chatservice.wire.irc.states import OpenBatch

CONCAT = "draft/multiline-concat"


@irc_command("BATCH", least=1)
def batch(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    sign, reference = message.param(0)[:1], message.param(0)[1:]
    if sign == "+" and message.param(1) == MULTILINE and MULTILINE in client.caps and message.param(2):
        client.batch = OpenBatch(reference, message.param(2), message, reply.label)
        reply.used = True  # the label goes with what comes of the whole
    elif sign == "-" and client.batch is not None and client.batch.reference == reference:
        _end(client)
    else:
        fail(client, "MULTILINE_INVALID", (), "Invalid batch")


def _end(client: IrcClient) -> None:
    done, client.batch = client.batch, None
    if done is None or done.refused:
        return
    reply = IrcReply(client, done.opener, done.label)
    text = done.text
    if text.strip():
        opener = replace(done.opener, command=done.command, params=(done.target, text))
        say_lines(client, reply, opener, done.target, tuple(done.cuts))
    else:
        reply.fail("MULTILINE_INVALID", (), "Nothing is in the batch")
    reply.done()


@irc_command(OF_BATCH, least=1)
def add(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """A PRIVMSG or NOTICE of an open batch."""
    opened = client.batch
    reference = message.tags.get("batch", "")
    if opened is None or opened.reference != reference or message.param(0) != opened.target:
        fail(client, "MULTILINE_INVALID", (), "That is not of the batch")
        return
    if opened.refused:
        return
    text, continues = message.param(1), CONCAT in message.tags
    if continues and not text:
        fail(client, "MULTILINE_INVALID", (), "A blank line continues nothing")
        return
    if opened.lines and continues:
        opened.cuts.append(len(opened.text))
    opened.text += text if continues or not opened.lines else "\n" + text
    opened.lines += 1
    opened.command = message.command
    if opened.lines > MULTILINE_LINES:
        fail(client, "MULTILINE_MAX_LINES", (str(MULTILINE_LINES),), "Too many lines")
    elif len(opened.text.encode("utf-8", "replace")) > MULTILINE_BYTES:
        fail(client, "MULTILINE_MAX_BYTES", (str(MULTILINE_BYTES),), "Too many bytes")


def fail(client: IrcClient, code: str, context: tuple[str, ...], text: str) -> None:
    """Refuse the whole batch; what follows of it is left out."""
    label = ""
    if client.batch is not None and not client.batch.refused:
        label, client.batch.refused = client.batch.label, True
    reply = IrcReply(client, IrcMessage("BATCH"), label)
    reply.fail(code, context, text)
    reply.done()
