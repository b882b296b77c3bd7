"""Saves unsent lines and drafts for the next start: written shortly after a change, read after login."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from chatservice.client.link.link import Link
from chatservice.client.link.unsent_file import UnsentFile, entries, saved_copy
from chatservice.client.model.drafts import Drafts
from chatservice.client.model.state import ClientState

SAVE_AFTER = 1.0  # seconds until waiting lines are on disk


class Keeping:
    """Serves one server and name at a time; `folder` is where the desktop keeps such files."""

    def __init__(self, folder: Path, later: Callable[..., Any]) -> None:
        self._folder = folder
        self._later = later
        self.file: UnsentFile | None = None
        self._link: Link | None = None
        self._state: ClientState | None = None
        self._drafts: Drafts | None = None
        self._due = self._on_disk = False

    def begin(self, server: str, name: str) -> None:
        self.end()
        self.file = UnsentFile(self._folder, server, name)

    def restore(self, link: Link, state: ClientState, drafts: Drafts) -> None:
        """Put back the unsent lines of the last run, first of all, after entering their rooms; and the
        drafts. A guest is another person then, whose conversations are others."""
        if self.file is None:
            return
        self._link, self._state, self._drafts = link, state, drafts
        before = self.file.read()
        lines = entries(before, same=before.account and state.account)
        drafts.restore(before.drafts)
        saved = saved_copy(lines, before.account, sending=True)
        self.file.write(msgspec.structs.replace(saved, drafts=drafts.copy()))
        for room in dict.fromkeys(line.say.room for line in lines if not line.private):
            link.join(room)
        link.restore(lines)
        self._on_disk = bool(lines or before.drafts)

    def soon(self) -> None:
        """Save after a while. A line that is sent at once never reaches the disk."""
        waiting = self._link is not None and (len(self._link.unsent) or self._on_disk)
        if not self._due and (waiting or (self._drafts is not None and self._drafts.copy())):
            self._due = True
            self._later(SAVE_AFTER, self._saved)

    def _saved(self) -> None:
        self._due = False
        self.save()

    def sending(self) -> None:
        """The connection is back: from now on, saved lines may have been sent."""
        if self._on_disk:
            self.save(sending=True)

    def save(self, sending: bool = False) -> str:
        """Save the lines; the reason when that fails, or an empty text. Unread saved lines stay."""
        if self.file is None or self._link is None or self._state is None:
            return ""
        lines = saved_copy(self._link.unsent, self._state.account, sending)
        drafts = self._drafts.copy() if self._drafts is not None else {}
        wrong = self.file.write(msgspec.structs.replace(lines, drafts=drafts))
        self._on_disk = bool(lines.lines or drafts) and not wrong
        return wrong

    def end(self) -> None:
        """Save the last state; another window may take over the file."""
        self.save()
        if self.file is not None:
            self.file.release()
        self.file = self._link = self._state = self._drafts = None
