"""Counts how much the server is used, behind everything else: a few events at a time, and then a pause."""

from chatservice.core.ports import Clock, Spawn, Timer, UsageStore
from chatservice.errors import Fault

STEP = 1_000  # events in one step
PAUSE = 0.1  # seconds between steps, so that others' changes come first
EVERY = 300.0  # seconds until the next look
STEPS_ASKED = 20  # when somebody asks, before the answer


class UsageCounter:
    def __init__(self, store: UsageStore, clock: Clock, spawn: Spawn) -> None:
        self._store = store
        self._clock = clock
        self._spawn = spawn
        self._timer: Timer | None = None

    def start(self) -> None:
        self._next(EVERY)

    def stop(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def _next(self, seconds: float) -> None:
        self._timer = self._clock.callLater(seconds, lambda: self._spawn(self._turn()))

    async def _turn(self) -> None:
        more = False
        try:
            more = await self._store.count(self._clock.now(), STEP)
        except Fault:  # it cannot be stored now
            pass
        finally:
            self._next(PAUSE if more else EVERY)

    async def catch_up(self) -> None:
        """Count what is left, if it is not much."""
        for _ in range(STEPS_ASKED):
            if not await self._store.count(self._clock.now(), STEP):
                return
