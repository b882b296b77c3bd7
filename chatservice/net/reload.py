"""SIGHUP: reload what can be reloaded.

Settings, certificates and the operator's texts are read; each setting that could not be changed is
logged in a line. A server in the foreground of a terminal that was closed gets the same signal, and
stops.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable
from typing import Any

from twisted.logger import Logger

from chatservice.errors import StartError
from chatservice.settings.reload import apply
from chatservice.settings.schema import Settings
from chatservice.settings.sources import Loaded

log = Logger()


class Reloader:
    """Reloads when it is called.

    `find` reads the settings from where they were read at start; `changed` is called if some
    changed; `looks` check files of their own.
    """

    def __init__(
        self,
        settings: Settings,
        find: Callable[[], Loaded],
        changed: Callable[[], None],
        looks: Iterable[Callable[[], None]],
    ) -> None:
        self._settings = settings
        self._find = find
        self._changed = changed
        self._looks = tuple(looks)

    def __call__(self) -> None:
        log.info("Reading settings, certificates and texts again")
        try:
            loaded = self._find()
            changed, kept = apply(self._settings, loaded.settings)
        except StartError as why:
            log.warn("The settings stay as they were: {why}", why=str(why))
        else:
            for line in changed:
                log.info("{line}", line=line)
            for line in (*kept, *loaded.warnings):
                log.warn("{line}", line=line)
            if changed:
                self._changed()
        for look in self._looks:
            look()


def on_hangup(reactor: Any, again: Callable[[], None]) -> Callable[[], None]:
    """From now on SIGHUP calls `again`, in a turn of the reactor. Returns a function that ends it."""
    foreground = _on_terminal()

    def turn() -> None:
        if foreground and not _terminal_is_there():
            reactor.stop()
        else:
            again()

    try:
        before = signal.signal(signal.SIGHUP, lambda *_: reactor.callFromThread(turn))
    except ValueError:  # signals need the main thread, and we run inside another program
        return lambda: None

    def end() -> None:
        signal.signal(signal.SIGHUP, before)

    return end


def _on_terminal() -> bool:
    try:
        return sys.stdin.isatty() and _terminal_is_there()
    except (AttributeError, ValueError):  # closed, as a daemon's is
        return False


def _terminal_is_there() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
