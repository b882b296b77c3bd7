"""What was said and what was read: CHATHISTORY and MARKREAD (IRCv3 drafts)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from chatservice.errors import Fault
from chatservice.model import commands as c
from chatservice.model.events import Event, HistoryPage, LoggedEvent, Message, TopicSet
from chatservice.wire.irc.client import IrcClient, IrcReply, irc_command
from chatservice.wire.irc.codec import stamp
from chatservice.wire.irc.commands.rooms import mark_words, play, tell_mark
from chatservice.wire.irc.commands.talking import address, seq_of
from chatservice.wire.irc.message import IrcMessage, body, tagged

LIMIT_MAX = 500
MILLISECOND = 0.001
_PARAMS = {"LATEST": 4, "BEFORE": 4, "AFTER": 4, "AROUND": 4, "BETWEEN": 5}


class LinePlace(NamedTuple):
    """A line by its seq, or a time; a time is of the millisecond."""

    seq: int = 0
    time: float | None = None

    def before(self, label: str, limit: int) -> c.History:
        if self.time is None:
            return c.History(room=label, before=self.seq, limit=limit)
        return c.History(room=label, before_time=self.time, limit=limit)

    def after(self, label: str, limit: int) -> c.History:
        if self.time is None:
            return c.History(room=label, after=self.seq, limit=limit)
        return c.History(room=label, after_time=self.time + MILLISECOND, limit=limit)

    def just_before(self) -> "LinePlace":
        if self.time is None:
            return LinePlace(self.seq - 1)
        return LinePlace(time=self.time - MILLISECOND)

    def is_above(self, line: LoggedEvent) -> bool:
        """Whether `line` comes before it."""
        return line.seq < self.seq if self.time is None else line.ts < self.time

    def is_below(self, line: LoggedEvent) -> bool:
        return line.seq > self.seq if self.time is None else line.ts >= self.time + MILLISECOND


def read_time(text: str) -> float | None:
    """A time as the tag has it, in seconds since 1970; None for anything else."""
    try:
        moment = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return round(moment.timestamp(), 3)


def place_of(client: IrcClient, reference: str, label: str) -> LinePlace | None:
    """What a reference to a line means; None if it means nothing."""
    kind, _, value = reference.partition("=")
    if kind == "msgid" and (seq := seq_of(client, value, label)):
        return LinePlace(seq)
    if kind == "timestamp" and (time := read_time(value)) is not None:
        return LinePlace(time=time)
    return None


@irc_command("CHATHISTORY", least=1)
def chathistory(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    what = message.param(0).upper()
    if what == "TARGETS":
        _targets(client, reply, message)
    elif what not in _PARAMS:
        reply.fail("INVALID_PARAMS", (what,), "Unknown command")
    elif len(message.params) < _PARAMS[what]:
        reply.fail("NEED_MORE_PARAMS", (what,), "Missing parameters")
    else:
        _show_history(client, reply, what, message)


def _targets(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    """The conversations with a line between two times."""
    times = [read_time(word.removeprefix("timestamp=")) for word in message.params[1:3]]
    limit = message.param(3)
    if len(times) < 2 or times[0] is None or times[1] is None or not (limit.isascii() and limit.isdigit()):
        reply.fail("INVALID_PARAMS", ("TARGETS",), "Invalid parameters")
        return
    low, high = sorted(time for time in times if time is not None)
    found = sorted((ts, name) for name, ts in client.view.newest() if stamp(low) < stamp(ts) < stamp(high))
    batch, server = client.batch_id(), client.view.server
    reply.send(body(server, "BATCH", f"+{batch}", "draft/chathistory-targets"))
    for ts, name in found[: int(limit[:6])]:
        reply.send(tagged(f"batch={batch}", body(server, "CHATHISTORY", "TARGETS", name, stamp(ts))))
    reply.send(body(server, "BATCH", f"-{batch}"))


def _show_history(client: IrcClient, reply: IrcReply, what: str, message: IrcMessage) -> None:
    target, limit = message.params[1], message.params[-1]
    label = address(client, target)
    size = min(int(limit[:6]), LIMIT_MAX) if limit.isascii() and limit.isdigit() else 0
    if label is None or client.view.room(label) is None:
        reply.fail("INVALID_TARGET", (what, target), "Messages could not be retrieved")
        return
    places = [place_of(client, reference, label) for reference in message.params[2:-1]]
    is_latest = what == "LATEST" and message.params[2] == "*"
    if size < 1 or (None in places and not is_latest):
        reply.fail("INVALID_PARAMS", (what, target), "Invalid parameters")
        return
    page = _Page(client, reply, what, target, label, size)
    first, last = places[0] or LinePlace(), places[-1] or LinePlace()
    page.ask(first, last)


class _Page:
    """One request for lines."""

    def __init__(
        self, client: IrcClient, reply: IrcReply, what: str, target: str, label: str, size: int
    ) -> None:
        self._client = client
        self._reply = reply
        self._what = what
        self._target = target
        self._label = label
        self._size = size
        self._read = min(2 * size, LIMIT_MAX)  # others than messages may be among them

    def ask(self, first: LinePlace, last: LinePlace) -> None:
        """The lines at one place, or between two; the place of ``*`` is before all lines."""
        label, read = self._label, self._read
        if self._what == "LATEST":
            self._get(c.History(room=label, limit=read), first.is_below, self._newest)
        elif self._what == "BEFORE":
            self._get(first.before(label, read), first.is_above, self._newest)
        elif self._what == "AFTER":
            self._get(first.after(label, read), first.is_below, self._oldest)
        elif self._what == "BETWEEN":
            self._between(first, last)
        else:
            self._around(first)

    def _between(self, first: LinePlace, last: LinePlace) -> None:
        """Forwards, or backwards if the later one comes first."""
        forward = (first.time or first.seq) <= (last.time or last.seq)
        low, high = (first, last) if forward else (last, first)

        def wanted(line: LoggedEvent) -> bool:
            return low.is_below(line) and high.is_above(line)

        if forward:
            self._get(first.after(self._label, self._read), wanted, self._oldest)
        else:
            self._get(first.before(self._label, self._read), wanted, self._newest)

    def _around(self, place: LinePlace) -> None:
        half = self._size // 2
        earlier: list[LoggedEvent] = []

        def then_later(lines: Sequence[LoggedEvent]) -> None:
            later = [line for line in lines if not place.is_above(line)]
            self._show([*earlier[len(earlier) - half :], *later[: self._size - half]])

        def then_earlier(lines: Sequence[LoggedEvent]) -> None:
            earlier.extend(lines)
            self._get(place.just_before().after(self._label, self._read), lambda line: True, then_later)

        self._get(place.before(self._label, self._read), place.is_above, then_earlier)

    def _newest(self, lines: Sequence[LoggedEvent]) -> None:
        self._show(lines[-self._size :])

    def _oldest(self, lines: Sequence[LoggedEvent]) -> None:
        self._show(lines[: self._size])

    def _show(self, lines: Sequence[LoggedEvent]) -> None:
        play(self._client, self._reply, self._label, lines, self._target)

    def _get(
        self,
        request: c.History,
        wanted: Callable[[LoggedEvent], bool],
        then: Callable[[Sequence[LoggedEvent]], None],
    ) -> None:
        has_events = "draft/event-playback" in self._client.caps
        kinds = (Message, TopicSet) if has_events else (Message,)

        def answered(answer: Event | Fault | None) -> None:
            if isinstance(answer, HistoryPage):
                then([line for line in answer.lines if isinstance(line, kinds) and wanted(line)])
            else:
                failed = (self._what, self._target)
                self._reply.fail("INVALID_TARGET", failed, "Messages could not be retrieved")

        self._reply.ask(request, answered)


# What was read.


@irc_command("MARKREAD")
def markread(client: IrcClient, reply: IrcReply, message: IrcMessage) -> None:
    target = message.param(0)
    if not target:
        reply.fail("NEED_MORE_PARAMS", (), "Missing parameters")
        return
    label = address(client, target)
    given = message.param(1)
    time = read_time(given.removeprefix("timestamp=")) if given.startswith("timestamp=") else None
    if label is None or (given and time is None):
        reply.fail("INVALID_PARAMS", (target, given or "*"), "Invalid target or timestamp")
    elif time is None or time <= client.door.mark(label):
        reply.send(mark_words(client, target, label))
    elif label.startswith("@") or client.view.room(label) is not None:
        _mark_read(client, reply, target, label, time)
    else:
        reply.fail("INVALID_PARAMS", (target,), "You are not there")


def _mark_read(client: IrcClient, reply: IrcReply, target: str, label: str, time: float) -> None:
    client.door.set_mark(label, time)

    def marked(answer: Event | Fault | None) -> None:
        reply.send(mark_words(client, target, label))
        for other in client.door.devices():
            tell_mark(other, target, label)

    def found(answer: Event | Fault | None) -> None:
        lines = answer.lines if isinstance(answer, HistoryPage) else []
        if lines:
            reply.ask(c.MarkRead(room=label, seq=lines[-1].seq), marked)
        else:
            marked(None)

    if client.view.room(label) is None:
        marked(None)
    else:
        reply.ask(c.History(room=label, before_time=time + MILLISECOND, limit=1), found)
