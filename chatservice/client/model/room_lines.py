"""The lines of one room as this client knows them, and what they change in it. Pure.

A line is known from three sides: live, from catching up, and from pages of history that were asked for;
whatever is added to it later (an edit, a reaction) counts once, from whichever side it comes.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from itertools import pairwise
from typing import Any

from chatservice.client.model.additions import (
    AnswerDeleted,
    is_closed,
    target,
    with_addition,
    with_marks,
    with_own,
    with_own_event,
    with_own_vote,
    with_tally,
    without_text,
)
from chatservice.client.model.intervals import Intervals
from chatservice.model.commands import History
from chatservice.model.events import (
    Added,
    Blank,
    Deleted,
    HistoryPage,
    Line,
    LoggedEvent,
    MarksChanged,
    Message,
    PinSet,
    PollAsked,
    PollChanged,
    PollClosed,
    Reacted,
    ReactionSet,
    Removed,
    RoleSet,
    Voted,
)
from chatservice.model.fold import RoomState
from chatservice.model.names import fold

LINES_KEPT = 60_000  # per conversation; earlier lines are requested again when needed
ADDITIONS_KEPT = 1_000  # per conversation
PAGE = 200  # lines per request
POLLS_ASKED = 10  # whose votes are asked for when a room is entered


class RoomLines:
    """`room` is its id or name in commands."""

    def __init__(self, room: str, kind: str) -> None:
        self.room = room
        self.kind = kind
        self.state = RoomState[str, str]()  # members by folded name
        self.here = 0
        self.head = 0
        self.first = 1
        self.joined = False
        self.lines: dict[int, LoggedEvent] = {}
        self.runs = Intervals()
        self._additions: deque[Any] = deque(maxlen=ADDITIONS_KEPT)  # the newest, for pages requested before
        self._as_of: dict[int, int] = {}  # lines of pages, and the event up to which each is complete
        self._answers: set[int] = set()  # replies that are counted
        self._early: dict[int, int] = {}  # own reactions counted before their events, and their lines
        self.read_to: int | None = None  # the last line read before the first unread one
        self.version = 0
        self.tried = False  # to load its newest lines on this connection
        self.asked = False  # who is there, on this connection
        self._requests: dict[str, History] = {}
        self._entered = 0  # the head when the room was entered
        self._polls_asked = 0  # since then
        self._holes: list[int] = []  # seqs preceded by a gap that is to be requested

    def tell(self, seq: int, topic: str) -> None:
        """Set the topic that the server reports as of `seq`."""
        self.state.seq = max(self.state.seq, seq)
        self.state.topic = topic

    def said(self, line: LoggedEvent) -> bool:
        """Add a line sent live or while catching up; False when it is already known."""
        known = self.lines.get(line.seq)
        fresh = known is None
        if not (isinstance(line, Line) and type(known) is type(line)):  # that one has what was added to it
            self.lines[line.seq] = line
        self._know(line)
        if isinstance(line, Message) and line.re and line.seq not in self._answers:
            self._answers.add(line.seq)
            self._add(line, "")
        self._apply(line)
        if len(self.lines) > LINES_KEPT:
            self._drop_oldest()
        return fresh

    def add(self, event: Any, me: str = "") -> None:
        """Add what `event`, sent live or while catching up, says of its line; `me` is the user's name."""
        self._know(event)
        self._add(event, me)

    def _add(self, event: Any, me: str) -> None:
        self._additions.append(event)
        known = self.lines.get(target(event))
        if known is not None and event.seq > self._as_of.get(known.seq, 0):
            is_counted = self._early.pop(event.seq, None) is not None
            add = with_own_event if is_counted else with_addition
            self.lines[known.seq] = add(known, event, me)

    def deleted(self, event: Deleted) -> None:
        """Nothing is left of the line that `event` names, and what it answered has one reply less."""
        for line in list(self.lines.values()):
            if isinstance(line, PinSet | PollClosed) and line.line == event.line:
                self.lines[line.seq] = without_text(line)
        gone = self.lines.get(event.line)
        if gone is None:
            return
        self.lines[gone.seq] = Blank(
            room=gone.room, rid=gone.rid, seq=gone.seq, id=gone.id, ts=gone.ts, sender=gone.sender
        )
        if isinstance(gone, Message) and gone.re:
            self._add(AnswerDeleted(gone.re, event.seq), "")

    def mark(self, event: MarksChanged, me: str = "") -> None:
        """Show what is attached to some lines by now; the events that it stands for will not come."""
        for marks in event.lines:
            if marks.line in self.lines:
                self.lines[marks.line] = with_marks(self.lines[marks.line], marks)
        for seq in event.seqs:
            self._early.pop(seq, None)
            self.runs.add(seq, seq)
            self.head = max(self.head, seq)
        reactions = [each for each in self._additions if isinstance(each, ReactionSet)]
        self._add_again(reactions, event.upto, {marks.line for marks in event.lines}, me)
        self.version += 1

    def _add_again(self, additions: Iterable[Any], upto: int, lines: Collection[int], me: str) -> None:
        """Those of `additions` to `lines` that came after the event `upto`."""
        for event in additions:
            known = self.lines.get(target(event)) if event.seq > upto and target(event) in lines else None
            if known is not None:
                self.lines[known.seq] = with_addition(known, event, me)

    def own_reaction(self, event: Reacted) -> None:
        """The answer, which may come before the events of others who reacted before."""
        is_early = event.seq > self.head and event.line in self.lines
        if is_early:
            self._early[event.seq] = event.line
        self._change(event.line, lambda line: with_own(line, event, 1 if is_early else 0))

    def own_vote(self, event: Voted) -> None:
        self._change(event.line, lambda line: with_own_vote(line, event))

    def votes(self, event: PollChanged) -> None:
        self._change(event.line, lambda line: with_tally(line, event.tally))

    def _change(self, seq: int, change: Callable[[LoggedEvent], LoggedEvent]) -> None:
        if seq in self.lines:
            self.lines[seq] = change(self.lines[seq])
            self.version += 1

    def _know(self, line: LoggedEvent) -> None:
        last = self.runs.last
        if last is not None and last[1] == self.head < line.seq - 1:
            self._holes.append(line.seq)
        self.runs.add(line.seq, line.seq)
        self.head = max(self.head, line.seq)
        self.version += 1

    def _apply(self, line: LoggedEvent) -> None:
        """Apply what `line` changes in the room, unless it is already known."""
        before = len(self.state.members)
        if isinstance(line, Added | Removed | RoleSet):
            self.state.apply(line, fold(line.who), line.who)
        else:
            self.state.apply(line)
        if self.kind != "public":
            self.here += len(self.state.members) - before

    def _drop_oldest(self) -> None:
        keep_from = self.head - LINES_KEPT * 3 // 4
        for seq in [seq for seq in self.lines if seq < keep_from]:
            del self.lines[seq]
            self._as_of.pop(seq, None)
        self._answers = {seq for seq in self._answers if seq in self.lines}
        self.runs.forget_before(keep_from)

    def entered(self, head: int, first: int, afresh: bool) -> None:
        """The user has entered the room; `afresh`: the last lines follow, instead of the missed ones."""
        self._entered, self._polls_asked = head, 0
        if afresh or not self.runs.runs:
            self.head = max(head, self.head)
        self.first = first
        self.joined = True
        self.version += 1

    def restart(self, head: int, first: int) -> None:
        """Start from a new head: known lines are not contiguous with what follows."""
        self.lines = {seq: line for seq, line in self.lines.items() if first <= seq <= head}
        self.head, self.first = head, first
        self.version += 1

    def forget_lines(self) -> None:
        """Forget all lines: another database numbers them differently."""
        for known in (self.lines, self._additions, self._as_of, self._answers, self._early):
            known.clear()
        self.runs.clear()
        self._requests.clear()
        self._holes.clear()
        self.head, self.first, self.read_to = 0, 1, None
        self.state.seq = 0
        self.version += 1

    def ask(
        self, ref: str, before: int | None = None, after: int | None = None, limit: int = PAGE
    ) -> History | None:
        """The command for a page; None when it is under way already."""
        if any(request.before == before and request.after == after for request in self._requests.values()):
            return None
        command = History(room=self.room, limit=limit, before=before, after=after, ref=ref)
        self._requests[ref] = command
        return command

    def ask_left_out(self, ref: Callable[[], str]) -> History | None:
        """The command for a gap before a line: one page at a time, the newest first. When the gap was
        an ignored person's, the page says that it is empty."""
        if not self._holes:
            return None
        ends = {low: high for (_, high), (low, _) in pairwise(self.runs.runs)}
        self._holes = [seq for seq in self._holes if seq in ends]
        if not self._holes or any(request.before in self._holes for request in self._requests.values()):
            return None
        seq = self._holes[-1]
        return self.ask(ref(), before=seq, limit=min(PAGE, seq - 1 - ends[seq]))

    def ask_polls(self) -> list[History]:
        """The commands for the newest polls that are open: votes are no events of the log, so those of the
        time of a cut do not come again."""
        polls = [line for line in self.lines.values() if isinstance(line, PollAsked) and not is_closed(line)]
        newest = sorted(polls, key=lambda line: line.seq)[-POLLS_ASKED:]
        self._polls_asked = len(newest)
        return [self._ask_line(line.seq) for line in newest]

    def ask_votes(self, poll: PollAsked) -> History | None:
        """The command for a poll that was asked before the room was entered."""
        if poll.tally is not None or poll.seq > self._entered or self._polls_asked >= POLLS_ASKED:
            return None
        self._polls_asked += 1
        return self._ask_line(poll.seq)

    def _ask_line(self, seq: int) -> History:
        return History(room=self.room, before=seq + 1, limit=1, ref="poll")

    @property
    def newest(self) -> tuple[int, int] | None:
        """The last run, with those before it whose gaps are being requested."""
        if not self.runs.runs:
            return None
        low, high = self.runs.runs[-1]
        for run in reversed(self.runs.runs[:-1]):
            if low not in self._holes:
                break
            low = run[0]
        return low, high

    def cut(self) -> None:
        self._requests.clear()
        self._holes.clear()
        self.tried = self.asked = False

    def refused(self, ref: str) -> bool:
        command = self._requests.pop(ref, None)
        self._answered(command)
        return command is not None

    def _answered(self, command: History | None) -> None:
        if command is not None and command.before in self._holes:
            self._holes.remove(command.before)

    @property
    def asking(self) -> bool:
        return bool(self._requests)

    def asks_before(self, seq: int) -> bool:
        """Whether the page before that line is under way."""
        return any(request.before == seq for request in self._requests.values())

    def page(self, page: HistoryPage, me: str = "") -> None:
        """Add past lines; the command tells which seqs they cover."""
        command = self._requests.pop(str(page.ref), None) if page.ref is not None else History()
        self._answered(command)
        for line in page.lines:
            self.lines[line.seq] = line
            self._as_of[line.seq] = page.head
        self._early = {at: seq for at, seq in self._early.items() if self._as_of.get(seq, 0) != page.head}
        seqs = [line.seq for line in page.lines]
        self._add_again(self._additions, page.head, seqs, me)
        if command is not None:
            self._cover(page, command, seqs)
        elif seqs:  # requested before a cut: only the lines themselves are certain
            self.runs.add(seqs[0], seqs[-1])
        self.version += 1

    def _cover(self, page: HistoryPage, command: History, seqs: list[int]) -> None:
        if page.forward:
            after = command.after if command.after is not None else seqs[0] - 1 if seqs else self.head
            last = max([self.head, *seqs]) if not page.more else seqs[-1] if seqs else after
            self.runs.add(after + 1, last)
            self.head = max(self.head, last)
            return
        if page.more and not seqs:
            return  # so many lines by ignored people that the server stopped searching
        low = seqs[0] if page.more else self.first
        high = command.before - 1 if command.before is not None else max([self.head, *seqs])
        self.runs.add(low, high)
        self.head = max(self.head, *seqs, 0)
        if not page.more:
            self.first = min(self.first, low)

    @property
    def has_lines(self) -> bool:
        return bool(self.lines)
