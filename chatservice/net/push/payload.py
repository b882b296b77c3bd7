"""What a subscription is sent, in its form."""

from chatservice.model.push import PushMessage, PushRow
from chatservice.wire.irc.pushed import irc_message


def payload_of(row: PushRow, message: PushMessage) -> bytes:
    return irc_message(message.line) if row.form == "irc" else message.payload
