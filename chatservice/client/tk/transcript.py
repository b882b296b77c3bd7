"""One conversation's text: shows items, reports scrolling and clicks.

The widget holds a bounded stretch of the conversation (`reading`), so its cost does not
grow with the history. New items are inserted by `patch`, many in one call.
"""

import re
import tkinter as tk
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.model import bidi
from chatservice.client.model.item_rows import ItemRows, rows_replaced, seq_of
from chatservice.client.model.items import Item, MessageItem
from chatservice.client.model.list_diff import patch
from chatservice.client.model.render import exact_time, render
from chatservice.client.tk.clickable_pieces import ClickablePieces
from chatservice.client.tk.gutter import Gutter
from chatservice.client.tk.held_place import HeldLine, held, hold
from chatservice.client.tk.line_pointer import LineNeeds, LinePointer
from chatservice.client.tk.text_tags import place_tabs, style_tags
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

TEXT_MARGIN = 40  # of the page that a line of text may not use
MOVES = ("<MouseWheel>", "<Button-4>", "<Button-5>", "<Prior>", "<Next>", "<Home>", "<End>", "<Control-Home>",
         "<Control-End>")  # fmt: skip


class Transcript(ttk.Frame):
    """`moved` hears whether the top and the end are visible; `done` hears what was clicked, and the seq of
    the line it belongs to (0: none). `lines` is what can be done with lines; `leave` ends that."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        moved: Callable[[bool, bool], None],
        done: Callable[[str, str, int], None],
        menu: Callable[[Any], None],
        lines: LineNeeds,
        leave: Callable[[], object],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._moved = moved
        self._done = done
        self._lines = lines
        self._rows = ItemRows()
        self.pictures: dict[object, tk.PhotoImage] = {}  # by item
        self._mention: re.Pattern[str] | None = None
        self._broken_at = 0  # the width that text from right to left was broken for
        self._due: str | None = None
        self._at_end = True
        self.text = tk.Text(
            self, wrap="word", state="disabled", cursor="arrow", width=20, padx=0, pady=look.px(6)
        )
        self.bar = ttk.Scrollbar(self, orient="vertical", command=self._drag)
        self.text.configure(yscrollcommand=self._scrolled)
        self.newest = ttk.Button(self, text=_("↓ Newest lines"), command=self._to_end, takefocus=False)
        self.back = ttk.Button(self, text=_("↩ Back"), takefocus=False)
        self.gutter = Gutter(self, look, self)
        self.bar.pack(side="right", fill="y")
        self.gutter.pack(side="left", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        for sequence in ("<Button-4>", "<Button-5>", "<MouseWheel>"):
            self.gutter.bind(sequence, partial(self._wheel, sequence))
        self.jump_to_end: Callable[[], None] = lambda: None
        for sequence in MOVES:
            self.text.bind(sequence, lambda _: self.look_soon(), add=True)
        self.text.bind("<Button-1>", lambda _: self.text.focus_set(), add=True)
        self.text.bind("<Button-3>", menu)
        self.text.bind("<Configure>", lambda _: self._resized(), add=True)
        self.pointer = LinePointer(self, look, lines, leave, self)
        self._pieces = ClickablePieces(self.text, self._does, self.pointer.open_menu)
        self.restyle()

    def restyle(self) -> None:
        self.look.dress(self.text)
        style_tags(self.text, self.look)
        self.gutter.restyle()
        self.pointer.bar.restyle()

    # Lines, by seq.

    def seq_at(self, where: str) -> int:
        """The seq of the line that stands there; 0 if there is none."""
        return seq_of(self._rows.at(self._row(where)))

    def _row(self, where: str) -> int:
        return int(str(self.text.index(where)).split(".")[0])

    def seqs(self) -> list[int]:
        return self._rows.seqs()

    def range_of(self, seq: int) -> tuple[str, str] | None:
        """Where that line begins and ends."""
        found = self._rows.of_seq(seq)
        return (f"{found[1]}.0", f"{found[2]}.0") if found is not None else None

    def point(self, seq: int) -> None:
        """The mouse is at that line."""
        self.gutter.point(seq)

    def time_of(self, seq: int) -> str:
        """When that line was said, to the second."""
        found = self._rows.of_seq(seq)
        return exact_time(found[0].ts) if found is not None and isinstance(found[0], MessageItem) else ""

    # Drawing.

    def show(self, items: Sequence[Item], mention: re.Pattern[str] | None, follow: bool, below: bool) -> None:
        steps = patch(self._rows.items, items)
        if steps:
            place = [] if follow else held(self.text, self._rows)
            self.text.configure(state="normal")
            for step in steps:
                self._apply(step.at, step.gone, step.new, mention)
            self.text.configure(state="disabled")
            self._rows.items = list(items)
            self.pointer.moved()
            for item in (item for step in steps for item in step.new if item.id in self.pictures):
                self.place_picture(item.id)
            hold(self.text, self._rows, place)
            self.gutter.draw_soon()
        if follow:
            self.text.yview_moveto(1.0)
            self._at_end = True
        if below:
            self.newest.place(relx=0.5, rely=1.0, y=-self.look.px(12), anchor="s")
        else:
            self.newest.place_forget()

    def show_back(self, shown: bool) -> None:
        """Show the way back to a reply."""
        if shown:
            self.back.place(x=self.look.px(14), rely=1.0, y=-self.look.px(12), anchor="sw")
        else:
            self.back.place_forget()

    def _apply(self, at: int, gone: int, new: Sequence[Item], mention: re.Pattern[str] | None) -> None:
        pieces: list[Any] = []
        heights = []
        self._mention = mention
        for item in new:
            made = bidi.laid_out(render(item, mention), self._text_width(), self._measure)
            heights.append(sum(text.count("\n") for text, _ in made))
            for text, tags in made:
                pieces += (text, tags)
        start, end = rows_replaced(self._rows, at, gone, heights)
        if gone:
            self.text.delete(f"{start}.0", f"{end}.0")
        if pieces:
            self.text.insert(f"{start}.0", *pieces)

    def _held(self) -> list[HeldLine]:
        return [] if self._at_end else held(self.text, self._rows)

    def _text_width(self) -> int:
        return max(self.look.px(80), self.text.winfo_width() - self.look.px(TEXT_MARGIN))

    def _measure(self, text: str) -> int:
        return self.look.fonts["body"].measure(text)

    def _break_again(self) -> None:
        """The page has another width: draw again what was broken into lines for the former one."""
        width = self._text_width()
        if width == self._broken_at:
            return
        self._broken_at = width
        place = self._held()
        self.text.configure(state="normal")
        for at, item in enumerate(self._rows.items):
            if isinstance(item, MessageItem) and bidi.is_rtl(item.text):
                self._apply(at, 1, [item], self._mention)
        self.text.configure(state="disabled")
        hold(self.text, self._rows, place)

    # What is on the screen.

    def visible(self) -> list[tuple[Item, int, int]]:
        """The visible items from top to bottom, and the first and the last row of each."""
        return self._rows.between(self._row("@0,0"), self._row(f"@0,{self.text.winfo_height()}"))

    def seen(self) -> Iterator[Item]:
        return (item for item, _, _ in self.visible())

    def _scrolled(self, first: float, last: float) -> None:
        self.bar.set(first, last)
        self.gutter.draw_soon()

    def _wheel(self, sequence: str, event: Any) -> None:
        """The wheel over the gutter scrolls the page."""
        self.text.event_generate(sequence, **({"delta": event.delta} if "Mouse" in sequence else {}))

    # Pictures.

    def place_picture(self, item_id: object) -> None:
        """Insert the thumbnail of a shared file under its name."""
        rows = self._rows.of_id(item_id)
        if rows is not None:
            found = self.text.tag_nextrange("picture", f"{rows[0]}.0", f"{rows[1]}.0")
            where = f"{found[0]} linestart" if found else f"{rows[1] - 1}.0"
            if not self.text.dump(where, f"{where} lineend", image=True):
                self._put(where, self.pictures[item_id])

    def _put(self, where: str, photo: tk.PhotoImage) -> None:
        place = self._held()
        self.text.configure(state="normal")
        self.text.image_create(where, image=photo, pady=self.look.px(4))
        for each in ("body", "act"):
            self.text.tag_add(each, where)
        self.text.configure(state="disabled")
        if self._at_end:
            self.text.yview_moveto(1.0)
        hold(self.text, self._rows, place)

    def show_item(self, item_id: object) -> None:
        """Scroll an item into the middle of the screen."""
        rows = self._rows.of_id(item_id)
        if rows is not None:
            self.text.see(f"{rows[0]}.0")
            box = self.text.dlineinfo(f"{rows[0]}.0")
            if box is not None:
                self.text.yview_scroll(box[1] - self.text.winfo_height() // 3, "pixels")

    # Scrolling.

    def _drag(self, *words: Any) -> None:
        self.text.yview(*words)
        self.look_soon()

    def look_soon(self) -> None:
        """Report the view after the widget has moved."""
        if self._due is None:
            self._due = self.after_idle(self._look_now)

    def _look_now(self) -> None:
        self._due = None
        self.pointer.bar.hide()
        first, last = self.text.yview()
        self._at_end = last >= 0.9999
        self._moved(first <= 0.02, self._at_end)

    def _resized(self) -> None:
        place_tabs(self.text, self.look)
        self._break_again()
        if self._at_end:
            self.text.yview_moveto(1.0)

    def _to_end(self) -> None:
        self.jump_to_end()

    def scroll(self, pages: int) -> None:
        self.text.yview_scroll(pages, "pages")
        self.look_soon()

    def _does(self, verb: str, argument: str, where: str) -> None:
        seq = self.seq_at(where)
        if not self._lines.clicked(verb, argument, seq):
            self._done(verb, argument, seq)

    def selected(self) -> str:
        return str(self.text.get("sel.first", "sel.last")) if self.text.tag_ranges("sel") else ""
