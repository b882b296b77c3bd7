"""Beside the lines of a page: initials, a mark at own lines, the time of the line under the mouse.

It is drawn anew for what is on the screen, whenever the page has moved.
"""

import tkinter as tk
from typing import Protocol

from chatservice.client.model.grey_lines import GREY_ROWS
from chatservice.client.model.items import Edge, Item, MessageItem
from chatservice.client.model.render import clock
from chatservice.client.tk import shapes
from chatservice.client.tk.drawn import Drawn
from chatservice.client.tk.face_pictures import draw_face
from chatservice.client.tk.theme import Theme
from chatservice.model.events import FileShared, Message, PollAsked

WIDTH = 62
FACE = 36


class PageRows(Protocol):
    """What the page tells: its visible items, and the first and last row of each."""

    text: tk.Text

    def visible(self) -> list[tuple[Item, int, int]]: ...


class Gutter(Drawn):
    def __init__(self, master: tk.Misc, look: Theme, page: PageRows) -> None:
        super().__init__(master, look, width=look.px(WIDTH))
        self._page = page
        self.pointed = 0  # the seq of the line under the mouse

    def restyle(self) -> None:
        p = self.look.palette
        self.configure(width=self.look.px(WIDTH), background=p.page)
        self.draw_soon()

    def point(self, seq: int) -> None:
        if seq != self.pointed:
            self.pointed = seq
            self.draw_soon()

    def _draw(self) -> None:
        for item, first, last in self._page.visible():
            if isinstance(item, MessageItem):
                self._draw_item(item, first, last)
            elif isinstance(item, Edge) and item.waits:
                for row in range(first, last + 1, GREY_ROWS):
                    self._draw_grey(row)

    def _draw_item(self, item: MessageItem, first: int, last: int) -> None:
        text, p, px = self._page.text, self.look.palette, self.look.px
        if item.line is not None and not isinstance(item.line, Message | FileShared | PollAsked):
            return
        has_face = item.heading and not item.action
        is_pointed = bool(item.ts) and getattr(item.line, "seq", -1) == self.pointed
        if not (has_face or item.mine or is_pointed):
            return
        start = text.dlineinfo(f"{first}.0")
        if item.mine:
            top = start[1] if start is not None else 0
            self._draw_mark(top + px(8) if has_face else top, last)
        if start is not None and has_face:
            self._draw_face(item.sender, start[1] + start[3] - self.look.fonts["bold"].metrics("linespace"))
        elif start is not None and is_pointed:
            self.create_text(
                px(WIDTH - 8), start[1] + start[4], text=clock(item.ts), anchor="se",
                font=self.look.fonts["small"], fill=p.faint,
            )  # fmt: skip

    def _draw_grey(self, row: int) -> None:
        """The face of a line that is not here yet."""
        start, px = self._page.text.dlineinfo(f"{row}.0"), self.look.px
        if start is not None:
            top = start[1] + start[3] - self.look.fonts["body"].metrics("linespace")
            disc = self.look.picture(shapes.dot(px(FACE), self.look.palette.raised, 1.0))
            self.create_image(px(14) + px(FACE) // 2, top + px(FACE) // 2, image=disc)

    def _draw_mark(self, top: int, last: int) -> None:
        """At the left edge of an own line, down to its row `last`."""
        px, end = self.look.px, self._page.text.dlineinfo(f"{last}.end")
        bottom = end[1] + end[3] if end is not None else self.winfo_height()
        self.create_rectangle(0, top, px(3), bottom, fill=self.look.palette.accent, outline="")

    def _draw_face(self, name: str, top: int) -> None:
        px = self.look.px
        x, y = px(14) + px(FACE) // 2, top + px(FACE) // 2
        draw_face(self, self.look, name, x, y, FACE, "face")
