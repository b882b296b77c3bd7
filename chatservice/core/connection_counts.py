"""The numbers of connections from each place, in memory."""

from collections.abc import Mapping


class CountsInMemory:
    """`core.ports.ConnectionCounts`."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}  # by owner, then by place

    def opened(self, owner: str, place: str) -> int:
        counts = self._counts.setdefault(owner, {})
        counts[place] = counts.get(place, 0) + 1
        return sum(counts.get(place, 0) for counts in self._counts.values())

    def closed(self, owner: str, place: str) -> None:
        counts = self._counts.get(owner, {})
        count = counts.pop(place, 0) - 1
        if count > 0:
            counts[place] = count

    def of(self, owner: str) -> Mapping[str, int]:
        return dict(self._counts.get(owner, {}))

    def learn(self, owner: str, counts: Mapping[str, int]) -> None:
        self._counts[owner] = dict(counts)

    def forget(self, owner: str) -> None:
        self._counts.pop(owner, None)
