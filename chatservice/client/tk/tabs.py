"""The tabs: conversations and code documents that are open. Each stays until the user closes it."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.model import bidi
from chatservice.client.model.controller import Controller
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.sidebar import pill
from chatservice.client.model.tab_order import moved
from chatservice.client.tk.editor import Editor
from chatservice.client.tk.tab_strip import Tab, TabStrip
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.transcript import Transcript


class Tabs(ttk.Frame):
    """`pages` by key of the conversation, `editors` by document. `make_page` and `make_editor` build what is
    in a tab; `actions` are the app's; `typing` puts the cursor where the user writes; `turned` is called
    when another tab is in front."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        desk: Controller,
        make_page: Callable[[tk.Misc, str], Transcript],
        make_editor: Callable[[tk.Misc, str], Editor],
        actions: Any,
        typing: Callable[[], object],
        turned: Callable[[], None],
    ) -> None:
        super().__init__(master)
        self.strip = TabStrip(
            master, look, self._clicked, self.put_away, self._menu, self._all_tabs, self.move
        )
        self.look, self.desk, self.actions = look, desk, actions
        self._make_page, self._make_editor, self._typing = make_page, make_editor, typing
        self._turned = turned
        self.pages: dict[str, Transcript] = {}
        self.editors: dict[str, Editor] = {}
        self._order: list[str] = []
        self._front = ""
        self._shown: tk.Misc | None = None

    def restyle(self) -> None:
        tabs: list[Transcript | Editor] = [*self.pages.values(), *self.editors.values()]
        for tab in tabs:
            tab.restyle()
        self.strip.restyle()

    @property
    def current(self) -> str:
        """The key of the open conversation; empty when a document is open."""
        return self._front if self._front in self.pages else ""

    @property
    def editor(self) -> str:
        """The document of the open tab; empty when that is a conversation."""
        return self._front if self._front in self.editors else ""

    def select(self, key: str) -> None:
        """Bring that tab to the front."""
        tab = self.pages.get(key) or self.editors.get(key)
        if tab is None or tab is self._shown:
            return
        if self._shown is not None and self._shown.winfo_exists():
            self._shown.pack_forget()  # type: ignore[attr-defined]
        self._shown, self._front = tab, key
        tab.pack(fill="both", expand=True)
        self.tell()
        self._turned()

    # Conversations.

    def open(self, key: str, front: bool = True) -> None:
        if key not in self.pages:
            self.pages[key] = self._make_page(self, key)
            self._order.append(key)
        if front or not self._front:
            self.select(key)
            self._typing()
        self.tell()

    def close(self, key: str) -> None:
        page = self.pages.pop(key, None)
        if page is not None:
            self._remove(key)
            page.destroy()

    def _remove(self, key: str) -> None:
        """Take a tab off the strip; its neighbour comes to the front."""
        at = self._order.index(key)
        self._order.remove(key)
        if key == self._front:
            self._front, self._shown = "", None
            if self._order:
                self.select(self._order[max(0, at - 1)])
            else:
                self._turned()
        self.tell()

    def clear(self) -> None:
        """Close the tabs of conversations that no longer exist."""
        for key in [key for key in self.pages if key not in self.desk.state.conversations]:
            self.close(key)

    # Code documents.

    def open_code(self, doc: str) -> None:
        if doc not in self.desk.code.documents:
            return
        if doc not in self.editors:
            self.editors[doc] = self._make_editor(self, doc)
            self._order.append(doc)
        self.select(doc)
        self.editors[doc].focus_text()

    def close_code(self, doc: str) -> None:
        editor = self.editors.pop(doc, None)
        if editor is not None:
            self._remove(doc)
            editor.destroy()
            self.desk.code.leave(doc)

    # Names.

    def tell(self) -> None:
        """Draw the strip again."""
        self.strip.tell([self._tab(key) for key in self._order], self._front)

    def tell_code(self) -> None:
        """Draw what has changed in the documents."""
        for editor in self.editors.values():
            editor.tell()
        if self.editors:
            self.tell()

    def _tab(self, key: str) -> Tab:
        document = self.desk.code.documents.get(key)
        if key in self.editors:
            return Tab(key, harmless(document.info.title) if document is not None else "", icon="code")
        conversation = self.desk.state.conversations.get(key)
        if conversation is None:
            return Tab(key, key)
        is_direct = conversation.kind == "direct"
        title = conversation.title.removeprefix("@") if is_direct else conversation.title
        who = conversation.name[1:] if is_direct else ""
        for_me = bool(conversation.for_me) or is_direct
        return Tab(key, bidi.line(harmless(title)), pill(conversation), for_me, who=who)

    # The mouse and keys.

    def turn(self, step: int) -> None:
        """Go to the next tab, or the previous one."""
        if self._order:
            self.desk.state.lost = ""
            at = self._order.index(self._front) if self._front in self._order else 0
            self.select(self._order[(at + step) % len(self._order)])

    def move(self, key: str, place: int) -> None:
        """Give that tab another place, counted from 0."""
        order = moved(self._order, key, place)
        if order != self._order:
            self._order = order
            self.tell()
            self.desk.redraw()  # which keeps the order

    def shift(self, step: int) -> None:
        """Move the open tab by a place."""
        if self._front in self._order:
            self.move(self._front, self._order.index(self._front) + step)

    @property
    def conversations(self) -> list[str]:
        """The keys of those that have a tab, in their order."""
        return [key for key in self._order if key in self.pages]

    def put_away(self, key: str) -> None:
        """Close the tab; the conversation stays in the list, and you stay in the room."""
        if key in self.editors:
            self.actions.close_code(key)
        elif key in self.pages:
            self.close(key)

    def _clicked(self, key: str) -> None:
        self.desk.state.lost = ""
        self.select(key)
        if not self.editor:
            self._typing()

    def _menu(self, event: Any, key: str) -> None:
        if key in self.desk.state.conversations:
            self.actions.place_menu(event, key)

    def _all_tabs(self, x: int, y: int) -> None:
        menu = self.actions.fresh_menu()
        for key in self._order:
            menu.add_command(label=self._tab(key).words, command=partial(self._clicked, key))
        menu.tk_popup(x, y)
