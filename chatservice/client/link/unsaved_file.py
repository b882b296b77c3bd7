"""Edits of code documents that are not saved yet, on disk, so that they outlive the window.

The file stands beside that of the unsent lines, whose lock is its lock, too: one JSON file for each server
and name, written whole and moved into place, readable by its owner only.
"""

import contextlib
import os
from collections.abc import Sequence

import msgspec

from chatservice.client.link.unsent_file import UnsentFile
from chatservice.client.words import _
from chatservice.model.events import DocumentIs
from chatservice.model.pending import SavedPending


class UnsavedCode(msgspec.Struct, frozen=True):
    """A document as it was opened, its text with what is not confirmed, and texts that could not be saved."""

    opened: DocumentIs
    pending: SavedPending
    copies: list[str] = []


class UnsavedFile:
    def __init__(self, beside: UnsentFile) -> None:
        self._beside = beside
        self.path = beside.path.with_name(beside.path.name.replace("unsent-", "unsaved-"))

    def read(self) -> list[UnsavedCode]:
        if self._beside.trouble:
            return []
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=list[UnsavedCode])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            with contextlib.suppress(OSError):
                self.path.replace(self.path.with_name(self.path.name + ".broken"))
            return []

    def write(self, documents: Sequence[UnsavedCode]) -> str:
        """Save them; the reason when that fails, or an empty text."""
        if self._beside.trouble:
            return self._beside.trouble if documents else ""
        new = self.path.with_suffix(".new")
        try:
            if not documents:
                self.path.unlink(missing_ok=True)
                return ""
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(documents))
            new.replace(self.path)
        except OSError as error:
            return _("{path} cannot be written ({strerror}).").format(path=self.path, strerror=error.strerror)
        return ""
