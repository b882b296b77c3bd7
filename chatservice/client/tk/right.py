"""The right side of the window: the members of the open conversation, and search results."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.model import sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.render import clock, snippet
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.sidebar import SidebarSection
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.sidebar import SidebarTree, scrollable
from chatservice.client.tk.theme import Theme
from chatservice.model.events import LoggedEvent


class RightPane(ttk.Frame):
    """`key` is the open conversation's; `go` opens a person's, `jump` shows a search result,
    `done` is called when the search has ended."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        desk: Controller,
        key: Callable[[], str],
        go: Callable[[str], None],
        menu: Callable[[Any, str], None],
        jump: Callable[[LoggedEvent], None],
        done: Callable[[], object],
    ) -> None:
        super().__init__(master)
        self.look, self.desk = look, desk
        self._key, self._go, self._menu, self._jump, self._done = key, go, menu, jump, done
        self._hits: dict[str, LoggedEvent] = {}
        self.words = tk.StringVar(self)
        self.everywhere = tk.BooleanVar(self)
        self.search = ttk.Entry(self, textvariable=self.words, width=20)
        self.where = ttk.Checkbutton(self, text="in all rooms", variable=self.everywhere)
        self.title = ttk.Label(self, style="Faint.TLabel", anchor="w")
        self.members = SidebarTree(self, look, count=False)
        self.hits = ttk.Treeview(self, show="tree", selectmode="browse", style="Flat.Treeview")
        Placeholder(self.search, self.words, look, "Search")
        px = look.px
        self.search.pack(fill="x", padx=px(8), pady=(px(12), px(2)))
        self.where.pack(anchor="w", padx=px(8))
        self.title.pack(fill="x", padx=px(10), pady=(px(8), px(2)))
        self.members.pack(fill="both", expand=True, padx=(px(2), px(4)))
        scrollable(self.members)
        scrollable(self.hits)
        self._bind()

    def _bind(self) -> None:
        self.search.bind("<Return>", lambda _: self._search())
        self.search.bind("<Escape>", lambda _: self.end())
        self.members.bind("<Double-Button-1>", lambda _: self._chosen())
        self.members.bind("<Return>", lambda _: self._chosen())
        self.members.bind("<Button-3>", self._member_menu)
        for sequence in ("<Double-Button-1>", "<ButtonRelease-1>", "<Return>"):
            self.hits.bind(sequence, lambda _: self._picked())
        self.hits.bind("<Escape>", lambda _: self.end())

    # People.

    def tell_people(self, key: str) -> None:
        if not self.hits.winfo_ismapped():
            conversation = self.desk.state.conversation(key)
            here = conversation.here if conversation is not None and conversation.kind != "direct" else 0
            self.title.configure(text=f"{here} here" if here else "In this conversation")
        self.members.tell([SidebarSection("members", "", sidebar.members(self.desk.state, key))])

    def _chosen(self) -> None:
        if self.members.chosen():
            self._go(self.members.chosen())

    def _member_menu(self, event: Any) -> None:
        iid = self.members.identify_row(event.y)
        if iid:
            self.members.selection_set(iid)
            if self.members.chosen():
                self._menu(event, self.members.chosen())

    # Searching.

    def begin(self) -> None:
        self.search.focus_set()
        self.search.select_range(0, "end")

    def _search(self) -> None:
        if not self.words.get().strip():
            self.end()
        elif not self.desk.readings.search(self.words.get(), "" if self.everywhere.get() else self._key()):
            self.title.configure(text="Not connected: try again later.")

    def end(self) -> None:
        self.words.set("")
        self.hits.pack_forget()
        self.members.pack(fill="both", expand=True)
        self.tell_people(self._key())
        self._done()

    def tell_found(self) -> None:
        found = self.desk.state.found
        if found is None:
            return
        self.members.pack_forget()
        self.hits.pack(fill="both", expand=True)
        self.hits.delete(*self.hits.get_children())
        self._hits.clear()
        for hit in found.hits:
            line = hit.line
            room = harmless(self.desk.state.of(line).title)
            head = f"{harmless(line.sender)}  {clock(line.ts)}  {room}"
            iid = self.hits.insert("", "end", text=f" {head}", open=True, tags=("head",))
            inner = self.hits.insert(iid, "end", text=snippet(getattr(line, "text", ""), found.text))
            self._hits[iid] = self._hits[inner] = line
        self.hits.tag_configure("head", foreground=self.look.palette.faint, font=self.look.fonts["small"])
        count = len(found.hits)
        more = " or more" if found.next is not None or not found.complete else ""
        words = f"{count}{more} {'line' if count == 1 else 'lines'} found; Escape ends"
        self.title.configure(text=words if count else "Nothing found")

    def _picked(self) -> None:
        for iid in self.hits.selection():
            if iid in self._hits:
                self._jump(self._hits[iid])
