"""Lucide's icons (ISC licence), in the colours of the theme. `docs/icons.py` renders the sheets."""

import base64
import struct
import tkinter as tk
import zlib
from pathlib import Path

NAMES = (
    "arrow-left", "arrow-up", "at-sign", "bell", "bell-off", "bookmark", "check", "chevron-down",
    "chevron-right", "circle-plus", "clock", "code", "copy", "corner-up-left", "download", "ellipsis",
    "eye", "eye-off", "file", "file-code", "file-text", "folder", "hash", "house", "image", "link", "lock",
    "log-out", "menu", "message-circle", "moon", "panel-left", "paperclip", "pencil", "pin", "plus",
    "refresh-cw", "search", "send-horizontal", "settings", "smile", "smile-plus", "trash-2", "user",
    "users", "x",
)  # fmt: skip
SIZES = (16, 20, 30, 40, 60)  # pixels, each way
ART = Path(__file__).with_name("art")


def sheet_path(size: int) -> Path:
    return ART / f"icons-{size}.png"


def coloured_sheet(data: bytes, colour: str) -> bytes:
    """A sheet whose palette is all `colour`, ``#rrggbb``."""
    at = data.index(b"PLTE")
    chunk = b"PLTE" + bytes.fromhex(colour[1:]) * 256
    return data[:at] + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[at + len(chunk) + 4 :]


class Icons:
    """Photos by name, colour and size, cut out of the sheets when they are first used."""

    def __init__(self, root: tk.Misc) -> None:
        self._root = root
        self._sheets: dict[tuple[int, str], tk.PhotoImage] = {}
        self._photos: dict[tuple[str, str, int], tk.PhotoImage] = {}

    def get(self, name: str, colour: str, pixels: int) -> tk.PhotoImage:
        """The largest that is not above `pixels`, or by a tenth at most."""
        size = max((each for each in SIZES if each <= pixels * 1.1), default=SIZES[0])
        photo = self._photos.get((name, colour, size))
        if photo is None:
            photo = self._photos[name, colour, size] = self._cut(name, colour, size)
        return photo

    def _cut(self, name: str, colour: str, size: int) -> tk.PhotoImage:
        sheet = self._sheets.get((size, colour))
        if sheet is None:
            data = base64.b64encode(coloured_sheet(sheet_path(size).read_bytes(), colour))
            sheet = self._sheets[size, colour] = tk.PhotoImage(master=self._root, data=data, format="png")
        x = NAMES.index(name) * size
        photo = tk.PhotoImage(master=self._root, width=size, height=size)
        photo.tk.call(photo.name, "copy", sheet.name, "-from", x, 0, x + size, size)
        return photo
