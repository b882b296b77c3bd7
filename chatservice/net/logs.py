"""The log: plain for a person at a terminal, as text or as JSON; one event per line.

It never contains what people send. Log calls are written with that in mind; this module
closes the one remaining way, the message of an exception, which may quote its input. Of an
exception the type and the places are logged, and the message only if it cannot contain
anything that was sent.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from twisted.logger import (
    FileLogObserver,
    ILogObserver,
    LogEvent,
    LogLevel,
    formatEvent,
)
from twisted.python.failure import Failure
from twisted.python.logfile import LogFile
from zope.interface import implementer

from chatservice.errors import StartError
from chatservice.settings.schema import Settings

# Their messages contain names from the source, not input.
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
    """For the person who started the server: its messages as they are, problems with the time in
    front. Twisted's messages about its own work are left out."""
    source, level = event.get("log_namespace", "-"), _level(event)
    trouble = level in ("warn", "error", "critical")
    if not trouble and not source.startswith("chatservice."):
        return None
    message = _message(event)
    if message is None:
        return None
    return f"{_when(event):%H:%M:%SZ} {level}: {message}\n" if trouble else f"{message}\n"


def in_colour(event: LogEvent) -> str | None:
    """Like `as_plain`; the labels of the greeting are bold, problems red (ECMA-48, SGR)."""
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
    entry = {
        "time": _when(event).isoformat(timespec="milliseconds"),
        "level": _level(event),
        "source": event.get("log_namespace", "-"),
        "message": message,
    }
    return json.dumps(entry, ensure_ascii=False) + "\n"


FORMATS = {"plain": as_plain, "colour": in_colour, "text": as_text, "json": as_json}


def observer(settings: Settings, twistd: Mapping[str, Any]) -> ILogObserver | None:
    """Logs to where twistd's own options say; None if they name an observer of their own."""
    if twistd.get("syslog") or twistd.get("logger"):
        return None
    file, log_format = _file(twistd), settings.log_format
    if log_format == "auto":
        log_format = _of_the_foreground() if file is sys.stdout else "text"
    return FromLevel(settings, FileLogObserver(file, FORMATS[log_format]))  # type: ignore[return-value]


@implementer(ILogObserver)
class FromLevel:
    """Passes on events of the present `log_level`, and more severe ones."""

    def __init__(self, settings: Settings, observer: Callable[[LogEvent], None]) -> None:
        self._settings = settings
        self._observer = observer

    def __call__(self, event: LogEvent) -> None:
        level = event.get("log_level") or LogLevel.info
        if level >= LogLevel.lookupByName(self._settings.log_level):
            self._observer(event)


def _of_the_foreground() -> str:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # https://no-color.org
    return "colour" if colour else "plain"


def _file(twistd: Mapping[str, Any]) -> TextIO:
    """The file that twistd chooses: standard output in the foreground, else ``twistd.log``."""
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
    """The failure's types and places, innermost first, without quoted input."""
    error: BaseException | None = failure.value
    places = [f"{file}:{line} {function}" for function, file, line, *_ in reversed(failure.frames)]
    parts = [f"{_named(error)} at {' < '.join(places) or 'no place'}"]
    while error is not None and (error := error.__cause__) is not None:
        frames = reversed(traceback.extract_tb(error.__traceback__))
        parts.append(f"{_named(error)} at {' < '.join(f'{f.filename}:{f.lineno} {f.name}' for f in frames)}")
    return ", because of ".join(parts)


def reason(failure: Failure) -> str:
    """Why something failed, in one line: the sentence for the operator, if there is one."""
    return str(failure.value) if isinstance(failure.value, StartError) else describe(failure)


def _named(error: BaseException | None) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{kind} ({error.strerror})"
    # SQLite's name tables and columns; those of its search language may quote the search.
    of_database = kind.startswith("sqlite3.") and "fts5" not in str(error) and "MATCH" not in str(error)
    return f"{kind} ({error})" if isinstance(error, TELLING) or of_database else kind
