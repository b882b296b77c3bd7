"""People's own pictures: each is asked for when it is first drawn, a few at a time, and again after a while.
Pure."""

from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.names import fold

FACES_MAX = 300  # people, those drawn last
UNDER_WAY_MAX = 4
WAITING_MAX = 200
LASTS = 600.0  # seconds: nothing tells that a person has another picture


class KeptFace(msgspec.Struct):
    """`picture` is None while it is on its way, and for a person without one."""

    until: float
    picture: Any = None


class Faces:
    """`fetch` gives the future of a person's picture, or None while there is no connection; `now` is in
    seconds; `came` is called with a name when its picture is here."""

    def __init__(
        self, fetch: Callable[[str], Any], now: Callable[[], float], came: Callable[[str], object]
    ) -> None:
        self._fetch, self._now, self._came = fetch, now, came
        self._faces: dict[str, KeptFace] = {}  # by folded name, those used last at the end
        self._waiting: deque[str] = deque(maxlen=WAITING_MAX)
        self._under_way = 0

    def of(self, name: str) -> Any:
        """The picture, if it is here."""
        key = fold(name)
        known = self._faces.pop(key, None)
        if known is None or known.until <= self._now():
            known = KeptFace(self._now() + LASTS, known.picture if known is not None else None)
            self._waiting.append(name)
        self._faces[key] = known
        while len(self._faces) > FACES_MAX:
            del self._faces[next(iter(self._faces))]
        self._ask()
        return known.picture

    def forget(self, name: str) -> None:
        """That person may have another picture."""
        known = self._faces.get(fold(name))
        if known is not None:
            known.until = 0.0

    def clear(self) -> None:
        self._faces.clear()
        self._waiting.clear()

    def _ask(self) -> None:
        while self._waiting and self._under_way < UNDER_WAY_MAX:
            name = self._waiting.popleft()
            future = self._fetch(name)
            if future is None:  # not connected, or the server has no pictures: later
                self._faces.pop(fold(name), None)
                self._waiting.clear()
                return
            self._under_way += 1
            future.addCallback(self._here, name)

    def _here(self, picture: Any, name: str) -> None:
        self._under_way -= 1
        known = self._faces.get(fold(name))
        if known is not None and (picture is not None or known.picture is not None):
            known.picture = picture
            self._came(name)
        self._ask()
