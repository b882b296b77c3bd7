"""The tab of a code document: text, who is there, the program and its output."""

import time
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import NamedTuple

from chatservice.client.model.code_cursors import RemoteCursor
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.render import colour_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.code_colours import visible_lines
from chatservice.client.tk.code_find import CodeFind
from chatservice.client.tk.code_head import CodeHead, HeadActions, colour_in
from chatservice.client.tk.code_history import HistoryPane
from chatservice.client.tk.code_output import CodeOutput
from chatservice.client.tk.code_share import ShareDialog
from chatservice.client.tk.code_text import CodeText
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.theme import Theme
from chatservice.client.words import _

NAME_SHOWN = 3000  # milliseconds that a name stays at a cursor that does not move


class EditorActions(NamedTuple):
    """What needs forms, menus and the server: `invite` opens a dialog, `more` a menu beside the button."""

    invite: Callable[[CodeDocument], ShareDialog]
    more: Callable[[CodeDocument, tk.Misc], None]
    needs_account: Callable[[], bool]  # whether only then programs may be run


class Editor(ttk.Frame):
    """Draws a `document`. `me` gives the user's name."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        document: CodeDocument,
        me: Callable[[], str],
        actions: EditorActions,
    ) -> None:
        super().__init__(master)
        self.look, self.document, self._actions = look, document, actions
        self._due: str | None = None
        self._lines: tuple[object, ...] = ()
        self._place: tuple[int, int] | None = None
        self._flags: dict[int, tuple[tk.Frame, tk.Label]] = {}
        self._places: dict[int, tuple[int, float]] = {}  # of others' cursors, and since when
        self._selected: set[str] = set()  # tags of others' selections
        self.share: ShareDialog | None = None
        self._done = ""  # what went well
        self.head = CodeHead(self, look, document, me, self._head_actions())
        self.head.pack(side="top", fill="x")
        self.notice = ttk.Label(self, style="Bad.TLabel", anchor="w", padding=(look.px(10), look.px(2)))
        self.copy = ttk.Button(self, text=_("Copy my text"), command=self._copy, takefocus=False)
        self.panes = ttk.PanedWindow(self, orient="vertical")
        self.panes.pack(side="top", fill="both", expand=True)
        self._make_body()
        self.history = HistoryPane(self, self.panes, look, document, self._end_history)
        self.output = CodeOutput(self.panes, look, document, me)
        self.restyle()
        self.tell()

    def _head_actions(self) -> HeadActions:
        return HeadActions(
            self._start_run,
            self._toggle_history,
            self._invite,
            lambda button: self._actions.more(self.document, button),
            self._actions.needs_account,
        )

    def _make_body(self) -> None:
        self.body = ttk.Frame(self.panes)
        self.panes.add(self.body, weight=3)
        self.numbers = tk.Canvas(self.body, width=self.look.px(48), highlightthickness=0, takefocus=False)
        self.text = CodeText(self.body, self.look, self.document, self._soon)
        self.bar = ttk.Scrollbar(self.body, orient="vertical", command=self.text.yview)
        self.text.configure(yscrollcommand=self._scrolled, xscrollcommand=lambda *_: self._soon())
        self.find = CodeFind(self.body, self.look, self.text, self._end_find)
        self.bar.pack(side="right", fill="y")
        self.numbers.pack(side="left", fill="y")
        self.text.pack(side="left", fill="both", expand=True)
        self.text.bind("<Control-f>", self._begin_find)
        self.text.bind("<Configure>", lambda _: self._soon(), add=True)

    def restyle(self) -> None:
        self.text.restyle()
        self.output.restyle()
        self.history.restyle()
        self.head.restyle()
        self.numbers.configure(background=self.look.palette.page, width=self.look.px(48))
        self._lines = ()
        self._soon()

    def destroy(self) -> None:
        if self._due is not None:
            self.after_cancel(self._due)
            self._due = None
        self.history.destroy()
        if self.share is not None:
            self.share.destroy()
        super().destroy()

    def say(self, words: str) -> None:
        self.document.refused = words
        self.tell()

    def tell_done(self, words: str) -> None:
        """Something went well."""
        self._done = words
        self.tell()

    def focus_text(self) -> None:
        focus_now(self.text)

    # Finding.

    def _begin_find(self, _: object) -> str:
        self.find.pack(side="bottom", fill="x", before=self.bar)
        self.find.begin()
        return "break"

    def _end_find(self) -> None:
        self.find.pack_forget()
        self.text.focus_set()

    # Its past, and who may see it.

    def _toggle_history(self) -> None:
        if self.history.is_open:
            self._end_history()
            return
        self._put_in(self.history.body, self.body)
        self.history.bar.pack(side="top", fill="x", before=self.panes)
        self.history.open()

    def _end_history(self) -> None:
        self.history.shut()
        self.history.bar.pack_forget()
        self._put_in(self.body, self.history.body)
        focus_now(self.text)
        self._soon()

    def _put_in(self, pane: tk.Widget, instead: tk.Widget) -> None:
        self.panes.insert(0, pane, weight=3)
        self.panes.forget(instead)

    def _invite(self) -> None:
        self.share = self._actions.invite(self.document)

    # The program.

    def _start_run(self) -> None:
        if not self._actions.needs_account():
            self.document.start_run()
        self.tell()

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self.document.copies[-1])

    # Drawing: the head when the document has changed, the rest also when the view has.

    def tell(self) -> None:
        self.head.tell()
        self._tell_notice()
        self.history.tell()
        if self.share is not None and self.share.winfo_exists():
            self.share.tell()
        if self.document.run is not None:
            if str(self.output) not in self.panes.panes():
                self.panes.add(self.output, weight=1)
            self.output.tell()
        self._soon()

    def _tell_notice(self) -> None:
        refused = self.document.refused
        if refused or self._done:
            style = "Bad.TLabel" if refused else "Faint.TLabel"
            self.notice.configure(text=harmless(refused or self._done), style=style)
            self.notice.pack(side="top", fill="x", before=self.panes)
        else:
            self.notice.pack_forget()
        if self.document.copies:
            self.copy.pack(side="top", anchor="w", padx=self.look.px(10), before=self.panes)
        else:
            self.copy.pack_forget()

    def _scrolled(self, first: float, last: float) -> None:
        self.bar.set(first, last)
        self.text.colours.draw_soon()
        self._soon()

    def _soon(self) -> None:
        if self._due is None and self.winfo_exists():
            self._due = self.after_idle(self._refresh)

    def _refresh(self) -> None:
        self._due = None
        self._draw_numbers()
        self._draw_cursors()
        self.text.match_brackets()
        self._tell_place()
        self.head.tell_saved()

    def _tell_place(self) -> None:
        """One's own cursor: the anchor of a selection is its other end."""
        text = self.text
        head, chosen = text.position("insert"), text.selected()
        ends = [text.position(each) for each in chosen] if chosen else [head]
        place = (ends[0] if ends[0] != head else ends[-1], head)
        if place != self._place:
            self._place = place
            self.document.place(*place)

    def _draw_numbers(self) -> None:
        text, numbers = self.text, self.numbers
        first, last = visible_lines(text)
        top = text.dlineinfo(f"{first}.0")
        lines = (first, last, top and top[1], numbers.winfo_height())
        if lines == self._lines:
            return
        self._lines = lines
        numbers.delete("all")
        end = text.dlineinfo(f"{last}.0")
        if top is None or end is None:
            return
        height = self.look.fonts["mono"].metrics("linespace")
        if end[1] == top[1] + (last - first) * height:
            self._number(top[1], "\n".join(map(str, range(first, last + 1))))
            return
        for number in range(first, last + 1):  # a character of another font is higher
            info = text.dlineinfo(f"{number}.0")
            if info is not None:
                self._number(info[1], str(number))

    def _number(self, y: int, words: str) -> None:
        look = self.look
        font, colour = look.fonts["mono"], look.palette.faint
        self.numbers.create_text(
            look.px(40), y, text=words, anchor="ne", justify="right", font=font, fill=colour
        )

    def _draw_cursors(self) -> None:
        text, seen = self.text, set()
        tags, self._selected = self._selected, set()
        for tag in tags:
            text.tag_remove(tag, "1.0", "end")
        for client, cursor in self.document.cursors.items():
            if self._draw_cursor(client, cursor):
                seen.add(client)
        for client in [each for each in self._flags if each not in seen]:
            for widget in self._flags.pop(client):
                widget.destroy()

    def _draw_cursor(self, client: int, cursor: RemoteCursor) -> bool:
        """False when it is out of sight."""
        text = self.text
        start, end = sorted((cursor.anchor, cursor.head))
        if start < end:
            tag = colour_of(cursor.name).replace("name", "remote")
            self._selected.add(tag)
            text.tag_add(tag, text.index_of(start), text.index_of(end))
        box = text.bbox(text.index_of(cursor.head))
        if box is None:
            return False
        bar, flag = self._flags.get(client) or self._flag(client, cursor.name)
        x, y, _, height = box
        bar.place(x=x, y=y, width=2, height=height, bordermode="outside")
        above = y - flag.winfo_reqheight()
        if self._moved(client, cursor.head):
            flag.place(x=x, y=above if above >= 0 else y + height, bordermode="outside")
        else:
            flag.place_forget()
        return True

    def _moved(self, client: int, head: int) -> bool:
        """Whether it moved just now; a name in the way is hidden after that."""
        now = time.monotonic()
        place, when = self._places.get(client, (-1, now))
        if place != head:
            when = now
            self.after(NAME_SHOWN, self._soon)
        self._places[client] = head, when
        return now - when < NAME_SHOWN / 1000

    def _flag(self, client: int, name: str) -> tuple[tk.Frame, tk.Label]:
        colour, look = colour_in(self.look, name), self.look
        bar = tk.Frame(self.text, background=colour, borderwidth=0)
        flag = tk.Label(
            self.text, text=harmless(name), background=colour, foreground=look.palette.page,
            font=look.fonts["small"], padx=look.px(3), pady=0, borderwidth=0,
        )  # fmt: skip
        self._flags[client] = bar, flag
        return bar, flag
