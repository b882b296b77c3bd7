"""Notifies a user who is looking elsewhere: the bell, and the desktop's notifications.

The words are fixed: users' text never becomes an argument of a program.
"""

import shutil
from typing import Any

from twisted.internet.protocol import ProcessProtocol

from chatservice.client.words import _, marked

WORDS = {"one": marked("A message for you"), "private": marked("A private message for you")}
EVERY = 5.0  # minimum seconds between two


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
            words = _(WORDS["private" if private else "one"])
            arguments = [self._program, "--app-name=chatservice", "--icon=mail-unread", "chatservice", words]
            self._reactor.spawnProcess(ProcessProtocol(), self._program, arguments, env=None)
