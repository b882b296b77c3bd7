"""The open windows of this user on this display: each listens on a socket that only the user can reach.

A new start asks them, the oldest first, to open what it is to open: the first that takes it comes to the
front, and the new start ends. A line of JSON (`Opening`) is answered by another (`Taken`). Asking, and
listening when none takes it, is one step under a lock: of two starts at once, one becomes the window. One
that does not answer (it hangs) is left alone. Where there are no such sockets (Windows) or no folder for
them, each start opens a window. Nothing here needs Twisted or Tk: a link is handed over before they load.
"""

import contextlib
import hashlib
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from chatservice.client.model.openings import Opening

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]

PATIENCE = 3.0  # seconds for a window to answer
ANSWER_MAX = 200  # bytes
WINDOWS_MAX = 20  # that are asked


class Taken(msgspec.Struct, frozen=True):
    """Whether the window opens it."""

    taken: bool


class Start(NamedTuple):
    """Whether an open window does what was asked for; else where the new one listens, if it can."""

    handed_over: bool = False
    listening: socket.socket | None = None


def windows_folder(environment: Mapping[str, str], preferences: Path) -> Path:
    """Where the windows with these preferences, on this display, have their sockets."""
    display = environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY") or ""
    hashed = hashlib.sha256(f"{preferences}\0{display}".encode()).hexdigest()[:16]
    runtime = environment.get("XDG_RUNTIME_DIR")
    return Path(runtime) / "chatservice" / hashed if runtime else preferences.parent / f"windows-{hashed}"


class OpenWindows:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self, opening: Opening | None) -> Start:
        """Hand over to an open window, or listen as one of them; with no `opening` none is asked."""
        if fcntl is None:
            return Start()
        try:
            with self._locked():
                if opening is not None and any(_ask(path, opening) for path in self._sockets()):
                    return Start(handed_over=True)
                return Start(listening=self._listen())
        except OSError:
            return Start()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._folder.stat().st_uid != os.getuid():
            raise PermissionError(self._folder)
        lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _sockets(self) -> list[Path]:
        paths = [path for path in self._folder.iterdir() if path.is_socket()]
        return sorted(paths, key=lambda path: path.lstat().st_mtime)[:WINDOWS_MAX]

    def _listen(self) -> socket.socket:
        path = self._folder / str(os.getpid())
        path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        try:
            listening.bind(str(path))
            path.chmod(0o600)
            listening.listen()
            listening.setblocking(False)
        except OSError:
            listening.close()
            raise
        return listening


def _ask(path: Path, opening: Opening) -> bool:
    """Whether the window there opens it. A socket that nobody listens on is removed."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE)
        try:
            line.connect(str(path))
            line.sendall(msgspec.json.encode(opening) + b"\n")
            with line.makefile("rb") as lines:
                return msgspec.json.decode(lines.readline(ANSWER_MAX), type=Taken).taken
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
        except (OSError, msgspec.DecodeError):
            pass
    return False
