"""Choosing an emoji: a field to search by name, recent ones first, a grid for mouse and arrows."""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk

from chatservice.client.model.emoji_choice import OFFERED_MAX, choices, used
from chatservice.client.model.preferences import Preferences
from chatservice.client.tk.forms import Placeholder
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

COLUMNS = 9


class EmojiChooser(Sheet):
    """`chosen` gets the emoji; the chooser closes."""

    def __init__(self, look: Theme, memory: Preferences, chosen: Callable[[str], object]) -> None:
        super().__init__(look, _("Choose an emoji"))
        self.look, self._memory, self._chosen = look, memory, chosen
        self._offered: list[tuple[str, str]] = []
        self._at = 0
        px = look.px
        frame = ttk.Frame(self, padding=px(12))
        frame.pack(fill="both", expand=True)
        self.words = tk.StringVar(self)
        self.entry = ttk.Entry(frame, textvariable=self.words)
        self.entry.pack(fill="x")
        Placeholder(self.entry, self.words, look, _("Search by name"))
        grid = ttk.Frame(frame)
        grid.pack(pady=(px(10), px(6)))
        for column in range(COLUMNS):
            grid.columnconfigure(column, minsize=px(36), uniform="emoji")
        self.cells = [self._cell(grid, number) for number in range(OFFERED_MAX)]
        self.name = ttk.Label(frame, style="Faint.TLabel", anchor="w")
        self.name.pack(fill="x")
        self.words.trace_add("write", lambda *_: self._search())
        for key, step in (("Left", -1), ("Right", 1), ("Up", -COLUMNS), ("Down", COLUMNS)):
            self.entry.bind(f"<{key}>", partial(self._arrow, step))
        self.on("<Return>", lambda: self._pick(self._at))
        self._search()
        self.show(self.entry)

    def _cell(self, grid: ttk.Frame, number: int) -> tk.Label:
        p, px = self.look.palette, self.look.px
        cell = tk.Label(grid, font=self.look.fonts["emoji"], background=p.page, foreground=p.text)
        cell.grid(row=number // COLUMNS, column=number % COLUMNS, sticky="nsew", ipady=px(3))
        cell.bind("<Enter>", lambda _: self._mark(number))
        cell.bind("<Button-1>", lambda _: self._pick(number))
        return cell

    def _search(self) -> None:
        self._offered = choices(self.words.get(), self._memory.values.emoji)
        for number, cell in enumerate(self.cells):
            cell.configure(text=self._offered[number][1] if number < len(self._offered) else "")
        self._mark(0)

    def _mark(self, number: int) -> None:
        p = self.look.palette
        self.cells[self._at].configure(background=p.page)
        self._at = max(0, min(number, len(self._offered) - 1))
        if self._offered:
            self.cells[self._at].configure(background=p.hover)
        self.name.configure(
            text=self._offered[self._at][0] if self._offered else _("No emoji has that name.")
        )

    def _arrow(self, step: int, _: object) -> str | None:
        """Left and right move the cursor while a name is typed."""
        if self.words.get() and abs(step) == 1 and self._at == 0:
            return None
        if 0 <= self._at + step < len(self._offered):
            self._mark(self._at + step)
        return "break"

    def _pick(self, number: int) -> None:
        if number < len(self._offered):
            emoji = self._offered[number][1]
            self._memory.values.emoji = used(self._memory.values.emoji, emoji)
            self._memory.save()
            self.destroy()
            self._chosen(emoji)
