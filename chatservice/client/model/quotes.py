"""The line that a reply answers, in short: from the lines that are known here, so that it is always as
that line is now. Pure."""

from typing import NamedTuple

from chatservice.client.model.conversation import Conversation
from chatservice.model.events import Blank, FileShared, Message
from chatservice.wire.sanitize import line as harmless

QUOTED = 80  # characters


class Quote(NamedTuple):
    """`text` is one harmless line. Not `known`: it has to be requested first, with the lines around it."""

    seq: int
    sender: str
    text: str
    known: bool = True


def quote(conversation: Conversation, message: Message) -> Quote | None:
    """What `message` answers; None if it is no reply."""
    if not message.re:
        return None
    answered = conversation.lines.get(message.re)
    if answered is None:
        return Quote(message.re, "", f"#{message.re}", known=False)
    if isinstance(answered, Blank):
        return Quote(message.re, "", "(deleted)")
    text = answered.text if isinstance(answered, Message) else ""
    if isinstance(answered, FileShared):
        text = answered.name
    return Quote(message.re, answered.sender, _short(text or f"#{message.re}"))


def _short(text: str) -> str:
    first = harmless(text.strip().splitlines()[0] if text.strip() else text)
    return (
        f"{first[:QUOTED]}\N{HORIZONTAL ELLIPSIS}" if len(first) > QUOTED or "\n" in text.strip() else first
    )
