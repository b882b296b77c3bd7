"""Why lines cannot be stored at the moment: logged once when it begins, and once when it ends.

It ends when a line, or as much as the largest line, is on disk. Smaller changes may still fit on a
full disk, in space that the log beside the database already has.
"""

from collections.abc import Callable

from twisted.logger import Logger

from chatservice.storage.sqlite.on_disk import MOVED, OnDisk

FULL = "the disk is almost full"

log = Logger()


class Outage:
    def __init__(self, disk: OnDisk, floor: Callable[[], int]) -> None:
        """`floor` returns the bytes that have to be free on the disk."""
        self._disk = disk
        self._floor = floor
        self._reason = ""
        self._logged: set[str] = set()

    @property
    def reason(self) -> str:
        """Empty if lines can be stored."""
        if not self._disk.is_there():
            self.begins(MOVED)
        return self._reason or (FULL if self._is_low() else "")

    def begins(self, reason: str, error: object = "") -> None:
        self._reason = reason
        if reason not in self._logged:
            self._logged.add(reason)
            details = f" ({error})" if str(error) else ""
            log.error("What is said cannot be stored: {reason}{details}", reason=reason, details=details)

    def stored(self) -> None:
        """A line is on disk."""
        if self._reason and not self._is_low():
            self._reason = ""
            self._logged.clear()
            log.info("What is said is stored again.")

    def _is_low(self) -> bool:
        return self._disk.free() < self._floor()
