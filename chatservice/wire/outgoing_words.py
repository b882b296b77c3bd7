"""Outgoing webhooks, in words."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.sanitize import line, lines, minute


def _made(event: events.OutgoingIs) -> list[str]:
    about = f"Lines with {line(event.words)}" if event.words else "All lines"
    room = line(event.room)
    return [
        f"{about} in {room} are posted to {line(event.url)}; {line(event.name)} says the answers.",
        f"The token {line(event.token)} is shown once. /outgoing off {event.id} {room} ends it.",
    ]


def _listed(event: events.OutgoingHooks) -> list[str]:
    room = line(event.room)
    if not event.hooks:
        return [f"{room} has no outgoing webhooks. /outgoing NAME URL creates one."]
    return [f"Outgoing webhooks of {room}, /outgoing off NUMBER removes one:", *map(_hook, event.hooks)]


def _hook(hook: events.OutgoingInfo) -> str:
    about = f" on {line(hook.words)}" if hook.words else ""
    failed = f", {hook.failed} failed (last: {line(hook.why)})" if hook.failed else ""
    made = f"created {minute(hook.made)} by {line(hook.by)}"
    return f"{hook.id} {line(hook.name)}{about} to {line(hook.url)}, {made}, {hook.sent} sent{failed}"


def _slashed(event: events.Slashed) -> list[str]:
    return [f"{line(event.name)}: {text}" for text in lines(event.text)] if event.text else []


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.OutgoingIs: _made,
    events.OutgoingHooks: _listed,
    events.Slashed: _slashed,
}
