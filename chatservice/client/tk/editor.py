"""The tab of a code document: text, who is there, the program and its output."""

import time
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from chatservice.client.model.code_cursors import RemoteCursor
from chatservice.client.model.code_document import CodeDocument, CodePhase
from chatservice.client.model.render import colour_of
from chatservice.client.model.sanitize import harmless
from chatservice.client.tk.code_find import CodeFind
from chatservice.client.tk.code_output import CodeOutput
from chatservice.client.tk.code_text import CodeText
from chatservice.client.tk.theme import Theme
from chatservice.model.names import fold

PLAIN = "text"  # a language that nothing runs
PEOPLE_SHOWN = 8
NAME_SHOWN = 3000  # milliseconds that a name stays at a cursor that does not move


class Editor(ttk.Frame):
    """Draws a `document`; `invite` asks whom."""

    def __init__(
        self,
        master: tk.Misc,
        look: Theme,
        document: CodeDocument,
        me: Callable[[], str],
        invite: Callable[[], None],
    ) -> None:
        super().__init__(master)
        self.look, self.document, self._me = look, document, me
        self._due: str | None = None
        self._lines: tuple[object, ...] = ()
        self._place: tuple[int, int] | None = None
        self._flags: dict[int, tuple[tk.Frame, tk.Label]] = {}
        self._places: dict[int, tuple[int, float]] = {}  # of others' cursors, and since when
        self._selected: set[str] = set()  # tags of others' selections
        self._people: list[str] = []
        self._make_head(invite)
        self.notice = ttk.Label(self, style="Bad.TLabel", anchor="w", padding=(look.px(10), look.px(2)))
        self.copy = ttk.Button(self, text="Copy my text", command=self._copy, takefocus=False)
        self.panes = ttk.PanedWindow(self, orient="vertical")
        self.panes.pack(side="top", fill="both", expand=True)
        self._make_body()
        self.output = CodeOutput(self.panes, look, document, me)
        self.restyle()
        self.tell()

    def _make_head(self, invite: Callable[[], None]) -> None:
        px = self.look.px
        head = ttk.Frame(self, padding=(px(10), px(6)))
        head.pack(side="top", fill="x")
        self.title = ttk.Label(head, style="Title.TLabel")
        self.saved = ttk.Label(head, style="Faint.TLabel")
        self.people = ttk.Frame(self, padding=(px(6), 0, px(6), px(4)))
        self.run = ttk.Button(
            head, text="Run", style="Accent.TButton", command=self._start_run, takefocus=False
        )
        self.stop = ttk.Button(head, text="Stop", command=self.document.stop_run, takefocus=False)
        self.invite = ttk.Button(head, text="Invite", command=invite, takefocus=False)
        self.title.pack(side="left")
        self.saved.pack(side="left", padx=px(12))
        if self.document.info.language != PLAIN:
            self.run.pack(side="right", padx=(px(6), 0))
            self.stop.pack(side="right", padx=(px(6), 0))
        self.invite.pack(side="right", padx=(px(6), 0))
        self.people.pack(side="top", fill="x")

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
        self.numbers.configure(background=self.look.palette.page, width=self.look.px(48))
        self._lines, self._people = (), []
        self._soon()

    def destroy(self) -> None:
        if self._due is not None:
            self.after_cancel(self._due)
            self._due = None
        super().destroy()

    def say(self, words: str) -> None:
        self.document.refused = words
        self.tell()

    def focus_text(self) -> None:
        self.text.focus_set()

    # Finding.

    def _begin_find(self, _: object) -> str:
        self.find.pack(side="bottom", fill="x", before=self.bar)
        self.find.begin()
        return "break"

    def _end_find(self) -> None:
        self.find.pack_forget()
        self.text.focus_set()

    # The program.

    def _start_run(self) -> None:
        self.document.start_run()
        self.tell()

    def _copy(self) -> None:
        self.clipboard_clear()
        self.clipboard_append(self.document.copies[-1])

    # Drawing: the head when the document has changed, the rest also when the view has.

    def tell(self) -> None:
        document = self.document
        info = document.info
        self.title.configure(text=f"{harmless(info.title)}  ({harmless(info.language)})")
        self.saved.configure(text=self._saved_words())
        running = document.run is not None and document.run.running
        ready = document.phase is CodePhase.OPEN and not running and not document.wants_run
        self.run.state(["!disabled" if ready else "disabled"])
        self.stop.state(["!disabled" if running else "disabled"])
        self._tell_people()
        self._tell_notice()
        if document.run is not None:
            if str(self.output) not in self.panes.panes():
                self.panes.add(self.output, weight=1)
            self.output.tell()
        self._soon()

    def _saved_words(self) -> str:
        document = self.document
        if document.phase is CodePhase.GONE:
            return "Not available any more"
        if not document.pending.is_saved:
            return "Saving…" if document.phase is CodePhase.OPEN else "Not connected: not saved yet"
        if not document.can_edit:
            return "Closed, read only" if document.info.closed else "Read only"
        return "Saved" if document.phase is CodePhase.OPEN else "Not connected"

    def _tell_people(self) -> None:
        people = self.document.people
        if people == self._people:
            return
        self._people = list(people)
        for child in self.people.winfo_children():
            child.destroy()
        for name in people[:PEOPLE_SHOWN]:
            words = f"{harmless(name)} (you)" if fold(name) == fold(self._me()) else harmless(name)
            label = ttk.Label(self.people, text=words)
            label.configure(foreground=self._colour(name))
            label.pack(side="left", padx=self.look.px(5))
        if len(people) > PEOPLE_SHOWN:
            ttk.Label(self.people, text=f"and {len(people) - PEOPLE_SHOWN} more").pack(side="left")

    def _colour(self, name: str) -> str:
        return self.look.palette.names[int(colour_of(name).removeprefix("name-"))]

    def _tell_notice(self) -> None:
        if self.document.refused:
            self.notice.configure(text=harmless(self.document.refused))
            self.notice.pack(side="top", fill="x", before=self.panes)
        else:
            self.notice.pack_forget()
        if self.document.copies:
            self.copy.pack(side="top", anchor="w", padx=self.look.px(10), before=self.panes)
        else:
            self.copy.pack_forget()

    def _scrolled(self, first: float, last: float) -> None:
        self.bar.set(first, last)
        self.text.colour_soon()
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
        self.saved.configure(text=self._saved_words())

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
        first, last = text.lines_seen()
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
        colour, look = self._colour(name), self.look
        bar = tk.Frame(self.text, background=colour, borderwidth=0)
        flag = tk.Label(
            self.text, text=harmless(name), background=colour, foreground=look.palette.page,
            font=look.fonts["small"], padx=look.px(3), pady=0, borderwidth=0,
        )  # fmt: skip
        self._flags[client] = bar, flag
        return bar, flag
