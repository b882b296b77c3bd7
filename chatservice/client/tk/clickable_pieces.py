"""The pieces of a page that a click does something with, by mouse and keys.

Each has a tag `do:VERB:ARGUMENT`. Tab marks the next piece, Enter does what the marked one is for.
"""

import tkinter as tk
from collections.abc import Callable
from typing import Any

# Tags of what a click does something with.
ACTS = ("link", "act", "fence_act", "file", "quote", "leads", "chip", "choice")


class ClickablePieces:
    """`do` is given verb, argument and index; `menu` is opened by Enter where nothing is marked."""

    def __init__(
        self, text: tk.Text, do: Callable[[str, str, str], object], menu: Callable[[], object]
    ) -> None:
        self._text, self._do, self._menu = text, do, menu
        text.bind("<Tab>", lambda _: self._mark_next())
        text.bind("<Return>", lambda _: self._enter())
        for each in (*ACTS, "name"):
            text.tag_bind(each, "<ButtonRelease-1>", self._clicked)
            text.tag_bind(each, "<Enter>", lambda _: text.configure(cursor="hand2"))
            text.tag_bind(each, "<Leave>", lambda _: text.configure(cursor="arrow"))

    def _clicked(self, event: Any) -> None:
        if not self._text.tag_ranges("sel"):
            self._act(f"@{event.x},{event.y}")

    def _mark_next(self) -> str:
        text = self._text
        start = "sel.last" if text.tag_ranges("sel") else "@0,0"
        found = [text.tag_nextrange(tag, start) for tag in ACTS]
        ranges = [each for each in found if each]
        text.tag_remove("sel", "1.0", "end")
        if ranges:
            first, last = min(ranges, key=lambda each: tuple(map(int, str(each[0]).split("."))))
            text.tag_add("sel", first, last)
            text.see(first)
        return "break"

    def _enter(self) -> str:
        if self._text.tag_ranges("sel"):
            self._act("sel.first")
        else:
            self._menu()
        return "break"

    def _act(self, where: str) -> None:
        for tag in self._text.tag_names(where):
            if tag.startswith("do:"):
                _, verb, argument = tag.split(":", 2)
                self._do(verb, argument, where)
                return
