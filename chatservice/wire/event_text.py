"""Events as English sentences for people.

The text, pipe and prompt dialects prefix these lines differently; the words are the same.
All text from users is made harmless, and none of it can begin a line.
"""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire import (
    account_words,
    class_words,
    document_words,
    file_words,
    later_words,
    line_words,
    mark_words,
    moderation_words,
    outgoing_words,
    people_words,
    poll_words,
    reading_words,
    room_words,
    run_words,
)
from chatservice.wire.sanitize import line, minute


def notices(event: Event) -> list[str]:
    """Harmless lines that describe `event`; empty when there is nothing to say."""
    text = _NOTICES.get(type(event))
    if text is not None:
        return text(event)
    facts = {name: _fact(getattr(event, name)) for name in event.__struct_fields__}
    return [event.says.format_map(facts)] if event.says else []


def _fact(value: object) -> object:
    """A field as it stands in a sentence; a float is a time in seconds since 1970, None is now."""
    if isinstance(value, str):
        return line(value)
    return "now" if value is None else f"{minute(value)} UTC" if isinstance(value, float) else value


def _help(event: events.HelpIs) -> list[str]:
    # The docstrings mark literal words with backticks.
    lines = [f"{line(usage)}  {line(about).replace('`', '')}" for usage, about in event.commands]
    if not lines:
        lines.append(f"There is no help on {line(event.about)}.")
    if event.more:
        lines.append(line(event.more).replace("`", ""))
    if event.pages:
        lines.append(f"/help PAGE shows more: {', '.join(map(line, event.pages))}, all. /quit leaves.")
    return lines


_NOTICES: dict[type[Event], Callable[[Any], list[str]]] = {
    **account_words.WORDS,
    **class_words.WORDS,
    **document_words.WORDS,
    **file_words.WORDS,
    **later_words.WORDS,
    **outgoing_words.WORDS,
    **line_words.WORDS,
    **mark_words.WORDS,
    **poll_words.WORDS,
    **moderation_words.WORDS,
    **people_words.WORDS,
    **reading_words.WORDS,
    **room_words.WORDS,
    **run_words.WORDS,
    events.HelpIs: _help,
}
