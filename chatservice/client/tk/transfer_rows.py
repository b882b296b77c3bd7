"""Rows for files on their way, and for those that failed; what has arrived is shown by its line."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk

from chatservice.client.model.sanitize import harmless
from chatservice.client.model.transfers import SHOWN_MAX, Stage, Transfer
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _, marked

BUTTONS = (
    ("cancel", marked("Cancel")),
    ("again", marked("Try again")),
    ("away", marked("Close")),
)


class TransferRows(ttk.Frame):
    """`done` gets what was clicked (cancel, again, away) and the transfer; they lie under `above`."""

    def __init__(
        self, master: tk.Misc, look: Theme, done: Callable[[str, Transfer], None], above: tk.Misc
    ) -> None:
        super().__init__(master)
        self.look, self._done, self._above = look, done, above
        self.rows: dict[int, _Row] = {}

    def tell(self, transfers: Sequence[Transfer]) -> None:
        visible = [each for each in transfers if each.stage is not Stage.DONE][-SHOWN_MAX:]
        numbers = {each.number for each in visible}
        for gone in [number for number in self.rows if number not in numbers]:
            self.rows.pop(gone).destroy()
        for transfer in visible:
            if transfer.number not in self.rows:
                row = self.rows[transfer.number] = _Row(self, self.look, transfer, self._done)
                row.pack(fill="x")
            self.rows[transfer.number].tell()
        if self.rows and not self.winfo_manager():
            self.pack(side="bottom", fill="x", padx=self.look.px(12), before=self._above)
        elif not self.rows:
            self.pack_forget()


class _Row(ttk.Frame):
    def __init__(
        self, master: tk.Misc, look: Theme, transfer: Transfer, done: Callable[[str, Transfer], None]
    ) -> None:
        super().__init__(master)
        self._transfer = transfer
        self._stage: Stage | None = None
        px = look.px
        name = harmless(transfer.name).replace("\n", " ")
        short = name if len(name) <= 32 else name[:31] + "…"
        arrow = "↑" if transfer.up else "↓"
        self.name = ttk.Label(self, text=f"{arrow} {short}")
        self._gap, self._wrap = px(6), px(280)
        self.bar = ttk.Progressbar(self, length=px(120), maximum=1000)
        self.words = ttk.Label(self, style="Faint.TLabel")
        self.buttons = {
            verb: ttk.Button(self, text=_(words), command=partial(done, verb, transfer))
            for verb, words in BUTTONS
        }

    def tell(self) -> None:
        transfer = self._transfer
        self.bar.configure(value=int(transfer.part * 1000))
        self.words.configure(text=transfer.words)
        if transfer.stage is self._stage:
            return
        self._stage = transfer.stage
        running = transfer.stage in (Stage.WAITING, Stage.RUNNING)
        self.words.configure(
            wraplength=self._wrap, style="Bad.TLabel" if transfer.stage is Stage.FAILED else "Faint.TLabel"
        )
        for widget in (self.name, self.bar, self.words, *self.buttons.values()):
            widget.pack_forget()
        buttons = ["cancel"] if running else ["away", "again"]
        # Buttons first: what does not fit is cut from the text.
        for verb in buttons:
            self.buttons[verb].pack(side="right", padx=self._gap // 3, pady=self._gap // 3)
        self.name.pack(side="left", padx=self._gap)
        if running:
            self.bar.pack(side="left", padx=self._gap)
        self.words.pack(side="left", padx=self._gap)
