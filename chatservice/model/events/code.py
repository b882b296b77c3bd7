"""Programs that run."""

import msgspec

from chatservice.model.events.base import Answer, Line, Passing
from chatservice.model.runs import Verdict


class RunStarted(Line, tag="run_started", kw_only=True, frozen=True):
    """`sender` started a program; the run's number is the seq of this event.

    `line` is the seq of the line that contains the program, `language` the language's name in commands,
    `title` its name for people, and `sha256` the program's hash. If the program is the text of a code
    document, `doc` is its id, `document` its title, `revision` the version of the text.
    """

    language: str
    title: str
    version: str
    sha256: str
    line: int | None = None
    doc: str = ""
    document: str = ""
    revision: int | None = None


class RunEnded(Line, tag="run_ended", kw_only=True, frozen=True):
    """`sender`'s program `run` ended after `seconds`.

    `verdict` is ok, exit (`status` is not 0), signal (`status` is 128 plus the signal's number),
    timeout, memory, output_limit, compile_error, compile_timeout, stopped (by the person in `by`),
    failed (it could not be run), or lost (the server stopped). `limit` is the limit that it exceeded, in
    bytes; `detail` is files or sockets if it opened too many, refused if `sender` was not allowed to run it
    any more. It printed `lines` lines, `size` bytes in all; `head` is the first of them. `wanted`: it tried
    to read more input than there was. `doc` is the id of the code document that it was the text of, if any.
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
    by: str = ""
    wanted: bool = False
    doc: str = ""


class RunPlace(Passing, tag="run_place", kw_only=True, frozen=True):
    """The program `run` is waiting; `place` programs are ahead of it. 0 means that it starts."""

    room: str
    rid: str = ""
    run: int
    place: int


class RunPrinted(Passing, tag="run_printed", kw_only=True, frozen=True):
    """The program `run` printed `text`, on standard error if `error`; the text begins in line `at`,
    counted from 0. Output that arrives faster than it can be shown is partly left out."""

    room: str
    rid: str = ""
    run: int
    text: str
    at: int = 0
    error: bool = False


class RunTyped(Passing, tag="run_typed", kw_only=True, frozen=True):
    """`sender` sent the program `run` a line of input."""

    room: str
    rid: str = ""
    run: int
    sender: str
    text: str


class RunIs(Answer, tag="run", kw_only=True, frozen=True):
    """Your program's number; `place` programs are ahead of it."""

    room: str
    rid: str = ""
    run: int
    place: int = 0


class RunOutput(Answer, tag="run_output", kw_only=True, frozen=True):
    """What the program `run` printed, from line `start` (counted from 0) of `lines` in all.

    `next` is the line to continue with, null at the end. `gone`: the output is no longer stored.
    """

    room: str
    rid: str = ""
    run: int
    text: str
    start: int = 0
    lines: int = 0
    next: int | None = None
    running: bool = False
    gone: bool = False


class LanguageIs(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A language that programs can be written in; without a `version` it is not installed. `aliases` are its
    other names."""

    name: str
    title: str
    version: str = ""
    aliases: tuple[str, ...] = ()


class DoctorIs(Answer, tag="doctor", kw_only=True, frozen=True):
    """Whether programs can be run, what isolates them and in which languages; otherwise the `reason`
    and a `remedy`. `accounts`: only people who have one may run them."""

    fence: str = ""
    reason: str = ""
    remedy: str = ""
    languages: list[LanguageIs] = []
    accounts: bool = False
