"""Saves unsaved edits of code documents for the next start: shortly after a change, read after login."""

from collections.abc import Callable
from typing import Any

from chatservice.client.link.link import Link
from chatservice.client.link.unsaved_file import UnsavedFile
from chatservice.client.link.unsent_file import UnsentFile
from chatservice.client.model.code import OpenCode

SAVE_AFTER = 1.0  # seconds until an edit that waits is on disk


class CodeKeeping:
    """Serves one server and name at a time."""

    def __init__(self, later: Callable[..., Any]) -> None:
        self._later = later
        self._file: UnsavedFile | None = None
        self._code: OpenCode | None = None
        self._is_due = self._on_disk = False

    def begin(self, beside: UnsentFile | None) -> None:
        self._file = UnsavedFile(beside) if beside is not None else None
        self._code = None

    def restore(self, link: Link, code: OpenCode) -> None:
        """Open the documents of the last run that had unsaved edits, after entering their rooms."""
        if self._file is None:
            return
        self._code = code
        documents = self._file.read()
        for room in dict.fromkeys(
            each.opened.document.rid or each.opened.document.room for each in documents
        ):
            link.join(room)
        for each in documents:
            code.restore(each)
        self._on_disk = bool(documents)

    def soon(self) -> None:
        """Save after a while. An edit that is saved at once never reaches the disk."""
        if not self._is_due and self._code is not None and (self._on_disk or self._code.to_keep):
            self._is_due = True
            self._later(SAVE_AFTER, self._saved)

    def _saved(self) -> None:
        self._is_due = False
        self.save()

    def save(self) -> str:
        """Save the edits; the reason when that fails, or an empty text."""
        if self._file is None or self._code is None:
            return ""
        documents = [document.kept() for document in self._code.to_keep]
        wrong = self._file.write(documents)
        self._on_disk = bool(documents) and not wrong
        return wrong

    def end(self) -> None:
        """Save the last state."""
        self.save()
        self._file = self._code = None
