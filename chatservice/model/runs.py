"""A program that is run: what was asked for, and how it ended."""

import signal
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """How a run ended, by what the server knows itself: its clocks, its counts, the kernel's word."""

    OK = "ok"
    EXIT = "exit"  # with another status than 0
    SIGNAL = "signal"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT_LIMIT = "output_limit"
    COMPILE_ERROR = "compile_error"
    COMPILE_TIMEOUT = "compile_timeout"
    STOPPED = "stopped"
    FAILED = "failed"  # the sandbox did, not the program
    LOST = "lost"  # the server ended meanwhile


class Ending(msgspec.Struct, frozen=True, gc=False):
    """`status` is that of the program or of the compiler, None where neither ended by itself: 128
    and a signal's number when a signal ended it. `seconds` it took, `output` bytes it printed.

    `detail` says of MEMORY what it was used up by, if not by the program's own (``files``,
    ``sockets``), and of FAILED what is wrong, for the log of the server.
    """

    verdict: Verdict
    status: int | None = None
    seconds: float = 0.0
    output: int = 0
    detail: str = ""


class Program(msgspec.Struct, frozen=True, gc=False):
    """`language` is the name of its row. `stdin` is all the input there is, unless `interactive`:
    then more may come."""

    language: str
    source: str
    stdin: str = ""
    interactive: bool = False


class LanguageInfo(msgspec.Struct, frozen=True, gc=False):
    """A language as people are told of it; without a `version` it is missing, and `package` has it.

    `aliases` are other names of it. What is printed by a program that wanted more input than
    there was has `hint` in it.
    """

    name: str
    title: str
    version: str = ""
    package: str = ""
    aliases: tuple[str, ...] = ()
    hint: str = ""


class StartedRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The body of a RUN event, as JSON. `line` is the seq of the line that the program stood in."""

    language: str
    title: str
    version: str
    sha256: str
    line: int | None = None


class EndedRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The body of a RUN_ENDED event, as JSON: how the run begun at the seq `run` ended.

    `head` are the first lines of what it printed, of `lines` in all and `size` bytes. `limit` is what it
    was over, in bytes. `wanted` is whether it asked for input that there was not.
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
