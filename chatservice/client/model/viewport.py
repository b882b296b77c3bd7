"""The stretch of a conversation that the window's text widget holds. Pure.

The user reads either at the end, following new lines, or somewhere in the past. `items` is
the stretch in order; `earlier` and `later` move it, and tell when a page must be requested
first. However long the log, a widget never holds more than `STRETCH` lines of it.
"""

import time
from collections.abc import Iterable, Iterator

from chatservice.client.link.unsent import UnsentEntry, UnsentStatus
from chatservice.client.model.conversation import Conversation, Notification
from chatservice.client.model.introduction import introduction
from chatservice.client.model.items import (
    NO_FACTS,
    NOTHING_RUNS,
    Day,
    Edge,
    Item,
    MessageItem,
    NoticeItem,
    PageFacts,
    UnreadMark,
)
from chatservice.client.model.quotes import quote
from chatservice.client.model.transfers import NO_TRANSFER, UploadView
from chatservice.model.events import FileShared, LoggedEvent, Message

STRETCH = 700  # lines at most in the widget
FOLLOWED = 300  # lines kept above while following the end
STEP = 150  # lines added when the user scrolls to an edge
FENCE = "```"
WAITS_FIRST, WAITS_ABOVE = 5, 2  # lines drawn in grey, in an empty page and above the first line
SAME_BREATH = 300.0  # seconds: lines of one sender share a heading


