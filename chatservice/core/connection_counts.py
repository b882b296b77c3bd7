"""How many connections come from each place, in memory."""

from collections.abc import Mapping


class CountsInMemory:
    """`core.ports.ConnectionCounts`."""

    def __init__(self) -> None:
        self._own: dict[str, int] = {}
        self._others: dict[str, Mapping[str, int]] = {}  # by owner

    def opened(self, place: str) -> int:
        count = self._own[place] = self._own.get(place, 0) + 1
        return count + sum(counts.get(place, 0) for counts in self._others.values())

    def closed(self, place: str) -> None:
        count = self._own.get(place, 0) - 1
        if count > 0:
            self._own[place] = count
        else:
            self._own.pop(place, None)

    def own(self) -> Mapping[str, int]:
        return dict(self._own)

    def learn(self, owner: str, counts: Mapping[str, int]) -> None:
        self._others[owner] = counts

    def forget(self, owner: str) -> None:
        self._others.pop(owner, None)
