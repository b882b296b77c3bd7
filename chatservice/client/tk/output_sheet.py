"""A sheet with all that a program printed."""

from collections.abc import Callable
from tkinter import Text, ttk
from typing import Any

from chatservice.client.model.code_runs import OUTPUT_MAX
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import RunOutput

COLUMNS, ROWS = 80, 24


class OutputSheet(Sheet):
    """`ask` gives the future of the output from a line on, counted from 0, or says what is wrong; `copy` puts
    a text on the clipboard. Pages come until the end, or until as much is here as an editor shows."""

    def __init__(
        self, look: Theme, run: int, ask: Callable[[int], Any], copy: Callable[[str], object]
    ) -> None:
        super().__init__(look, _("Output"))
        px = look.px
        self._ask, self._size = ask, 0
        self.said = ttk.Label(self, style="Faint.TLabel", text=_("Please wait…"))
        buttons = ttk.Frame(self)
        buttons.pack(side="bottom", fill="x", padx=px(18), pady=px(12))
        close = ttk.Button(buttons, text=_("Close"), command=self.destroy)
        close.pack(side="right")
        self.copy = ttk.Button(buttons, text=_("Copy"), command=lambda: copy(self.text.get("1.0", "end-1c")))
        self.copy.pack(side="right", padx=px(6))
        self.said.pack(in_=buttons, side="left", fill="x")
        frame = ttk.Frame(self)
        frame.pack(fill="both", expand=True, padx=px(18), pady=(px(8), 0))
        self.text = Text(frame, width=COLUMNS, height=ROWS, wrap="char", state="disabled", cursor="arrow")
        bar = ttk.Scrollbar(frame, orient="vertical", command=self.text.yview)
        self.text.configure(yscrollcommand=bar.set)
        look.dress(self.text)
        self.text.configure(font=look.fonts["mono"], padx=px(12), pady=px(8), background=look.palette.raised)
        bar.pack(side="right", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        self.show(close)
        self._page(0)

    def _page(self, start: int) -> None:
        future = self._ask(start)
        if isinstance(future, str):
            self.said.configure(text=future, style="Bad.TLabel")
        else:
            future.addCallback(self._came)

    def _came(self, answer: Any) -> None:
        if not self.winfo_exists():
            return
        if not isinstance(answer, RunOutput):
            words = harmless(answer.text) if answer is not None else _(OFFLINE)
            self.said.configure(text=words, style="Bad.TLabel")
            return
        self.text.configure(state="normal")
        self.text.insert("end", "\n".join(map(harmless, answer.text.split("\n"))))
        self.text.configure(state="disabled")
        self._size += len(answer.text)
        if answer.gone:
            self.said.configure(text=_("The output is no longer stored."))
        elif answer.next is not None and self._size < OUTPUT_MAX:
            self._page(answer.next)
        else:
            self.said.configure(text=_("The rest is left out.") if answer.next is not None else "")
