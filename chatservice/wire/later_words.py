"""Lines said later, and reminders, as English sentences."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event, LaterInfo
from chatservice.wire.sanitize import line, minute


def scheduled(event: events.Scheduled) -> list[str]:
    entry, when = event.entry, f"{minute(event.entry.due)} UTC"
    is_line = event.kind == "line"
    cancel = f"/{'later' if is_line else 'remind'} cancel {entry.id}"
    if event.canceled:
        return [f"Canceled: {_what(entry)}"]
    if is_line:
        return [f"Will be said in {line(entry.room)} at {when}. {cancel} takes it back."]
    return [f"You will be reminded at {when}. {cancel} takes it back."]


def listed(event: events.ScheduledList) -> list[str]:
    if not event.entries:
        return ["There are no lines to be said later." if event.kind == "line" else "You have no reminders."]
    verb = "later" if event.kind == "line" else "remind"
    return [f"/{verb} cancel NUMBER takes one back:", *map(_listed, event.entries)]


def _listed(entry: LaterInfo) -> str:
    refused = {"": "", "*": " (waits for you)"}.get(entry.why, f" (refused: {line(entry.why)})")
    return f"{entry.id} at {minute(entry.due)}{refused}: {_what(entry)}"


def _what(entry: LaterInfo) -> str:
    where = f"[{line(entry.room)}] " if entry.room else ""
    about = f"#{entry.line}" if entry.line else ""
    return f"{where}{' '.join(filter(None, (about, line(entry.text))))}"


def reminder(event: events.Reminder) -> list[str]:
    entry = event.entry
    context = f" (/context {entry.line} in:{line(entry.room)})" if entry.line and entry.room else ""
    return [f"Reminder: {_what(entry)}{context}"]


def not_said(event: events.NotSaidLater) -> list[str]:
    return [f"Not said ({line(event.entry.why)}): {_what(event.entry)}. /later list shows it."]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.Scheduled: scheduled,
    events.ScheduledList: listed,
    events.Reminder: reminder,
    events.NotSaidLater: not_said,
}
