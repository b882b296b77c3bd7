"""Lists: the left one, with sections and a filter field, and the right one."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Any

from chatservice.client.model.sidebar import SidebarItem, SidebarSection
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.theme import Theme


def scrollable(rows: ttk.Treeview) -> None:
    """Add a scrollbar that shows only when there is something to scroll."""
    bar = ttk.Scrollbar(rows, orient="vertical", command=rows.yview)

    def moved(first: float, last: float) -> None:  # Tk passes them as strings
        bar.set(first, last)
        if float(first) <= 0.0 and float(last) >= 1.0:
            bar.place_forget()
        else:
            bar.place(relx=1.0, relheight=1.0, anchor="ne")

    rows.configure(yscrollcommand=moved)


class SidebarTree(ttk.Treeview):
    """Rows that are set again and again, and change only where they differ."""

    def __init__(self, master: tk.Misc, look: Theme, count: bool) -> None:
        style = "Plain.Treeview" if count else "Flat.Treeview"
        columns = ("count",) if count else ()
        super().__init__(master, show="tree", selectmode="browse", columns=columns, style=style)
        self.look = look
        self._rows: dict[str, tuple[str, SidebarItem]] = {}
        self._parts: dict[str, str] = {}
        self.restyle()

    def restyle(self) -> None:
        p, px = self.look.palette, self.look.px
        self.column("#0", width=px(150), minwidth=px(80), stretch=True)
        if self["columns"]:
            self.column("count", width=px(58), minwidth=px(40), stretch=False, anchor="e")
        self.tag_configure("bold", font=self.look.fonts["bold"])
        self.tag_configure("faint", foreground=p.faint)
        self.tag_configure("part", foreground=p.faint, font=self.look.fonts["small"])

    def tell(self, parts: Sequence[SidebarSection]) -> None:
        rows: dict[str, tuple[str, SidebarItem]] = {}
        for part in parts:
            if part.title and self._parts.get(part.id) != part.title:
                if part.id not in self._parts:
                    self.insert("", "end", f"part:{part.id}", text=part.title, open=True, tags=("part",))
                self.item(f"part:{part.id}", text=part.title)
                self._parts[part.id] = part.title
            for row in part.rows:
                rows[f"{part.id}:{row.id}"] = (part.id, row)
        for gone in [iid for iid in self._rows if iid not in rows]:
            self.delete(gone)
            del self._rows[gone]
        for part in parts:
            self._order(part, rows)

    def _order(self, part: SidebarSection, rows: dict[str, tuple[str, SidebarItem]]) -> None:
        parent = f"part:{part.id}" if part.title else ""
        children = list(self.get_children(parent))
        for place, row in enumerate(part.rows):
            iid = f"{part.id}:{row.id}"
            if iid not in self._rows:
                self.insert(parent, place, iid, **self._look_of(part, row))
                children.insert(place, iid)
            elif self._rows[iid][1] != row:
                self.item(iid, **self._look_of(part, row))
            if children[place] != iid:
                self.move(iid, parent, place)
                children.remove(iid)
                children.insert(place, iid)
            self._rows[iid] = rows[iid]

    def _look_of(self, part: SidebarSection, row: SidebarItem) -> dict[str, Any]:
        picture = "group" if part.id == "groups" and row.look == "open" else row.look
        tags = ("bold",) if row.bold else ("faint",) if row.look in ("closed", "away") else ()
        options: dict[str, Any] = {"text": f" {row.text}", "tags": tags}
        if row.id:
            options["image"] = self.look.pictures[picture]
        if self["columns"]:
            options["values"] = (row.unread,)
        return options

    def chosen(self) -> str:
        """The id of the selected row; empty for a heading."""
        for iid in self.selection():
            if iid in self._rows:
                return self._rows[iid][1].id
        return ""

    def mark(self, key: str) -> None:
        """Select a row without opening it."""
        for iid, (_, row) in self._rows.items():
            if row.id == key:
                if self.selection() != (iid,):
                    self.selection_set(iid)
                    self.see(iid)
                return
        self.selection_set(())

    def texts(self) -> list[str]:
        return [row.text for _, row in self._rows.values()]


class Sidebar(ttk.Frame):
    """`go` opens a row; `buttons` are labels and their functions."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        go: Callable[[str], None],
        narrowed: Callable[[], None],
        buttons: Sequence[tuple[str, Callable[[], None]]],
        menu: Callable[[Any, str], None],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._go = go
        px = look.px
        self.pattern = tk.StringVar(self)
        self.pattern.trace_add("write", lambda *_: narrowed())
        self.me = ttk.Label(self, style="Title.TLabel", compound="left")
        self.standing = ttk.Label(self, style="Faint.TLabel", anchor="w")
        self.field = ttk.Entry(self, textvariable=self.pattern)
        Placeholder(self.field, self.pattern, look, "Find a room or person")
        self.rows = SidebarTree(self, look, count=True)
        self.below = ttk.Frame(self)
        self.me.pack(fill="x", padx=px(14), pady=(px(12), 0))
        self.standing.pack(fill="x", padx=px(14), pady=(px(2), px(6)))
        self.field.pack(fill="x", padx=px(10), pady=(px(2), px(6)))
        self.below.pack(side="bottom", fill="x", padx=px(10), pady=px(8))
        self.rows.pack(fill="both", expand=True, padx=(px(4), 0))
        scrollable(self.rows)
        self.buttons = {}
        for place, (words, action) in enumerate(buttons):
            button = self.buttons[words] = ttk.Button(
                self.below, text=words, command=action, style="Side.TButton"
            )
            alone = place == len(buttons) - 1 and place % 2 == 0
            button.grid(row=place // 2, column=place % 2, sticky="ew", padx=px(2), pady=px(2))
            button.grid_configure(columnspan=2 if alone else 1)
            self.below.columnconfigure(place % 2, weight=1, uniform="buttons")
        self.rows.bind("<ButtonRelease-1>", lambda _: self._open())
        self.rows.bind("<Double-Button-1>", lambda _: self._open())
        self.rows.bind("<Return>", lambda _: self._open())
        self.rows.bind("<space>", lambda _: self._open())
        self.rows.bind("<Button-3>", lambda event: self._menu(event, menu))
        self.field.bind("<Return>", lambda _: self._first())
        self.field.bind("<Down>", lambda _: self.rows.focus_set())
        self.field.bind("<Escape>", lambda _: self.pattern.set(""))

    def _open(self) -> None:
        key = self.rows.chosen()
        if key:
            self._go(key)

    def _menu(self, event: Any, menu: Callable[[Any, str], None]) -> None:
        iid = self.rows.identify_row(event.y)
        if iid:
            self.rows.selection_set(iid)
            if self.rows.chosen():
                menu(event, self.rows.chosen())

    def _first(self) -> None:
        """Open the first row that matches the filter, or a room of that name."""
        for part in self.rows.get_children():
            for iid in self.rows.get_children(part):
                self.rows.selection_set(iid)
                self._open()
                self.pattern.set("")
                return
        name = self.pattern.get().strip()
        if name:
            self._go(name)
            self.pattern.set("")
