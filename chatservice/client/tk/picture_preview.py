"""A picture that is about to be sent, shown small."""

import base64
import contextlib
import tkinter as tk
from functools import partial
from pathlib import Path
from tkinter import ttk
from typing import Any

from twisted.internet.threads import deferToThread

from chatservice.client.model.pictures import is_picture, small, small_of
from chatservice.client.tk.theme import Theme

REST = 120  # milliseconds that a name stays the same before its file is read
WIDTH, HEIGHT = 320, 240  # pixels at most


class PicturePreview(ttk.Label):
    """Takes no room without a picture. `placed` are the options with which it is packed."""

    def __init__(self, master: tk.Misc, look: Theme, **placed: Any) -> None:
        super().__init__(master)
        self._look, self._placed = look, placed
        self._timer = ""
        self._goal: object = None  # what is to be shown; an answer for anything else comes too late
        self.photo: tk.PhotoImage | None = None

    def of_file(self, path: Path) -> None:
        """Show that file, if it is a picture, when no other is asked for in a moment."""
        if path == self._goal:
            return
        self._goal = path
        if self._timer:
            self.after_cancel(self._timer)
        self._timer = self.after(REST, self._read, path)

    def of_bytes(self, data: bytes) -> None:
        self._goal = data
        self._show_when_made(deferToThread(small, data))

    def _read(self, path: Path) -> None:
        self._timer = ""
        size = 0
        with contextlib.suppress(OSError):
            size = path.stat().st_size if path.is_file() else 0
        if is_picture(path.name, size):
            self._show_when_made(deferToThread(small_of, path))
        else:
            self._show(None)

    def _show_when_made(self, future: Any) -> None:
        future.addCallback(partial(self._came, self._goal))

    def _came(self, goal: object, data: bytes | None) -> None:
        if self.winfo_exists() and goal == self._goal:
            self._show(data)

    def _show(self, data: bytes | None) -> None:
        self.photo = None
        if data is not None:
            with contextlib.suppress(tk.TclError):  # not of a kind that Tk reads
                self.photo = tk.PhotoImage(master=self, data=base64.b64encode(data))
        if self.photo is None:
            self.pack_forget()
            return
        most = min(WIDTH, self._look.root.winfo_width() * 2 // 5)
        times = max(1, -(-self.photo.width() // most), -(-self.photo.height() // HEIGHT))
        self.photo = self.photo.subsample(times) if times > 1 else self.photo
        self.configure(image=self.photo)
        self.pack(**self._placed)
