"""Files being transferred: their progress, and their safe names on this machine. Pure.

A file's name chosen by another user becomes a local name only after everything that means
something to a file system or a shell was removed; and an existing file is never
overwritten.
"""

import os
import re
from collections.abc import Callable, Iterable
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from chatservice.client.words import _
from chatservice.model.names import composed
from chatservice.wire.phrases import sized

NAME_MAX = 120  # characters of a local file name
SHOWN_MAX = 4  # transfers that have a row below the page
PARTS = 200  # of the bar of a transfer in its line

_HARMLESS = re.compile(r"[^\w .()+,=@-]")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Stage(Enum):
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()


class TransferView(NamedTuple):
    """What its line shows of a transfer; `part` is of `PARTS`. Without a `stage` there is none."""

    number: int = 0
    words: str = ""
    part: int = 0
    stage: Stage | None = None


NO_TRANSFER = TransferView()


class UploadView(NamedTuple):
    """A file that is sent to the room `room`: a line that is not in the log yet."""

    room: str
    name: str
    size: int
    path: Path | None
    view: TransferView


class Transfer:
    """One file, up (to a room, or as one's own picture) or down (into a folder). `in_line`: the line of the
    file shows how far it is."""

    def __init__(
        self, number: int, up: bool, name: str, size: int, room: str = "", in_line: bool = False
    ) -> None:
        self.number = number
        self.up = up
        self.name = name
        self.size = size
        self.room = room
        self.in_line = in_line
        self.moved = 0
        self.stage = Stage.WAITING
        self.reason = ""
        self.path: Path | None = None  # its local path
        self.url = ""  # of a download
        self.again: Callable[[], object] = lambda: None  # begins it anew
        self.done: Callable[[], object] = lambda: None  # called when it is

    @property
    def part(self) -> float:
        return min(1.0, self.moved / self.size) if self.size else 0.0

    @property
    def view(self) -> TransferView:
        return TransferView(self.number, self.words, round(self.part * PARTS), self.stage)

    @property
    def words(self) -> str:
        if self.stage is Stage.FAILED:
            return self.reason
        if self.stage is Stage.DONE:
            folder = self.path.parent.name if self.path is not None else ""
            return _("sent") if self.up else _("Saved to {folder}").format(folder=folder)
        return _("{moved} of {size}").format(moved=sized(self.moved), size=sized(self.size))


def safe_name(name: str) -> str:
    """A safe local name for a file called `name`."""
    name = composed(name).replace("/", "_").replace("\\", "_")
    name = _HARMLESS.sub("_", name).strip(" .-")
    stem, dot, suffix = name.rpartition(".")
    if dot and len(suffix) <= 10:
        name = stem[: NAME_MAX - len(suffix) - 1].strip() + dot + suffix
    name = name[:NAME_MAX].strip()
    while len(name.encode()) > 240:  # bytes; most file systems take 255
        name = name[:-1]
    return f"_{name}" if not name or _DEVICES.fullmatch(name) else name


def free_path(folder: Path, name: str, taken: Iterable[str] = ()) -> Path:
    """A path for a file of that name that overwrites nothing."""
    name = safe_name(name)
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        stem, suffix = name, ""
    reserved = set(taken)
    number = 1
    path = folder / name
    while os.path.lexists(path) or path.name in reserved:
        number += 1
        path = folder / f"{stem} ({number}){'.' + suffix if suffix else ''}"
    return path


def downloads_folder(chosen: str = "") -> Path:
    """The `chosen` one, or where a desktop puts downloads (XDG user directories); by default the home
    directory."""
    if chosen:
        return Path(chosen)
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "user-dirs.dirs"
    try:
        setting = re.search(r'^XDG_DOWNLOAD_DIR="(.*)"$', config.read_text(), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        setting = None
    if setting is not None:
        return Path(setting[1].replace("$HOME", str(Path.home())))
    usual = Path.home() / "Downloads"
    return usual if usual.is_dir() else Path.home()
