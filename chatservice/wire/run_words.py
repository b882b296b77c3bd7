"""Runs of programs, in English.

A program's output stands behind a bar, so that none of it looks like a line of the server,
and each of its lines is made harmless like any user's text.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.model.runs import REFUSED, Verdict, signal_name
from chatservice.wire.sanitize import line

SHOWN = 20  # lines of output that everyone sees; the rest is on request
HASH = 12  # hexadecimal digits of a hash that are shown


def started(event: events.RunStarted) -> list[str]:
    what = f"#{event.line}" if event.line is not None else "a program"
    if event.document:
        what = f"{line(event.document)} (version {event.revision})"
    version = f"{line(event.title)} {line(event.version)}"
    return [
        f"{line(event.sender)} runs {what} as #{event.seq}: {version}, sha256 {line(event.sha256[:HASH])}"
    ]


def printed(event: events.RunPrinted) -> list[str]:
    """Only as much as the first lines of it."""
    return _barred(event.run, _lines(event.text)[: max(0, SHOWN - event.at)])


def typed(event: events.RunTyped) -> list[str]:
    return [f"{line(event.sender)} gives #{event.run}: {line(event.text)}"]


def waits(event: events.RunPlace | events.RunIs) -> list[str]:
    if not event.place:
        return []
    before = "one program is" if event.place == 1 else f"{event.place} programs are"
    return [
        f"#{event.run} waits: {before} ahead of it. /run stop {event.run}{_where(event.room)} cancels it."
    ]


def ended(event: events.RunEnded) -> list[str]:
    """As read later: with the first lines of the output."""
    head = _lines(event.head)[:SHOWN]
    return [*_barred(event.run, head), *_rest(event, len(head)), *_verdict(event)]


def ended_live(event: events.RunEnded) -> list[str]:
    """For those who have seen the first lines of the output live."""
    return [*_rest(event, min(event.lines, SHOWN)), *_verdict(event)]


def verdict(event: events.RunEnded) -> str:
    """How it ended, as a sentence without its subject."""
    return f"{VERDICTS[event.verdict](event)}."


def output(event: events.RunOutput) -> list[str]:
    if event.gone:
        return [f"The output of #{event.run} is no longer available."]
    if not event.lines:
        return [f"#{event.run} has printed nothing{' yet' if event.running else ''}."]
    lines = _barred(event.run, _lines(event.text))
    if event.next is not None:
        lines.append(
            f"... {_count(event.lines - event.next)}: /run show {event.run} {event.next}{_where(event.room)}"
        )
    return lines


def doctor(event: events.DoctorIs) -> list[str]:
    if event.reason:
        return [f"Programs cannot be run here: {line(event.reason)}. {line(event.remedy)}".rstrip()]
    here = [f"{line(each.title)} {line(each.version)}" for each in event.languages if each.version]
    missing = [line(each.title) for each in event.languages if not each.version]
    lines = [f"Programs run in {line(event.fence)}.", f"Languages: {', '.join(here) or 'none'}."]
    if missing:
        lines.append(f"Not installed: {', '.join(missing)}.")
    return [*lines, "Only people with an account run them."] if event.accounts else lines


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _barred(run: int, lines: Sequence[str]) -> list[str]:
    return [f"#{run} | {line(each)}" for each in lines]


def _rest(event: events.RunEnded, count: int) -> Iterator[str]:
    more = event.lines - count
    if more > 0:
        yield f"... {_count(more)}: /run show {event.run}{_where(event.room)}"


def _where(room: str) -> str:
    """What a command needs in addition when the run is in the log of a hidden document."""
    return f" in:{line(room)}" if "/" in room else ""


def _count(more: int) -> str:
    return f"{more:,} more {'line' if more == 1 else 'lines'}"


def _verdict(event: events.RunEnded) -> Iterator[str]:
    yield f"#{event.run} {verdict(event)}"
    if event.wanted:
        yield "It asked for input: /run with TEXT supplies it, or type it after /run interactive."


def _seconds(event: events.RunEnded) -> str:
    return f"{event.seconds:.0f} s" if event.seconds >= 10 else f"{event.seconds:.2g} s"


def _by_signal(event: events.RunEnded) -> str:
    return f"crashed: {signal_name(event.status or 0)} ({event.status})"


def _memory(event: events.RunEnded) -> str:
    if event.detail:
        return f"was stopped: too many {line(event.detail)}"
    return f"was stopped: memory limit {event.limit / 1024**2:.0f} MB"


def _stopped(event: events.RunEnded) -> str:
    if event.detail == REFUSED:
        return f"was stopped: {line(event.sender)} may not run programs there any more"
    by = f" by {line(event.by)}" if event.by else ""
    return f"was stopped{by} after {_seconds(event)}"


VERDICTS: dict[Verdict, Callable[[events.RunEnded], str]] = {
    Verdict.OK: lambda e: f"finished after {_seconds(e)}",
    Verdict.EXIT: lambda e: f"exited with {e.status} after {_seconds(e)}",
    Verdict.SIGNAL: _by_signal,
    Verdict.TIMEOUT: lambda e: f"was stopped after {e.seconds:.0f} s: it took too long",
    Verdict.MEMORY: _memory,
    Verdict.OUTPUT_LIMIT: lambda e: f"was stopped: output limit {e.limit / 1024:.0f} KB, the rest is cut",
    Verdict.COMPILE_ERROR: lambda e: "was not run: it does not compile",
    Verdict.COMPILE_TIMEOUT: lambda e: f"was not run: compiling took over {e.seconds:.0f} s",
    Verdict.STOPPED: _stopped,
    Verdict.FAILED: lambda e: "could not be run: the sandbox did not start",
    Verdict.LOST: lambda e: "ended when the server stopped",
}


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.RunStarted: started,
    events.RunPrinted: printed,
    events.RunTyped: typed,
    events.RunPlace: waits,
    events.RunIs: waits,
    events.RunEnded: ended,
    events.RunOutput: output,
    events.DoctorIs: doctor,
}
