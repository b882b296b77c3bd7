"""Runs of programs: the request, and how it ended."""

import signal
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """How a run ended, as the server itself knows it: by its clocks, its counters, the kernel."""

    OK = "ok"
    EXIT = "exit"  # with a status other than 0
    SIGNAL = "signal"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    COMPILE_ERROR = "compile_error"
    COMPILE_TIMEOUT = "compile_timeout"
    STOPPED = "stopped"
    FAILED = "failed"  # the sandbox failed, not the program
    LOST = "lost"  # the server stopped meanwhile


REFUSED = "refused"  # the detail of STOPPED when its owner was not allowed to run it any more


class Ending(msgspec.Struct, frozen=True, gc=False):
    """`status` is that of the program or of the compiler, None if neither ended by itself: 128 plus
    the signal's number after a signal. It ran for `seconds` and printed `output` bytes.

    `detail` of MEMORY is what used it up, other than the program's own memory (``files``,
    ``sockets``); of FAILED it is the error, for the server's log.
    """

    verdict: Verdict
    status: int | None = None
    seconds: float = 0.0
    output: int = 0
    detail: str = ""


class Program(msgspec.Struct, frozen=True, gc=False):
    """`language` is the name of its row. `stdin` is the whole input, unless `interactive`: then more
    may follow."""

    language: str
    source: str
    stdin: str = ""
    interactive: bool = False
    doc: str = ""  # the code document that it is the text of


class LanguageInfo(msgspec.Struct, frozen=True, gc=False):
    """A language as users see it; without a `version` it is not installed, and `package` provides it.

    `aliases` are its other names. The output of a program that wanted more input than it had contains
    `hint`.
    """

    name: str
    title: str
    version: str = ""
    package: str = ""
    aliases: tuple[str, ...] = ()
    hint: str = ""


class StartedRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The body of a RUN event, as JSON. `line` is the seq of the line that contains the program; or it is
    the text of the code document `doc`, called `document`, at the version `revision`."""

    language: str
    title: str
    version: str
    sha256: str
    line: int | None = None
    doc: str = ""
    document: str = ""
    revision: int | None = None


class EndedRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The body of a RUN_ENDED event, as JSON: how the run begun at the seq `run` ended.

    `head` is the first lines of the output, of `lines` in all and `size` bytes. `limit` is the limit
    it exceeded, in bytes. `wanted` is whether it tried to read more input than there was.
    """

    run: int
    verdict: Verdict
    status: int | None = None
    seconds: float = 0.0
    size: int = 0
    lines: int = 0
    head: str = ""
    detail: str = ""
    limit: int = 0
    wanted: bool = False
    doc: str = ""


def as_ended(body: str) -> EndedRun:
    """The body of a RUN_ENDED event."""
    return msgspec.json.decode(body, type=EndedRun)


class OpenRun(msgspec.Struct, frozen=True, gc=False):
    """A run without an end, as stored."""

    room: int
    seq: int
    owner: int
    owner_name: str


def is_signal(status: int) -> bool:
    return 128 < status <= 128 + signal.SIGRTMAX


def signal_name(status: int) -> str:
    """``SIGSEGV`` for 139."""
    try:
        return signal.Signals(status - 128).name
    except ValueError:
        return f"signal {status - 128}"
