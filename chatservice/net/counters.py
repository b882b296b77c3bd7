"""Counts of events: plain numbers, read when the operator asks for them.

Nothing is counted per reader: a flush adds once for all its readers, a batch adds once for
all its changes.
"""

from bisect import bisect_left
from collections import Counter

from chatservice.errors import Fault

# Upper bounds of the buckets in which commits are counted, in seconds and in changes.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


class Histogram:
    """How often a value was at most each of `bounds`, and the sum of the values."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counters:
    __slots__ = ("batch_seconds", "batch_sizes", "deliveries", "login_failures", "refusals", "slow_readers")

    def __init__(self) -> None:
        self.deliveries = 0  # events handed to readers
        self.login_failures = 0  # wrong passwords
        self.refusals: Counter[str] = Counter()  # by the fault's code; there are as many as fault classes
        self.slow_readers = 0  # closed because of their outbox
        self.batch_seconds = Histogram(SECONDS)
        self.batch_sizes = Histogram(SIZES)

    def refused(self, fault: Fault) -> None:
        self.refusals[fault.code] += 1

    def committed(self, size: int, seconds: float) -> None:
        self.batch_sizes.add(size)
        self.batch_seconds.add(seconds)
