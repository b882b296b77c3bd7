"""The Python end of `load.c`: commands out, figures back."""

import json
import select
import time
from pathlib import Path

from benchmarks.build import program
from benchmarks.dialects import Dialect
from benchmarks.process import Child

Figures = dict[str, float]

DRAIN = 20.0  # seconds for what was sent to arrive
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class LoadError(Exception):
    """The load could not be run: what the generator said, in one line."""


class CountError(LoadError):
    """Lines were lost, doubled, out of order or in the wrong room."""


class Generator:
    """Clients of one server. Every method waits until what it asks for is done."""

    def __init__(self, *, core: int | None, log: Path) -> None:
        self._child = Child([str(program("load"))], core=core, log=log, talks=True)

    def end(self) -> None:
        self._child.end(grace=0.5)

    def tell(self, command: str, patience: float = 30.0, **fields: object) -> Figures:
        return self._ask(command, [(key, str(value)) for key, value in fields.items()], patience)

    def script(self, name: str, steps: list[tuple[str, str]]) -> None:
        self._ask("script", [("name", name), *steps], 5.0)

    def aim(self, dialect: Dialect, *, port: int, pid: int, tag: str) -> None:
        """Load the process `pid` on `port`, in this dialect."""
        self.tell(
            "target",
            port=port,
            pid=pid,
            tag=tag,
            tls=int(dialect.tls),
            frames=int(dialect.frames),
            mqtt=int(dialect.mqtt),
            end=dialect.end,
        )
        for name, steps in dialect.scripts().items():
            self.script(name, steps)

    def say(self, seconds: float, **fields: object) -> Figures:
        """Run lines and check that each arrived once, in order, where it belongs."""
        fields = {"drain": DRAIN, **fields, "seconds": seconds}
        patience = seconds + float(str(fields["drain"])) + 10
        figures = self._ask("say", [(key, str(value)) for key, value in fields.items()], patience)
        wrong = {k: int(figures[k]) for k in ("lost", "doubled", "misplaced", "garbled") if figures[k]}
        if wrong:
            counts = ", ".join(f"{count} {kind}" for kind, count in wrong.items())
            raise CountError(f"of {int(figures['sent'])} lines, deliveries were wrong: {counts}")
        return figures

    def _ask(self, command: str, fields: list[tuple[str, str]], patience: float) -> Figures:
        line = "\t".join([command, *(f"{key}={value.translate(_ESCAPES)}" for key, value in fields)])
        try:
            self._child.stdin.write(line.encode() + b"\n")
            self._child.stdin.flush()
        except OSError as error:
            raise LoadError(f"the generator is gone: {self._child.last_words()}") from error
        answer = b""
        until = time.monotonic() + patience
        while not answer.endswith(b"\n"):
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._child.stdout], [], [], left)[0]:
                raise LoadError(f"the generator did not finish `{command}` in {patience:.0f} s")
            piece = self._child.stdout.read1(65536)  # type: ignore[attr-defined]
            if not piece:
                raise LoadError(f"the generator is gone: {self._child.last_words()}")
            answer += piece
        figures: Figures | dict[str, str] = json.loads(answer)
        if "error" in figures:
            raise LoadError(str(figures["error"]))
        return figures  # type: ignore[return-value]
