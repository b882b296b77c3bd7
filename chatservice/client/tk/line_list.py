"""A list of lines at the side, wide enough to read: who, when and where, and the words that were sought.

A click shows the line where it stands; Up and Down choose one, Enter shows it, Delete takes it off the list.
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial
from tkinter import ttk
from typing import Any

from chatservice.client.model.line_lists import LineList, ListRow
from chatservice.client.model.render import colour_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.focus import let_walk
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _, marked
from chatservice.model.commands import Command
from chatservice.model.events import FileInfo

MORE = marked("Show earlier ones")


class LineListText(ttk.Frame):
    """`jump` shows a line, `more` asks for the next page, `remove` sends what removes a row, `end` closes
    the list, `menu` opens the menu of a row that can be removed, `fetch` downloads a file."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        jump: Callable[[str, int], None],
        more: Callable[[int], None],
        remove: Callable[[Command], None],
        end: Callable[[], None],
        menu: Callable[[Any, Command], None],
        fetch: Callable[[FileInfo], None],
    ) -> None:
        super().__init__(master)
        self.look = look
        self._jump, self._more, self._remove, self._menu, self._fetch = jump, more, remove, menu, fetch
        self.rows: list[ListRow] = []
        self._next: int | None = None
        self._chosen = -1
        self.text = tk.Text(
            self, wrap="word", state="disabled", cursor="arrow", width=1, height=1, padx=0, pady=0
        )
        self.bar = ttk.Scrollbar(self, orient="vertical", command=self.text.yview)
        self.text.configure(yscrollcommand=self.bar.set)
        self.bar.pack(side="right", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        bind = self.text.bind
        bind("<Button-1>", self._clicked)
        bind("<Button-3>", self._asked)
        for key, step in (("Up", -1), ("Down", 1)):
            bind(f"<{key}>", partial(self._step, step))
        let_walk(self.text)
        bind("<Return>", lambda _: self._open(self._chosen))
        bind("<Delete>", lambda _: self._removed())
        bind("<Escape>", lambda _: end())
        self.restyle()

    def restyle(self) -> None:
        p, px, fonts = self.look.palette, self.look.px, self.look.fonts
        self.look.dress(self.text)
        side = {"lmargin1": px(14), "lmargin2": px(14), "rmargin": px(12)}
        tags: dict[str, dict[str, Any]] = {
            "head": {**side, "font": fonts["small"], "foreground": p.second, "spacing1": px(16)},
            "text": {**side, "font": fonts["widget"], "spacing1": px(2), "spacing3": px(2),
                     "lmargincolor": p.page},
            "found": {"background": p.hit, "font": fonts["bold"]},
            "more": {**side, "foreground": p.accent, "font": fonts["widget"], "spacing1": px(8)},
            "empty": {**side, "foreground": p.second, "font": fonts["widget"], "spacing1": px(14)},
            "who": {"font": fonts["bold"]},
            "chosen": {"background": p.hover, "lmargincolor": p.hover, "rmargincolor": p.hover},
        }  # fmt: skip
        for number, colour in enumerate(p.names):
            tags[f"name-{number}"] = {"foreground": colour}
        for name, options in tags.items():
            self.text.tag_configure(name, **options)
        self.text.tag_raise("found")

    def tell(self, lines: LineList, after: bool = False) -> None:
        """Show the list, or (`after`) one more page of it."""
        self.text.configure(state="normal")
        if not after:
            self.text.delete("1.0", "end")
            self.rows, self._chosen = [], -1
        elif self._next is not None:
            self.text.delete(f"{2 * len(self.rows) + 1}.0", "end")
            self.text.insert("end", "\n" if self.rows else "")
        for row in lines.rows:
            self._insert(row)
        self._next = lines.next
        if lines.next is not None:
            self.text.insert("end", _(MORE), ("more",))
        elif not self.rows:
            self.text.insert("end", lines.empty, ("empty",))
        self.text.configure(state="disabled")

    def _insert(self, row: ListRow) -> None:
        self.rows.append(row)
        insert = self.text.insert
        if row.sender:
            insert("end", f"{harmless(row.sender)}  ", ("head", "who", colour_of(row.sender)))
        insert("end", f"{row.head}\n", ("head",))
        for words, is_found in row.pieces:
            insert("end", words, ("text", "found") if is_found else ("text",))
        insert("end", "\n", ("text",))

    def texts(self) -> list[str]:
        return [row.text for row in self.rows]

    def place_of(self, text: str) -> tuple[int, int]:
        """Where a row with that text is, in pixels of the list."""
        box = self.text.dlineinfo(f"{2 * self.texts().index(text) + 2}.0")
        if box is None:
            raise LookupError(text)
        return box[0] + self.look.px(20), box[1] + box[3] // 2

    def _row_at(self, event: Any) -> int:
        return (int(str(self.text.index(f"@{event.x},{event.y}")).split(".")[0]) - 1) // 2

    def _clicked(self, event: Any) -> str:
        self.text.focus_set()
        self._choose(self._row_at(event))
        self._open(self._chosen)
        return "break"

    def _asked(self, event: Any) -> str:
        self._choose(self._row_at(event))
        row = self._row()
        if row is not None and row.removal is not None:
            self._menu(event, row.removal)
        return "break"

    def _choose(self, number: int) -> None:
        self._chosen = number
        self.text.tag_remove("chosen", "1.0", "end")
        if 0 <= number < len(self.rows):
            self.text.tag_add("chosen", f"{2 * number + 1}.0", f"{2 * number + 3}.0")
            self.text.see(f"{2 * number + 2}.0")
            self.text.see(f"{2 * number + 1}.0")

    def _step(self, step: int, _: object) -> str:
        if self.rows:
            self._choose(max(0, min(len(self.rows) - 1, self._chosen + step)))
        return "break"

    def _row(self) -> ListRow | None:
        return self.rows[self._chosen] if 0 <= self._chosen < len(self.rows) else None

    def _open(self, number: int) -> str:
        row = self._row()
        if row is not None and row.goal is not None:
            self._jump(*row.goal)
        elif row is not None and row.file is not None:
            self._fetch(row.file)
        elif number >= len(self.rows) and self._next is not None:
            self._more(self._next)
        return "break"

    def _removed(self) -> None:
        row = self._row()
        if row is not None and row.removal is not None:
            self._remove(row.removal)
