"""What people attach to lines, as English sentences."""

from collections.abc import Callable, Iterable
from typing import Any

from chatservice.model import events
from chatservice.model.annotations import ReactionCount
from chatservice.model.emoji import shown
from chatservice.model.events import Event
from chatservice.model.marks import ReactedBy
from chatservice.wire import poll_words
from chatservice.wire.sanitize import line

SHOWN = 200  # characters of a line that is shown elsewhere


def reaction(event: events.ReactionSet) -> list[str]:
    """`bob +1 on #43`."""
    what = f"{line(shown(event.emoji))} on #{event.line}"
    return [f"{line(event.sender)} {what}" if event.on else f"{line(event.sender)} took back {what}"]


def marks(event: events.MarksChanged) -> list[str]:
    """`#43: +1 12, 🎉 3`, for each line."""
    return [f"#{marks.line}: {_counts(marks.reactions)}" for marks in event.lines]


def attached(event: events.Line) -> str:
    """`pinned, +1 2, 🎉 3`; empty if nothing is."""
    found = ["pinned"] if event.pinned else []
    if isinstance(event, events.PollAsked) and event.tally is not None:
        found.append(poll_words.result(event.choices, event.tally))
    return ", ".join([*found, _counts(event.reactions)] if event.reactions else found)


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


def pinned(event: events.PinSet) -> list[str]:
    """`alice pinned #43: the text`."""
    who, what = line(event.sender), f"#{event.line}"
    if not event.on:
        return [f"{who} unpinned {what}"]
    return [f"{who} pinned {what}: {shortened(event.text)}" if event.text else f"{who} pinned {what}"]


def shortened(text: str) -> str:
    """`text` as one line that is not long."""
    return line(text if len(text) <= SHOWN else f"{text[:SHOWN]}...")


def pins(event: events.PinList) -> list[str]:
    if not event.pins:
        return [f"Nothing is pinned in {line(event.room)}."]
    found = [f"{_gist(pin.line)} (pinned by {line(pin.by)})" for pin in event.pins]
    return [f"Pinned in {line(event.room)}, /context SEQ shows what was around:", *found]


def bookmarks(event: events.BookmarkList) -> list[str]:
    if not event.bookmarks:
        return ["You have no bookmarks. /bookmark SEQ makes one."]
    found = [f"[{line(each.line.room)}] {_gist(each.line)}" for each in event.bookmarks]
    more = [f"Older ones: /bookmarks before:{event.next}"] if event.next is not None else []
    return ["Your bookmarks, /unbookmark SEQ in:ROOM removes one:", *found, *more]


def _gist(event: events.LoggedEvent) -> str:
    """`#43 alice: the text`."""
    if isinstance(event, events.Message):
        return f"#{event.seq} {line(event.sender)}: {shortened(event.text)}"
    if isinstance(event, events.FileShared):
        return f"#{event.seq} {line(event.sender)}: {shortened(event.name)}"
    return (
        f"#{event.seq} deleted" if isinstance(event, events.Blank) else f"#{event.seq} {line(event.sender)}"
    )


def bookmarked(event: events.Bookmarked) -> list[str]:
    what = f"#{event.line} in {line(event.room)}"
    return [f"Bookmark at {what}." if event.on else f"No bookmark at {what} any more."]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.ReactionSet: reaction,
    events.MarksChanged: marks,
    events.ReactionList: reacted,
    events.PinSet: pinned,
    events.PinList: pins,
    events.BookmarkList: bookmarks,
    events.Bookmarked: bookmarked,
}
