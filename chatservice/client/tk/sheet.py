"""Sheets: what is asked stands inside the window, over the rest, and takes the input until it is closed.

Never a nested loop: that would stop the reactor. Escape closes the one on top, Tab stays inside it.
"""

import contextlib
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from chatservice.client.tk.focus import focus_now, focused
from chatservice.client.tk.theme import Theme
from chatservice.client.tk.tips import IconButton
from chatservice.client.words import _

WORDS_BESIDE = 44  # pixels at both sides of words, at 100 %
WIDGETS_MAX = 2_000  # that Tab passes over on the way round


class Sheet(tk.Frame):
    """`heading` stands at its top. Subclasses fill it and call `show`."""

    def __init__(self, look: Theme, heading: str) -> None:
        p, px = look.palette, look.px
        super().__init__(look.root, background=p.page, highlightthickness=1, borderwidth=0)
        self.configure(highlightbackground=p.line, highlightcolor=p.line)
        self.look, self.heading = look, heading
        self._before = focused(look.root)
        self._does: dict[str, Callable[[], object]] = {"<Escape>": self.destroy}
        self.head = ttk.Frame(self)
        self.head.pack(side="top", fill="x", padx=(px(18), px(8)), pady=(px(10), 0))
        ttk.Label(self.head, text=heading, style="Title.TLabel").pack(side="left")
        self.cross = IconButton(self.head, look, "x", _("Close"), self.destroy, takefocus=False)
        self.cross.pack(side="right")
        if not look.sheets:
            _listen(look)
        look.sheets.append(self)

    def words_width(self, most: int) -> int:
        """Where words are broken: `most` pixels at 100 %, or what the window has."""
        return min(self.look.px(most), self.look.root.winfo_width() - self.look.px(WORDS_BESIDE))

    def on(self, key: str, action: Callable[[], object]) -> None:
        """What a key does anywhere in it, unless the widget with the focus takes it."""
        self._does[key] = action

    def press(self, key: str) -> bool:
        """Do what the key is for; False when it is for nothing here."""
        action = self._does.get(key)
        if action is not None:
            action()
        return action is not None

    def show(self, first: tk.Misc) -> None:
        """Show it when it is complete; `first` gets the focus."""
        first.bind("<Map>", lambda _: self.after_idle(self._grab, first), add=True)
        self.update_idletasks()
        root = self.look.root
        width = min(self.winfo_reqwidth(), root.winfo_width())
        height = min(self.winfo_reqheight(), root.winfo_height())
        share = 0.4 if height < root.winfo_height() * 0.7 else 0.5
        top = max(0, round(root.winfo_height() * share - height / 2))
        self.place(relx=0.5, y=top, anchor="n")
        self.bind("<Configure>", lambda _: self.stay_inside(), add=True)
        if width == root.winfo_width():
            self.place_configure(width=width)
        if height == root.winfo_height():
            self.place_configure(height=height)
        self.lift()
        focus_now(first)

    def stay_inside(self) -> None:
        """What comes later makes it longer, and nothing above moves, as long as the window has room."""
        most = max(0, self.look.root.winfo_height() - self.winfo_height())
        if self.winfo_manager() == "place" and int(str(self.place_info()["y"])) > most:
            self.place_configure(y=most)

    def _grab(self, first: tk.Misc) -> None:
        with contextlib.suppress(tk.TclError):  # closed already
            first.focus_force()  # a menu that led here has given the focus back
        with contextlib.suppress(tk.TclError):  # not on the screen yet
            self.grab_set()

    def has(self, widget: tk.Misc) -> bool:
        return str(widget).startswith(f"{self}.")

    def destroy(self) -> None:
        sheets = self.look.sheets
        if self in sheets:
            sheets.remove(self)
        super().destroy()
        with contextlib.suppress(tk.TclError):  # that widget may be gone too
            if sheets:
                sheets[-1].grab_set()
            if self._before is not None:
                self._before.focus_set()


def _listen(look: Theme) -> None:
    """Pass keys of the window on to the sheet on top."""
    root = look.root
    keys = ("<Escape>", "<Return>", "<KP_Enter>")
    if not look.listens:
        look.listens = True
        for key in keys:
            root.bind(key, lambda _, key=key: _pressed(look, key), add=True)  # type: ignore[misc]
        root.bind("<Configure>", lambda _: look.sheets and look.sheets[-1].stay_inside(), add=True)
        root.bind("<Tab>", lambda event: _walk(look, event.widget, back=False), add=True)
        back = "<ISO_Left_Tab>" if root.tk.call("tk", "windowingsystem") == "x11" else "<Shift-Tab>"
        root.bind(back, lambda event: _walk(look, event.widget, back=True), add=True)


def _pressed(look: Theme, key: str) -> str | None:
    key = "<Return>" if key == "<KP_Enter>" else key
    return "break" if look.sheets and look.sheets[-1].press(key) else None


def _walk(look: Theme, widget: Any, back: bool) -> str | None:
    """Move the focus to the next widget of the sheet on top."""
    if not look.sheets or not isinstance(widget, tk.Misc):
        return None
    for _number in range(WIDGETS_MAX):
        found = widget.tk_focusPrev() if back else widget.tk_focusNext()
        if found is None:
            break
        widget = found
        if look.sheets[-1].has(widget):
            widget.focus_set()
            break
    return "break"
