"""Unsent lines on disk, so that they outlive the window.

One JSON file per server and name, written whole and moved into place, readable by its owner
only. A window locks the file (`flock`) while it runs: a second one under the same name
neither sends its lines nor overwrites them. No text of a user becomes part of a path: the
file name is a hash.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from chatservice.client.link.unsent import UnsentEntry, UnsentStatus
from chatservice.client.words import _, marked
from chatservice.model.commands import Say
from chatservice.model.names import fold

try:
    import fcntl
except ImportError:  # not on this system: two windows cannot be told apart
    fcntl = None  # type: ignore[assignment]

DOUBT = marked("It may have been sent before the window was closed.")


class UnsentLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """`title` is the room's name at the time; `private`: not everyone may enter the room."""

    room: str
    title: str
    text: str
    key: str
    action: bool = False
    private: bool = False
    sent: bool = False
    reason: str = ""
    re: int = 0
    topic: str = ""


class UnsentCopy(msgspec.Struct, frozen=True, omit_defaults=True):
    """`account`: their author has an account, so is the same person at the next start. `drafts` are
    unfinished texts by the key of their conversation."""

    lines: list[UnsentLine] = []
    account: bool = False
    drafts: dict[str, str] = {}


class UnsentFile:
    def __init__(self, folder: Path, server: str, name: str) -> None:
        hashed = hashlib.sha256(f"{server}\0{fold(name)}".encode()).hexdigest()[:32]
        self.path = folder / f"unsent-{hashed}.json"
        self.trouble = ""  # why nothing can be saved
        self._lock: int | None = None
        self._hold()

    def _hold(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            if fcntl is not None:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            self.trouble = _("Another window under this name saves its own lines.")
        except OSError as error:
            self.release()
            self.trouble = _("{parent} cannot be written ({strerror}).").format(
                parent=self.path.parent, strerror=error.strerror
            )

    def release(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def read(self) -> UnsentCopy:
        if self._lock is None:
            return UnsentCopy()
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=UnsentCopy)
        except FileNotFoundError:
            return UnsentCopy()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            with contextlib.suppress(OSError):
                self.path.replace(self.path.with_name(self.path.name + ".broken"))
            return UnsentCopy()

    def write(self, copy: UnsentCopy) -> str:
        """Save the lines; the reason when that fails, or an empty text."""
        if self._lock is None:
            return self.trouble if copy.lines or copy.drafts else ""
        new = self.path.with_suffix(".new")
        try:
            if not copy.lines and not copy.drafts:
                self.path.unlink(missing_ok=True)
                return ""
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.encode(copy))
            new.replace(self.path)
        except OSError as error:
            return _("{path} cannot be written ({strerror}).").format(path=self.path, strerror=error.strerror)
        return ""


def saved_copy(entries: Iterable[UnsentEntry], account: bool, sending: bool = False) -> UnsentCopy:
    """A copy to save; `sending`: as the lines will be in a moment."""
    return UnsentCopy([_line(entry, sending) for entry in entries], account)


def _line(entry: UnsentEntry, sending: bool) -> UnsentLine:
    say, failed = entry.say, entry.standing is UnsentStatus.FAILED
    reason = (entry.reason or _(DOUBT)) if failed else ""
    sent = entry.sent or (sending and not failed)
    return UnsentLine(
        say.room, entry.title, say.text, say.key, say.action, entry.private, sent, reason, say.re, say.topic
    )


def entries(copy: UnsentCopy, same: bool) -> list[UnsentEntry]:
    """Entries of the saved lines. Keys and memberships are a person's: if the user may be another one
    now (not `same`), lines in doubt and lines to private rooms wait for a decision."""
    found = []
    for line in copy.lines:
        say = Say(
            room=line.room, text=line.text, action=line.action, key=line.key, re=line.re, topic=line.topic
        )
        entry = UnsentEntry(say, sent=line.sent, title=line.title, private=line.private)
        reason = line.reason
        if not (reason or same):
            reason = _(DOUBT) if line.sent else _("You are another guest now.") if line.private else ""
        if reason:
            entry.standing, entry.reason = UnsentStatus.FAILED, reason
        found.append(entry)
    return found
