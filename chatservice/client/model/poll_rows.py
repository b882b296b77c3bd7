"""A poll as rows to vote in. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from chatservice.client.words import _, n_
from chatservice.model.annotations import Tally
from chatservice.model.events import PollAsked

BAR = 12  # characters that stand for all voters


class PollRow(NamedTuple):
    """A choice, counted from 1; `bar` is as long as its share of the voters, of `BAR`."""

    number: int
    text: str
    votes: int
    bar: int
    mine: bool


def tally_of(poll: PollAsked) -> Tally:
    return poll.tally or Tally(counts=(0,) * len(poll.choices))


def rows(poll: PollAsked) -> Iterator[PollRow]:
    tally = tally_of(poll)
    for number, text in enumerate(poll.choices, 1):
        count = tally.counts[number - 1] if number <= len(tally.counts) else 0
        bar = round(BAR * count / tally.voters) if tally.voters else 0
        yield PollRow(number, text, count, min(BAR, bar), number in tally.mine)


def facts(poll: PollAsked) -> str:
    """What kind of poll it is, and how many voted."""
    tally = tally_of(poll)
    kind = [_("several choices")] if poll.many else []
    kind += [_("anonymous")] if poll.anonymous else []
    kind += [_("closed")] if tally.closed else []
    voters = n_("{count} vote", "{count} votes", tally.voters)
    return ", ".join([voters, *kind])


def vote_after(poll: PollAsked, number: int) -> list[int]:
    """The choices of the user after a click on that one: it is put, or taken back."""
    mine = tally_of(poll).mine
    if number in mine:
        return [each for each in mine if each != number]
    return sorted([*mine, number]) if poll.many else [number]
