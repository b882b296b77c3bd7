"""Local files: chosen, pasted, dropped; downloads opened."""

import contextlib
import os
import shutil
import tkinter as tk
from functools import partial
from pathlib import Path

from twisted.internet.protocol import ProcessProtocol

from chatservice.client.model.transfers import Transfer, downloads_folder
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.shell import Shell
from chatservice.client.words import _
from chatservice.model.events import FileInfo, FileShared


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
        if self.main is not None:
            for name in self.root.tk.splitlist(names):
                self.show_wrong(self._share(self.main.tabs.current, Path(name)))

    def _take_drops(self) -> None:
        """Accept files dropped on the window, where Tk has the extension for it."""
        with contextlib.suppress(tk.TclError):
            self.root.tk.call("package", "require", "tkdnd")
            self.root.tk.call("tkdnd::drop_target", "register", ".", "DND_Files")
            command = self.root.register(self._dropped)
            self.root.tk.call("bind", ".", "<<Drop:DND_Files>>", f"{command} %D")

    def transfer(self, verb: str, transfer: Transfer) -> None:
        courier = self.desk.files.courier
        if verb == "cancel":
            courier.cancel(transfer)
        elif verb == "again":
            courier.try_again(transfer)
        elif verb == "away":
            courier.forget(transfer)
        elif transfer.path is not None:
            self._show(transfer.path if verb == "open" else transfer.path.parent)

    def _show(self, path: Path) -> None:
        """Open a file with the desktop's program for its type."""
        program = shutil.which("xdg-open") or shutil.which("open")
        if program is None:
            self.show_wrong(_("The file is at {path}.").format(path=path))
        else:
            self.reactor.spawnProcess(
                ProcessProtocol(), program, [program, str(path.absolute())], env=os.environ
            )
