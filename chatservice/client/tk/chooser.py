"""A file dialog in a window of its own. Tk's own dialog runs a nested loop, which would stop
the reactor."""

import os
import tkinter as tk
from collections.abc import Callable
from pathlib import Path
from tkinter import ttk

from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.forms import framed, place_over
from chatservice.client.tk.theme import Theme
from chatservice.wire.phrases import sized

ENTRIES_MAX = 2_000  # per folder; a name can be typed too


class Chooser(tk.Toplevel):
    """`chosen` gets the file's path and returns an error message."""

    def __init__(
        self,
        look: Theme,
        folder: Path,
        chosen: Callable[[Path], str],
        title: str = "Send a file",
        action: str = "Send",
    ) -> None:
        super().__init__(look.root)
        framed(self, look)
        self.look, self._chosen = look, chosen
        self._paths: dict[str, Path] = {}
        px = look.px
        self.title(title)
        self.transient(look.root)
        frame = ttk.Frame(self, padding=px(14))
        frame.pack(fill="both", expand=True)
        self.value = tk.StringVar(self)
        self.entry = ttk.Entry(frame, textvariable=self.value, width=60)
        self.entry.pack(fill="x")
        lists = ttk.Frame(frame)
        self.list = ttk.Treeview(lists, columns=("size",), show="tree", height=14, selectmode="browse")
        self.list.column("#0", width=px(420))
        self.list.column("size", width=px(110), anchor="e", stretch=False)
        bar = ttk.Scrollbar(lists, orient="vertical", command=self.list.yview)
        self.list.configure(yscrollcommand=bar.set)
        bar.pack(side="right", fill="y")
        self.list.pack(side="left", fill="both", expand=True)
        lists.pack(fill="both", expand=True, pady=px(8))
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=px(520))
        self.wrong.pack(fill="x")
        buttons = ttk.Frame(frame)
        buttons.pack(anchor="e", pady=(px(8), 0))
        ttk.Button(buttons, text="Cancel", command=self.destroy).pack(side="left", padx=px(6))
        self.button = ttk.Button(buttons, text=action, style="Accent.TButton", command=self.finish)
        self.button.pack(side="left")
        self.list.bind("<<TreeviewSelect>>", lambda _: self._picked())
        self.list.bind("<Double-Button-1>", lambda _: self.finish())
        self.list.bind("<Return>", lambda _: self.finish())
        self.entry.bind("<Return>", lambda _: self.finish())
        self.bind("<Escape>", lambda _: self.destroy())
        self.show(folder)
        place_over(self, look.root)
        self.entry.focus_set()

    def show(self, folder: Path) -> None:
        self.list.delete(*self.list.get_children())
        self._paths.clear()
        self.wrong.configure(text="")
        try:
            entries = self._entries(folder)
        except OSError as error:
            self.wrong.configure(text=f"{folder} cannot be read: {error.strerror}.")
            return
        self._add(folder.parent, "..", "")
        for name, is_folder, size in entries:
            self._add(
                folder / name, harmless(name) + ("/" if is_folder else ""), "" if is_folder else sized(size)
            )
        self.value.set(f"{folder}{os.sep}")
        self.entry.icursor("end")
        self.entry.xview_moveto(1.0)

    def _entries(self, folder: Path) -> list[tuple[str, bool, int]]:
        found = []
        with os.scandir(folder) as scan:
            for entry in scan:
                if entry.name.startswith("."):
                    continue
                is_folder = entry.is_dir()
                try:
                    found.append((entry.name, is_folder, 0 if is_folder else entry.stat().st_size))
                except OSError:  # the file is gone, or a broken link
                    continue
                if len(found) >= ENTRIES_MAX:
                    break
        return sorted(found, key=lambda each: (not each[1], each[0].casefold()))

    def _add(self, path: Path, text: str, size: str) -> None:
        iid = self.list.insert("", "end", text=f" {text}", values=(size,))
        self._paths[iid] = path

    def _picked(self) -> None:
        for iid in self.list.selection():
            self.value.set(str(self._paths[iid]))

    def finish(self) -> None:
        path = Path(self.value.get()).expanduser()
        if path.is_dir():
            self.show(path)
            return
        wrong = self._chosen(path)
        if wrong:
            self.wrong.configure(text=wrong)
        else:
            self.destroy()
