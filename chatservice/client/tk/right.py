"""The right side of the window: the members of the open conversation, or a list of lines."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.model import sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.line_lists import LineList, ListKind, found, made, request
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE
from chatservice.client.model.sidebar import SidebarSection
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.line_list import LineListTree
from chatservice.client.tk.sidebar import SidebarTree, scrollable
from chatservice.client.tk.theme import Theme
from chatservice.model.commands import Command
from chatservice.model.events import Error
from chatservice.model.names import LOBBY


class RightPane(ttk.Frame):
    """`key` is the open conversation's; `go` opens a person's, `jump` shows a line of a list,
    `done` is called when a list is closed."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        desk: Controller,
        key: Callable[[], str],
        go: Callable[[str], None],
        menu: Callable[[Any, str], None],
        jump: Callable[[str, int], None],
        done: Callable[[], object],
        fresh_menu: Callable[[], tk.Menu],
    ) -> None:
        super().__init__(master)
        self.look, self.desk = look, desk
        self._key, self._go, self._menu, self._done = key, go, menu, done
        self._fresh_menu = fresh_menu
        self._kind: ListKind | None = None  # of the list that is shown, unless it is a search's
        self.words = tk.StringVar(self)
        self.everywhere = tk.BooleanVar(self)
        self.search = ttk.Entry(self, textvariable=self.words, width=20)
        self.where = ttk.Checkbutton(self, text="in all rooms", variable=self.everywhere)
        self.title = ttk.Label(self, style="Faint.TLabel", anchor="w", cursor="hand2")
        self.members = SidebarTree(self, look, count=False)
        self.hits = LineListTree(self, look, jump, self._more, self._remove, self.end)
        Placeholder(self.search, self.words, look, "Search")
        px = look.px
        self.search.pack(fill="x", padx=px(8), pady=(px(12), px(2)))
        self.where.pack(anchor="w", padx=px(8))
        self.title.pack(fill="x", padx=px(10), pady=(px(8), px(2)))
        self.members.pack(fill="both", expand=True, padx=(px(2), px(4)))
        scrollable(self.members)
        self._bind()

    def _bind(self) -> None:
        self.title.bind("<Button-1>", lambda _: self.choose_list())
        self.search.bind("<Return>", lambda _: self._search())
        self.search.bind("<Escape>", lambda _: self.end())
        self.members.bind("<Double-Button-1>", lambda _: self._chosen())
        self.members.bind("<Return>", lambda _: self._chosen())
        self.members.bind("<Button-3>", self._member_menu)
        self.hits.bind("<Button-3>", self._list_menu)

    def _entitle(self, words: str) -> None:
        self.title.configure(text=f"{words}  ▾")

    def choose_list(self) -> None:
        """Open the menu of what can stand here."""
        menu = self._fresh_menu()
        menu.add_command(label="People", command=self.end)
        for kind in ListKind:
            menu.add_command(label=kind.value, underline=0, command=partial(self.show_list, kind))
        menu.tk_popup(self.title.winfo_rootx(), self.title.winfo_rooty() + self.title.winfo_height())

    # People.

    def tell_people(self, key: str) -> None:
        if not self.hits.winfo_ismapped():
            conversation = self.desk.state.conversation(key)
            here = conversation.here if conversation is not None and conversation.kind != "direct" else 0
            self._entitle(f"{here} here" if here else "In this conversation")
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
            self._entitle("Not connected: try again later.")

    def end(self) -> None:
        self.words.set("")
        self._kind = None
        self.hits.pack_forget()
        self.members.pack(fill="both", expand=True)
        self.tell_people(self._key())
        self._done()

    def tell_found(self) -> None:
        if self.desk.state.found is not None:
            self._kind = None
            self._show(found(self.desk.state.found, self.desk.state))

    # Lists.

    def _show(self, lines: LineList, after: bool = False) -> None:
        self.members.pack_forget()
        self.hits.pack(fill="both", expand=True)
        self.hits.tell(lines, after)
        if not after:
            self._entitle(lines.title)

    def show_list(self, kind: ListKind, before: int | None = None) -> None:
        """Ask for that list, or for its page `before`, and show it."""
        self._kind = kind
        conversation, link = self.desk.state.conversation(self._key()), self.desk.link
        if link is not None:
            room = conversation.room if conversation is not None else LOBBY
            future = link.ask(request(kind, room, before))
            future.addCallback(self._came, kind, before is not None)

    def _came(self, answer: object, kind: ListKind, after: bool) -> None:
        if not self.winfo_exists() or self._kind is not kind:
            return
        if isinstance(answer, Error) or answer is None:
            self._entitle(harmless(answer.text) if isinstance(answer, Error) else OFFLINE)
        else:
            self._show(made(kind, answer, self.desk.state), after)

    def _more(self, before: int) -> None:
        if self._kind is not None:
            self.show_list(self._kind, before)

    def _remove(self, command: Command) -> None:
        if self.desk.session.send(command):
            self.tell_list_again()

    def tell_list_again(self) -> None:
        """The list may be another one now."""
        if self._kind is not None:
            self.show_list(self._kind)

    def _list_menu(self, event: Any) -> None:
        removal = self.hits.removal_at(event.y)
        if removal is not None:
            menu = self._fresh_menu()
            menu.add_command(label="Remove", accelerator="Del", command=partial(self._remove, removal))
            menu.tk_popup(event.x_root, event.y_root)
