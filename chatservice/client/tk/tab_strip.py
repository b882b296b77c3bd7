"""The strip of tabs: each open conversation its own. It scrolls, and no tab closes by itself.

The wheel scrolls it, a middle click closes a tab, dragging one gives it another place, and where the tabs do
not fit a button at the right lists them all.
"""

import tkinter as tk
from collections.abc import Callable
from typing import Any, NamedTuple

from chatservice.client.model.tab_order import place_at
from chatservice.client.tk.drawn import Drawn
from chatservice.client.tk.face_pictures import draw_face
from chatservice.client.tk.theme import Theme

HEIGHT = 38
LEAST, MOST = 96, 220  # the width of a tab
FACE = 18
DRAG_AFTER = 8  # pixels that the mouse moves before it drags a tab
SIDE = 30  # the cross, and the button that lists all


class Tab(NamedTuple):
    """`unread` is the text of its pill, red when it is `for_me`; `icon` stands before the name, or the face
    of the person `who`."""

    key: str
    name: str
    unread: str = ""
    for_me: bool = False
    icon: str = ""
    who: str = ""

    @property
    def words(self) -> str:
        return f"{self.name} ({self.unread})" if self.unread else self.name


class TabStrip(Drawn):
    """`chosen` and `closed` get a tab's key, `menu` an event and the key, `all_tabs` opens their list,
    `moved` gets a key and its new place."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        chosen: Callable[[str], None],
        closed: Callable[[str], None],
        menu: Callable[[Any, str], None],
        all_tabs: Callable[[int, int], None],
        moved: Callable[[str, int], None],
    ) -> None:
        super().__init__(master, look, height=look.px(HEIGHT), width=1)
        self._chosen, self._closed, self._menu, self._all_tabs = chosen, closed, menu, all_tabs
        self.tabs: list[Tab] = []
        self.front = ""
        self._left = 0
        self._hover = ""
        self._move = moved
        self._pressed: tuple[str, int] = "", 0  # the tab under the mouse's button, and where that was pressed
        self._dragged = False
        self.bind("<Configure>", lambda _: self.see())
        self.bind("<Button-1>", self._press)
        self.bind("<B1-Motion>", self._drag)
        self.bind("<ButtonRelease-1>", self._released)
        self.bind("<ButtonRelease-2>", self._middle)
        self.bind("<Button-3>", self._menu_at)
        self.bind("<Motion>", self._moved)
        self.bind("<Leave>", lambda _: self._over(""))
        self.bind("<Button-4>", lambda _: self._scroll(-60))
        self.bind("<Button-5>", lambda _: self._scroll(60))
        self.bind("<MouseWheel>", lambda event: self._scroll(-60 if event.delta > 0 else 60))

    def tell(self, tabs: list[Tab], front: str) -> None:
        if (tabs, front) != (self.tabs, self.front):
            moved = front != self.front or len(tabs) != len(self.tabs)
            self.tabs, self.front = tabs, front
            if moved:
                self.see()
            self.draw_soon()

    def restyle(self) -> None:
        self.configure(height=self.look.px(HEIGHT))
        self.see()

    def places(self) -> list[tuple[Tab, int, int]]:
        """The tabs, and where each begins and ends in the window."""
        px, font, x, places = self.look.px, self.look.fonts["widget"], -self._left, []
        for tab in self.tabs:
            pill = px(26) if tab.unread else 0
            icon = px(20) if tab.icon else px(24) if tab.who else 0
            width = max(px(LEAST), min(px(MOST), font.measure(tab.name) + px(SIDE + 22) + pill + icon))
            places.append((tab, x, x + width))
            x += width
        return places

    @property
    def _room(self) -> int:
        return self.winfo_width() - (self.look.px(SIDE) if self.is_full else 0)

    @property
    def is_full(self) -> bool:
        """Whether the tabs need more room than there is."""
        places = self.places()
        return bool(places) and places[-1][2] + self._left > self.winfo_width()

    def see(self) -> None:
        """Scroll so that the front tab is on the screen."""
        for tab, start, end in self.places():
            if tab.key == self.front:
                self._scroll(start if start < 0 else max(0, end - self._room))
        self._scroll(0)

    def _scroll(self, pixels: int) -> None:
        places = self.places()
        whole = places[-1][2] + self._left if places else 0
        self._left = max(0, min(self._left + pixels, whole - self._room))
        self.draw_soon()

    # The mouse.

    def at(self, x: int) -> tuple[str, bool]:
        """The key of the tab there, and whether that is its cross."""
        if self.is_full and x >= self._room:
            return "", False
        for tab, start, end in self.places():
            if start <= x < end:
                return tab.key, x > end - self.look.px(SIDE)
        return "", False

    def _press(self, event: Any) -> None:
        key, cross = self.at(event.x)
        self._pressed, self._dragged = ("" if cross else key, event.x), False

    def _drag(self, event: Any) -> None:
        key, start = self._pressed
        if key and abs(event.x - start) > self.look.px(DRAG_AFTER):
            self._dragged = True
        if self._dragged:
            spans = [(tab.key, start, end) for tab, start, end in self.places()]
            self._move(key, place_at(spans, key, event.x))

    def _released(self, event: Any) -> None:
        dragged, self._dragged = self._dragged, False
        if not dragged:
            self._clicked(event)

    def _clicked(self, event: Any) -> None:
        key, cross = self.at(event.x)
        if cross:
            self._closed(key)
        elif key:
            self._chosen(key)
        elif self.is_full and event.x >= self._room:
            self._all_tabs(self.winfo_rootx() + self._room, self.winfo_rooty() + self.winfo_height())

    def _middle(self, event: Any) -> None:
        key, _ = self.at(event.x)
        if key:
            self._closed(key)

    def _menu_at(self, event: Any) -> None:
        key, _ = self.at(event.x)
        if key:
            self._menu(event, key)

    def _moved(self, event: Any) -> None:
        self._over(self.at(event.x)[0])

    def _over(self, key: str) -> None:
        if key != self._hover:
            self._hover = key
            self.draw_soon()

    # Drawing.

    def _draw(self) -> None:
        p, px, height = self.look.palette, self.look.px, self.winfo_height()
        self.configure(background=p.back)
        self.create_line(0, height - 1, self.winfo_width(), height - 1, fill=p.line)
        for tab, start, end in self.places():
            if end > 0 and start < self._room:
                self._draw_tab(tab, start, end, height)
        if self.is_full:
            x = self._room
            self.create_rectangle(x, 0, x + px(SIDE), height - 1, fill=p.back, outline="")
            self.create_image(x + px(SIDE) // 2, height // 2, image=self.look.icon("chevron-down"))

    def _draw_tab(self, tab: Tab, start: int, end: int, height: int) -> None:
        p, px, fonts = self.look.palette, self.look.px, self.look.fonts
        front, middle = tab.key == self.front, height // 2
        if front or tab.key == self._hover:
            self.create_rectangle(start, 0, end, height, fill=p.page if front else p.hover, outline="")
        if front:
            self.create_rectangle(start, height - px(2), end, height, fill=p.accent, outline="")
        x, right = start + px(14), end - px(SIDE)
        if tab.icon:
            self.create_image(x, middle, image=self.look.icon(tab.icon, size=16), anchor="w")
            x += px(20)
        elif tab.who:
            draw_face(self, self.look, tab.who, x + px(9), middle, FACE, "initials")
            x += px(24)
        if tab.unread:
            width = max(px(20), fonts["count"].measure(tab.unread) + px(10))
            fill, colour = (p.pill, p.on_pill) if tab.for_me else (p.quiet_pill, p.on_quiet_pill)
            self.create_image(right, middle, image=self.look.pill(width, px(17), fill), anchor="e")
            self.create_text(right - width // 2, middle, text=tab.unread, font=fonts["count"], fill=colour)
            right -= width + px(6)
        words = self.look.cut(tab.name, right - x, "widget")
        colour = p.text if front or tab.unread else p.second
        self.create_text(x, middle, text=words, anchor="w", font=fonts["widget"], fill=colour)
        if front or tab.key == self._hover:
            self.create_image(end - px(SIDE) // 2 - px(2), middle, image=self.look.icon("x", p.second, 16))
        if not front:
            self.create_line(end - 1, px(10), end - 1, height - px(10), fill=p.line)
