"""What people show of themselves and chose, as English sentences."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.sanitize import line, minute


def _until(end: float | None) -> str:
    return "" if end is None else f" until {minute(end)} UTC"


# An old name that would not be given today.
NAME_NOTES = {
    "alike": "Take care: this name looks like that of {like}, an older account.",
    "invalid": "Take care: this name would not be given today.",
    "reserved": "Take care: this name looks like a name of the server; it is an ordinary person's.",
}


def _because(text: str) -> str:
    return f": {line(text)}" if text else "."


def _here(event: events.ProfileIs) -> str:
    if event.here:
        return "here"
    return "not here" if event.seen is None else f"last here {minute(event.seen)} UTC"


def _profile(event: events.ProfileIs) -> list[str]:
    name = line(event.name)
    known = ", ".join(line(text) for text in (event.full_name, event.pronouns) if text)
    lines = [f"{name} ({known}): {_here(event)}." if known else f"{name}: {_here(event)}."]
    if event.name_note in NAME_NOTES:
        lines.append(NAME_NOTES[event.name_note].format(like=line(event.name_like)))
    if event.away:
        lines.append(f"Away{_until(event.away_until)}{_because(event.away_text)}")
    if event.status:
        lines.append(f"Status{_until(event.status_until)}: {line(event.status)}")
    if event.about:
        lines.append(f"About: {line(event.about)}")
    if event.zone:
        lines.append(f"Time zone: {line(event.zone)}")
    return [*lines, *(f"{key}: {line(value)}" for key, value in event.metadata.items())]


def _metadata(event: events.MetadataAre) -> list[str]:
    whose = line(event.room or event.name)
    if event.changed and event.changed not in event.values:
        return [f"{whose} has no {line(event.changed)}."]
    shown = {event.changed: event.values[event.changed]} if event.changed else event.values
    return [f"{line(key)}: {line(value)}" for key, value in shown.items()] or [f"{whose} has no metadata."]


def in_list(person: events.PersonChanged) -> str:
    """`away: lunch`, or the words next to the name."""
    if person.away:
        return f"away: {person.away_text}" if person.away_text else "away"
    return person.status


def _preferences(event: events.PreferencesAre) -> list[str]:
    values = {
        "full_name": event.full_name,
        "pronouns": event.pronouns,
        "about": event.about,
        "zone": event.zone,
        "keywords": " ".join(event.keywords),
        "quiet": event.quiet,
        "seen": "on" if event.seen else "off",
        "typing": "on" if event.typing else "off",
        "time": event.time,
        "joins": "on" if event.joins else "off",
        "numbers": "on" if event.numbers else "off",
    }
    shown = {event.changed: values[event.changed]} if event.changed in values else values
    return [f"{name}: {line(value) if value else '-'}" for name, value in shown.items()]


def _away(event: events.AwayIs) -> list[str]:
    if not event.on:
        return ["You are back."]
    return [f"You are away{_until(event.until)}{_because(event.text)}"]


def _status(event: events.StatusIs) -> list[str]:
    if not event.text:
        return ["You have no status."]
    return [f"Your status{_until(event.until)}: {line(event.text)}"]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.ProfileIs: _profile,
    events.MetadataAre: _metadata,
    events.PreferencesAre: _preferences,
    events.AwayIs: _away,
    events.StatusIs: _status,
}
