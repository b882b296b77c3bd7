"""Slow mode: how long each person waits between two lines."""

WAITING_MOST = 10_000  # people remembered; beyond it, the first may speak early


class SlowMode:
    """Times are seconds on the monotonic clock; `slow` is the wait between two lines."""

    def __init__(self) -> None:
        self._spoke: dict[int, float] = {}

    def __len__(self) -> int:
        """The number of people remembered."""
        return len(self._spoke)

    def wait(self, principal: int, slow: float, now: float) -> float:
        """Seconds until `principal` may speak."""
        last = self._spoke.get(principal)
        return max(0.0, slow - (now - last)) if last is not None else 0.0

    def spoken(self, principal: int, slow: float, now: float) -> None:
        """`principal` speaks; the wait starts now."""
        spoke = self._spoke
        spoke.pop(principal, None)
        while spoke:  # the oldest come first
            first = next(iter(spoke))
            if now - spoke[first] < slow and len(spoke) < WAITING_MOST:
                break
            del spoke[first]
        spoke[principal] = now

    def end(self) -> None:
        """End everyone's wait."""
        self._spoke.clear()
