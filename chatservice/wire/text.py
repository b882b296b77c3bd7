"""The dialect of people, outgoing: each event as lines for a bare terminal.

The server's own lines begin with ``* ``, refusals with ``! ``, everything that users say with
``[``. Names and rooms cannot begin with any of these, and user input is made harmless, so a
user can forge no other kind of line.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import get_args

from chatservice.model.events import (
    Deleted,
    Edited,
    Error,
    Event,
    FoundLine,
    FoundPage,
    HistoryPage,
    Line,
    Logged,
    MarksChanged,
    MentionList,
    Message,
    MissedPage,
    PinSet,
    PollAsked,
    PollClosed,
    PollIs,
    ReactionList,
    ReactionSet,
    RunEnded,
    RunPlace,
    RunPrinted,
    RunStarted,
    RunTyped,
)
from chatservice.model.names import is_lobby
from chatservice.wire import mark_words, reading_words, run_words, sanitize
from chatservice.wire.event_text import notices
from chatservice.wire.sanitize import line, minute, prefixed

HEADS = 4096  # cached line prefixes


class TextCodec:
    name = "text"
    echo = False  # the terminal has echoed it
    acks = False
    by_viewer = True
    joins = True
    lists = False
    patient = True

    def encode(self, event: Event, viewer: str) -> bytes:
        if type(event) is Message:
            return _message(event, viewer)
        if isinstance(event, Error):
            return prefixed("! ", [line(event.text)])
        if isinstance(event, HistoryPage):
            return "".join(_page(event, viewer)).encode()
        if isinstance(event, MissedPage):
            return "".join(_missed(event, viewer)).encode()
        if isinstance(event, FoundPage):
            return "".join(_found(event, viewer)).encode()
        if isinstance(event, MentionList):
            return "".join(_mentions(event, viewer)).encode()
        if isinstance(event, LOCATED):
            return prefixed(_mark(event, viewer), _of_run(event))
        return prefixed("* ", notices(event))


# Events whose words do not name their room, which may be another than the current one.
Located = (
    RunStarted
    | RunPrinted
    | RunTyped
    | RunPlace
    | RunEnded
    | Edited
    | Deleted
    | ReactionSet
    | PinSet
    | PollAsked
    | PollClosed
    | PollIs
    | MarksChanged
    | ReactionList
)
LOCATED = get_args(Located)


def _mark(event: Located, viewer: str) -> str:
    return "* " if is_lobby(event.room) else f"* [{line(_address(event.room, viewer))}] "


def _of_run(event: Event) -> list[str]:
    return run_words.ended_live(event) if isinstance(event, RunEnded) else notices(event)


TEXT = TextCodec()


def _message(event: Message, viewer: str) -> bytes:
    # For every delivered line: one look at the text, and a cached prefix.
    text = event.text
    if event.re or event.topic:
        return _rich(event, viewer)
    if event.room[:1] == "@":
        return prefixed(_direct(event, viewer), sanitize.lines(text))
    head = _head(event.room, event.sender, event.action)
    if text.isascii() and text.isprintable():
        return b"%b%b\n" % (head, text.encode())
    return prefixed(head.decode(), sanitize.lines(text))


def _rich(event: Message, viewer: str) -> bytes:
    """`[lobby #topic] alice (re #40): text`."""
    if event.room[:1] == "@":
        head = _direct(event, viewer, _topic(event), _answered(event))
    else:
        head = f"[{line(event.room)}{_topic(event)}] {_by(event.sender, event.action, _answered(event))}"
    return prefixed(head, sanitize.lines(event.text))


def _topic(event: Message) -> str:
    return f" #{line(event.topic)}" if event.topic else ""


def _answered(event: Message) -> str:
    return f" (re #{event.re})" if event.re else ""


@lru_cache(maxsize=HEADS)
def _head(room: str, sender: str, action: bool) -> bytes:
    return f"[{line(room)}] {_by(sender, action)}".encode()


def _by(sender: str, action: bool, answered: str = "") -> str:
    return f"* {line(sender)}{answered} " if action else f"{line(sender)}{answered}: "


def _direct(event: Logged, viewer: str, stamp: str = "", answered: str = "") -> str:
    """`[from alice] ` or `[to bob] `: a direct room is shown as an @ and both names."""
    action = f"* {line(event.sender)} " if isinstance(event, Message) and event.action else ""
    if event.sender != viewer:
        return f"[from {line(event.sender)}{stamp}]{answered} {action}"
    return f"[to {line(other(event.room, viewer))}{stamp}]{answered} {action}"


def other(room: str, viewer: str) -> str:
    """The other person in the direct room shown as `room`."""
    pair = room[1:].split(",")
    return next((name for name in pair if name != viewer), viewer)


# Past lines: the same, with the time.


def _stamped(event: Logged, viewer: str, mark: str = "", numbered: bool = False) -> str:
    stamp = f" {minute(event.ts)}{f' #{event.seq}' if numbered else ''}"
    if isinstance(event, Message):
        stamp += _topic(event)
        if event.room[:1] == "@":
            head = f"{_direct(event, viewer, stamp, _answered(event))}{mark}"
        else:
            head = f"[{line(event.room)}{stamp}] {mark}{_by(event.sender, event.action, _answered(event))}"
        end = " (edited)" if event.edited else ""
        said = "\n".join(f"{head}{piece}" for piece in sanitize.lines(event.text)) + f"{end}\n"
    else:
        said = "".join(f"* [{line(event.room)}{stamp}] {mark}{words}\n" for words in notices(event))
    return said + _attached(event, stamp)


def _attached(event: Logged, stamp: str) -> str:
    """What is attached to a past line, on a line of the server's own."""
    words = mark_words.attached(event) if isinstance(event, Line) else ""
    number = "" if stamp.endswith(f" #{event.seq}") else f"#{event.seq}: "
    return f"* [{line(event.room)}{stamp}] {number}{words}\n" if words else ""


