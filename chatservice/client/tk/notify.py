"""Notifies a user who is looking elsewhere: the bell, and the desktop's notifications.

Shown by `notify-send`, whose words are names and texts of our own: what people write never becomes an
argument of a program. Where it knows actions, a click on the notification leads to the conversation.
"""

import shutil
from collections.abc import Callable
from typing import Any

from twisted.internet.protocol import ProcessProtocol
from twisted.internet.utils import getProcessOutput

from chatservice.client.model.arrivals import Arrival, words_of
from chatservice.client.words import _

EVERY = 5.0  # minimum seconds between two
GATHER = 0.3  # seconds: what comes together is shown together
PENDING_MAX = 100
CLICKED = "default"  # the action of a click on the notification itself


class NotificationProcess(ProcessProtocol):
    """Runs until the notification is closed; says which action was chosen."""

    def __init__(self, clicked: Callable[[], object]) -> None:
        self._clicked = clicked

    def outReceived(self, data: bytes) -> None:  # noqa: N802
        if data.strip() == CLICKED.encode():
            self._clicked()


class Notifier:
    """`bell` rings; `lead` goes to the conversation with that key."""

    def __init__(self, reactor: Any, bell: Callable[[], object], lead: Callable[[str], object]) -> None:
        self._reactor = reactor
        self._bell, self._lead = bell, lead
        self._program = shutil.which("notify-send")
        self._has_actions: bool | None = None  # not known yet
        self._last = -EVERY
        self._pending: list[Arrival] = []
        self._due: Any = None
        self._shown: Any = None  # the process of the last one

    def tell(self, arrival: Arrival) -> None:
        known = any(each.key == arrival.key for each in self._pending)
        if len(self._pending) < PENDING_MAX and (arrival.who or not known):
            self._pending = [each for each in self._pending if each.who or each.key != arrival.key]
            self._pending.append(arrival)
        if self._due is None:
            wait = max(GATHER, self._last + EVERY - self._reactor.seconds())
            self._due = self._reactor.callLater(wait, self._show)

    def seen(self, key: str) -> None:
        """The user looks there now."""
        self._pending = [each for each in self._pending if each.key != key]

    def stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = None
        self._end_last()

    def _show(self) -> None:
        self._due = None
        arrivals, self._pending = self._pending, []
        if not arrivals:
            return
        self._last = self._reactor.seconds()
        self._bell()
        if self._program is None:
            return
        if self._has_actions is None:
            asked = getProcessOutput(self._program, ("--help",), errortoo=True, reactor=self._reactor)
            asked.addCallbacks(lambda output: b"--action" in output, lambda failure: False)
            asked.addCallback(self._show_with, arrivals)
        else:
            self._show_with(self._has_actions, arrivals)

    def _show_with(self, has_actions: bool, arrivals: list[Arrival]) -> None:
        self._has_actions = has_actions
        self._end_last()
        words = words_of(arrivals)
        action = [f"--action={CLICKED}={_('Open')}", "--wait"] if has_actions else []
        look = ["--app-name=chatservice", "--icon=chatservice", *action]
        arguments = ["notify-send", *look, "--", words.title, words.text]
        key = arrivals[-1].key
        process = NotificationProcess(lambda: self._lead(key))
        self._shown = self._reactor.spawnProcess(process, self._program, arguments, env=None)

    def _end_last(self) -> None:
        """Its notification stays; a click on it leads nowhere any more."""
        shown, self._shown = self._shown, None
        if shown is not None and shown.pid is not None:
            shown.signalProcess("TERM")
