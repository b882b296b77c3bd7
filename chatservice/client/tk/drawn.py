"""A canvas that is drawn anew, once, when everything that changed it is over."""

import tkinter as tk
from typing import Any

from chatservice.client.tk.theme import Theme


class Drawn(tk.Canvas):
    """Subclasses draw all that is to be seen in `_draw`; it is empty then."""

    def __init__(self, master: tk.Misc, look: Theme, **options: Any) -> None:
        super().__init__(master, highlightthickness=0, borderwidth=0, **options)
        self.look = look
        self._due = False
        look.drawn.add(self)

    def draw_soon(self) -> None:
        if not self._due:
            self._due = True
            self.after_idle(self._draw_anew)

    def _draw_anew(self) -> None:
        self._due = False
        if self.winfo_exists():
            self.delete("all")
            self._draw()

    def _draw(self) -> None:
        raise NotImplementedError
