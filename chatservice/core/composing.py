"""How a message is stored: a plain one as its text, one that answers another or has a topic as JSON."""

from chatservice.core.room import Room
from chatservice.errors import BadCommand, NoSuchLine, TopicRequired, TopicsOff
from chatservice.model.rich_text import TOPIC_MAX, RichText, TopicMode, rich_body, topic_name
from chatservice.model.values import EventKind


def refuse_plain(room: Room) -> None:
    """Raise TopicRequired if a message in `room` needs a topic."""
    if room.state.topics == TopicMode.REQUIRED.value:
        raise TopicRequired(room.label)


def compose(
    room: Room, text: str, action: bool = False, re: int = 0, topic: str = ""
) -> tuple[EventKind, str]:
    """The kind and the body of a message in `room`. Raises NoSuchLine, BadCommand, TopicsOff,
    TopicRequired. Whether the line that it answers is still there is decided when it is stored."""
    if not re and not topic:
        refuse_plain(room)
        return EventKind.ACTION if action else EventKind.MESSAGE, text
    if re and not 0 < re <= room.tail.head:
        raise NoSuchLine(re, room.label)
    name = topic_name(topic)
    if topic and not name:
        raise BadCommand(f"a topic has at most {TOPIC_MAX} characters, letters among them, and none of []:")
    if topic and room.state.topics == TopicMode.OFF.value:
        raise TopicsOff(room.label)
    return EventKind.RICH, rich_body(RichText(text, action, re, name))
