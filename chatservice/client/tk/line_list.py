"""A list of lines at the side: a click shows the line where it stands, Delete takes it off the list."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.line_lists import LineList, ListRow
from chatservice.client.tk.sidebar import scrollable
from chatservice.client.tk.theme import Theme
from chatservice.model.commands import Command

MORE = "Earlier ones…"


class LineListTree(ttk.Treeview):
    """`jump` shows a line, `more` asks for the next page, `remove` sends what removes a row, `end` closes
    the list."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        jump: Callable[[str, int], None],
        more: Callable[[int], None],
        remove: Callable[[Command], None],
        end: Callable[[], None],
    ) -> None:
        super().__init__(master, show="tree", selectmode="browse", style="Flat.Treeview")
        self.look = look
        self._jump, self._more, self._remove = jump, more, remove
        self._rows: dict[str, ListRow] = {}
        self._next: int | None = None
        self._more_row = ""
        scrollable(self)
        for sequence in ("<Double-Button-1>", "<ButtonRelease-1>", "<Return>"):
            self.bind(sequence, lambda _: self._picked())
        self.bind("<Delete>", lambda _: self._removed())
        self.bind("<Escape>", lambda _: end())

    def tell(self, lines: LineList, after: bool = False) -> None:
        """Show the list, or (`after`) one more page of it."""
        if not after:
            self.delete(*self.get_children())
            self._rows.clear()
        elif self._more_row:
            self.delete(self._more_row)
        for row in lines.rows:
            iid = self.insert("", "end", text=f" {row.head}", open=True, tags=("head",))
            inner = self.insert(iid, "end", text=row.text)
            self._rows[iid] = self._rows[inner] = row
        self._next = lines.next
        self._more_row = self.insert("", "end", text=MORE, tags=("head",)) if lines.next is not None else ""
        self.tag_configure("head", foreground=self.look.palette.faint, font=self.look.fonts["small"])

    def _picked(self) -> None:
        for iid in self.selection():
            row = self._rows.get(iid)
            if row is not None and row.goal is not None:
                self._jump(*row.goal)
            elif iid == self._more_row and self._next is not None:
                self._more(self._next)

    def _removed(self) -> None:
        for iid in self.selection():
            row = self._rows.get(iid)
            if row is not None and row.removal is not None:
                self._remove(row.removal)

    def removal_at(self, y: int) -> Command | None:
        """What removes the row at that height; it is selected."""
        iid = self.identify_row(y)
        row = self._rows.get(iid)
        if row is not None:
            self.selection_set(iid)
        return row.removal if row is not None else None
