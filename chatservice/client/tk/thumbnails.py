"""Thumbnails of the images on the screen: of shared ones, fetched when they come into view, and of those that
the user sends."""

import base64
import contextlib
import tkinter as tk
from typing import Any

from twisted.internet.threads import deferToThread

from chatservice.client.link.cursors import id_of
from chatservice.client.model.files import ClientFiles
from chatservice.client.model.items import MessageItem
from chatservice.client.model.pictures import HEIGHT, WIDTH, has_picture, is_picture, small_of
from chatservice.client.model.transfers import UploadView
from chatservice.client.tk.transcript import Transcript
from chatservice.model.events import FileShared

PICTURES_MAX = 100  # of 320 by 240 points, in one session: 30 MB at most
SENT_MAX = 20  # own pictures that are kept until their lines are here


class Thumbnails:
    def __init__(self, files: ClientFiles) -> None:
        self._files = files
        self._looked_at: set[object] = set()
        self._sent: dict[tuple[str, int], tk.PhotoImage] = {}  # by name and size

    def look_at(self, page: Transcript) -> None:
        """Fetch those of the visible lines."""
        for item in page.seen():
            if isinstance(item, MessageItem) and len(self._looked_at) < PICTURES_MAX:
                self._look_at(page, item)

    def _look_at(self, page: Transcript, item: MessageItem) -> None:
        if item.upload is not None:
            self._read(page, item.id, item.upload)
        elif isinstance(item.line, FileShared) and has_picture(item.line):
            self._fetch(page, item, item.line)

    def _fetch(self, page: Transcript, item: MessageItem, line: FileShared) -> None:
        place = id_of(line), line.seq
        if place in self._looked_at:
            return
        sent = self._sent.pop((line.name, line.size), None) if item.mine else None
        if sent is not None:
            self._looked_at.add(place)
            _place(page, item.id, sent)
            return
        future = self._files.picture(line)
        if future is not None:
            self._looked_at.add(place)
            future.addCallback(self._came, page, item.id)

    def _read(self, page: Transcript, item_id: object, upload: UploadView) -> None:
        if upload.path is None or item_id in self._looked_at or not is_picture(upload.name, upload.size):
            return
        self._looked_at.add(item_id)
        future: Any = deferToThread(small_of, upload.path)
        future.addCallback(self._came, page, item_id, (upload.name, upload.size))

    def _came(
        self, data: bytes | None, page: Transcript, item_id: object, sent: tuple[str, int] | None = None
    ) -> None:
        if data is None or not page.winfo_exists():
            return
        with contextlib.suppress(tk.TclError):  # not a picture after all
            photo = tk.PhotoImage(master=page, data=base64.b64encode(data))
            times = max(1, -(-photo.width() // WIDTH), -(-photo.height() // HEIGHT))
            photo = photo.subsample(times) if times > 1 else photo
            if sent is not None:
                self._sent[sent] = photo
                while len(self._sent) > SENT_MAX:
                    del self._sent[next(iter(self._sent))]
            _place(page, item_id, photo)


def _place(page: Transcript, item_id: object, photo: tk.PhotoImage) -> None:
    page.pictures[item_id] = photo
    page.place_picture(item_id)
