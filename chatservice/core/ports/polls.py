"""Polls and their votes. The log takes care of the rest: a POLL event makes a poll, POLL_CLOSED announces the
end of one that was closed, and pages of the log come with the votes of each."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.annotations import Tally
from chatservice.model.polls import PollState


class PollStore(Protocol):
    def poll(self, room: int, line: int) -> Awaitable[PollState | None]: ...

    def vote(self, room: int, line: int, principal: int, choices: tuple[int, ...]) -> Awaitable[Tally]:
        """Replace their vote; without `choices` it is withdrawn. The votes afterwards. NoSuchPoll, PollEnded,
        BadVote."""
        ...

    def own(self, room: int, low: int, high: int, principal: int) -> Awaitable[dict[int, tuple[int, ...]]]:
        """Their votes in the polls from `low` to `high`, by seq."""
        ...

    def voters(self, room: int, line: int, limit: int) -> Awaitable[list[tuple[str, tuple[int, ...]]]]:
        """Names of at most `limit` people with their choices; of an anonymous poll, none."""
        ...

    def close(self, room: int, line: int) -> Awaitable[PollState | None]:
        """Nobody can vote any more: the poll afterwards."""
        ...
