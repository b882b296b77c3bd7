"""Local files: chosen, pasted, dropped; downloads opened."""

import contextlib
import os
import shutil
import tkinter as tk
from collections.abc import Callable
from functools import partial
from mimetypes import guess_type
from pathlib import Path

from twisted.internet.protocol import ProcessProtocol

from chatservice.client.model.files import no_folder
from chatservice.client.model.pictures import KINDS
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.transfers import Transfer, downloads_folder
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.forms import Choice
from chatservice.client.tk.picture_preview import PicturePreview
from chatservice.client.tk.shell import Shell
from chatservice.client.words import _, n_
from chatservice.model.events import FileInfo, FileShared

NAMED_MAX = 8  # dropped files that are listed


class FileDialogs(Shell):
    _folder: Path

    def attach(self) -> None:
        if self.main is not None:
            Chooser(self.look, self._folder, partial(self._share, self.main.tabs.current))

    def _share(self, key: str, path: Path) -> str:
        """Send a file to the conversation that was open when the dialog was."""
        self._folder = path.parent
        return self.desk.files.share(key, path)

    def downloads(self) -> Path:
        return downloads_folder(self.memory.values.downloads)

    def open_shared(self, key: str, seq: int, folder: bool) -> None:
        """Open a shared file, or its folder; download it when it is not here."""
        conversation = self.desk.state.conversation(key)
        line = conversation.lines.get(seq) if conversation is not None else None
        path = self.desk.files.saved(line.url) if isinstance(line, FileShared) else None
        if path is not None:
            self._show(path.parent if folder else path)
        else:
            self.show_wrong(self.desk.files.fetch(key, seq, self.downloads()))

    def fetch_listed(self, file: FileInfo) -> None:
        """Download a file of a list."""
        self.show_wrong(self.desk.files.fetch_listed(file, self.downloads()))

    def _dropped(self, names: str) -> None:
        self.offer_files([Path(name) for name in self.root.tk.splitlist(names)])

    def offer_files(self, paths: list[Path]) -> None:
        """Ask whether they are to be sent to the open conversation."""
        conversation = self._conversation()
        if self.main is None or conversation is None or not paths:
            return
        key, left = self.main.tabs.current, list(paths)

        def send() -> str:
            """What cannot be sent is not tried again with what can."""
            while left:
                wrong = self._share(key, left[0])
                if wrong:
                    return wrong
                left.pop(0)
            return ""

        folder = next((path for path in paths if path.is_dir()), None)
        if folder is not None:
            self.show_wrong(no_folder(folder))
            return
        listed = "\n".join(harmless(path.name) for path in paths[:NAMED_MAX])
        more = len(paths) - NAMED_MAX
        listed += "\n" + n_("and {count} more", "and {count} more", more) if more > 0 else ""
        words = _("To {place}:").format(place=harmless(conversation.title))
        answers: list[tuple[str, Callable[[], str]]] = [(_("Cancel"), lambda: ""), (_("Send"), send)]
        title = n_("Send this file?", "Send these {count} files?", len(paths))
        dialog = Choice(self.look, title, f"{words}\n{listed}", answers)
        PicturePreview(dialog, self.look, pady=(0, self.look.px(14))).of_file(
            next((path for path in paths if guess_type(path.name)[0] in KINDS), paths[0])
        )

    def _take_drops(self) -> None:
        """Accept files dropped on the window, where Tk has the extension for it."""
        with contextlib.suppress(tk.TclError):
            self.root.tk.call("package", "require", "tkdnd")
            self.root.tk.call("tkdnd::drop_target", "register", ".", "DND_Files")
            command = self.root.register(self._dropped)
            self.root.tk.call("bind", ".", "<<Drop:DND_Files>>", f"{command} %D")

    def transfer(self, verb: str, transfer: Transfer) -> None:
        self.desk.files.do(verb, transfer.number)

    def _show(self, path: Path) -> None:
        """Open a file with the desktop's program for its type."""
        program = shutil.which("xdg-open") or shutil.which("open")
        if program is None:
            self.show_wrong(_("The file is at {path}.").format(path=path))
        else:
            self.reactor.spawnProcess(
                ProcessProtocol(), program, [program, str(path.absolute())], env=os.environ
            )
