"""Why lines cannot be stored at the moment: told to the log once when it begins, and once when it
is over.

It is over when a line is on disk, or as much as the largest one. Smaller changes may still find a
place on a full disk, in what the log beside the database has already.
"""

from collections.abc import Callable

from twisted.logger import Logger

from chatservice.storage.sqlite.on_disk import MOVED, OnDisk

FULL = "the disk is almost full"

log = Logger()


class Outage:
    def __init__(self, disk: OnDisk, floor: Callable[[], int]) -> None:
        """`floor` is how many bytes of the disk have to be free, for all to be well."""
        self._disk = disk
        self._floor = floor
        self._reason = ""
        self._told: set[str] = set()

    @property
    def reason(self) -> str:
        """Empty when all is well."""
        if not self._disk.is_there():
            self.begins(MOVED)
        return self._reason or (FULL if self._is_low() else "")

    def begins(self, reason: str, error: object = "") -> None:
        self._reason = reason
        if reason not in self._told:
            self._told.add(reason)
            details = f" ({error})" if str(error) else ""
            log.error("What is said cannot be stored: {reason}{details}", reason=reason, details=details)

    def stored(self) -> None:
        """A line is on disk."""
        if self._reason and not self._is_low():
            self._reason = ""
            self._told.clear()
            log.info("What is said is stored again.")

    def _is_low(self) -> bool:
        return self._disk.free() < self._floor()
