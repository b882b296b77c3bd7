"""Which line of a page the mouse or the arrow keys point to, and what opens there."""

import tkinter as tk
from collections.abc import Callable
from typing import Any, Protocol

from chatservice.client.model.line_menu import LineAction
from chatservice.client.tk.focus import let_walk
from chatservice.client.tk.line_bar import LineBar
from chatservice.client.tk.theme import Theme

REACTION = "do:react:"  # how a reaction's tag begins
TIME = "time"  # stands for a line's time in place of an emoji
REST = 350  # milliseconds


class PageLines(Protocol):
    """What the page tells of its lines, which are known by their seq; 0 is none."""

    text: tk.Text

    def seq_at(self, where: str) -> int: ...
    def seqs(self) -> list[int]: ...
    def range_of(self, seq: int) -> tuple[str, str] | None: ...
    def point(self, seq: int) -> None: ...
    def time_of(self, seq: int) -> str: ...


class LineNeeds(Protocol):
    """What is done with lines, for one conversation."""

    def offered(self, seq: int) -> list[LineAction]: ...
    def act(self, action: LineAction, seq: int) -> None: ...
    def add_rows(self, menu: tk.Menu, seq: int) -> None: ...
    def who(self, seq: int, emoji: str, tell: Callable[[str], None]) -> None: ...
    def open_menu(self, seq: int, x: int, y: int) -> None: ...
    def clicked(self, verb: str, argument: str, seq: int) -> bool: ...


class LinePointer:
    """The bar follows the mouse; Up and Down in the page choose a line, whose menu Enter opens."""

    def __init__(
        self, page: PageLines, look: Theme, needs: LineNeeds, leave: Callable[[], object], master: tk.Misc
    ) -> None:
        self._page, self._look, self._needs, self._leave = page, look, needs, leave
        self.bar = LineBar(master, look, needs.act, needs.open_menu)
        self.chosen = 0
        self._tip = tk.Label(master, borderwidth=0, justify="left")
        self._tip_for = ("", 0, "")  # the emoji (or `TIME`) under the mouse, its line, and the timer
        text = page.text
        text.bind("<Motion>", self._moved, add=True)
        text.bind("<Leave>", lambda _: text.after_idle(self._left), add=True)
        self.bar.bind("<Leave>", lambda _: text.after_idle(self._left))
        text.bind("<Up>", lambda _: self._step(-1))
        text.bind("<Down>", lambda _: self._step(1))
        let_walk(text)
        text.bind("<Escape>", lambda _: self._end())
        for key in ("<Menu>", "<Shift-F10>"):
            text.bind(key, lambda _: self.open_menu())
        text.bind("<FocusOut>", lambda _: self.choose(0), add=True)

    def _moved(self, event: Any) -> None:
        seq = self._page.seq_at(f"@{event.x},{event.y}")
        self._over_chip(event, seq)
        self._page.point(seq)
        if seq == self.bar.seq:
            return
        offered = self._needs.offered(seq) if seq else []
        first = self._first(seq) if offered else None
        box = self._page.text.dlineinfo(first) if first is not None else None
        if box is None:
            self.bar.hide()
            return
        text = self._page.text
        x = text.winfo_x() + text.winfo_width() - self._look.px(12)
        self.bar.over(seq, offered, x, box[1] - self._look.px(10))

    # Who reacted, and the exact time: shown when the mouse rests on a reaction, or on a time.

    def _over_chip(self, event: Any, seq: int) -> None:
        tags = self._page.text.tag_names(f"@{event.x},{event.y}")
        emoji = next((tag[len(REACTION) :] for tag in tags if tag.startswith(REACTION)), "")
        if not emoji and "time" in tags and "head" in tags:
            emoji = TIME
        if (emoji, seq) == self._tip_for[:2] or not (emoji or self._tip_for[0]):
            return
        self._forget_tip()
        if emoji:
            timer = self._page.text.after(REST, self._ask_who, event.x, event.y)
            self._tip_for = (emoji, seq, timer)

    def _forget_tip(self) -> None:
        if self._tip_for[2]:
            self._page.text.after_cancel(self._tip_for[2])
        self._tip_for = ("", 0, "")
        self._tip.place_forget()

    def _ask_who(self, x: int, y: int) -> None:
        asked = emoji, seq, _ = self._tip_for

        def tell(words: str) -> None:
            if self._tip_for == asked and words and self._tip.winfo_exists():
                p, px = self._look.palette, self._look.px
                self._tip.configure(
                    text=words, background=p.text, foreground=p.page, font=self._look.fonts["small"],
                    padx=px(8), pady=px(4), wraplength=px(320),
                )  # fmt: skip
                left = self._page.text.winfo_x() + x - px(20)
                self._tip.place(x=max(0, left), y=y - px(14), anchor="sw")
                self._tip.lift()

        if emoji == TIME:
            tell(self._page.time_of(seq))
        else:
            self._needs.who(seq, emoji, tell)

    def _first(self, seq: int) -> str | None:
        """The first line of text of it that is on the screen."""
        where = self._page.range_of(seq)
        if where is None:
            return None
        top = self._page.text.index("@0,0")
        return where[0] if self._page.text.compare(where[0], ">=", top) else f"{top} linestart"

    def _left(self) -> None:
        if not self.bar.winfo_exists():
            return
        self._forget_tip()
        under = self.bar.winfo_containing(*self.bar.winfo_pointerxy())
        if under is None or not (under is self._page.text or str(under).startswith(str(self.bar))):
            self.bar.hide()
            self._page.point(0)

    # The keyboard.

    def _step(self, step: int) -> str:
        seqs = self._page.seqs()
        if seqs:
            now = seqs.index(self.chosen) + step if self.chosen in seqs else len(seqs) - 1
            self.choose(seqs[max(0, min(now, len(seqs) - 1))])
        return "break"

    def choose(self, seq: int) -> None:
        self.chosen = seq
        where = self._mark()
        if where is not None:
            self._page.text.see(where[1] + " - 1 char")
            self._page.text.see(where[0])

    def _mark(self) -> tuple[str, str] | None:
        text = self._page.text
        text.tag_remove("chosen", "1.0", "end")
        where = self._page.range_of(self.chosen) if self.chosen else None
        if where is not None:
            text.tag_add("chosen", *where)
        return where

    def moved(self) -> None:
        """The lines stand elsewhere now."""
        self.bar.hide()
        self._forget_tip()
        if self.chosen:
            self._mark()

    def add_rows(self, menu: tk.Menu, where: str) -> None:
        """What can be done with the line there, at the top of the page's menu."""
        seq = self._page.seq_at(where)
        if seq:
            self._needs.add_rows(menu, seq)
            menu.add_separator()

    def open_menu(self) -> str:
        """Open the menu of the chosen line."""
        where = self._page.range_of(self.chosen) if self.chosen else None
        box = self._page.text.dlineinfo(where[0]) if where is not None else None
        if box is not None:
            text = self._page.text
            x, y = text.winfo_rootx() + self._look.px(60), text.winfo_rooty() + box[1] + box[3]
            self._needs.open_menu(self.chosen, x, y)
        return "break"

    def _end(self) -> str:
        self.choose(0)
        self._leave()
        return "break"
