"""A file dialog. Tk's own runs a nested loop, which would stop the reactor."""

import os
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk
from typing import NamedTuple

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.picture_preview import PicturePreview
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import IconButton
from chatservice.client.words import _
from chatservice.wire.phrases import sized

NAMES = 380  # pixels of the column of names at 100 %
BESIDE_NAME = 48  # of these, for the icon and blanks
ENDING_MAX = 12  # characters of a name's ending that are kept
NARROW = 640  # a window with no room for sizes and days
ENTRIES_MAX = 2_000  # per folder; a name can be typed too


class FolderEntry(NamedTuple):
    name: str
    is_folder: bool
    size: int
    changed: float


class Chooser(Sheet):
    """`chosen` gets the file's path and returns an error message."""

    def __init__(
        self,
        look: Theme,
        folder: Path,
        chosen: Callable[[Path], str],
        title: str = "",
        action: str = "",
    ) -> None:
        super().__init__(look, title or _("Send a file"))
        self.look, self._chosen = look, chosen
        self._paths: dict[str, Path] = {}
        self._folder = folder
        px = look.px
        buttons = ttk.Frame(self)
        buttons.pack(side="bottom", fill="x", padx=px(16), pady=px(12))
        action = action or _("Send")
        self.button = ttk.Button(buttons, text=action, style="Accent.TButton", command=self.finish)
        self.button.pack(side="right")
        ttk.Button(buttons, text=_("Cancel"), command=self.destroy).pack(side="right", padx=px(6))
        self.wrong = ttk.Label(self, style="Bad.TLabel", wraplength=self.words_width(520))
        self.wrong.pack(side="bottom", fill="x", padx=px(18))
        frame = ttk.Frame(self)
        frame.pack(fill="both", expand=True, padx=px(16), pady=(px(6), 0))
        row = ttk.Frame(frame)
        row.pack(fill="x")
        self.value = tk.StringVar(self)
        self.entry = ttk.Entry(row, textvariable=self.value, width=52)
        for icon, words, go in (("house", _("Home"), self._home), ("arrow-up", _("Up"), self._up)):
            IconButton(row, look, icon, words, go).pack(side="left")
        self.entry.pack(side="left", fill="x", expand=True, padx=(px(4), 0))
        lists = ttk.Frame(frame)
        columns = ("size", "day")
        self.list = ttk.Treeview(lists, columns=columns, show="tree", height=12, selectmode="browse")
        self.list.configure(style="Flat.Treeview")
        self.list.column("#0", width=px(NAMES))
        for column in columns:
            self.list.column(column, width=px(110), anchor="e", stretch=False)
        bar = ttk.Scrollbar(lists, orient="vertical", command=self.list.yview)
        self.list.configure(yscrollcommand=bar.set)
        if look.root.winfo_width() < px(NARROW):
            self.list.configure(displaycolumns=())
        self.preview = PicturePreview(lists, look, side="right", padx=(px(10), 0), before=bar)
        self.value.trace_add("write", lambda *_: self.preview.of_file(Path(self.value.get())))
        bar.pack(side="right", fill="y")
        self.list.pack(side="left", fill="both", expand=True)
        lists.pack(fill="both", expand=True, pady=px(8))
        self.list.bind("<<TreeviewSelect>>", lambda _: self._picked())
        self.list.bind("<Double-Button-1>", lambda _: self.finish())
        self.list.bind("<Return>", lambda _: self.finish())
        self.entry.bind("<Return>", lambda _: self.finish())
        self.open(folder)
        self.show(self.entry)

    def open(self, folder: Path) -> None:
        self.list.delete(*self.list.get_children())
        self._paths.clear()
        self.wrong.configure(text="")
        try:
            entries = self._entries(folder)
        except OSError as error:
            self.wrong.configure(
                text=_("{folder} cannot be read: {strerror}.").format(folder=folder, strerror=error.strerror)
            )
            return
        self._folder = folder
        for entry in entries:
            self._add(folder / entry.name, entry)
        self.value.set(f"{folder}{os.sep}")
        self.entry.icursor("end")
        self.entry.xview_moveto(1.0)

    def _entries(self, folder: Path) -> list[FolderEntry]:
        found = []
        with os.scandir(folder) as scan:
            for entry in scan:
                if entry.name.startswith("."):
                    continue
                try:
                    facts = entry.stat()
                except OSError:  # the file is gone, or a broken link
                    continue
                found.append(FolderEntry(entry.name, entry.is_dir(), facts.st_size, facts.st_mtime))
                if len(found) >= ENTRIES_MAX:
                    break
        return sorted(found, key=lambda each: (not each.is_folder, each.name.casefold()))

    def _add(self, path: Path, entry: FolderEntry) -> None:
        icon = self.look.icon("folder" if entry.is_folder else "file", size=16)
        day = time.strftime("%Y-%m-%d", time.localtime(entry.changed))
        size = "" if entry.is_folder else sized(entry.size)
        name = self._shortened(harmless(entry.name))
        iid = self.list.insert("", "end", text=f"  {name}", image=icon, values=(size, day))
        self._paths[iid] = path

    def _shortened(self, name: str) -> str:
        """It fits into its column, and still has its ending."""
        width, font = self.look.px(NAMES - BESIDE_NAME), self.look.fonts["body"]
        if font.measure(name) <= width:
            return name
        ending = Path(name).suffix[:ENDING_MAX]
        return self.look.cut(name, width - font.measure(ending), "body") + ending

    def _home(self) -> None:
        self.open(Path.home())

    def _up(self) -> None:
        self.open(self._folder.parent)

    def _picked(self) -> None:
        for iid in self.list.selection():
            self.value.set(str(self._paths[iid]))

    def finish(self) -> None:
        path = Path(self.value.get()).expanduser()
        if path.is_dir():
            self.open(path)
            return
        wrong = self._chosen(path)
        if wrong:
            self.wrong.configure(text=wrong)
        else:
            self.destroy()
