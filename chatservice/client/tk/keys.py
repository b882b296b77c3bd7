"""The window's keys, and what they do."""

import tkinter as tk
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chatservice.client.model import sidebar
from chatservice.client.tk.field_pasting import paste_by_lines
from chatservice.client.tk.focus import WALKING, focus_now, focused
from chatservice.client.tk.menus import Menus
from chatservice.client.tk.pasting import Pasting

BUTTONS = ("TButton", "Button")
NOT_TYPED = 0x4 | 0x8 | 0x40 | 0x80  # Control, Alt, Super: with these, a key is a command
TAKES_TEXT = ("Entry", "TEntry", "TCombobox", "TSpinbox")


class Keys(Pasting, Menus):
    def _keys(self) -> Mapping[str, Callable[[], None]]:
        return {
            "<Control-q>": self.desk.quit,
            "<Control-f>": self.to_search,
            "<Control-k>": self._to_places,
            "<Control-b>": self._to_side,
            "<Control-j>": self.ask_room,
            "<Control-g>": self.ask_group,
            "<Control-p>": self.ask_person,
            "<Control-o>": self.attach,
            "<Control-m>": self.main_menu,
            "<Control-comma>": self.show_settings,
            "<Control-l>": self._to_lists,
            "<Control-w>": self._close_tab,
            "<Control-Tab>": lambda: self._turn(1),
            "<Control-Next>": lambda: self._turn(1),
            "<Control-Prior>": lambda: self._turn(-1),
            "<Control-Shift-Next>": lambda: self._shift(1),
            "<Control-Shift-Prior>": lambda: self._shift(-1),
            "<Control-plus>": lambda: self.rescale(1),
            "<Control-equal>": lambda: self.rescale(1),
            "<Control-KP_Add>": lambda: self.rescale(1),
            "<Control-minus>": lambda: self.rescale(-1),
            "<Control-KP_Subtract>": lambda: self.rescale(-1),
            "<Control-0>": lambda: self.rescale(0),
            "<Prior>": lambda: self._scroll(-1),
            "<Next>": lambda: self._scroll(1),
            "<F1>": self.show_keys,
            "<F6>": self._next_part,
            "<F5>": self._run_code,
        }

    def _take_focus(self, event: Any) -> None:
        """A click takes the focus from another program, which no window manager may be there to do."""
        elsewhere = not self.root.tk.call("focus", "-displayof", self.root)
        if elsewhere and isinstance(event.widget, tk.Misc):
            widget = event.widget.winfo_toplevel().focus_lastfor()
            if widget is not None:
                widget.focus_force()

    def _bind_keys(self) -> None:
        self.root.bind_all("<ButtonPress>", self._take_focus, add=True)
        # Where Tk on X11 moves to the beginning of the line, all other toolkits select everything.
        self.root.event_delete("<<LineStart>>", "<Control-a>")
        self.root.event_add("<<SelectAll>>", "<Control-a>")
        for keys, action in self._keys().items():
            self._free(keys)
            self.root.bind(keys, partial(self._key, action))
        for keys, (step, unread) in WALKING.items():
            self.root.bind(keys, partial(self._key, partial(self._walk, step, unread)))
        for kind in BUTTONS:  # which know the space bar only
            for enter in ("<Return>", "<KP_Enter>"):
                self.root.bind_class(kind, enter, self._press)
        self.root.bind("<Key>", self._typed_elsewhere)
        self.root.bind("<<Paste>>", self._pasted_elsewhere)
        paste_by_lines(self.root)

    def _press(self, event: Any) -> str:
        """Enter does what has the focus, not what the form would do."""
        event.widget.invoke()
        return "break"

    def _is_reading(self) -> bool:
        """Whether the user is where nothing can be typed, and no form is open."""
        main, widget = self.main, focused(self.root)
        if main is None or widget is None or not main.composer.winfo_ismapped() or self.root.grab_current():
            return False
        kind = widget.winfo_class()
        return kind not in TAKES_TEXT and (kind != "Text" or str(widget.cget("state")) == "disabled")

    def _typed_elsewhere(self, event: Any) -> str | None:
        """What is typed in the page or in a list goes to the line."""
        text = event.char
        if event.state & NOT_TYPED or not text or not text.isprintable() or not self._is_reading():
            return None
        if text == " " and event.widget.winfo_class() != "Text":  # it presses, or chooses
            return None
        self.main.composer.add(text)  # type: ignore[union-attr]
        return "break"

    def _pasted_elsewhere(self, _: Any) -> str | None:
        if not self._is_reading():
            return None
        self.main.composer.text.focus_set()  # type: ignore[union-attr]
        self.main.composer.text.event_generate("<<Paste>>")  # type: ignore[union-attr]
        return "break"

    def _free(self, keys: str) -> None:
        """Unbind `keys` from text fields, where Tk on X11 gives them the functions of Emacs."""
        full = keys.replace("<Control-", "<Control-Key-")
        for virtual in self.root.event_info():
            if {keys, full} & set(self.root.event_info(virtual)):
                self.root.event_delete(virtual, keys)
        if keys.startswith("<Control-"):
            for kind in ("Text", "Entry", "TEntry", "TCombobox"):
                self.root.unbind_class(kind, keys)

    def _key(self, action: Callable[[], None], _: Any) -> str:
        """What stands over the window is closed first; quitting is always possible."""
        if not self.look.sheets or action == self.desk.quit:
            action()
        return "break"

    def to_search(self) -> None:
        if self.main is not None:
            self.main.begin_search()

    def _to_places(self) -> None:
        if self.main is not None:
            self.main.panes.show_side()
            focus_now(self.main.sidebar.field)

    def _to_side(self) -> None:
        if self.main is not None:
            self.main.panes.toggle_side()

    def _to_lists(self) -> None:
        if self.main is not None:
            self.main.choose_list()

    def _close_tab(self) -> None:
        if self.main is not None:
            self.main.tabs.put_away(self.main.tabs.current or self.main.tabs.editor)

    def _turn(self, step: int) -> None:
        if self.main is not None:
            self.main.tabs.turn(step)

    def _shift(self, step: int) -> None:
        if self.main is not None:
            self.main.tabs.shift(step)

    def _walk(self, step: int, unread: bool) -> None:
        """Go to a neighbour in the list; in a document these keys are an editor's."""
        main = self.main
        if main is not None and not main.tabs.editor:
            key = sidebar.neighbour(self.desk.state, main.tabs.current, step, unread)
            if key:
                main.go(key)
                self.look_again()

    def _scroll(self, pages: int) -> None:
        page = self.main.tabs.pages.get(self.main.tabs.current) if self.main is not None else None
        if page is not None and focused(self.root) is not page.text:  # which scrolls by itself
            page.scroll(pages)

    def _run_code(self) -> None:
        if self.main is not None and self.main.tabs.editor:
            self.main.tabs.editors[self.main.tabs.editor].head.run.invoke()

    def _next_part(self) -> None:
        """Move the cursor to the next part of the window."""
        main = self.main
        if main is None or not main.tabs.current:
            return
        parts: list[Any] = [
            main.composer.text,
            main.sidebar.rows,
            main.tabs.pages[main.tabs.current].text,
            main.right.members,
        ]
        parts = [part for part in parts if part.winfo_viewable()]
        now = focused(self.root)
        place = parts.index(now) if now in parts else -1
        parts[(place + 1) % len(parts)].focus_set()
