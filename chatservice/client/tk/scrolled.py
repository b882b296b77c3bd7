"""A frame that scrolls when the window is too small for it."""

import tkinter as tk
from tkinter import ttk


class Scrolled(ttk.Frame):
    """What is put into `inner` stands in the middle, below `top` of the free height; or scrolls."""

    def __init__(self, master: tk.Misc, background: str, top: float = 0.4) -> None:
        super().__init__(master)
        self._top = top
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, background=background)
        self._bar = ttk.Scrollbar(self, orient="vertical", command=self._canvas.yview)
        self._canvas.configure(yscrollcommand=self._bar.set)
        self._canvas.pack(side="left", fill="both", expand=True)
        self.inner = ttk.Frame(self._canvas)
        self._item = self._canvas.create_window(0, 0, window=self.inner, anchor="n")
        self._stays = 0  # the height of `inner` that its place was chosen for
        for widget in (self._canvas, self.inner):
            widget.bind("<Configure>", lambda event: self.fit(), add=True)
        self.bind_class(str(self), "<Button-4>", lambda event: self.turn(-2))
        self.bind_class(str(self), "<Button-5>", lambda event: self.turn(2))
        self.bind_class(str(self), "<FocusIn>", lambda event: self.see(event.widget))

    def turn(self, step: int) -> None:
        if self.winfo_exists() and self._bar.winfo_ismapped():
            self._canvas.yview_scroll(step, "units")

    def _take_wheel(self, widget: tk.Misc) -> None:
        """The wheel scrolls wherever the mouse is inside."""
        if str(self) not in widget.bindtags():
            widget.bindtags((*widget.bindtags(), str(self)))
        for child in widget.winfo_children():
            self._take_wheel(child)

    def fit(self) -> None:
        """Place it; what comes below later moves nothing above."""
        if not self.winfo_exists():
            return
        self._take_wheel(self)
        width, height = self._canvas.winfo_width(), self._canvas.winfo_height()
        needed = self.inner.winfo_reqheight()
        self._stays = self._stays or needed
        free = max(0, height - self._stays)
        y = min(int(free * self._top), max(0, height - needed))
        self._canvas.coords(self._item, max(width, self.inner.winfo_reqwidth()) // 2, y)
        self._canvas.configure(scrollregion=(0, 0, width, max(height, needed)))
        if needed > height > 1:
            self._bar.pack(side="right", fill="y")
        else:
            self._bar.pack_forget()
            self._canvas.yview_moveto(0)

    def ask(self, width: int, height: int) -> None:
        """Ask for that much room."""
        self._canvas.configure(width=width, height=height)
        self._stays = self.inner.winfo_reqheight()

    def see(self, widget: tk.Misc) -> None:
        """Scroll so that it can be seen."""
        self.update_idletasks()
        seen, whole = self._canvas.winfo_height(), self.inner.winfo_reqheight()
        if not 1 < seen < whole or widget in (self._canvas, self.inner):
            return
        top = widget.winfo_rooty() - self.inner.winfo_rooty()
        bottom = top + widget.winfo_height()
        before = self._canvas.canvasy(0)
        after = min(top, max(before, bottom - seen))
        if after != before:
            self._canvas.yview_moveto(after / whole)
