"""Locks on bytes that several files may share: held while a file is made, doomed while they are removed.

Without it, bytes could be removed between the moment an upload finds that they exist and the
moment its file refers to them.
"""

from collections import Counter
from collections.abc import Callable

from chatservice.core.ports import Future


class BlobLocks:
    def __init__(self, promise: Callable[[], Future]) -> None:
        self._promise = promise
        self._held: Counter[str] = Counter()
        self._doomed: dict[str, list[Future]] = {}

    async def hold(self, sha256: str) -> None:
        """Keep the bytes until `release`; waits while they are being removed."""
        while sha256 in self._doomed:
            promise = self._promise()
            self._doomed[sha256].append(promise)
            await promise
        self._held[sha256] += 1

    def release(self, sha256: str) -> None:
        self._held[sha256] -= 1
        if not self._held[sha256]:
            del self._held[sha256]

    def doom(self, sha256: str) -> bool:
        """Whether the bytes may be removed now; `spare` ends the removal."""
        if sha256 in self._held or sha256 in self._doomed:
            return False
        self._doomed[sha256] = []
        return True

    def spare(self, sha256: str) -> None:
        for promise in self._doomed.pop(sha256):
            promise.callback(None)
