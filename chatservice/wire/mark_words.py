"""What people attach to lines, as English sentences."""

from collections.abc import Iterable

from chatservice.model import events
from chatservice.model.emoji import shown
from chatservice.model.marks import Reactor
from chatservice.wire.sanitize import line


def reaction(event: events.ReactionSet) -> list[str]:
    """`bob +1 on #43`."""
    what = f"{line(shown(event.emoji))} on #{event.line}"
    return [f"{line(event.sender)} {what}" if event.on else f"{line(event.sender)} took back {what}"]


def reactions(event: events.ReactionsChanged) -> list[str]:
    """`+1 by 12, 🎉 by 3 on #43`, a line for each line that they are about."""
    changes: dict[int, list[str]] = {}
    for change in event.changes:
        words = changes.setdefault(change.line, [])
        emoji = line(shown(change.emoji))
        words += [f"{emoji} by {change.put:,}"] if change.put else []
        words += [f"{emoji} taken back by {change.taken:,}"] if change.taken else []
    return [f"{', '.join(words)} on #{seq}" for seq, words in changes.items()]


def reacted(event: events.ReactionList) -> list[str]:
    if not event.reactions:
        return [f"Nobody has reacted to #{event.line}."]
    more = f", and {event.more:,} more" if event.more else ""
    return [f"Reactions to #{event.line}: {'; '.join(_by_emoji(event.reactions))}{more}"]


def _by_emoji(reactors: Iterable[Reactor]) -> list[str]:
    people: dict[str, list[str]] = {}
    for reactor in reactors:
        people.setdefault(reactor.emoji, []).append(line(reactor.name))
    return [f"{line(shown(emoji))} {', '.join(who)}" for emoji, who in people.items()]
