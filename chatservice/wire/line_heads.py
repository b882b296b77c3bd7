"""How a line begins for people: its room or conversation, who said it, what it answers. Live and past lines
begin alike."""

from chatservice.model.events import Logged, Message
from chatservice.wire.sanitize import line


def topic_of(event: Message) -> str:
    return f" #{line(event.topic)}" if event.topic else ""


def answered(event: Message) -> str:
    return f" (re #{event.re})" if event.re else ""


def by(sender: str, action: bool, answered: str = "") -> str:
    return f"* {line(sender)}{answered} " if action else f"{line(sender)}{answered}: "


def direct(event: Logged, viewer: str, stamp: str = "", answered: str = "") -> str:
    """As `between`."""
    action = isinstance(event, Message) and event.action
    return between(event.room, event.sender, action, viewer, stamp, answered)


def between(room: str, sender: str, action: bool, viewer: str, stamp: str = "", answered: str = "") -> str:
    """`[from alice] ` or `[to bob] `: a direct room is shown as an @ and both names."""
    whose = f"* {line(sender)} " if action else ""
    if sender != viewer:
        return f"[from {line(sender)}{stamp}]{answered} {whose}"
    return f"[to {line(other(room, viewer))}{stamp}]{answered} {whose}"


def other(room: str, viewer: str) -> str:
    """The other person in the direct room shown as `room`."""
    first, _, second = room[1:].partition(",")
    return first if first != viewer else second or viewer


def address(room: str, viewer: str) -> str:
    """How `viewer` addresses the room shown as `room`."""
    return f"@{other(room, viewer)}" if room[:1] == "@" else room
