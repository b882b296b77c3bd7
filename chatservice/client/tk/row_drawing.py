"""How the rows of a `RowList` are drawn: icons or initials, names, unread pills, headings."""

import tkinter as tk
from typing import NamedTuple

from chatservice.client.model.sidebar import SidebarItem
from chatservice.client.tk.drawn import Drawn
from chatservice.client.tk.face_pictures import draw_face
from chatservice.client.tk.focus import focused
from chatservice.client.tk.theme import Theme
from chatservice.client.words import n_

ROW = 32
FACE = 22
GUTTER = 12  # at the right, for the bar
CUTS_MAX = 2_000


class Entry(NamedTuple):
    """What stands in a row: an item, a heading (`item` is None), or how many more there are."""

    section: str
    item: SidebarItem | None = None
    title: str = ""
    more: int = 0


class RowDrawing(Drawn):
    """Draws `entries` from `_top` on, a number of pixels. `side`: it lies on the frame's ground."""

    def __init__(self, master: tk.Misc, look: Theme, side: bool, with_plus: tuple[str, ...]) -> None:
        super().__init__(master, look, height=1, width=1, takefocus=True)
        self._side, self._with_plus = side, with_plus
        self.entries: list[Entry] = []
        self._folded: set[str] = set()
        self._chosen = ""
        self._top = 0
        self._hover = -1
        self._bar_shown = False
        self._cuts: dict[tuple[str, int, bool], str] = {}

    @property
    def row(self) -> int:
        """The height of a row."""
        return self.look.px(ROW)

    def restyle(self) -> None:
        self._cuts.clear()
        self.draw_soon()

    def _settle(self) -> None:
        self._top = max(0, min(self._top, len(self.entries) * self.row - self.winfo_height()))

    def _bar(self) -> tuple[int, int] | None:
        """Where the bar's thumb begins and ends; None when everything is on the screen."""
        height, whole = self.winfo_height(), len(self.entries) * self.row
        if whole <= height or height < 2:
            return None
        length = max(self.look.px(24), height * height // whole)
        start = round(self._top / (whole - height) * (height - length))
        return start, start + length

    def _draw(self) -> None:
        p = self.look.palette
        self.configure(background=p.back if self._side else p.page)
        self._settle()
        first = self._top // self.row
        for index in range(first, min(len(self.entries), first + self.winfo_height() // self.row + 2)):
            entry, y = self.entries[index], index * self.row - self._top
            if entry.item is not None:
                self._draw_row(index, entry.item, y)
            else:
                self._draw_heading(index, entry, y)
        bar = self._bar() if self._bar_shown else None
        if bar is not None:
            x = self.winfo_width() - self.look.px(6)
            self.create_rectangle(x, bar[0], x + self.look.px(4), bar[1], fill=p.line, outline="")

    def _draw_heading(self, index: int, entry: Entry, y: int) -> None:
        p, px, width = self.look.palette, self.look.px, self.winfo_width()
        middle = y + self.row // 2
        if entry.more:
            words = n_("{count} more…", "{count} more…", entry.more)
            colour = p.text if index == self._hover else p.second
            self.create_text(
                px(46), middle, text=words, anchor="w", font=self.look.fonts["small"], fill=colour
            )
            return
        chevron = "chevron-right" if entry.section in self._folded else "chevron-down"
        self.create_image(px(18), middle, image=self.look.icon(chevron, p.faint, 16))
        self.create_text(
            px(30), middle, text=entry.title.upper(), anchor="w", font=self.look.fonts["count"], fill=p.second
        )
        if entry.section in self._with_plus:
            colour = p.text if index == self._hover else p.second
            self.create_image(width - px(GUTTER + 12), middle, image=self.look.icon("plus", colour, 20))

    def _draw_row(self, index: int, item: SidebarItem, y: int) -> None:
        p, px, fonts = self.look.palette, self.look.px, self.look.fonts
        middle, right = y + self.row // 2, self.winfo_width() - px(GUTTER)
        is_chosen = item.id == self._chosen and bool(item.id)
        if is_chosen or index == self._hover:
            self.create_rectangle(
                px(8), y + px(1), right + px(4), y + self.row - px(1), fill=p.hover, outline=""
            )
        if is_chosen and focused(self) is self:
            self.create_rectangle(
                px(7), y + 1, right + px(5), y + self.row - 2, outline=p.accent, width=px(2)
            )
        self._draw_icon(item, middle)
        right = self._draw_pill(item, right, middle)
        if item.draft:
            self.create_image(right - px(8), middle, image=self.look.icon("pencil", p.second, 16))
            right -= px(22)
        if item.muted:
            self.create_image(right - px(8), middle, image=self.look.icon("bell-off", p.faint, 16))
            right -= px(22)
        font = fonts["bold"] if item.bold else fonts["widget"]
        faint = item.look in ("closed", "away", "more") and not is_chosen
        words = self._cut(item.text, right - px(50), item.bold)
        self.create_text(
            px(46), middle, text=words, anchor="w", font=font, fill=p.second if faint else p.text
        )
        if item.note:
            start = px(46) + font.measure(words) + px(10)
            note = self._cut(item.note, right - start - px(4), False) if not item.unread else ""
            end = item.look == "closed"  # a number of people stands at the right
            self.create_text(
                right - px(4) if end else start, middle, text=note, anchor="e" if end else "w",
                font=fonts["small"], fill=p.faint,
            )  # fmt: skip

    def _draw_icon(self, item: SidebarItem, middle: int) -> None:
        p, px = self.look.palette, self.look.px
        if item.name:
            draw_face(self, self.look, item.name, px(29), middle, FACE, "initials")
            ground = p.back if self._side else p.page
            self.create_image(px(37), middle + px(8), image=self.look.presence(item.look, ground))
        elif item.look in ("open", "closed", "group"):
            icon = "users" if item.look == "group" else "hash"
            self.create_image(
                px(29), middle, image=self.look.icon(icon, p.second if item.look != "closed" else p.faint, 16)
            )

    def _draw_pill(self, item: SidebarItem, right: int, middle: int) -> int:
        """Draw the count in the column kept for it; returns where the text must end."""
        if not item.unread:
            return right
        p, px = self.look.palette, self.look.px
        font = self.look.fonts["count"]
        height = px(18)
        width = max(px(22), font.measure(item.unread) + px(12))
        fill, colour = (p.pill, p.on_pill) if item.for_me else (p.quiet_pill, p.on_quiet_pill)
        self.create_image(right, middle, image=self.look.pill(width, height, fill), anchor="e")
        self.create_text(right - width // 2, middle, text=item.unread, font=font, fill=colour)
        return right - width - px(6)

    def _cut(self, words: str, width: int, bold: bool) -> str:
        """The words, as far as they fit."""
        key = (words, width, bold)
        if key not in self._cuts:
            if len(self._cuts) > CUTS_MAX:
                self._cuts.clear()
            self._cuts[key] = self.look.cut(words, width, "bold" if bold else "widget")
        return self._cuts[key]
