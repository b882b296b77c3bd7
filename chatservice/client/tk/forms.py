"""Forms: fields, a verb, and an answer. A form stays open until the server has answered."""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk
from typing import Any, NamedTuple

from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE
from chatservice.client.tk.focus import focused
from chatservice.client.tk.people_field import PeopleField
from chatservice.client.tk.sheet import Sheet
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _
from chatservice.model.events import Error

WIDTH = 380  # of words in it


class FormField(NamedTuple):
    """A `secret` is masked; with `choices` one of them is chosen, with `people` they can be ticked."""

    label: str
    value: str = ""
    secret: bool = False
    choices: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class Form(Sheet):
    """`done` gets the values and returns an error message, or the future of the server's answer. The form
    closes when there is nothing wrong."""

    def __init__(
        self,
        look: Theme,
        title: str,
        words: str,
        fields: Sequence[FormField | tuple[str, str]],
        action: str,
        done: Callable[[list[str]], Any],
        danger: bool = False,
    ) -> None:
        super().__init__(look, title)
        px, width = look.px, self.words_width(WIDTH)
        self._done, self._action, self._waits = done, action, False
        buttons = ttk.Frame(self)
        buttons.pack(side="bottom", anchor="e", padx=px(18), pady=px(14))
        style = "Danger.TButton" if danger else "Accent.TButton"
        self.button = ttk.Button(buttons, text=action, style=style, command=self.finish)
        cancel = ttk.Button(buttons, text=_("Cancel"), command=self.destroy)
        cancel.pack(side="left", padx=px(6))
        self.button.pack(side="left")
        frame = ttk.Frame(self)
        frame.pack(fill="both", expand=True, padx=px(18), pady=(px(4), 0))
        frame.columnconfigure(1, weight=1)
        if words:
            about = ttk.Label(
                frame, text=words, wraplength=self.words_width(WIDTH), justify="left", style="Second.TLabel"
            )
            about.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, px(10)))
        self.entries: list[ttk.Entry] = []
        self._values: list[Callable[[], str]] = []
        for row, field in enumerate(fields, 1):
            self._add(frame, row, FormField(*field))
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=width, justify="left")
        self.on("<Return>", self.finish)
        for widget in (buttons, cancel, self.button):
            widget.lift()  # Tab reaches them last, in this order
        self.show(self.entries[0] if self.entries else self.button)

    def _add(self, frame: ttk.Frame, row: int, field: FormField) -> None:
        px = self.look.px
        label = ttk.Label(frame, text=field.label)
        label.grid(row=row, column=0, sticky="nw", padx=(0, px(12)), pady=(px(10), px(4)))
        if field.people:
            ticks = PeopleField(frame, self.look, field.people, field.value)
            ticks.grid(row=row, column=1, sticky="ew", pady=px(4))
            self.entries.append(ticks.entry)
            self._values.append(ticks.value)
            return
        entry: ttk.Entry
        if field.choices:
            entry = ttk.Combobox(frame, values=field.choices, width=30)
            entry.set(field.value)
        else:
            entry = ttk.Entry(frame, width=32, show="•" if field.secret else "")
            entry.insert(0, field.value)
        entry.grid(row=row, column=1, sticky="ew", pady=px(4))
        self.entries.append(entry)
        self._values.append(entry.get)

    def finish(self) -> None:
        if self._waits:
            return
        answer = self._done([value() for value in self._values])
        if isinstance(answer, str):
            self._show(answer)
        elif answer is not None:
            self._waits = True
            self.button.configure(text=_("Please wait…"))
            self.button.state(["disabled"])
            answer.addCallback(self._answered)

    def _answered(self, event: object) -> None:
        if not self.winfo_exists():
            return
        self._waits = False
        self.button.configure(text=self._action)
        self.button.state(["!disabled"])
        self._show(_(OFFLINE) if event is None else harmless(event.text) if isinstance(event, Error) else "")

    def _show(self, wrong: str) -> None:
        """Show what is wrong, or close."""
        if not wrong:
            self.destroy()
            return
        self.wrong.configure(text=wrong)
        self.wrong.grid(row=90, column=0, columnspan=2, sticky="w", pady=(self.look.px(6), 0))


class Choice(Sheet):
    """`answers` are labels and their functions, which return an error message; the last is the default."""

    def __init__(
        self, look: Theme, title: str, words: str, answers: Sequence[tuple[str, Callable[[], str]]]
    ) -> None:
        super().__init__(look, title)
        px, width = look.px, self.words_width(WIDTH + 20)
        frame = ttk.Frame(self)
        frame.pack(fill="both", expand=True, padx=px(18), pady=(px(4), px(14)))
        ttk.Label(frame, text=words, wraplength=width, justify="left").pack(anchor="w")
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=width, justify="left")
        self.row = ttk.Frame(frame)
        self.row.pack(side="bottom", anchor="e", pady=(px(14), 0))
        self.buttons = {
            label: ttk.Button(self.row, text=label, command=partial(self._choose, action))
            for label, action in answers
        }
        for button in self.buttons.values():
            button.pack(side="left", padx=(px(6), 0))
        button.configure(style="Accent.TButton")
        self.show(button)

    def _choose(self, action: Callable[[], str]) -> None:
        wrong = action()
        if wrong and self.winfo_exists():
            self.wrong.configure(text=wrong)
            self.wrong.pack(anchor="w", pady=(self.look.px(4), 0))
        elif self.winfo_exists():
            self.destroy()


class Placeholder:
    """A hint in an empty field."""

    def __init__(self, entry: ttk.Entry, value: tk.StringVar, look: Theme, words: str) -> None:
        self._entry, self._value = entry, value
        self.label = ttk.Label(entry, text=words, style="Placeholder.TLabel", cursor="xterm")
        self.label.bind("<Button-1>", lambda _: entry.focus_set())
        self._place = {"x": look.px(10), "rely": 0.5, "anchor": "w"}
        entry.bind("<FocusIn>", lambda _: self.label.place_forget(), add=True)
        entry.bind("<FocusOut>", lambda _: self._show(), add=True)
        value.trace_add("write", lambda *_: self._show())
        self._show()

    def _show(self) -> None:
        if self._value.get() or focused(self._entry) is self._entry:
            self.label.place_forget()
        else:
            self.label.place(**self._place)  # type: ignore[arg-type]
