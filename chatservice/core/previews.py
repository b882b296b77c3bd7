"""Previews of links, remembered for a while: a page is read once, however many people look at the line.

A page is read when somebody who sees the line asks for it: a line costs nothing when it is said. Few
pages are read at once, and what waits and what is remembered are bounded.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from chatservice.core.ports import Clock, Future, LinkReader, Spawn
from chatservice.model.previews import LinkPreview
from chatservice.settings.schema import Settings

WORKERS = 4  # pages read at once
FAILED_KEEP = 600.0  # seconds until a page without a preview is read again


class PreviewNeeds(NamedTuple):
    settings: Settings
    pages: LinkReader
    clock: Clock
    spawn: Spawn
    promise: Callable[[], Future]


class _Known(NamedTuple):
    preview: LinkPreview | None
    until: float


class LinkPreviews:
    def __init__(self, needs: PreviewNeeds) -> None:
        self._needs = needs
        self._known: OrderedDict[str, _Known] = OrderedDict()  # by URL, the least used first
        self._asked: dict[str, list[Future]] = {}
        self._queue: deque[str] = deque()
        self._workers = 0
        self._waiting = 0

    def __len__(self) -> int:
        return len(self._known)

    def known(self, urls: Iterable[str]) -> tuple[list[LinkPreview], list[str]]:
        """The previews of those that were read, and those that were not."""
        found, unknown = [], []
        for url in urls:
            known = self._known.get(url)
            if known is None or known.until <= self._needs.clock.monotonic():
                unknown.append(url)
                continue
            self._known.move_to_end(url)
            if known.preview is not None:
                found.append(known.preview)
        return found, unknown

    def read_soon(self, urls: list[str], done: Callable[[], None]) -> bool:
        """Call `done` when they have been read, never at once. False, if too many wait already."""
        if self._waiting >= self._needs.settings.preview_queue:
            return False
        self._waiting += 1
        self._needs.clock.callLater(0, lambda: self._needs.spawn(self._until_read(urls, done)))
        return True

    async def _until_read(self, urls: list[str], done: Callable[[], None]) -> None:
        try:
            for promise in [self._promise(url) for url in urls]:
                await promise
        finally:
            self._waiting -= 1
        done()

    def _promise(self, url: str) -> Future:
        """Fulfilled when the page has been read."""
        promise = self._needs.promise()
        waiting = self._asked.setdefault(url, [])
        waiting.append(promise)
        if len(waiting) == 1:
            self._queue.append(url)
            if self._workers < WORKERS:
                self._workers += 1
                self._needs.spawn(self._work())
        return promise

    async def _work(self) -> None:
        try:
            while self._queue:
                await self._read(self._queue.popleft())
        finally:
            self._workers -= 1

    async def _read(self, url: str) -> None:
        preview = None
        try:
            preview = await self._needs.pages.read(url)
        finally:
            self._remember(url, preview)
            for promise in self._asked.pop(url):
                promise.callback(None)

    def _remember(self, url: str, preview: LinkPreview | None) -> None:
        keep = self._needs.settings.preview_keep
        until = self._needs.clock.monotonic() + (min(keep, FAILED_KEEP) if preview is None else keep)
        self._known[url] = _Known(preview, until)
        self._known.move_to_end(url)
        while len(self._known) > self._needs.settings.preview_cache:
            self._known.popitem(last=False)
