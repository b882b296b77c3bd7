"""A class and its results, in English."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.run_words import verdict
from chatservice.wire.sanitize import line

SHOWN = 60  # characters of a program's first line of output


def handed_out(event: events.HandedOut) -> list[str]:
    title, people = line(event.document.title), ", ".join(map(line, event.people))
    given = (
        f"{people}: a copy of {title} each." if people else f"Everyone here has a copy of {title} already."
    )
    return [f"{given} {_copies(event.copies)} in all: /code class {title} shows them."]


def class_is(event: events.ClassIs) -> list[str]:
    title = line(event.document.title)
    if not event.copies:
        return [f"Nobody has a copy of {title}. /code hand-out {title} gives everyone in the room one."]
    hint = "They are being run." if event.running else f"/code run-all {title} with INPUT runs them."
    return [f"{title}: {_copies(len(event.copies))}. {hint}", *map(_copy, event.copies)]


def _copy(copy: events.CopyInfo) -> str:
    edits = "1 edit" if copy.edits == 1 else f"{copy.edits} edits" if copy.edits else "nothing written"
    runs = f", run {'once' if copy.runs == 1 else f'{copy.runs} times'}" if copy.runs else ", not run"
    last = f": {verdict(copy.last)}" if copy.last is not None else "."
    closed = ", closed" if copy.closed else ""
    return f"{line(copy.who)} ({line(copy.title)}{closed}): {edits}{runs}{last}"


def class_run(event: events.ClassRun) -> list[str]:
    title = line(event.document.title)
    if event.copies == 1:
        return [f"1 copy of {title} is run."]
    return [f"{_copies(event.copies)} of {title} are run, one after another."]


def class_ran(event: events.ClassRan) -> list[str]:
    end = " It was stopped before the last." if event.stopped else ""
    return [f"Results of {line(event.document.title)}:{end}", *map(_result, event.results)]


def _result(result: events.CopyResult) -> str:
    if result.ended is None:
        return f"{line(result.who)}: not run ({line(result.refused) or 'its end is not known'})"
    first = result.ended.head.split("\n")[0]
    more = " ..." if result.ended.lines > 1 or len(first) > SHOWN else ""
    ended = f"{line(result.who)}: {verdict(result.ended)}"
    return f"{ended.removesuffix('.')} | {line(first[:SHOWN])}{more}" if first or more else ended


def _copies(count: int) -> str:
    return "1 copy" if count == 1 else f"{count} copies"


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.HandedOut: handed_out,
    events.ClassIs: class_is,
    events.ClassRun: class_run,
    events.ClassRan: class_ran,
}
