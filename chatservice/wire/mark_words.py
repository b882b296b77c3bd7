"""What people attach to lines, as English sentences."""

from collections.abc import Callable, Iterable
from typing import Any

from chatservice.model import events
from chatservice.model.emoji import shown
from chatservice.model.events import Event
from chatservice.model.marks import ReactedBy, ReactionCount
from chatservice.wire.sanitize import line


def reaction(event: events.ReactionSet) -> list[str]:
    """`bob +1 on #43`."""
    what = f"{line(shown(event.emoji))} on #{event.line}"
    return [f"{line(event.sender)} {what}" if event.on else f"{line(event.sender)} took back {what}"]


def marks(event: events.MarksChanged) -> list[str]:
    """`#43: +1 12, 🎉 3`, for each line."""
    return [f"#{marks.line}: {_counts(marks.reactions)}" for marks in event.lines]


def _counts(reactions: Iterable[ReactionCount]) -> str:
    words = [f"{line(shown(each.emoji))} {each.count:,}" for each in reactions]
    return ", ".join(words) or "no reactions"


def reacted(event: events.ReactionList) -> list[str]:
    if not event.reactions:
        return [f"Nobody has reacted to #{event.line}."]
    more = f", and {event.more:,} more" if event.more else ""
    return [f"Reactions to #{event.line}: {'; '.join(_by_emoji(event.reactions))}{more}"]


def _by_emoji(reactors: Iterable[ReactedBy]) -> list[str]:
    people: dict[str, list[str]] = {}
    for reactor in reactors:
        people.setdefault(reactor.emoji, []).append(line(reactor.name))
    return [f"{line(shown(emoji))} {', '.join(who)}" for emoji, who in people.items()]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.ReactionSet: reaction,
    events.MarksChanged: marks,
    events.ReactionList: reacted,
}
