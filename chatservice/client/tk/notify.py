"""Telling somebody who is not looking: the bell, and the desktop's own notification.

The words are fixed: what people write never becomes an argument of a program.
"""

import shutil
from typing import Any

from twisted.internet.protocol import ProcessProtocol

WORDS = {"one": "A line for you", "private": "A private line for you"}
EVERY = 5.0  # seconds at least between two


class Notifier:
    def __init__(self, reactor: Any, bell: Any) -> None:
        self._reactor = reactor
        self._bell = bell
        self._program = shutil.which("notify-send")
        self._last = -EVERY

    def tell(self, private: bool) -> None:
        now = self._reactor.seconds()
        if now - self._last < EVERY:
            return
        self._last = now
        self._bell()
        if self._program is not None:
            words = WORDS["private" if private else "one"]
            arguments = [self._program, "--app-name=chatservice", "--icon=mail-unread", "chatservice", words]
            self._reactor.spawnProcess(ProcessProtocol(), self._program, arguments, env=None)
