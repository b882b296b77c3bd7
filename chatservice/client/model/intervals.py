"""Which seqs of a room's log one has been told everything about. Pure.

Seqs have no gaps in the log, but one may not be shown every line (someone ignored, a line
that retention took). So what one holds is intervals: everything there is to see from
`low` to `high`, both included.
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
        """The run that holds `seq`."""
        return next((run for run in self.runs if run[0] <= seq <= run[1]), None)

    @property
    def last(self) -> tuple[int, int] | None:
        return self.runs[-1] if self.runs else None

    def forget_before(self, seq: int) -> None:
        """Hold nothing before `seq` any more."""
        self.runs = [(max(low, seq), high) for low, high in self.runs if high >= seq]

    def clear(self) -> None:
        self.runs.clear()
