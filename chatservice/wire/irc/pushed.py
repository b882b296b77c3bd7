"""A line that somebody missed, as the one message of IRC that a notification carries (draft/webpush)."""

from chatservice.model.push import PushedLine
from chatservice.wire.irc.codec import message_id, stamp
from chatservice.wire.irc.message import message
from chatservice.wire.irc.names import channel, nick
from chatservice.wire.irc.view import HOST, USER


def irc_message(line: PushedLine) -> bytes:
    """Without its line end."""
    source = f"{nick(line.sender)}!{USER}@{HOST}"
    target = channel(line.room) if line.room else nick(line.reader)
    tags = {"time": stamp(line.ts), "msgid": message_id(line.rid, line.seq)}
    return message(source, "PRIVMSG", target, line.text, tags=tags).removesuffix(b"\r\n")
