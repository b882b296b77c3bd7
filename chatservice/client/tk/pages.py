"""A page of settings: rows of labels and controls under headings, in a sheet that scrolls where it must."""

import tkinter as tk
from collections.abc import Callable, Mapping
from tkinter import ttk
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE
from chatservice.client.tk.scrolled import Scrolled
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import Error

WIDTH = 460  # of the controls and their labels, at 100 %
MARGIN = 20
BESIDE = 40  # of the window, for the bar and the sheet's edges


class Page(Sheet):
    """Subclasses add rows, then call `open`."""

    def __init__(self, look: Theme, heading: str) -> None:
        super().__init__(look, heading)
        px = look.px
        self._width = min(px(WIDTH), look.root.winfo_width() - px(2 * MARGIN + BESIDE))
        self._stacked = self._width < px(WIDTH)  # a label stands above its control
        self.said = ttk.Label(self, style="Faint.TLabel", wraplength=self._width, justify="left")
        self.said.pack(side="bottom", fill="x", padx=px(MARGIN), pady=(px(4), px(12)))
        self.scrolled = Scrolled(self, look.palette.page, 0.0)
        self.scrolled.pack(fill="both", expand=True)
        self.rows = self.scrolled.inner
        self.rows.columnconfigure(1, weight=1, minsize=self._width if self._stacked else px(WIDTH - 160))
        self._row = 0
        self.controls: dict[str, Any] = {}

    def open(self, first: tk.Misc) -> None:
        self.refit()
        self.show(first)

    def refit(self) -> None:
        """Take the room that the rows need, as far as the window has it."""
        self.update_idletasks()
        root, px = self.look.root, self.look.px
        width = min(self.rows.winfo_reqwidth() + px(16), root.winfo_width() - px(BESIDE) // 2)
        height = min(self.rows.winfo_reqheight() + px(8), root.winfo_height() - px(110))
        self.scrolled.ask(width, max(px(80), height))

    def title(self, words: str) -> None:
        px = self.look.px
        label = ttk.Label(self.rows, text=words, style="Bold.TLabel")
        label.grid(row=self._row, column=0, columnspan=2, sticky="w", padx=px(MARGIN), pady=(px(14), px(4)))
        self._row += 1

    def note(self, words: str) -> None:
        px = self.look.px
        label = ttk.Label(self.rows, text=words, style="Faint.TLabel", wraplength=self._width, justify="left")
        label.grid(row=self._row, column=0, columnspan=2, sticky="w", padx=px(MARGIN), pady=(0, px(6)))
        self._row += 1

    def add(self, name: str, label: str, control: tk.Misc) -> None:
        """`name` is how tests and the page itself find the control."""
        px = self.look.px
        self.controls[name] = control
        words = ttk.Label(self.rows, text=label)
        if self._stacked:
            if label:
                words.grid(row=self._row, column=1, sticky="w", padx=px(MARGIN), pady=(px(4), 0))
                self._row += 1
            control.grid(row=self._row, column=1, sticky="ew", padx=px(MARGIN), pady=px(4))  # type: ignore[attr-defined]
        else:
            words.grid(row=self._row, column=0, sticky="w", padx=px(MARGIN), pady=px(4))
            control.grid(row=self._row, column=1, sticky="ew", padx=(0, px(MARGIN)), pady=px(4))  # type: ignore[attr-defined]
        self._row += 1

    def entry(self, name: str, label: str, value: str = "", secret: bool = False) -> ttk.Entry:
        entry = ttk.Entry(self.rows, show="•" if secret else "")
        entry.insert(0, value)
        self.add(name, label, entry)
        return entry

    def choice(
        self, name: str, label: str, texts: Mapping[str, str], now: str, chosen: Callable[[str], object]
    ) -> None:
        """One of several, by code and text; it holds at once."""
        box = ttk.Combobox(self.rows, values=list(texts.values()), state="readonly")
        box.set(texts.get(now, now))
        codes = list(texts)
        box.bind("<<ComboboxSelected>>", lambda event: chosen(codes[box.current()]))
        self.add(name, label, box)

    def check(self, name: str, label: str, words: str, now: bool, chosen: Callable[[bool], object]) -> None:
        value = tk.BooleanVar(self, now)
        box = ttk.Checkbutton(self.rows, text=words, variable=value, command=lambda: chosen(value.get()))
        box.value = value  # type: ignore[attr-defined]  # or it is collected
        self.add(name, label, box)

    def buttons(self, *buttons: tuple[str, str, Callable[[], object]]) -> None:
        """Names, texts and what they do, in one row."""
        px, row = self.look.px, ttk.Frame(self.rows)
        row.grid(row=self._row, column=1, sticky="w", padx=px(MARGIN) if self._stacked else 0, pady=px(4))
        for name, words, action in buttons:
            button = self.controls[name] = ttk.Button(row, text=words, command=action)
            button.pack(side="left", padx=(0, px(6)))
        self._row += 1

    def say(self, words: str, bad: bool = False) -> None:
        self.said.configure(text=words, style="Bad.TLabel" if bad else "Faint.TLabel")

    def tell(self, answer: Any, done: str) -> None:
        """Say `done`, now or when the server has answered; or what is wrong."""
        if isinstance(answer, str):
            self.say(answer or done, bad=bool(answer))
            return
        self.say(_("Please wait…"))

        def came(event: object) -> object:
            if self.winfo_exists():
                wrong = (
                    _(OFFLINE) if event is None else harmless(event.text) if isinstance(event, Error) else ""
                )
                self.say(wrong or done, bad=bool(wrong))
            return event

        answer.addCallback(came)
