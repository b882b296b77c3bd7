"""Pasting: text into the line, much text as a file, a picture after it was shown.

What the clipboard has is asked for first (TARGETS): a program that offers a picture alone may answer a
request for text with the bytes of the picture. Files that were copied are sent after a question.
"""

import os
import shutil
import tempfile
import time
import tkinter as tk
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from twisted.internet.utils import getProcessOutput

from chatservice.client.model.clipboard import local_files, whole_characters
from chatservice.client.tk.files import FileDialogs
from chatservice.client.tk.forms import Choice
from chatservice.client.tk.picture_preview import PicturePreview
from chatservice.client.words import _
from chatservice.wire.phrases import sized

TEXTS = ("UTF8_STRING", "STRING", "TEXT", "text/plain", "text/plain;charset=utf-8")
PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp"}
FILES = "text/uri-list"  # files that were copied in a file manager, which offers their names as text, too
LINE_MAX = 4_000  # characters: more is offered as a file
PasteChoice = tuple[str, Callable[[], str]]


class Pasting(FileDialogs):
    @cached_property
    def _pasted(self) -> tempfile.TemporaryDirectory[str]:
        """Where what was pasted lies until the program ends."""
        return tempfile.TemporaryDirectory(prefix="chatservice-")

    def paste(self) -> None:
        targets = self._targets()
        picture = next((each for each in PICTURES if each in targets), "")
        files = local_files(self._bytes(FILES).decode(errors="replace")) if FILES in targets else []
        if files:
            self.offer_files(files)
        elif not targets or set(TEXTS) & set(targets):
            self._paste_text()
        elif picture:
            self._paste_picture(picture)
        else:
            self.show_wrong(_("The clipboard has neither text nor a picture."))

    def _targets(self) -> list[str]:
        """What the owner of the clipboard offers; empty if it does not say, or there is none."""
        try:
            return str(self.root.selection_get(selection="CLIPBOARD", type="TARGETS")).split()
        except tk.TclError:
            return []

    def _paste_text(self) -> None:
        main = self.main
        try:
            text = whole_characters(self.root.clipboard_get())
        except tk.TclError:
            self.show_wrong(_("The clipboard is empty."))
            return
        if main is None or len(text) <= LINE_MAX:
            if main is not None:
                main.composer.paste_over(text)
            return

        def as_text() -> str:
            main.composer.paste_over(text)
            return ""

        words = _(
            "This is a long text: {size}. A file is easier to read, and does not fill the conversation."
        )
        answers: list[PasteChoice] = [
            (_("Cancel"), lambda: ""),
            (_("Paste as text"), as_text),
            (_("Send as a file"), partial(self._send, main.tabs.current, text.encode(), ".txt")),
        ]
        Choice(self.look, _("Paste"), words.format(size=sized(len(text.encode()))), answers)

    def _paste_picture(self, kind: str) -> None:
        """Read it with the clipboard's own program where there is one: Tk is slow at that."""
        wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
        program = shutil.which("wl-paste" if wayland else "xclip")
        if program is None:
            self._preview(kind, self._bytes(kind))
            return
        words = ("--type", kind) if wayland else ("-selection", "clipboard", "-t", kind, "-o")
        output = getProcessOutput(program, words, env=os.environ)
        output.addCallbacks(partial(self._preview, kind), lambda failure: self._preview(kind, b""))

    def _bytes(self, kind: str) -> bytes:
        """What the clipboard has of that kind. Tk gives bytes as numbers: ``0x89 0x50``."""
        try:
            numbers = str(self.root.selection_get(selection="CLIPBOARD", type=kind)).split()
            return bytes(int(each, 16) for each in numbers)
        except (tk.TclError, ValueError):
            return b""

    def _preview(self, kind: str, data: bytes) -> None:
        main = self.main
        conversation = self._conversation()
        if not data or main is None or conversation is None:
            self.show_wrong(_("The picture could not be read from the clipboard."))
            return
        words = _("To {place}: {size}").format(place=conversation.title, size=sized(len(data)))
        send = partial(self._send, main.tabs.current, data, PICTURES[kind])
        answers: list[PasteChoice] = [(_("Cancel"), lambda: ""), (_("Send"), send)]
        dialog = Choice(self.look, _("Send this picture?"), words, answers)
        PicturePreview(dialog, self.look, pady=(0, self.look.px(14))).of_bytes(data)

    def _send(self, key: str, data: bytes, suffix: str) -> str:
        path = Path(tempfile.mkdtemp(dir=self._pasted.name)) / time.strftime(
            f"pasted-%Y-%m-%d-%H%M%S{suffix}"
        )
        path.write_bytes(data)
        return self.desk.files.share(key, path)
