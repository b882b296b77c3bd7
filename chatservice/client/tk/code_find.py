"""Finding and replacing in a code document."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.code_text import find
from chatservice.client.tk.code_text import CodeText
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.utf16 import Units, to_units


class CodeFind(ttk.Frame):
    """Over the text while it is used; `done` is called when it closes."""

    def __init__(self, master: tk.Misc, look: Theme, text: CodeText, done: Callable[[], None]) -> None:
        px = look.px
        super().__init__(master, padding=(px(8), px(4)))
        self.text, self._done = text, done
        self.words, self.other = ttk.Entry(self, width=22), ttk.Entry(self, width=22)
        self.note = ttk.Label(self, style="Faint.TLabel")
        self.one = ttk.Button(self, text=_("Replace"), command=self.replace, takefocus=False)
        self.all = ttk.Button(self, text=_("Replace all"), command=self.replace_all, takefocus=False)
        for row, words in enumerate((_("Find"), _("Replace with"))):
            ttk.Label(self, text=words).grid(row=row, column=0, sticky="w")
        places = (
            (self.words, 0, 1),
            (self.note, 0, 2),
            (self.other, 1, 1),
            (self.one, 1, 2),
            (self.all, 1, 3),
        )
        for widget, row, column in places:
            widget.grid(row=row, column=column, sticky="w", padx=px(4), pady=px(2))
        self.note.grid_configure(columnspan=2)
        for entry in (self.words, self.other):
            entry.bind("<Return>", lambda _: self.next())
            entry.bind("<Shift-Return>", lambda _: self.next(back=True))
            entry.bind("<Escape>", lambda _: self.close())

    def begin(self) -> None:
        chosen = self.text.selected()
        if chosen is not None and "\n" not in self.text.get(*chosen):
            self.words.delete(0, "end")
            self.words.insert(0, self.text.get(*chosen))
        focus_now(self.words)
        self.words.select_range(0, "end")

    def close(self) -> str:
        self._done()
        return "break"

    @property
    def _wanted(self) -> Units:
        return to_units(self.words.get())

    def next(self, back: bool = False) -> str:
        text, chosen = self.text, self.text.selected()
        start = text.position((chosen[0] if back else chosen[1]) if chosen else "insert")
        found = find(text.document.pending.units, self._wanted, start, back)
        self.note.configure(text="" if found is not None else _("Not found"))
        if found is not None:
            self._select(found)
        return "break"

    def _select(self, at: int) -> None:
        text = self.text
        start, end = text.index_of(at), text.index_of(at + len(self._wanted))
        text.tag_remove("sel", "1.0", "end")
        text.tag_add("sel", start, end)
        text.mark_set("insert", end)
        text.see(start)

    def replace(self) -> None:
        """What was found, then find the next."""
        text, chosen = self.text, self.text.selected()
        if chosen is not None:
            start, end = map(text.position, chosen)
            if find(Units(text.document.pending.units[start:end]), self._wanted, 0) == 0:
                text.change([(start, end, self.other.get())])
        self.next()

    def replace_all(self) -> None:
        units, wanted = self.text.document.pending.units, self._wanted
        places: list[int] = []
        at = find(units, wanted, 0)
        while at is not None and at >= (places[-1] + len(wanted) if places else 0):
            places.append(at)
            at = find(units, wanted, at + len(wanted))
        self.text.change([(place, place + len(wanted), self.other.get()) for place in places])
        self.note.configure(text=f"{len(places)} replaced")
