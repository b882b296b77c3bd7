"""Polls, as English sentences."""

from collections.abc import Callable, Sequence
from typing import Any

from chatservice.model import events
from chatservice.model.annotations import Tally
from chatservice.model.events import Event
from chatservice.wire.sanitize import line


def asked(event: events.PollAsked) -> list[str]:
    """`alice asks #50: When? 1 Mon, 2 Tue (/vote 50 1)`."""
    choices = ", ".join(f"{number} {line(text)}" for number, text in enumerate(event.choices, 1))
    notes = ["several" if event.many else "", "anonymous" if event.anonymous else ""]
    how = ", ".join([f"/vote {event.seq} 1", *filter(None, notes)])
    return [f"{line(event.sender)} asks #{event.seq}: {line(event.question)} {choices} ({how})"]


def result(choices: Sequence[str], tally: Tally) -> str:
    """`Mon 3, Tue 1 (4 voted)`."""
    counts = ", ".join(f"{line(text)} {count:,}" for text, count in zip(choices, tally.counts, strict=False))
    return f"{counts} ({tally.voters:,} voted{', closed' if tally.closed else ''})"


def closed(event: events.PollClosed) -> list[str]:
    """`alice closed the poll #50: When? Mon 3, Tue 1 (4 voted)`."""
    who = f"{line(event.sender)} closed the poll #{event.line}"
    if not event.question:
        return [f"{who}."]
    final = result(event.choices, event.tally).replace(", closed)", ")")
    return [f"{who}: {line(event.question)} {final}"]


def voted(event: events.Voted) -> list[str]:
    if not event.choices:
        return [f"Your vote in #{event.line} is withdrawn."]
    return [f"Your vote in #{event.line}: {', '.join(map(str, event.choices))}."]


def shown(event: events.PollIs) -> list[str]:
    notes = [
        "closed" if event.closed else "",
        "several choices" if event.many else "",
        "anonymous" if event.anonymous else "",
    ]
    about = ", ".join([f"{event.voters:,} voted", *filter(None, notes)])
    mine = [f"Your vote: {', '.join(map(str, event.mine))}."] if event.mine else []
    choices = [_choice(number, choice) for number, choice in enumerate(event.choices, 1)]
    return [f"#{event.line}: {line(event.question)} ({about})", *choices, *mine]


def _choice(number: int, choice: events.ChoiceInfo) -> str:
    more = choice.count - len(choice.who)
    names = [*map(line, choice.who), *([f"{more:,} more"] if choice.who and more > 0 else [])]
    who = f" ({', '.join(names)})" if names else ""
    return f"{number} {line(choice.text)}: {choice.count:,}{who}"


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.PollAsked: asked,
    events.PollClosed: closed,
    events.Voted: voted,
    events.PollIs: shown,
}