class Viewport:
    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.follow = True
        self.low = self.high = 0
        self.hit = 0  # the seq of a search result
        self._waits_at: int | None = None  # the edge beyond which a page was requested
        self._everything: set[int] = set()
        self._unread_at: int | None = None
        self._cache: dict[tuple[int, bool], MessageItem] = {}
        self._facts = NO_FACTS
        self.has_code = False  # whether code was shown

    # Scrolling.

    def _run(self) -> tuple[int, int] | None:
        runs, newest = self.conversation.runs, self.conversation.newest
        return newest if self.follow else runs.of(self.high) or runs.of(self.low) or newest

    def earlier(self) -> int | None:
        """At the top: show more, or return the seq before which to request a page."""
        run = self._run()
        if run is None:
            return None
        self._settle(run)
        low, _ = run
        if self.low <= low:
            self._waits_at = self.low if low > self.conversation.first else None
            return self._waits_at
        self.follow = False
        self._add_above(low)
        return None

    def _add_above(self, low: int) -> None:
        self.low = max(low, self.low - STEP)
        self.high = min(self.high, self.low + STRETCH - 1)

    def later(self) -> int | None:
        """At the bottom: show more, or return the seq after which to request a page."""
        run = self._run()
        if self.follow or run is None:
            return None
        _, high = run
        if self.high >= high:
            if high < self.conversation.head and run != self.conversation.runs.last:
                self._waits_at = high
                return high
            self.follow = True
            return None
        self._add_below(high)
        return None

    def _add_below(self, high: int) -> None:
        self.high = min(high, self.high + STEP)
        self.low = max(self.low, self.high - STRETCH + 1)

    def _add_requested(self, run: tuple[int, int]) -> None:
        """Show what was requested at an edge as soon as it has come: the user need not scroll there again."""
        low, high = run
        if not self.follow and self._waits_at == self.low > low:
            self._add_above(low)
        elif not self.follow and self._waits_at == self.high < high:
            self._add_below(high)

    def hold(self) -> None:
        """Stop following: new lines must not move what the user reads."""
        self.follow = False

    def to_end(self) -> None:
        self.follow = True
        self.hit = 0

    def to(self, seq: int) -> int | None:
        """Show the lines around `seq`; the seq before which to request a page when it is unknown."""
        self.hit = seq
        run = self.conversation.runs.of(seq)
        if run is None:
            return seq + STEP // 2
        self.follow = False
        self.low, self.high = max(run[0], seq - STEP // 2), min(run[1], seq + STEP // 2)
        return None

    def everything(self, seq: int) -> None:
        """Show a long line in full."""
        self._everything.add(seq)

    def hold_unread(self) -> None:
        """Keep the unread mark where it is while the user looks."""
        self._unread_at = self.conversation.read_to

    def clear_unread(self) -> None:
        self._unread_at = self.conversation.read_to = None

    def _settle(self, run: tuple[int, int]) -> None:
        low, high = run
        if self.follow:
            self.low, self.high = max(low, high - FOLLOWED + 1), high
        self.low, self.high = max(self.low, low), min(max(self.high, low), high)

    @property
    def below(self) -> bool:
        """Whether there are lines below the visible ones."""
        last = self.conversation.runs.last
        return not self.follow and last is not None and self.high < last[1]

    # Drawing.

    def items(
        self,
        me: str,
        unsent: Iterable[UnsentEntry],
        now: float,
        facts: PageFacts = NO_FACTS,
    ) -> list[Item]:
        self._facts = facts
        run = self._run()
        if run is not None:
            self._settle(run)
            self._add_requested(run)
        items: list[Item] = [self._edge(run)]
        last = self._lines(items, me)
        if not self.below:
            self._mine(items, me, unsent, now, last)
        if len(self._cache) > 4 * STRETCH:
            self._cache.clear()
        return items

    def _edge(self, run: tuple[int, int] | None) -> Edge:
        if run is None and self.conversation.asking:
            return Edge(True, waits=WAITS_FIRST)
        if run is not None and max(self.low, 1) > self.conversation.first:
            return Edge(True, waits=WAITS_ABOVE if self.conversation.asks_before(self.low) else 0)
        return Edge(False, *introduction(self.conversation))

    def _lines(self, items: list[Item], me: str) -> MessageItem | None:
        lines = self.conversation.lines
        notices = self._notices()
        notice = next(notices, None)
        last: MessageItem | None = None
        day = ""
        for seq in range(self.low, self.high + 1) if self.conversation.runs.runs else ():
            line = lines.get(seq)
            while notice is not None and notice.after < seq:
                if notice.after >= self.low - 1:
                    items.append(NoticeItem(("told", notice.number), notice))
                    last = None
                notice = next(notices, None)
            if line is None:
                continue
            if (this := _day_of(line.ts)) != day:
                day, last = this, None
                items.append(Day(line.ts, ("day", this)))
            if self._unread_at is not None and seq > self._unread_at and not _has_mark(items):
                items.append(UnreadMark())
                last = None
            last = self._item(line, _heads(last, line), me)
            items.append(last)
        while notice is not None and not self.below:
            items.append(NoticeItem(("told", notice.number), notice))
            notice = next(notices, None)
            last = None
        return last

    def _notices(self) -> Iterator[Notification]:
        return iter(list(self.conversation.notices))

    def _item(self, line: LoggedEvent, heading: bool, me: str) -> MessageItem:
        item = self._cache.get((line.seq, heading))
        everything, hit = line.seq in self._everything, line.seq == self.hit
        message = line if isinstance(line, Message) else None
        quoted = quote(self.conversation, message.re) if message is not None and message.re else None
        url = line.url if isinstance(line, FileShared) else ""
        carried = self._facts.carried.get(url, NO_TRANSFER)
        runnable = self._facts.runnable if message is not None and FENCE in message.text else NOTHING_RUNS
        previews = self.conversation.previews.get(line.seq, ()) if self._facts.has_cards else ()
        known = item is not None and item.line is line and item.quote == quoted
        known = known and (item.carried, item.runnable) == (carried, runnable)  # type: ignore[union-attr]
        known = known and item.previews is previews  # type: ignore[union-attr]
        if item is None or not known or (item.everything, item.hit) != (everything, hit):
            item = MessageItem(
                id=("line", line.seq),
                ts=line.ts,
                line=line,
                heading=heading or not isinstance(line, Message | FileShared),
                sender=line.sender,
                text=message.text if message is not None else "",
                action=message is not None and message.action,
                mine=line.sender == me,
                everything=everything,
                hit=hit,
                quote=quoted,
                carried=carried,
                runnable=runnable,
                previews=previews,
            )
            self.has_code = self.has_code or (message is not None and FENCE in message.text)
            self._cache[line.seq, heading] = item
        return item

    def _mine(
        self, items: list[Item], me: str, unsent: Iterable[UnsentEntry], now: float, last: MessageItem | None
    ) -> None:
        for entry in unsent:
            today = Day(now, ("day", _day_of(now)))
            if not any(type(item) is Day and item.id == today.id for item in reversed(items)):
                items.append(today)  # or everything would move down when the line is acknowledged
                last = None
            say = entry.say
            failed = entry.standing is UnsentStatus.FAILED
            mine = MessageItem(
                id=("mine", say.key),
                ts=0.0,
                heading=last is None or last.sender != me or say.action or last.action,
                sender=me,
                text=say.text,
                action=say.action,
                mine=True,
                standing="failed" if failed else "pending",
                reason=entry.reason,
                key=say.key,
                quote=quote(self.conversation, say.re),
            )
            items.append(mine)
            last = mine
        for upload in self._facts.uploads:
            item = _upload(upload, last is None or last.sender != me, me)
            items.append(item)
            last = item


def _upload(upload: UploadView, heading: bool, me: str) -> MessageItem:
    key = ("upload", upload.view.number)
    return MessageItem(id=key, ts=0.0, heading=heading, sender=me, mine=True, upload=upload)


def _day_of(ts: float) -> str:
    return time.strftime("%Y%m%d", time.localtime(ts))


def _has_mark(items: list[Item]) -> bool:
    return any(type(item) is UnreadMark for item in items)


def _heads(last: MessageItem | None, line: LoggedEvent) -> bool:
    """Whether `line` begins with its sender and time."""
    if last is None or last.line is None or last.sender != line.sender or last.action:
        return True
    if getattr(last.line, "topic", "") != getattr(line, "topic", ""):
        return True
    return not isinstance(last.line, Message | FileShared) or line.ts - last.line.ts > SAME_BREATH
