"""Forms in windows of their own. Never a nested loop: that would stop the reactor.

A form is a `Toplevel` that grabs the input and calls back; Escape closes it. Errors are
shown in it, and it stays open.
"""

import contextlib
import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from tkinter import ttk

from chatservice.client.tk.theme import Theme

FormField = tuple[str, str]  # the label and the initial value


def framed(window: tk.Toplevel, look: Theme) -> None:
    """Draw a border, for screens without a window manager."""
    window.configure(
        background=look.palette.page,
        highlightthickness=1,
        highlightbackground=look.palette.line,
        highlightcolor=look.palette.line,
    )


def place_over(window: tk.Toplevel, root: tk.Tk) -> None:
    """Place it near the middle of the main window."""
    window.update_idletasks()
    x = root.winfo_rootx() + (root.winfo_width() - window.winfo_reqwidth()) // 2
    y = root.winfo_rooty() + (root.winfo_height() - window.winfo_reqheight()) // 3
    window.geometry(f"+{max(0, x)}+{max(0, y)}")


class Over(tk.Toplevel):
    """A window over the main one. It grabs the input, and returns the focus when it closes."""

    def __init__(self, look: Theme, title: str) -> None:
        super().__init__(look.root)
        framed(self, look)
        self._root_window = look.root
        self.title(title)
        self.transient(look.root)
        self.resizable(False, False)
        self.bind("<Escape>", lambda _: self.destroy())

    def show(self, first: tk.Misc) -> None:
        """Show it when it is complete; `first` gets the focus."""
        first.bind("<Map>", lambda _: self.after_idle(self._grab, first), add=True)
        first.focus_set()
        place_over(self, self._root_window)

    def _grab(self, first: tk.Misc) -> None:
        with contextlib.suppress(tk.TclError):  # closed already
            first.focus_force()  # a menu that led here has given the focus back
        with contextlib.suppress(tk.TclError):  # not on the screen yet
            self.grab_set()

    def destroy(self) -> None:
        super().destroy()
        with contextlib.suppress(tk.TclError):  # that widget may be gone too
            self._root_window.focus_force()


class Form(Over):
    """`done` gets the values and returns an error message; the form closes when there is none."""

    def __init__(
        self,
        look: Theme,
        title: str,
        words: str,
        fields: Sequence[FormField],
        action: str,
        done: Callable[[list[str]], str],
    ) -> None:
        super().__init__(look, title)
        px = look.px
        self._done = done
        frame = ttk.Frame(self, padding=px(18))
        frame.pack(fill="both", expand=True)
        if words:
            heading = ttk.Label(frame, text=words, wraplength=px(380), justify="left")
            heading.grid(row=0, column=0, columnspan=2, sticky="w", pady=(0, px(10)))
        self.entries = []
        for row, (label, value) in enumerate(fields, 1):
            ttk.Label(frame, text=label).grid(row=row, column=0, sticky="w", padx=(0, px(10)), pady=px(4))
            entry = ttk.Entry(frame, width=30)
            entry.insert(0, value)
            entry.grid(row=row, column=1, sticky="ew", pady=px(4))
            self.entries.append(entry)
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=px(380), justify="left")
        self.wrong.grid(row=90, column=0, columnspan=2, sticky="w", pady=(px(4), 0))
        buttons = ttk.Frame(frame)
        buttons.grid(row=91, column=0, columnspan=2, sticky="e", pady=(px(12), 0))
        ttk.Button(buttons, text="Cancel", command=self.destroy).pack(side="left", padx=px(6))
        self.button = ttk.Button(buttons, text=action, style="Accent.TButton", command=self.finish)
        self.button.pack(side="left")
        self.bind("<Return>", lambda _: self.finish())
        self.show(self.entries[0] if self.entries else self.button)

    def finish(self) -> None:
        wrong = self._done([entry.get() for entry in self.entries])
        if wrong:
            self.wrong.configure(text=wrong)
        else:
            self.destroy()


class Choice(Over):
    """`answers` are labels and their functions, which return an error message; the last is the default."""

    def __init__(
        self, look: Theme, title: str, words: str, answers: Sequence[tuple[str, Callable[[], str]]]
    ) -> None:
        super().__init__(look, title)
        px = look.px
        frame = ttk.Frame(self, padding=px(18))
        frame.pack(fill="both", expand=True)
        ttk.Label(frame, text=words, wraplength=px(400), justify="left").pack(anchor="w")
        self.wrong = ttk.Label(frame, style="Bad.TLabel", wraplength=px(400), justify="left")
        self.wrong.pack(anchor="w", pady=(px(4), 0))
        row = ttk.Frame(frame)
        row.pack(anchor="e", pady=(px(12), 0))
        self.buttons = {
            label: ttk.Button(row, text=label, command=partial(self._choose, action))
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
        elif self.winfo_exists():
            self.destroy()


class NoticeDialog(tk.Toplevel):
    """A longer text to read, in columns."""

    def __init__(self, look: Theme, title: str, words: str) -> None:
        super().__init__(look.root)
        framed(self, look)
        self.title(title)
        self.transient(look.root)
        frame = ttk.Frame(self, padding=look.px(18))
        frame.pack(fill="both", expand=True)
        ttk.Label(frame, text=words, justify="left", font=look.fonts["mono"]).pack(anchor="w")
        close = ttk.Button(frame, text="Close", command=self.destroy)
        close.pack(anchor="e", pady=(look.px(12), 0))
        for key in ("<Escape>", "<Return>"):
            self.bind(key, lambda _: self.destroy())
        place_over(self, look.root)
        close.focus_set()


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
        if self._value.get() or self._entry.focus_get() is self._entry:
            self.label.place_forget()
        else:
            self.label.place(**self._place)  # type: ignore[arg-type]
