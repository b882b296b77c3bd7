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
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.line_list import LineListText
from chatservice.client.tk.row_list import RowList
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import CutLabel, IconButton
from chatservice.client.words import _, marked
from chatservice.model.commands import Command
from chatservice.model.events import Error, FileInfo
from chatservice.model.names import LOBBY

WIDTH, LINES_WIDTH = 280, 520  # at 100 %
SEARCH_HINT = marked("Words, or part of one. from:bob, in:ops and after:2026-11-01 narrow it.")


class RightPane(ttk.Frame):
    """`key` is the open conversation's; `go` opens a person's, `jump` shows a line of a list,
    `done` is called when a list is closed, `fetch` downloads a file."""

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
        fetch: Callable[[FileInfo], None],
    ) -> None:
        super().__init__(master)
        self.look, self.desk = look, desk
        self._key, self._go, self._menu, self._done = key, go, menu, done
        self._fresh_menu = fresh_menu
        self.kind: ListKind | None = None  # of the list that is shown, unless it is a search's
        self.shows_people = True
        self.words = tk.StringVar(self)
        self.everywhere = tk.BooleanVar(self)
        px = look.px
        self.head = ttk.Frame(self, height=px(52))
        self.head.pack_propagate(False)
        self.title = CutLabel(self.head, look, "bold", style="Bold.TLabel", cursor="hand2")
        self.lists = IconButton(
            self.head, look, "chevron-down", _("Mentions, bookmarks, reminders…"), self.choose_list
        )
        self.close = IconButton(self.head, look, "x", _("Close (Esc)"), self.close_all)
        self.sought = ttk.Frame(self)
        self.search = ttk.Entry(self.sought, textvariable=self.words, width=20)
        self.where = ttk.Checkbutton(
            self.sought, text=_("in all rooms"), variable=self.everywhere, command=self._search_again
        )
        self.members = RowList(self, look, self._go, self._menu, twice=True)
        self.hits = LineListText(self, look, jump, self._more, self._remove, self.end, self._list_menu, fetch)
        Placeholder(self.search, self.words, look, _("Search"))
        self.edge = ttk.Frame(self, style="Line.TFrame", width=1)
        self.edge.pack(side="left", fill="y")
        self.head.pack(fill="x")
        self.close.pack(side="right", padx=(0, px(8)))
        self.lists.pack(side="right")
        self.title.pack(side="left", fill="x", expand=True, padx=(px(16), 0))
        self.search.pack(fill="x", padx=px(12), pady=(0, px(2)))
        self.where.pack(anchor="w", padx=px(12))
        self.members.pack(fill="both", expand=True)
        self._listen()

    def _listen(self) -> None:
        self.title.bind("<Button-1>", lambda _: self.choose_list())
        self.search.bind("<Return>", lambda _: self._search())
        self.search.bind("<Escape>", lambda _: self.end())
        self.members.bind("<Escape>", lambda _: self.end())

    def restyle(self) -> None:
        self.members.restyle()
        self.hits.restyle()
        for button in (self.lists, self.close):
            button.restyle()

    def widen(self) -> None:
        """A list of lines is wider than one of people, as far as the window allows."""
        px, whole = self.look.px, self.look.root.winfo_width()
        most = px(WIDTH) if self.shows_people else px(LINES_WIDTH)
        self.configure(width=min(most, max(px(WIDTH), whole * 2 // 5)))

    def _entitle(self, words: str) -> None:
        self.title.say(words)

    def choose_list(self) -> None:
        """Open the menu of what can stand here."""
        menu = self._fresh_menu()
        menu.add_command(label=_("People"), command=self.end)
        for kind in ListKind:
            menu.add_command(label=_(kind.value), underline=0, command=partial(self.show_list, kind))
        menu.tk_popup(self.lists.winfo_rootx(), self.lists.winfo_rooty() + self.lists.winfo_height())

    # People.

    def tell_people(self, key: str) -> None:
        if self.shows_people:
            conversation = self.desk.state.conversation(key)
            here = conversation.here if conversation is not None and conversation.kind != "direct" else 0
            self._entitle(_("People · {count}").format(count=f"{here:,}") if here else _("People"))
        self.members.tell([SidebarSection("members", "", sidebar.members(self.desk.state, key))])

    # Searching.

    def begin(self) -> None:
        """Show the field to search with."""
        self.shows_people, self.kind = False, None
        self.widen()
        self._entitle(_("Search"))
        self.members.pack_forget()
        self.hits.pack_forget()
        self.sought.pack(fill="x", after=self.head)
        self.hits.pack(fill="both", expand=True)
        if not self.words.get():
            self.hits.tell(LineList("", [], empty=_(SEARCH_HINT)))
        focus_now(self.search)
        self.search.select_range(0, "end")

    def _search(self) -> None:
        if not self.words.get().strip():
            self.end()
        elif not self.desk.readings.search(self.words.get(), "" if self.everywhere.get() else self._key()):
            self._entitle(_("Not connected: try again later."))

    def _search_again(self) -> None:
        if self.words.get().strip():
            self._search()

    def end(self) -> None:
        """Show the people again."""
        self.words.set("")
        self.kind, self.shows_people = None, True
        self.widen()
        self.sought.pack_forget()
        self.hits.pack_forget()
        self.members.pack(fill="both", expand=True)
        self.tell_people(self._key())
        self._done()

    def close_all(self) -> None:
        self.end()

    def tell_found(self) -> None:
        if self.desk.state.found is not None:
            self.kind = None
            self._show(found(self.desk.state.found, self.desk.state))

    # Lists.

    def _show(self, lines: LineList, after: bool = False) -> None:
        self.shows_people = False
        self.widen()
        self.members.pack_forget()
        if self.kind is not None:
            self.sought.pack_forget()
        self.hits.pack(fill="both", expand=True)
        self.hits.tell(lines, after)
        if not after:
            self._entitle(lines.title)

    def show_list(self, kind: ListKind, before: int | None = None) -> None:
        """Ask for that list, or for its page `before`, and show it."""
        self.kind = kind
        conversation, link = self.desk.state.conversation(self._key()), self.desk.link
        if link is not None:
            room = conversation.room if conversation is not None else LOBBY
            future = link.ask(request(kind, room, before))
            future.addCallback(self._came, kind, before is not None)

    def _came(self, answer: object, kind: ListKind, after: bool) -> None:
        if not self.winfo_exists() or self.kind is not kind:
            return
        if isinstance(answer, Error) or answer is None:
            self._entitle(harmless(answer.text) if isinstance(answer, Error) else _(OFFLINE))
        else:
            self._show(made(kind, answer, self.desk.state), after)

    def _more(self, before: int) -> None:
        if self.kind is not None:
            self.show_list(self.kind, before)

    def _remove(self, command: Command) -> None:
        if self.desk.session.send(command):
            self.tell_list_again()

    def tell_list_again(self) -> None:
        """The list may be another one now."""
        if self.kind is not None:
            self.show_list(self.kind)

    def _list_menu(self, event: Any, removal: Command) -> None:
        menu = self._fresh_menu()
        menu.add_command(label=_("Remove"), accelerator=_("Del"), command=partial(self._remove, removal))
        menu.tk_popup(event.x_root, event.y_root)
