"""Clients that follow a room over HTTP, and the heartbeat that keeps their connections alive."""

from chatservice.core.ports import Clock
from chatservice.net.connection import Connection
from chatservice.net.parcel import Parcel

BEAT_EVERY = 25.0  # seconds; proxies give up at 60 and less


class Followers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beating: dict[Connection, bytes] = {}
        self._due = False

    def add(self, connection: Connection, beat: bytes) -> None:
        if beat:
            self._beating[connection] = beat
            connection.gone.addCallback(lambda _: self._beating.pop(connection, None))
            self._soon()

    def _soon(self) -> None:
        if not self._due:
            self._due = True
            self._clock.callLater(BEAT_EVERY, self._beat)

    def _beat(self) -> None:
        self._due = False
        for connection, beat in self._beating.items():
            connection.push(Parcel(beat))
        if self._beating:
            self._soon()
