"""Backups that the server makes by itself, each verified, the oldest removed.

Made by chatctl in a process of its own, as an operator would: neither the copy nor its check holds up
anyone here. A backup counts, and an older one goes, only when a trial restore of it has succeeded.
"""

import os
import re
import shutil
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger

from chatservice.background import spawn
from chatservice.core.ports import Clock, Timer
from chatservice.errors import StartError
from chatservice.settings.schema import Settings

NAME = re.compile(r"chat-[0-9]{8}-[0-9]{6}")
UNFINISHED = ".unverified"  # after the name, until it is verified
FIRST = 60.0  # seconds after the start, at the earliest

log = Logger()

RunChatctl = Callable[[Sequence[str]], Awaitable[tuple[int, str]]]
"""Runs chatctl with these words: its exit status, and what it says."""
DiskWork = Callable[..., Awaitable[Any]]


class ScheduledBackups:
    """`start` begins, `stop` ends it. The folder's names say when each backup was made."""

    def __init__(
        self, settings: Settings, data: Path, clock: Clock, run: RunChatctl, aside: DiskWork
    ) -> None:
        self._settings = settings
        self._folder = data / settings.backup_folder
        self._clock = clock
        self._run = run
        self._aside = aside
        self._timer: Timer | None = None
        self._running = self._under_way = False
        self.last = 0.0  # when the newest was made, in seconds since 1970; 0 if there is none

    def start(self) -> None:
        self._running = True
        every = self._settings.backup_every
        if every is None:
            return
        self.last = max(map(_made, self._finished()), default=0.0)
        self._schedule(max(FIRST, min(every, self.last + every - self._clock.now())))

    def stop(self) -> None:
        self._running = False
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def _schedule(self, seconds: float) -> None:
        self._timer = self._clock.callLater(seconds, lambda: spawn(self._turn()))

    async def _turn(self) -> None:
        every = self._settings.backup_every
        try:
            await self.back_up()
        except StartError as error:
            log.error("no backup: {why}", why=str(error))
        if self._running and every is not None:
            self._schedule(every)

    async def back_up(self) -> str:
        """Make one, verify it, and remove the oldest; returns its name. Raises StartError."""
        if self._under_way:
            raise StartError("one is being made")
        self._under_way = True
        try:
            return await self._back_up()
        except OSError as error:
            raise StartError(error.strerror or type(error).__name__) from None
        finally:
            self._under_way = False

    async def _back_up(self) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun = self._clock.now()
        name = datetime.fromtimestamp(begun, UTC).strftime("chat-%Y%m%d-%H%M%S")
        target = self._folder / (name + UNFINISHED)
        await self._aside(self._clear)
        for words in (("backup", str(target)), ("verify", str(target))):
            status, text = await self._run(words)
            if status:
                raise StartError(text.strip() or f"chatctl {words[0]} ended with {status}")
        target.rename(self._folder / name)
        self.last = begun
        log.info("backed up and verified: {name}", name=name)
        await self._aside(self._remove_oldest)
        return name

    def _clear(self) -> None:
        """Remove what did not become a backup."""
        for path in self._folder.glob(f"chat-*{UNFINISHED}*"):
            shutil.rmtree(path, ignore_errors=True)

    def _remove_oldest(self) -> None:
        for path in self._finished()[: -self._settings.backup_keep]:
            shutil.rmtree(path, ignore_errors=True)

    def _finished(self) -> list[Path]:
        """The oldest first. Others' folders are not touched."""
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if NAME.fullmatch(path.name))


def _made(path: Path) -> float:
    try:
        return datetime.strptime(path.name, "chat-%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def scheduled(settings: Settings, data: Path, clock: Clock, reactor: Any) -> ScheduledBackups:
    """Those of a running server, by its own Python."""

    async def run(words: Sequence[str]) -> tuple[int, str]:
        from twisted.internet.utils import getProcessOutputAndValue  # noqa: PLC0415 (when one is due)

        first = ("-m", "chatservice.chatctl", "--data", str(data))
        environ = {**os.environ, "CHAT_DATABASE": settings.database}
        output: Deferred[tuple[bytes, bytes, int]] = getProcessOutputAndValue(
            sys.executable, (*first, *words), environ, str(data), reactor
        )
        _, errors, status = await output
        return status, errors.decode("utf-8", "replace")

    async def aside(function: Callable[[], Any]) -> Any:
        return await deferToThreadPool(reactor, reactor.getThreadPool(), function)

    return ScheduledBackups(settings, data, clock, run, aside)
