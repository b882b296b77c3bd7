"""Which seqs of a room's log this client knows completely. Pure.

Seqs have no gaps in the log, but not every line is visible (an ignored sender, a line that
retention removed). So what is known are intervals: everything visible from `low` to `high`,
both included.
"""


class Intervals:
    def __init__(self) -> None:
        self.runs: list[tuple[int, int]] = []

    def add(self, low: int, high: int) -> None:
        if high < low:
            return
        apart = []
        for run in self.runs:
            if run[1] < low - 1 or run[0] > high + 1:
                apart.append(run)
            else:
                low, high = min(low, run[0]), max(high, run[1])
        self.runs = sorted([*apart, (low, high)])

    def of(self, seq: int) -> tuple[int, int] | None:
        """The run that contains `seq`."""
        return next((run for run in self.runs if run[0] <= seq <= run[1]), None)

    @property
    def last(self) -> tuple[int, int] | None:
        return self.runs[-1] if self.runs else None

    def forget_before(self, seq: int) -> None:
        """Drop everything before `seq`."""
        self.runs = [(max(low, seq), high) for low, high in self.runs if high >= seq]

    def clear(self) -> None:
        self.runs.clear()
