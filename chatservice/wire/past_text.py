"""Pages of past lines for people: each as it was said, with the time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, get_args

from chatservice.model.events import (
    FoundLine,
    FoundPage,
    HistoryPage,
    Line,
    Logged,
    MentionList,
    Message,
    MissedPage,
)
from chatservice.model.preferences import ClockStyle, TerminalView, time_zone
from chatservice.wire import mark_words, reading_words, sanitize
from chatservice.wire.event_text import notices
from chatservice.wire.line_heads import address, answered, by, direct, topic_of
from chatservice.wire.sanitize import line

FULL = "%Y-%m-%d %H:%M"
LIVE = {ClockStyle.SHORT: "%H:%M", ClockStyle.LONG: FULL}
PAST = {ClockStyle.SHORT: "%m-%d %H:%M"}
UNKNOWN = "????-??-?? ??:??"

Pages = HistoryPage | MissedPage | FoundPage | MentionList
PAGES = get_args(Pages)


def moment(ts: float, zone: str, style: str) -> str:
    """`ts` (seconds since 1970) as it is written there."""
    try:
        return datetime.fromtimestamp(ts, time_zone(zone)).strftime(style)
    except (ValueError, OverflowError, OSError):
        return UNKNOWN


class PastLines:
    """As a reader called `viewer` wants to see them."""

    def __init__(self, view: TerminalView, viewer: str) -> None:
        self._view = view
        self._viewer = viewer

    def page(self, event: Pages) -> str:
        return "".join(_PAGES[type(event)](self, event))

    def stamped(self, event: Logged, mark: str = "", numbered: bool = False) -> str:
        """A line with its time. `mark` stands before its words."""
        return self._line(event, self._stamp(event.ts, event.seq, numbered or self._view.numbers), mark)

    def live(self, event: Logged) -> str:
        """A line that was just said, with what this reader wants to know of it."""
        style, number = self._view.time, f" #{event.seq}" if self._view.numbers else ""
        time = "" if style is ClockStyle.OFF else f" {moment(event.ts, self._view.zone, LIVE[style])}"
        return self._line(event, time + number)

    def _stamp(self, ts: float, seq: int, numbered: bool) -> str:
        time = moment(ts, self._view.zone, PAST.get(self._view.time, FULL))
        return f" {time} #{seq}" if numbered else f" {time}"

    def _line(self, event: Logged, stamp: str, mark: str = "") -> str:
        if isinstance(event, Message):
            stamp += topic_of(event)
            if event.room[:1] == "@":
                head = f"{direct(event, self._viewer, stamp, answered(event))}{mark}"
            else:
                head = f"[{line(event.room)}{stamp}] {mark}{by(event.sender, event.action, answered(event))}"
            end = " (edited)" if event.edited else ""
            said = "\n".join(f"{head}{piece}" for piece in sanitize.lines(event.text)) + f"{end}\n"
        else:
            said = "".join(f"* [{line(event.room)}{stamp}] {mark}{words}\n" for words in notices(event))
        return said + _attached(event, stamp)

    def _page(self, page: HistoryPage) -> Iterator[str]:
        if not page.lines:
            yield f"* Nothing more was said in {line(page.room)}.\n"
            return
        room = line(address(page.room, self._viewer))
        if page.more and not page.forward:
            yield f"* Earlier lines: /history before {page.lines[0].seq} in:{room}\n"
        for event in page.lines:
            yield self.stamped(event, numbered=page.numbered)
        if page.more and page.forward:
            yield f"* Later lines: /history after {page.lines[-1].seq} in:{room}\n"

    def _missed(self, event: MissedPage) -> Iterator[str]:
        pages = [page for page in event.rooms if page.lines]
        if not pages:
            yield "* You missed nothing.\n"
        for words in reading_words.were_mentioned(event.mentions):
            yield f"* {words}\n"
        for page in pages:
            yield f"* {_count(len(page.lines), 'line')} in {line(page.room)} that you missed:\n"
            yield from self._page(page)

    def _mentions(self, event: MentionList) -> Iterator[str]:
        for mention in reversed(event.lines):
            yield self.stamped(mention, numbered=True)
        more = f" Older ones: the same /mentions with before:{event.next}" if event.next is not None else ""
        summary = f"{_count(len(event.lines), 'line')} with a mention of you." if event.lines else ""
        yield f"* {summary or 'No line mentions you. /mentions all looks further back.'}{more}\n"

    def _found(self, event: FoundPage) -> Iterator[str]:
        for group in _groups(event.hits):
            hits = {hit.line.seq for hit in group}
            around = {near.seq: near for hit in group for near in (*hit.before, hit.line, *hit.after)}
            for seq in sorted(around):
                yield self.stamped(around[seq], "> " if seq in hits else "")
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


_PAGES: dict[type[Pages], Callable[[PastLines, Any], Iterator[str]]] = {
    HistoryPage: PastLines._page,
    MissedPage: PastLines._missed,
    FoundPage: PastLines._found,
    MentionList: PastLines._mentions,
}


def _attached(event: Logged, stamp: str) -> str:
    """What is attached to a past line, on a line of the server's own."""
    words = mark_words.attached(event) if isinstance(event, Line) else ""
    number = "" if stamp.endswith(f" #{event.seq}") else f"#{event.seq}: "
    return f"* [{line(event.room)}{stamp}] {number}{words}\n" if words else ""


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
