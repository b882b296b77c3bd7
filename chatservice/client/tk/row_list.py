"""A list of rows under headings, drawn here: icons or initials, unread pills, a + beside a heading.

Only the rows on the screen are drawn, so its cost does not grow with the list. Up, Down and Enter work;
the bar at the right shows while the mouse is on the list, and lies over nothing.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from chatservice.client.model.sidebar import SidebarSection
from chatservice.client.tk.focus import focused, let_walk
from chatservice.client.tk.row_drawing import GUTTER, Entry, RowDrawing
from chatservice.client.tk.theme import Theme

WHEEL = 3  # rows


class RowList(RowDrawing):
    """`go` opens a row by its id: at a click, or at a double one when `twice`. `menu` opens its menu,
    `plus` is called with a section whose + was clicked, for sections in `with_plus`. `folded` are the
    sections that show only what is unread; `when_folded` gets them when they have changed."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        go: Callable[[str], None],
        menu: Callable[[Any, str], None],
        side: bool = False,
        twice: bool = False,
        plus: Callable[[str], None] = lambda section: None,
        with_plus: Sequence[str] = (),
        folded: Sequence[str] = (),
        when_folded: Callable[[list[str]], None] = lambda folded: None,
    ) -> None:
        super().__init__(master, look, side, tuple(with_plus))
        self._folded, self._when_folded = set(folded), when_folded
        self._go, self._open_menu, self._plus = go, menu, plus
        self._parts: list[SidebarSection] = []
        self._whole: set[str] = set()  # sections shown in full
        self.left: Callable[[], object] = lambda: None  # called when the keys go elsewhere
        self._dragged: int | None = None  # where in the bar
        self._listen(twice)

    def _listen(self, twice: bool) -> None:
        self.bind("<Configure>", lambda _: self.draw_soon())
        self.bind("<Button-1>", self._pressed)
        self.bind("<B1-Motion>", self._drag)
        self.bind("<ButtonRelease-1>", partial(self._released, opens=not twice))
        if twice:
            self.bind("<Double-Button-1>", lambda event: self._open(self._at(event.y)))
        self.bind("<Button-3>", self._menu)
        self.bind("<Motion>", self._moved)
        self.bind("<Enter>", self._moved)
        self.bind("<Leave>", lambda _: self._left())
        self.bind("<Button-4>", lambda _: self.scroll(-WHEEL))
        self.bind("<Button-5>", lambda _: self.scroll(WHEEL))
        self.bind("<MouseWheel>", lambda event: self.scroll(-WHEEL if event.delta > 0 else WHEEL))
        for key, step in (
            ("Up", -1),
            ("Down", 1),
            ("Home", -10_000),
            ("End", 10_000),
            ("Prior", -10),
            ("Next", 10),
        ):
            self.bind(f"<{key}>", partial(self._step, step))
        let_walk(self)
        for key in ("Return", "KP_Enter", "space"):
            self.bind(f"<{key}>", lambda _: self._enter())
        for key in ("Menu", "Shift-F10"):
            self.bind(f"<{key}>", lambda _: self._menu_of_chosen())
        self.bind("<FocusIn>", lambda _: self.draw_soon())
        self.bind("<FocusOut>", lambda _: self.after_idle(self._lost_keys))

    @property
    def has_keys(self) -> bool:
        """Whether it has the focus: the user may be choosing."""
        return focused(self) is self

    def _lost_keys(self) -> None:
        """What was chosen and not opened is forgotten, unless its menu is open."""
        focus = focused(self) if self.winfo_exists() else None
        if focus is not None and focus is not self and focus.winfo_class() != "Menu":
            self.left()
        self.draw_soon()

    # What it shows.

    def tell(self, parts: Sequence[SidebarSection]) -> None:
        if list(parts) != self._parts:
            self._parts = list(parts)
            self._arrange()

    def _arrange(self) -> None:
        self.entries = []
        for part in self._parts:
            if part.title:
                self.entries.append(Entry(part.id, title=part.title))
            if part.id in self._folded:
                self.entries += [Entry(part.id, row) for row in part.rows if row.unread]
                continue
            short = len(part.rows) if part.id in self._whole else part.short
            self.entries += [Entry(part.id, row) for row in part.rows[:short]]
            if len(part.rows) > short:
                self.entries.append(Entry(part.id, more=len(part.rows) - short))
        self._settle()
        self.draw_soon()

    def mark(self, key: str) -> None:
        """Choose a row without opening it."""
        if key != self._chosen:
            self._chosen = key
            self._show(self._index())
            self.draw_soon()

    def chosen(self) -> str:
        """The id of the chosen row, if it is in the list."""
        return self._chosen if self._index() >= 0 else ""

    def _index(self) -> int:
        return next((n for n, e in enumerate(self.entries) if e.item and e.item.id == self._chosen), -1)

    def first(self) -> str:
        """The id of the first row; empty when there is none."""
        return next((entry.item.id for entry in self.entries if entry.item is not None), "")

    # Scrolling.

    def scroll(self, rows: int) -> None:
        self._top += rows * self.row
        self._settle()
        self.draw_soon()

    def _show(self, index: int) -> None:
        if index >= 0 and self.winfo_height() > 1:
            self._top = min(max(self._top, (index + 1) * self.row - self.winfo_height()), index * self.row)
            self._settle()

    def _at(self, y: int) -> int:
        index = (y + self._top) // self.row
        return index if 0 <= index < len(self.entries) else -1

    # Mouse and keys.

    def _on_bar(self, x: int) -> bool:
        return x > self.winfo_width() - self.look.px(GUTTER) and self._bar() is not None

    def _pressed(self, event: Any) -> None:
        self.focus_set()
        bar = self._bar()
        if bar is not None and self._on_bar(event.x):
            self._dragged = event.y - bar[0] if bar[0] <= event.y <= bar[1] else (bar[1] - bar[0]) // 2
            self._drag(event)
            return
        entry = self._entry(self._at(event.y))
        if entry is not None and entry.item is not None and entry.item.id:
            self._chosen = entry.item.id
            self.draw_soon()

    def _drag(self, event: Any) -> None:
        if self._dragged is not None:
            part = (event.y - self._dragged) / max(1, self.winfo_height())
            self._top = round(part * len(self.entries) * self.row)
            self._settle()
            self.draw_soon()

    def _released(self, event: Any, opens: bool) -> None:
        dragged, self._dragged = self._dragged, None
        index = self._at(event.y)
        entry = self._entry(index)
        if dragged is not None or entry is None or not 0 <= event.x < self.winfo_width():
            return
        if entry.item is None:
            self._heading(entry, event.x)
        elif opens:
            self._open(index)

    def _heading(self, entry: Entry, x: int) -> None:
        if entry.more:
            self._whole.add(entry.section)
        elif entry.section in self._with_plus and x > self.winfo_width() - self.look.px(GUTTER + 26):
            self._plus(entry.section)
            return
        else:
            self._folded ^= {entry.section}
            self._when_folded(sorted(self._folded))
            self._whole.discard(entry.section)
        self._arrange()

    def _entry(self, index: int) -> Entry | None:
        return self.entries[index] if 0 <= index < len(self.entries) else None

    def _open(self, index: int) -> None:
        entry = self._entry(index)
        if entry is not None and entry.item is not None and entry.item.id:
            self._go(entry.item.id)

    def _enter(self) -> str:
        self._open(self._index())
        return "break"

    def _step(self, step: int, _: object) -> str:
        rows = [n for n, entry in enumerate(self.entries) if entry.item is not None and entry.item.id]
        if rows:
            now = self._index()
            place = rows.index(now) + step if now in rows else 0
            entry = self.entries[rows[max(0, min(len(rows) - 1, place))]]
            self.mark(entry.item.id if entry.item is not None else "")
        return "break"

    def _menu(self, event: Any) -> None:
        entry = self._entry(self._at(event.y))
        if entry is not None and entry.item is not None and entry.item.id:
            self.mark(entry.item.id)
            self._open_menu(event, entry.item.id)

    def _menu_of_chosen(self) -> str:
        index = self._index()
        if index >= 0:
            event: Any = tk.Event()
            event.x_root = self.winfo_rootx() + self.look.px(40)
            event.y_root = self.winfo_rooty() + (index + 1) * self.row - self._top
            self._open_menu(event, self._chosen)
        return "break"

    def _moved(self, event: Any) -> None:
        index = self._at(event.y)
        if index != self._hover or not self._bar_shown:
            self._hover, self._bar_shown = index, True
            self.draw_soon()

    def _left(self) -> None:
        self._hover, self._bar_shown = -1, False
        self.draw_soon()
