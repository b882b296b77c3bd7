"""The keys of the window, to be read: beside each other, or below each other where there is no room."""

import re
from functools import partial
from tkinter import ttk

from chatservice.client.tk.pages import Page
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

GAP = 28  # pixels between two columns, at 100 %
PAGE = 8  # lines


def pairs(words: str) -> list[list[tuple[str, str]]]:
    """The columns of a text whose lines have a key, what it does, and so on, with wide gaps between."""
    lines = [re.split(r" {2,}", line.strip()) for line in words.splitlines()]
    return [
        [(cells[at], cells[at + 1]) for cells in lines if len(cells) > at + 1]
        for at in range(0, max(map(len, lines)) - 1, 2)
    ]


class KeysPage(Page):
    def __init__(self, look: Theme, words: str) -> None:
        super().__init__(look, _("Keys"))
        columns = pairs(words)
        table = self._table(columns)
        if table.winfo_reqwidth() > look.root.winfo_width() - look.px(2 * GAP):
            table.destroy()
            self._table([[pair for column in columns for pair in column]])
        close = ttk.Button(self, text=_("Close"), command=self.destroy)
        close.pack(side="bottom", anchor="e", padx=look.px(GAP), before=self.scrolled)
        for key, step in (("Up", -1), ("Down", 1), ("Prior", -PAGE), ("Next", PAGE)):
            close.bind(f"<{key}>", partial(self._turn, step))
        self.on("<Return>", self.destroy)
        self.open(close)

    def _turn(self, step: int, _: object) -> None:
        self.scrolled.turn(step)

    def _table(self, columns: list[list[tuple[str, str]]]) -> ttk.Frame:
        table, px = ttk.Frame(self.rows), self.look.px
        table.grid(row=0, column=0, columnspan=2, sticky="w", padx=px(GAP), pady=px(10))
        for number, column in enumerate(columns):
            self._fill(table, number, column)
        table.update_idletasks()
        return table

    def _fill(self, table: ttk.Frame, number: int, column: list[tuple[str, str]]) -> None:
        px = self.look.px
        for row, (keys, words) in enumerate(column):
            for at, text, style in ((0, keys, "Second.TLabel"), (1, words, "TLabel")):
                label = ttk.Label(table, text=text, style=style)
                gap = (px(GAP) if number and not at else 0, px(GAP // 2))
                label.grid(row=row, column=2 * number + at, sticky="w", padx=gap, pady=px(2))
