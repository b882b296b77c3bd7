"""Sends the user's lines, one at a time and in order, and matches the answers to them."""

from collections.abc import Callable
from typing import Any

from chatservice.client.link.timer import LinkTimer
from chatservice.client.link.unsent import Unsent, UnsentStatus
from chatservice.model.commands import Say
from chatservice.model.events import Error, Event

SLOWER = 1.0  # seconds to wait after "too fast", when the server names no time

# Temporary refusals of a line: it is sent again, before any later line.
PASSING = frozenset({"slow_down", "stale", "busy"})
# The answer to a frame that the server could not parse has no key.
UNREAD = frozenset({"line_too_long", "bad_json", "bad_command"})


class LineSender:
    """`tx` makes futures, `write` sends a line, `is_online` tells whether the link can."""

    def __init__(
        self,
        unsent: Unsent,
        tx: Any,
        later: Callable[..., Any],
        write: Callable[[Say], None],
        is_online: Callable[[], bool],
    ) -> None:
        self._unsent = unsent
        self._tx = tx
        self._write = write
        self._is_online = is_online
        self._slow = LinkTimer(later)
        self._futures: dict[str, Any] = {}  # by key

    def push(self) -> None:
        """Send the next line, if it may be sent now."""
        if self._is_online() and not self._slow.is_set:
            say = self._unsent.take()
            if say is not None:
                self._write(say)

    def answer_to(self, say: Say) -> Any:
        """A future of the `Ack` or `Error` that answers `say`."""
        future = self._futures[say.key] = self._tx.create_future()
        return future

    def acknowledged(self, key: str, event: Event) -> None:
        self._unsent.done(key)
        self._resolve(key, event)
        self.push()

    def refused(self, event: Error) -> bool:
        """Handle an error; True when it is a temporary refusal of a line, which the user need not see."""
        key = event.key or self._unread(event)
        entry = self._unsent.get(key) if key else None
        if entry is None or entry.standing is not UnsentStatus.UNDER_WAY:
            return False
        if event.code in PASSING:
            entry.standing = UnsentStatus.WAITING
            self._slow.set(event.retry_after or SLOWER, self.push)
            return True
        self.failed(key, event.text, event)
        return False

    def _unread(self, event: Error) -> str:
        """The key of the line that the server could not parse; an empty text when it was no line."""
        under_way = self._unsent.under_way
        is_unread = event.ref is None and event.code in UNREAD
        return under_way.say.key if is_unread and under_way is not None else ""

    def failed(self, key: str, reason: str, event: Error | None = None) -> None:
        """The line will not be stored; `event` says so, if there is an answer."""
        self._unsent.failed(key, reason)
        if event is not None:
            self._resolve(key, event)
        self.push()

    def _resolve(self, key: str, event: Event) -> None:
        future = self._futures.pop(key, None)
        if future is not None:
            self._tx.resolve(future, event)

    def cut(self) -> None:
        """The connection is gone."""
        self._slow.cancel()
        self._unsent.cut()