def _page(page: HistoryPage, viewer: str) -> Iterator[str]:
    if not page.lines:
        yield f"* Nothing more was said in {line(page.room)}.\n"
        return
    room = line(_address(page.room, viewer))
    if page.more and not page.forward:
        yield f"* Earlier lines: /history before {page.lines[0].seq} in:{room}\n"
    for event in page.lines:
        yield _stamped(event, viewer, numbered=page.numbered)
    if page.more and page.forward:
        yield f"* Later lines: /history after {page.lines[-1].seq} in:{room}\n"


def _address(room: str, viewer: str) -> str:
    """How `viewer` addresses the room shown as `room`."""
    return f"@{other(room, viewer)}" if room[:1] == "@" else room


def _missed(event: MissedPage, viewer: str) -> Iterator[str]:
    pages = [page for page in event.rooms if page.lines]
    if not pages:
        yield "* You missed nothing.\n"
    for words in reading_words.were_mentioned(event.mentions):
        yield f"* {words}\n"
    for page in pages:
        yield f"* {_count(len(page.lines), 'line')} in {line(page.room)} that you missed:\n"
        yield from _page(page, viewer)


def _mentions(event: MentionList, viewer: str) -> Iterator[str]:
    for mention in reversed(event.lines):
        yield _stamped(mention, viewer, numbered=True)
    more = f" Older ones: the same /mentions with before:{event.next}" if event.next is not None else ""
    summary = f"{_count(len(event.lines), 'line')} with a mention of you." if event.lines else ""
    yield f"* {summary or 'No line mentions you. /mentions all looks further back.'}{more}\n"


def _found(event: FoundPage, viewer: str) -> Iterator[str]:
    for group in _groups(event.hits):
        hits = {hit.line.seq for hit in group}
        around = {near.seq: near for hit in group for near in (*hit.before, hit.line, *hit.after)}
        for seq in sorted(around):
            yield _stamped(around[seq], viewer, "> " if seq in hits else "")
        yield "* --\n"
    part = "" if event.complete else " Only the newer part of the history was searched."
    more = f" Older ones: the same /search with before:{event.next}" if event.next is not None else ""
    text = line(event.text)
    if event.hits:
        order = "best" if "sort:best" in text.lower() else "newest"
        summary = f"{_count(len(event.hits), 'line')} for {text}, marked with >, {order} first."
    else:
        summary = f"No line was found for {text}."
    yield f"* {summary}{part}{more}\n"


def _groups(hits: Iterable[FoundLine]) -> list[list[FoundLine]]:
    """Hits with overlapping context, together."""
    groups: list[list[FoundLine]] = []
    for hit in hits:
        last = groups[-1][-1] if groups else None
        if last and last.line.room == hit.line.room and _reach(last)[0] <= _reach(hit)[1] + 1:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _reach(hit: FoundLine) -> tuple[int, int]:
    seqs = [near.seq for near in (*hit.before, hit.line, *hit.after)]
    return min(seqs), max(seqs)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
