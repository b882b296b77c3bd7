"""Lines that are not sent yet are kept for the next start: written soon, read once one is in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from chatservice.client.link.link import Link
from chatservice.client.link.unsent_file import UnsentFile, entries, kept
from chatservice.client.model.state import ClientState

SAVE_AFTER = 1.0  # seconds until lines that wait are on disk


class Keeping:
    """For one server and name at a time; `folder` is where a desktop keeps such files."""

    def __init__(self, folder: Path, later: Callable[..., Any]) -> None:
        self._folder = folder
        self._later = later
        self._file: UnsentFile | None = None
        self._link: Link | None = None
        self._state: ClientState | None = None
        self._due = self._on_disk = False

    def begin(self, server: str, name: str) -> None:
        self.end()
        self._file = UnsentFile(self._folder, server, name)

    def restore(self, link: Link, state: ClientState) -> None:
        """One is in: what was not sent at the last end goes first, once its rooms are entered."""
        if self._file is None:
            return
        self._link, self._state = link, state
        before = self._file.read()
        lines = entries(before, same=before.account and state.account)
        self._file.write(kept(lines, before.account, sending=True))
        for room in dict.fromkeys(line.say.room for line in lines if not line.private):
            link.join(room)
        link.restore(lines)
        self._on_disk = bool(lines)

    def soon(self) -> None:
        """Something has changed. A line that is sent at once never comes to the disk."""
        if not self._due and self._link is not None and (len(self._link.unsent) or self._on_disk):
            self._due = True
            self._later(SAVE_AFTER, self._saved)

    def _saved(self) -> None:
        self._due = False
        self.save()

    def sending(self) -> None:
        """The connection is back: from here on what is on disk may have been said."""
        if self._on_disk:
            self.save(sending=True)

    def save(self, sending: bool = False) -> str:
        """Why they are not on disk, or nothing. What is there and was not read yet stays."""
        if self._file is None or self._link is None or self._state is None:
            return ""
        lines = kept(self._link.unsent, self._state.account, sending)
        wrong = self._file.write(lines)
        self._on_disk = bool(lines.lines) and not wrong
        return wrong

    def end(self) -> None:
        """The last state is on disk; another window may take it up."""
        self.save()
        if self._file is not None:
            self._file.release()
        self._file = self._link = self._state = None
