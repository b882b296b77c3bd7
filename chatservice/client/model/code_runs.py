"""What the program of a code document prints, folded from events. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from chatservice.client.link.cursors import id_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.verdicts import verdict
from chatservice.client.words import _, n_
from chatservice.model.events import Event, RunEnded, RunPlace, RunPrinted, RunStarted, RunTyped

OUTPUT_MAX = 400_000  # characters of one run that are shown


class OutputPiece(NamedTuple):
    """`kind` is out, error, input or note."""

    text: str
    kind: str


class ProgramRun:
    """One run. `pieces` only grows."""

    def __init__(self, started: RunStarted) -> None:
        self.run = started.seq
        self.room = id_of(started)  # where it is logged: a hidden document has its own log
        self.sender = started.sender
        self.running = True
        self.status = _("Running")
        self.pieces: list[OutputPiece] = []
        self._size = 0
        self._lines = 0  # complete lines printed so far
        self._fresh = True  # at the beginning of a line
        words = _("{name} runs {title}, version {revision}").format(
            name=harmless(started.sender),
            title=f"{harmless(started.title)} {harmless(started.version)}",
            revision=started.revision,
        )
        self._note(words)

    def fold(self, event: Event) -> None:
        """`event` is about this run."""
        match event:
            case RunPlace(place=place):
                self.status = _("Waiting, {place} ahead").format(place=place) if place else _("Running")
            case RunPrinted():
                self.status = _("Running")
                self._printed(event)
            case RunTyped():
                self._add(f"{harmless(event.text)}\n", "input")
            case RunEnded():
                self._ended(event)

    def _printed(self, event: RunPrinted) -> None:
        if event.at > self._lines:
            self._left_out(event.at)
        self._lines = event.at + event.text.count("\n")
        self._add(_safe(event.text), "error" if event.error else "out")

    def _left_out(self, upto: int) -> None:
        count = upto - self._lines
        self._note(n_("{count} line left out", "{count} lines left out", count))

    def _ended(self, event: RunEnded) -> None:
        self.running = False
        if event.lines > self._lines + 1:
            self._left_out(event.lines)
        self.status = verdict(event)
        self._note(self.status)
        if event.wanted:
            self._note(_("It asked for input."))

    def _note(self, words: str) -> None:
        gap = "" if self._fresh else "\n"
        self._put(f"{gap}{words}\n", "note")

    def _add(self, text: str, kind: str) -> None:
        left = OUTPUT_MAX - self._size
        self._size += len(text)
        if text and left > 0:
            self._put(text[:left], kind)

    def _put(self, text: str, kind: str) -> None:
        self._fresh = text.endswith("\n")
        self.pieces.append(OutputPiece(text, kind))


def earlier_runs(lines: Iterable[Event], doc: str) -> list[ProgramRun]:
    """Those of a document among the `lines` of a room, in their order, with the first of their output. Those
    whose end is not there are left out: it may be in a gap, or deleted."""
    runs: dict[int, ProgramRun] = {}
    for line in lines:
        if isinstance(line, RunStarted) and line.doc == doc:
            runs[line.seq] = ProgramRun(line)
        elif isinstance(line, RunEnded) and line.run in runs:
            run = runs[line.run]
            if line.head:
                run.fold(RunPrinted(room=line.room, rid=line.rid, run=line.run, text=line.head))
            run.fold(line)
    return [run for run in runs.values() if not run.running]


def _safe(text: str) -> str:
    """Each line made harmless; the line breaks stay."""
    return "\n".join(map(harmless, text.split("\n")))
