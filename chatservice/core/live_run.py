"""A program from when it is asked for until its end is in the log: what it prints, passed on."""

from collections.abc import Callable
from typing import Protocol

from chatservice.core.ports import Running, Watcher
from chatservice.core.room import Room
from chatservice.errors import Fault
from chatservice.model.events import Passing, RunPrinted, RunTyped
from chatservice.model.runs import REFUSED, EndedRun, Ending, LanguageInfo, Program, Verdict
from chatservice.model.values import Principal
from chatservice.settings.schema import Settings

PRINTED_MAX = 8 * 1024  # characters of one event, ten times a second at most; the rest is only stored
HEAD_LINES = 20
HEAD_LINE_MAX = 500  # characters of one of them
HEAD_MAX = 4 * 1024  # characters of all
LOOKED_MAX = 4 * 1024  # characters at the end in which the hint is looked for


class PassOn(Protocol):
    def __call__(self, room: Room, event: Passing, *, actor: int) -> None:
        """Tell everyone in `room`, but for those who ignore `actor`."""
        ...


class LiveRun:
    """`start` has the sandbox run a program and tell this of it; `check` raises Fault when its owner may not
    run it any more; `over` is called once, at the end."""

    def __init__(
        self,
        settings: Settings,
        start: Callable[[Program, Watcher], Running],
        pass_on: PassOn,
        room: Room,
        seq: int,
        owner: Principal,
        program: Program,
        language: LanguageInfo,
        check: Callable[[], None],
        over: Callable[["LiveRun", Ending], None],
    ) -> None:
        self.room = room
        self.seq = seq
        self.owner = owner
        self.by: Principal | None = None  # who stopped it
        self._settings = settings
        self._start = start
        self._pass_on = pass_on
        self._program = program
        self._language = language
        self._check = check
        self._over = over
        self._refused = False
        self._running: Running | None = None
        self._ended = False
        self._pieces: list[str] = []
        self._lines = 0  # that have ended
        self._input_size = 0  # characters of input

    @property
    def text(self) -> str:
        """What it has printed so far."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    @property
    def reads(self) -> bool:
        """Whether it can be given input."""
        return self._program.interactive and self._running is not None and not self._ended

    def begin(self) -> None:
        if not self._ended and self._still_may():
            self._begin()

    def _begin(self) -> None:
        try:
            self._running = self._start(self._program, self)
        except OSError as error:
            self.ended(Ending(Verdict.FAILED, detail=str(error)))

    def _still_may(self) -> bool:
        """Stop it if its owner may not run it any more: what it prints counts as what they say."""
        if self._refused:
            return False
        try:
            self._check()
        except Fault:
            self._refused = True
            self.stop()
        return not self._refused

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
        else:
            self.ended(Ending(Verdict.STOPPED))

    def give(self, text: str, sender: str) -> None:
        """A line of input."""
        if self._running is None:
            return
        self._input_size += len(text) + 1
        self._running.send(f"{text}\n".encode("utf-8", "replace"))
        typed = RunTyped(room=self.room.label, rid=self.room.rid, run=self.seq, sender=sender, text=text)
        self._pass_on(self.room, typed, actor=self.owner.id)

    def has_room_for(self, text: str, most: int) -> bool:
        return self._input_size + len(text) < most

    def end_input(self) -> None:
        if self._running is not None:
            self._running.end_input()

    # Events of the sandbox.

    def running(self) -> None:
        """Nothing to do: the log has its start, and a compilation is not shown."""

    def printed(self, text: str, error: bool) -> None:
        if not self._still_may():
            return
        self._pieces.append(text)
        if self.room.deleted:
            self.stop()
            return
        printed = RunPrinted(
            room=self.room.label,
            rid=self.room.rid,
            run=self.seq,
            text=text[:PRINTED_MAX],
            at=self._lines,
            error=error,
        )
        self._lines += text.count("\n")
        self._pass_on(self.room, printed, actor=self.owner.id)

    def ended(self, ending: Ending) -> None:
        if not self._ended:
            self._ended = True
            self._over(self, ending)

    def end_record(self, ending: Ending) -> EndedRun:
        """How it ended, as it is logged."""
        settings, text = self._settings, self.text
        limits = {Verdict.MEMORY: settings.code_memory, Verdict.OUTPUT_LIMIT: settings.code_output}
        return EndedRun(
            run=self.seq,
            verdict=ending.verdict,
            status=ending.status,
            seconds=round(ending.seconds, 3),
            size=ending.output,
            lines=len(lines_of(text)),
            head=head_of(text),
            detail=self._detail(ending),
            limit=limits.get(ending.verdict, 0),
            wanted=self._lacked_input(ending),
            doc=self._program.doc,
        )

    def _detail(self, ending: Ending) -> str:
        if ending.verdict is Verdict.STOPPED and self._refused:
            return REFUSED
        return ending.detail if ending.verdict is Verdict.MEMORY else ""

    def _lacked_input(self, ending: Ending) -> bool:
        """Whether it asked for more input than there was, as far as its output shows."""
        hint = self._language.hint
        return bool(hint) and ending.verdict is Verdict.EXIT and hint in self.text[-LOOKED_MAX:]


def lines_of(text: str) -> list[str]:
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def head_of(text: str) -> str:
    """The first lines, and not too much of each."""
    head = "\n".join(line[:HEAD_LINE_MAX] for line in lines_of(text[:HEAD_MAX])[:HEAD_LINES])
    return head[:HEAD_MAX]
