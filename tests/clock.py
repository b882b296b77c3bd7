"""Time in a test."""

from twisted.internet.task import Clock

STARTED = 1_700_000_000.0  # the wall clock at the beginning
UPTIME = 1_000.0  # the monotonic clock then: a time stamp made of it is seen at once


class TestClock(Clock):
    """`core.ports.Clock`: `advance` moves both clocks on, `step` sets the wall clock alone."""

    __test__ = False

    def __init__(self):
        super().__init__()
        self.rightNow = STARTED
        self._stepped = 0.0

    def now(self):
        return self.rightNow + self._stepped

    def monotonic(self):
        return self.rightNow - STARTED + UPTIME

    def step(self, seconds):
        """Somebody sets the wall clock."""
        self._stepped += seconds
