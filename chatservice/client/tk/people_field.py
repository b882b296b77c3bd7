"""A field for several people: a list to tick, narrowed by what is typed; other names can be typed too."""

import tkinter as tk
from collections.abc import Sequence
from tkinter import ttk

from chatservice.client.model.sanitize import harmless
from chatservice.client.model.sidebar import SidebarItem, SidebarSection
from chatservice.client.tk.row_list import RowList
from chatservice.client.tk.theme import Theme
from chatservice.model.names import fold

SHOWN = 5  # rows at a time
TICK = "\N{CHECK MARK}"


class PeopleField(ttk.Frame):
    def __init__(self, master: tk.Misc, look: Theme, names: Sequence[str], value: str) -> None:
        super().__init__(master)
        self._names = list(names)
        self.ticked: list[str] = [value] if value in names else []
        self.words = tk.StringVar(self, "" if self.ticked else value)
        self.entry = ttk.Entry(self, textvariable=self.words, width=32)
        self.rows = RowList(self, look, self._toggle, lambda event, key: None)
        height = min(SHOWN, len(self._names)) * self.rows.row
        self.rows.configure(height=height, width=look.px(260))
        self.entry.pack(fill="x")
        self.rows.pack(fill="x", pady=(look.px(4), 0))
        self.words.trace_add("write", lambda *_: self._tell())
        self._tell()

    def _tell(self) -> None:
        part = fold(self.words.get().rpartition(",")[2].strip())
        rows = [
            SidebarItem(name, harmless(name), TICK if name in self.ticked else "", "here", name=name)
            for name in sorted(self._names, key=lambda name: (name not in self.ticked, fold(name)))
            if part in fold(name) or name in self.ticked
        ]
        self.rows.tell([SidebarSection("people", "", rows)])

    def _toggle(self, name: str) -> None:
        if name in self.ticked:
            self.ticked.remove(name)
        else:
            self.ticked.append(name)
            self.words.set("")
        self._tell()

    def value(self) -> str:
        """The names, separated by commas."""
        typed = [each.strip() for each in self.words.get().replace(" ", ",").split(",") if each.strip()]
        return ",".join(dict.fromkeys([*self.ticked, *typed]))
