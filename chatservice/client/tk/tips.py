"""Words that appear beside a button under the mouse, and buttons that are an icon."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.tk.theme import Theme

REST = 450  # milliseconds


class Tip:
    """Shows words under `widget` when the mouse rests on it."""

    def __init__(self, widget: tk.Misc, look: Theme, words: str) -> None:
        self._widget, self._look, self.words = widget, look, words
        self._label: tk.Label | None = None
        self._timer = ""
        widget.bind("<Enter>", lambda _: self._start(), add=True)
        for sequence in ("<Leave>", "<ButtonPress>", "<Destroy>"):
            widget.bind(sequence, lambda _: self._end(), add=True)

    @property
    def shown(self) -> str:
        """What is to be read now."""
        return str(self._label.cget("text")) if self._label is not None else ""

    def _start(self) -> None:
        if self.words and not self._timer:
            self._timer = self._widget.after(REST, self._show)

    def _show(self) -> None:
        look, root = self._look, self._look.root
        p, px = look.palette, look.px
        label = self._label = tk.Label(
            root, text=self.words, background=p.text, foreground=p.page, font=look.fonts["small"], padx=px(8),
            pady=px(4), borderwidth=0, justify="left", wraplength=min(px(420), root.winfo_width() - px(24)),
        )  # fmt: skip
        x = self._widget.winfo_rootx() - root.winfo_rootx() + self._widget.winfo_width() // 2
        y = self._widget.winfo_rooty() - root.winfo_rooty()
        half = label.winfo_reqwidth() // 2
        x = max(half + px(4), min(x, root.winfo_width() - half - px(4)))
        below = y + self._widget.winfo_height() + px(4)
        fits = below + label.winfo_reqheight() < root.winfo_height()
        label.place(x=x, y=below if fits else y - px(4), anchor="n" if fits else "s")
        label.lift()

    def _end(self) -> None:
        if self._timer:
            self._widget.after_cancel(self._timer)
            self._timer = ""
        if self._label is not None:
            self._label.destroy()
            self._label = None


class IconButton(ttk.Button):
    """`ground` is what it lies on: "" for the page, "Side." or "Field."."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        icon: str,
        words: str,
        action: Callable[[], Any],
        ground: str = "",
        takefocus: bool = True,
    ) -> None:
        super().__init__(master, command=action, style=f"{ground}Flat.TButton", takefocus=takefocus)
        self._look, self._icon = look, icon
        self.colour = ""  # of the icon; empty: the secondary text's
        self.tip = Tip(self, look, words)
        self.restyle()

    def restyle(self) -> None:
        self.configure(image=self._look.icon(self._icon, self.colour))

    def show(self, icon: str = "", colour: str = "") -> None:
        """Another icon, or another colour."""
        self._icon, self.colour = icon or self._icon, colour
        self.restyle()


class CutLabel(ttk.Label):
    """One line of text that ends in … where it is too long. `font` is the name of one of the theme's."""

    def __init__(self, master: tk.Misc, look: Theme, font: str, **options: Any) -> None:
        super().__init__(master, anchor="w", width=1, **options)
        self._look, self._font = look, font
        self.words = ""
        self.bind("<Configure>", lambda _: self._fit())

    def say(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self._fit()

    def _fit(self) -> None:
        width = self.winfo_width()
        self.configure(text=self._look.cut(self.words, width - 2, self._font) if width > 1 else self.words)
