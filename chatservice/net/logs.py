"""What is logged: plain for a person at a terminal, as text or as JSON; one event a line.

What people send is never in it. Events are written with that in mind; here the one way
by which a text could come along is closed: the message of an exception, which may quote
what it could not deal with. Of an exception its type and its places are told, and its
message only where it cannot hold anything that was sent.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from twisted.logger import FileLogObserver, ILogObserver, LogEvent, formatEvent
from twisted.python.failure import Failure
from twisted.python.logfile import LogFile

from chatservice.errors import StartError

# Their messages name what is in the source, not what came in.
TELLING = (AssertionError, AttributeError, ImportError, NameError, TypeError, MemoryError)
CONTROLS = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160))} | {ord("\n"): " | "}


def as_text(event: LogEvent) -> str | None:
    """``2026-11-21 14:02:11Z info  chatservice.net.service: Join: nc ...``"""
    message = _message(event)
    if message is None:
        return None
    when = _when(event).strftime("%Y-%m-%d %H:%M:%SZ")
    return f"{when} {_level(event):5} {event.get('log_namespace', '-')}: {message}\n"


def as_plain(event: LogEvent) -> str | None:
    """For a person who started the server: what it says of itself as it is, trouble with the
    time before it. What Twisted tells of its own working is left out."""
    source, level = event.get("log_namespace", "-"), _level(event)
    trouble = level in ("warn", "error", "critical")
    if not trouble and not source.startswith("chatservice."):
        return None
    message = _message(event)
    if message is None:
        return None
    return f"{_when(event):%H:%M:%SZ} {level}: {message}\n" if trouble else f"{message}\n"


def in_colour(event: LogEvent) -> str | None:
    """As `as_plain`; the label of a line at the start is bold, trouble is red (ECMA-48, SGR)."""
    line = as_plain(event)
    if line is None:
        return None
    if event.get("greeting"):
        label, colon, rest = line.partition(": ")
        return f"\x1b[1m{label}\x1b[0m{colon}{rest}"
    return line if _level(event) in ("debug", "info") else f"\x1b[31m{line.rstrip()}\x1b[0m\n"


def as_json(event: LogEvent) -> str | None:
    """An object with `time`, `level`, `source` and `message`."""
    message = _message(event)
    if message is None:
        return None
    told = {
        "time": _when(event).isoformat(timespec="milliseconds"),
        "level": _level(event),
        "source": event.get("log_namespace", "-"),
        "message": message,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


FORMATS = {"plain": as_plain, "colour": in_colour, "text": as_text, "json": as_json}


def observer(log_format: str, twistd: Mapping[str, Any]) -> ILogObserver | None:
    """Where twistd's own options say; None when they name an observer of their own."""
    if twistd.get("syslog") or twistd.get("logger"):
        return None
    file = _file(twistd)
    if log_format == "auto":
        log_format = _of_the_foreground() if file is sys.stdout else "text"
    return FileLogObserver(file, FORMATS[log_format])  # type: ignore[return-value]


def _of_the_foreground() -> str:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # https://no-color.org
    return "colour" if colour else "plain"


def _file(twistd: Mapping[str, Any]) -> TextIO:
    """As twistd chooses it: standard output in the foreground, else ``twistd.log``."""
    name, foreground = twistd.get("logfile"), twistd.get("nodaemon", True)
    if name == "-" and not foreground:
        raise StartError("a daemon has no standard output to log to: name a file with --logfile")
    if name == "-" or (foreground and not name):
        return sys.stdout
    try:
        file: Any = LogFile.fromFullPath(name or "twistd.log")
    except OSError as why:
        raise StartError(f"--logfile {name or 'twistd.log'}: {why.strerror}") from None
    if signal.getsignal(signal.SIGUSR1) in (None, signal.SIG_DFL):
        signal.signal(signal.SIGUSR1, lambda *_: file.rotate())
    return file  # type: ignore[no-any-return]


def _message(event: LogEvent) -> str | None:
    failure = event.get("log_failure") or event.get("failure")
    if failure is None:
        return formatEvent(event).translate(CONTROLS) or None
    # Twisted's older way of logging has the whole traceback in `log_text`.
    what = event.get("why") if "log_text" in event else formatEvent(event)
    return f"{what or 'unhandled error'}: {describe(failure)}".translate(CONTROLS)


def _when(event: LogEvent) -> datetime:
    return datetime.fromtimestamp(event["log_time"], UTC)


def _level(event: LogEvent) -> str:
    level = event.get("log_level")
    return level.name if level is not None else "info"


def describe(failure: Failure) -> str:
    """Its types and places, innermost first, without what it quotes."""
    error: BaseException | None = failure.value
    places = [f"{file}:{line} {function}" for function, file, line, *_ in reversed(failure.frames)]
    said = [f"{_named(error)} at {' < '.join(places) or 'no place'}"]
    while error is not None and (error := error.__cause__) is not None:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        said.append(f"{_named(error)} at {' < '.join(f'{f.filename}:{f.lineno} {f.name}' for f in frames)}")
    return ", because of ".join(said)


def reason(failure: Failure) -> str:
    """Why something failed, in one line; in words, where there are words for the operator."""
    return str(failure.value) if isinstance(failure.value, StartError) else describe(failure)


def _named(error: BaseException | None) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{kind} ({error.strerror})"
    # SQLite's name tables and columns; those of its search language may quote the search.
    of_database = kind.startswith("sqlite3.") and "fts5" not in str(error) and "MATCH" not in str(error)
    return f"{kind} ({error})" if isinstance(error, TELLING) or of_database else kind
