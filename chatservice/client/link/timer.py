"""One timer of the link, which may be set again and cancelled at any time."""

from collections.abc import Callable
from typing import Any


class LinkTimer:
    """`later(seconds, call, *arguments)` gives something with `cancel`."""

    def __init__(self, later: Callable[..., Any]) -> None:
        self._later = later
        self._call: Any = None

    @property
    def is_set(self) -> bool:
        return self._call is not None

    def set(self, seconds: float, call: Callable[..., None], *arguments: Any) -> None:
        """Call after so many seconds, instead of what was set before."""
        self.cancel()
        self._call = self._later(seconds, self._due, call, arguments)

    def _due(self, call: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self._call = None
        call(*arguments)

    def cancel(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call.cancel()
