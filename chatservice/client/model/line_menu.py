"""What can be done with a line of a conversation, in the order in which it is offered. Pure."""

from enum import StrEnum

from chatservice.client.model.conversation import Conversation
from chatservice.client.model.markup import spans
from chatservice.client.model.poll_rows import tally_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _, marked, n_
from chatservice.model.code_documents import PLAIN, language_of
from chatservice.model.emoji import name_of
from chatservice.model.events import FileShared, Line, LoggedEvent, Message, PollAsked, ReactionList
from chatservice.model.names import fold
from chatservice.wire import sanitize

NAMED = 10  # people


class LineAction(StrEnum):
    """The values are what a user reads."""

    REACT = marked("React…")
    REPLY = marked("Reply")
    EDIT = marked("Edit")
    COPY = marked("Copy text")
    COPY_CODE = marked("Copy code")
    LINK = marked("Copy link")
    CODE = marked("Make a code document")
    PIN = marked("Pin")
    UNPIN = marked("Unpin")
    BOOKMARK = marked("Bookmark")
    REMIND = marked("Remind me…")
    CLOSE_POLL = marked("Close the poll")
    UNREAD = marked("Mark unread from here")
    REACTED = marked("Who reacted")
    REPORT = marked("Report…")
    DELETE = marked("Delete…")


def actions_of(line: LoggedEvent, me: str, has_address: bool) -> list[LineAction]:
    """Those of one line; `has_address`: the server's HTTP door is known, so that a line has a link."""
    if not isinstance(line, Line):
        return []
    own = fold(line.sender) == fold(me)
    offered = [LineAction.REACT, LineAction.REPLY]
    if own and isinstance(line, Message):
        offered.append(LineAction.EDIT)
    if own and isinstance(line, PollAsked) and not tally_of(line).closed:
        offered.append(LineAction.CLOSE_POLL)
    if isinstance(line, Message):
        offered += [LineAction.COPY, *([LineAction.COPY_CODE] if code_of(line.text) else [])]
    if isinstance(line, FileShared) and (line.type.startswith("text/") or language_of(line.name) != PLAIN):
        offered.append(LineAction.CODE)
    if has_address:
        offered.append(LineAction.LINK)
    offered += [LineAction.UNPIN if line.pinned else LineAction.PIN, LineAction.BOOKMARK, LineAction.REMIND]
    offered.append(LineAction.UNREAD)
    if line.reactions:
        offered.append(LineAction.REACTED)
    if not own:
        offered.append(LineAction.REPORT)
    offered.append(LineAction.DELETE)  # moderators delete others' lines: the server knows who is one
    return offered


def code_of(text: str, number: int = 0) -> str:
    """The blocks of code in it, without their marks, or that block, counted from 1."""
    blocks = [span.text for span in spans(text) if span.tags[:1] == ("fence",)]
    chosen = blocks[number - 1 : number] if number else blocks
    return pasted("\n\n".join(chosen))


def pasted(text: str) -> str:
    """`text` for the clipboard: a terminal may be where it goes."""
    return "\n".join("\t".join(map(sanitize.line, line.split("\t"))) for line in text.split("\n"))


def reacted_words(found: ReactionList, emoji: str, me: str) -> str:
    """Who reacted with that emoji: `bob, carol and you: party popper`."""
    names = [each.name for each in found.reactions if each.emoji == emoji]
    others = [harmless(name) for name in names if fold(name) != fold(me)]
    shown = [*others[:NAMED], *([_("you")] if len(others) < len(names) else [])]
    more = len(others) - NAMED
    words = ", ".join(shown) + (" " + n_("and {count} more", "and {count} more", more) if more > 0 else "")
    return f"{words}: {name_of(emoji).replace('_', ' ')}" if words else ""


def text_of(line: LoggedEvent) -> str:
    """What *Copy text* copies."""
    if isinstance(line, FileShared):
        return line.name
    if isinstance(line, PollAsked):
        return " ".join((line.question, *line.choices))
    return line.text if isinstance(line, Message) else ""


def last_own(conversation: Conversation, me: str) -> Message | None:
    """The user's newest message there, as far as lines are known without a gap."""
    newest = conversation.newest
    low, high = newest if newest is not None else (1, 0)
    for seq in range(high, low - 1, -1):
        line = conversation.lines.get(seq)
        if isinstance(line, Message) and fold(line.sender) == fold(me):
            return line
    return None


def first_reply(conversation: Conversation, seq: int) -> int:
    """The seq of the first known answer to a line; 0 if none is known."""
    return min((line.seq for line in conversation.lines.values() if getattr(line, "re", 0) == seq), default=0)
