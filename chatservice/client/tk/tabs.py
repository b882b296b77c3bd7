"""The tabs: conversations and code documents that are open."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.model.controller import Controller
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.editor import Editor
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.transcript import Transcript

TITLE_SHOWN = 18  # characters


class Tabs:
    """`pages` by key of the conversation, `editors` by document. `make_page` and `make_editor` build what is
    in a tab; `actions` are the app's; `typing` puts the cursor where the user writes."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        desk: Controller,
        make_page: Callable[[tk.Misc, str], Transcript],
        make_editor: Callable[[tk.Misc, str], Editor],
        actions: Any,
        typing: Callable[[], object],
    ) -> None:
        self.notebook = ttk.Notebook(master, takefocus=False)
        self.look, self.desk, self.actions = look, desk, actions
        self._make_page, self._make_editor, self._typing = make_page, make_editor, typing
        self.pages: dict[str, Transcript] = {}
        self.editors: dict[str, Editor] = {}
        self._used: dict[str, None] = {}  # conversations, the most recently used last
        self.notebook.bind("<ButtonRelease-1>", self._clicked)
        self.notebook.bind("<ButtonRelease-2>", self._closed)
        self.notebook.bind("<Button-3>", self._menu)

    def restyle(self) -> None:
        tabs: list[Transcript | Editor] = [*self.pages.values(), *self.editors.values()]
        for tab in tabs:
            tab.restyle()

    @property
    def current(self) -> str:
        """The key of the open conversation; empty when a document is open."""
        selected = self.notebook.select()
        return next((key for key, page in self.pages.items() if str(page) == selected), "")

    @property
    def editor(self) -> str:
        """The document of the open tab; empty when that is a conversation."""
        selected = self.notebook.select()
        return next((doc for doc, editor in self.editors.items() if str(editor) == selected), "")

    # Conversations.

    def open(self, key: str, front: bool = True) -> None:
        if key not in self.pages:
            self.pages[key] = self._make_page(self.notebook, key)
            self._used[key] = None
            self.notebook.add(self.pages[key], text=self._name_of(key))
        if front:
            self.notebook.select(self.pages[key])
            self._typing()
        self.make_room()

    def make_room(self) -> None:
        """Show as many tabs as are readable. The least recently used one is closed: its conversation
        stays in the list on the left."""
        editors = sum(self._width_of(self._code_name(doc)) for doc in self.editors)
        room = self.notebook.winfo_width() - self.look.px(20) - editors
        wide = {key: self._width_of(self._name_of(key)) for key in self.pages}
        for key in [each for each in self._used if each in self.pages and each != self.current]:
            if sum(wide.values()) <= room or len(wide) < 2 or room < 2:
                return
            del wide[key]
            self.close(key)

    def _width_of(self, words: str) -> int:
        return self.look.fonts["widget"].measure(words) + self.look.px(48)

    def use(self) -> None:
        """The open conversation is the most recently used one."""
        key = self.current
        if key in self._used:
            del self._used[key]
            self._used[key] = None

    def close(self, key: str) -> None:
        self._used.pop(key, None)
        page = self.pages.pop(key, None)
        if page is not None:
            self.notebook.forget(page)
            page.destroy()

    def clear(self) -> None:
        """Close the tabs of conversations that no longer exist."""
        for key in [key for key in self.pages if key not in self.desk.state.conversations]:
            self.close(key)

    # Code documents.

    def open_code(self, doc: str) -> None:
        if doc not in self.desk.code.documents:
            return
        if doc not in self.editors:
            self.editors[doc] = self._make_editor(self.notebook, doc)
            self.notebook.add(self.editors[doc], text=self._code_name(doc))
        self.notebook.select(self.editors[doc])
        self.editors[doc].focus_text()

    def close_code(self, doc: str) -> None:
        editor = self.editors.pop(doc, None)
        if editor is not None:
            self.notebook.forget(editor)
            editor.destroy()
            self.desk.code.leave(doc)

    # Names.

    def tell(self) -> None:
        """Draw the names of conversations again."""
        for key, page in self.pages.items():
            self._rename(page, self._name_of(key))

    def tell_code(self) -> None:
        """Draw what has changed in the documents."""
        for doc, editor in self.editors.items():
            editor.tell()
            self._rename(editor, self._code_name(doc))

    def _rename(self, tab: Transcript | Editor, words: str) -> None:
        if self.notebook.tab(tab, "text") != words:
            self.notebook.tab(tab, text=words)

    def _name_of(self, key: str) -> str:
        conversation = self.desk.state.conversations.get(key)
        if conversation is None:
            return key
        name = _short(harmless(conversation.title))
        return f" {name} ({conversation.unread}) " if conversation.unread else f" {name} "

    def _code_name(self, doc: str) -> str:
        document = self.desk.code.documents.get(doc)
        return f" </> {_short(harmless(document.info.title))} " if document is not None else ""

    # The mouse and keys.

    def turn(self, step: int) -> None:
        """Go to the next tab, or the previous one."""
        tabs = self.notebook.tabs()
        if tabs:
            self.desk.state.lost = ""
            self.notebook.select(tabs[(tabs.index(self.notebook.select()) + step) % len(tabs)])

    def put_away(self, key: str) -> None:
        """Close the tab; the conversation stays in the list, and you stay in the room."""
        if key in self.editors:
            self.actions.close_code(key)
        elif len(self.pages) > 1:
            self.close(key)

    def _at(self, event: Any) -> str:
        """The conversation or document whose tab is under the mouse."""
        try:
            index = self.notebook.index(f"@{event.x},{event.y}")
        except tk.TclError:
            return ""
        path = self.notebook.tabs()[index]
        tabs: dict[str, Transcript | Editor] = {**self.pages, **self.editors}
        return next((key for key, tab in tabs.items() if str(tab) == path), "")

    def _clicked(self, event: Any) -> None:
        if "close" in str(self.notebook.identify(event.x, event.y)):
            self._closed(event)
        else:
            self.desk.state.lost = ""
            if not self.editor:
                self._typing()

    def _closed(self, event: Any) -> None:
        key = self._at(event)
        if key:
            self.put_away(key)

    def _menu(self, event: Any) -> None:
        conversation = self.desk.state.conversations.get(self._at(event))
        if conversation is not None:
            self.actions.place_menu(event, conversation.key)


def _short(name: str) -> str:
    return name if len(name) <= TITLE_SHOWN else name[: TITLE_SHOWN - 1] + "…"
