"""The line that a reply answers, in short: from the lines that are known here, so that it is always as
that line is now. Pure."""

from typing import NamedTuple

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.line_targets import LineTarget
from chatservice.client.model.markup import spans
from chatservice.client.words import _
from chatservice.model.events import Blank, FileShared, Message
from chatservice.wire.sanitize import line as harmless

QUOTED = 80  # characters
READ_MAX = 2_000  # characters that are read for them


class Quote(NamedTuple):
    """`text` is one harmless line. Not `known`: it has to be requested first, with the lines around it."""

    seq: int
    sender: str
    text: str
    known: bool = True


def quote(conversation: Conversation, seq: int) -> Quote | None:
    """The line `seq`, which another line answers; None if it is 0."""
    if not seq:
        return None
    answered = conversation.lines.get(seq)
    if answered is None:
        return Quote(seq, "", f"#{seq}", known=False)
    if isinstance(answered, Blank):
        return Quote(seq, "", _("(deleted)"))
    text = _unmarked(answered.text) if isinstance(answered, Message) else ""
    if isinstance(answered, FileShared):
        text = answered.name
    return Quote(seq, answered.sender, _short(text or f"#{seq}"))


def target_words(target: LineTarget, conversation: Conversation) -> str:
    """What a composer says of the line that its text is for."""
    quoted = quote(conversation, target.seq)
    if target.edit or quoted is None:
        return _("Change your line. Enter saves it, Escape leaves it as it is.")
    return (
        _("Reply to {sender}: {text}").format(sender=quoted.sender, text=quoted.text)
        if quoted.sender
        else _("Reply to {text}").format(text=quoted.text)
    )


def _unmarked(text: str) -> str:
    """The words, without the marks of what is bold or code."""
    return "".join(span.text for span in spans(text[:READ_MAX]))


def _short(text: str) -> str:
    first = harmless(text.strip().splitlines()[0] if text.strip() else text)
    return (
        f"{first[:QUOTED]}\N{HORIZONTAL ELLIPSIS}" if len(first) > QUOTED or "\n" in text.strip() else first
    )
