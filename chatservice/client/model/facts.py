"""What happened in a room, in the user's language: topics, roles, modes, pins.

In English these are the lines of every terminal (`wire.event_text`). In another language, one sentence a
fact; a fact that has none here keeps its English lines.
"""

from collections.abc import Callable
from typing import Any

from chatservice.client import words
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _, marked
from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.event_text import notices


def lines(event: Event) -> list[str]:
    """At least one line, harmless on a screen."""
    sentence = SENTENCES.get(type(event)) if words.language() != words.ENGLISH else None
    if sentence is None:
        return notices(event)
    text, facts = sentence(event)
    return [_(text).format(**{name: harmless(str(fact)) for name, fact in facts.items()})]


Sentence = tuple[str, dict[str, Any]]


def _topic(event: events.TopicSet) -> Sentence:
    text = marked("{sender} set the topic: {text}") if event.text else marked("{sender} cleared the topic")
    return text, {"sender": event.sender, "text": event.text}


def _added(event: events.Added) -> Sentence:
    text = marked("{who} joined") if event.sender == event.who else marked("{sender} added {who}")
    return text, {"sender": event.sender, "who": event.who}


def _removed(event: events.Removed) -> Sentence:
    text = marked("{who} left") if event.sender == event.who else marked("{sender} removed {who}")
    return text, {"sender": event.sender, "who": event.who}


def _pinned(event: events.PinSet) -> Sentence:
    text = marked("{sender} pinned a line") if event.on else marked("{sender} unpinned a line")
    return text, {"sender": event.sender}


def _mode(event: events.ModeSet) -> Sentence:
    changes = [
        _(text).format(value=harmless(f"{value:g}" if isinstance(value, float) else str(value)))
        for name, (on, off) in MODES.items()
        if (value := getattr(event, name)) not in (None, "")
        for text in ([on] if value else [off])
        if text
    ]
    return marked("{sender} changed the room: {text}"), {"sender": event.sender, "text": ", ".join(changes)}


def _plain(text: str, *names: str) -> Callable[[Any], Sentence]:
    return lambda event: (text, {name: getattr(event, name) for name in names})


# By the field of ModeSet: when it is on, when it is off.
MODES = {
    "entry": (marked("entry: {value}"), ""),
    "readonly": (marked("only moderators write"), marked("everyone may write")),
    "slow": (marked("one line every {value} s"), marked("no waiting between lines")),
    "topics": (marked("topics: {value}"), ""),
    "most": (marked("room for {value} people"), marked("no limit of people")),
    "locked": (marked("only moderators set the topic"), marked("everyone may set the topic")),
    "unlisted": (marked("in no list of rooms"), marked("in the list of rooms")),
    "password": (marked("a new password"), ""),
}

SENTENCES: dict[type[Event], Callable[[Any], Sentence]] = {
    events.TopicSet: _topic,
    events.Added: _added,
    events.Removed: _removed,
    events.PinSet: _pinned,
    events.ModeSet: _mode,
    events.RoleSet: _plain(marked("{sender} made {who} {role}"), "sender", "who", "role"),
    events.RoomRenamed: _plain(marked("{sender} renamed the room {was} to {name}"), "sender", "was", "name"),
    events.FileGone: _plain(marked("{sender} deleted the file {name}"), "sender", "name"),
    events.DocumentClosed: _plain(marked("{sender} closed {title}"), "sender", "title"),
    events.DocumentRenamed: _plain(marked("{sender} renamed a document to {title}"), "sender", "title"),
    events.DocumentRoleSet: _plain(
        marked("{sender} gave {who} the role {role} in a document"), "sender", "who", "role"
    ),
    events.PollClosed: _plain(marked("{sender} closed the poll: {question}"), "sender", "question"),
    events.Blank: _plain(marked("A line was deleted")),
}
