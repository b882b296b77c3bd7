"""Thumbnails of the images on the screen, fetched when they come into view."""

import base64
import contextlib
import tkinter as tk

from chatservice.client.link.cursors import id_of
from chatservice.client.model.files import ClientFiles
from chatservice.client.model.pictures import HEIGHT, WIDTH, has_picture
from chatservice.client.tk.transcript import Transcript
from chatservice.model.events import FileShared

PICTURES_MAX = 100  # of 320 by 240 points, in one session: 30 MB at most


class Thumbnails:
    def __init__(self, files: ClientFiles) -> None:
        self._files = files
        self._looked_at: set[object] = set()

    def look_at(self, page: Transcript) -> None:
        """Fetch those of the visible lines."""
        for item in page.seen():
            line = getattr(item, "line", None)
            if not isinstance(line, FileShared) or not has_picture(line):
                continue
            if (id_of(line), line.seq) in self._looked_at:
                continue
            future = self._files.picture(line)
            if future is None or len(self._looked_at) >= PICTURES_MAX:
                return
            self._looked_at.add((id_of(line), line.seq))
            future.addCallback(self._picture_came, page, item.id)

    def _picture_came(self, data: bytes | None, page: Transcript, item_id: object) -> None:
        if data is None or not page.winfo_exists():
            return
        with contextlib.suppress(tk.TclError):  # not a picture after all
            photo = tk.PhotoImage(master=page, data=base64.b64encode(data))
            times = max(1, -(-photo.width() // WIDTH), -(-photo.height() // HEIGHT))
            page.pictures[item_id] = photo.subsample(times) if times > 1 else photo
            page.place_picture(item_id)
