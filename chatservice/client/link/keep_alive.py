"""Pings a silent server, to learn in time that the connection is dead."""

from collections.abc import Callable
from typing import Any

from chatservice.client.link.failures import Trouble
from chatservice.client.link.timer import LinkTimer
from chatservice.client.link.unsent import Unsent, UnsentStatus
from chatservice.model.commands import Ping, Say
from chatservice.model.events import Pong

ANSWER_WITHIN = 15.0  # seconds for a server to answer a login or a ping
QUIET = 30.0  # seconds of silence before the server is pinged


class KeepAlive:
    """`silent` is called when the server does not answer."""

    def __init__(
        self,
        unsent: Unsent,
        now: Callable[[], float],
        later: Callable[..., Any],
        write: Callable[[Ping], None],
        silent: Callable[[Trouble], None],
    ) -> None:
        self._unsent = unsent
        self._now = now
        self._write = write
        self._silent = silent
        self._timer = LinkTimer(later)
        self._heard_at = 0.0
        self._pings = 0
        self._ping = ""
        self._pinged: Say | None = None  # the line that was under way when the server was pinged

    def begin(self) -> None:
        self._timer.set(QUIET, self._check)

    def heard(self) -> None:
        """Something has come from the server."""
        self._heard_at = self._now()

    def _check(self) -> None:
        silence = self._now() - self._heard_at
        if silence < QUIET:
            self._timer.set(QUIET - silence, self._check)
            return
        self._pings += 1
        self._ping = f"ping-{self._pings}"
        entry = self._unsent.under_way
        self._pinged = entry.say if entry is not None else None
        self._write(Ping(ref=self._ping))
        self._timer.set(ANSWER_WITHIN, self._silent, Trouble("silent"))

    def answered(self, event: Pong) -> str:
        """Handle a pong. It comes after all earlier answers: returns the key of a line that will get none."""
        if event.ref != self._ping:
            return ""
        self._ping = ""
        self.begin()
        pinged, self._pinged = self._pinged, None
        entry = self._unsent.get(pinged.key) if pinged is not None else None
        under_way = entry is not None and entry.standing is UnsentStatus.UNDER_WAY
        return entry.say.key if entry is not None and under_way else ""

    def cancel(self) -> None:
        self._timer.cancel()
