"""A menu without Tk's bevels: entries get their height from an invisible picture, not from a border."""

import tkinter as tk
from typing import Any

from chatservice.client.tk.theme import Theme

ENTRY = 30  # the height of an entry, at 100 %
MARGIN = 24  # left of its words, where a tick stands at what is chosen
TICK = 16
CHOSEN = ("checkbutton", "radiobutton")
TALL = ("command", "checkbutton", "radiobutton", "cascade")


class FlatMenu(tk.Menu):
    def __init__(self, master: tk.Misc, look: Theme) -> None:
        super().__init__(master)
        width, height = look.px(MARGIN), look.px(ENTRY)
        self._room = tk.PhotoImage(master=master, width=width, height=height)
        self._tick = tk.PhotoImage(master=master, width=width, height=height)
        icon = look.icon("check", look.palette.accent, TICK)
        at = (width - icon.width()) // 2, (height - icon.height()) // 2
        self.tk.call(self._tick, "copy", icon, "-to", *at)  # PhotoImage.copy_replace is of a later Python
        look.dress_menu(self)

    def add(self, itemType: str, cnf: dict[str, Any] | None = None, **options: Any) -> None:  # noqa: N803
        """As a menu's; `add_command` and the like come here."""
        both = {**(cnf or {}), **options}
        if itemType in TALL:
            both = {"image": self._room, "compound": "left", **both}
        if both.get("accelerator"):
            both["accelerator"] += "   "  # or it touches the edge
        if itemType in CHOSEN:
            both = {"indicatoron": False, "selectimage": self._tick, **both}
        super().add(itemType, both)  # type: ignore[no-untyped-call]

    def add_heading(self, words: str) -> None:
        """Words that nothing can be done with."""
        self.add_command(label=words, state="disabled")
