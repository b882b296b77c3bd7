"""Words for what becomes of lines after they were written."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.sanitize import line, minute


def relations(event: events.Message) -> str:
    """`(re #40, release plan) ` before the text, for dialects that have no other place for it."""
    facts = [f"re #{event.re}"] if event.re else []
    if event.topic:
        facts.append(line(event.topic))
    return f"({', '.join(facts)}) " if facts else ""


def _edited(event: events.Edited) -> list[str]:
    text = f": {line(event.text)}" if event.text else ""  # it may be deleted since
    return [f"{line(event.sender)} edited #{event.line}{text}"]


def _revisions(event: events.RevisionList) -> list[str]:
    times = "once" if event.edits == 1 else f"{event.edits:,} times"
    if not event.edits:
        return [f"#{event.line} was never edited."]
    if not event.texts:
        return [f"#{event.line} was edited {times}. Former texts are not kept."]
    texts = [f"until {minute(former.ts)} UTC: {line(former.text)}" for former in event.texts]
    return [f"#{event.line} was edited {times}:", *texts]


def _topics(event: events.TopicList) -> list[str]:
    if not event.topics:
        return [f"No message in {line(event.room)} has a topic. #t TOPIC: TEXT begins one."]
    topics = [f"{line(info.topic)} ({info.lines:,}, last #{info.last})" for info in event.topics]
    more = [f"And {event.more:,} more."] if event.more else []
    return [f"Topics in {line(event.room)}, /history topic:NAME shows one:", *topics, *more]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.Edited: _edited,
    events.RevisionList: _revisions,
    events.TopicList: _topics,
}
