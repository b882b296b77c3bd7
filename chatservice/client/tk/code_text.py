"""The text of a code document: a text widget whose every change is an edit of the document.

Tk's own bindings, pasting and input methods all change the text by the widget's command; that is
replaced by one that hands the change to the document first. Changes by others go past it.
Positions outside are UTF-16 units, as Tk counts columns. Its "+ N indices" counts whole characters, so
that places are always given as line and column.
"""

import time
import tkinter as tk
from collections.abc import Callable
from functools import partial
from typing import Any

from chatservice.client.model.clipboard import whole_characters
from chatservice.client.model.code_document import CodeDocument
from chatservice.client.model.code_text import (
    INDENT,
    PAIRS,
    bracket_pair,
    dedent_width,
    next_indent,
    to_next_stop,
)
from chatservice.client.tk.code_colours import CodeColours, mixed, visible_lines
from chatservice.client.tk.theme import Theme
from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.edits import with_line_feeds
from chatservice.model.utf16 import Units, count_units, splits_pair

NEAR = 500  # lines that are walked over one by one
# What moves the cursor or the selection, in the widget's own words.
MOVES = {("mark", "set", "insert"), ("tag", "add", "sel"), ("tag", "remove", "sel")}
BRACKETS = {*PAIRS, *PAIRS.values()}


class CodeText(tk.Text):
    """`changed` is called after each change of text, cursor or view."""

    def __init__(
        self, master: tk.Misc, look: Theme, document: CodeDocument, changed: Callable[[], None]
    ) -> None:
        super().__init__(
            master, wrap="none", undo=False, width=20, height=5, padx=look.px(6), pady=look.px(4)
        )
        self.look, self.document, self._changed = look, document, changed
        self._real = f"{self._w}.real"  # type: ignore[attr-defined]
        self.tk.call("rename", self._w, self._real)  # type: ignore[attr-defined]
        self.tk.createcommand(self._w, self._command)  # type: ignore[attr-defined]
        self.colours = CodeColours(self, look, lambda: document.info.language)
        self._units = document.pending.units  # the text that is drawn
        self._line, self._line_start = 1, 0  # a line, and where it begins: others are counted from it
        self.restyle()
        self._bind_keys()
        self.show_all()
        document.on_text = self._others_changed

    def _bind_keys(self) -> None:
        for sequence, action in {
            "<Return>": self._new_line,
            "<KP_Enter>": self._new_line,
            "<Tab>": self._indent,
            "<Shift-Tab>": self._dedent,
            "<<Undo>>": self._undo,
            "<<Redo>>": self._redo,
            "<Control-y>": self._redo,
        }.items():
            self.bind(sequence, partial(self._does, action))
        if self.tk.call("tk", "windowingsystem") == "x11":
            self.bind("<ISO_Left_Tab>", partial(self._does, self._dedent))

    def _does(self, action: Callable[[], object], _: object) -> str:
        action()
        self.see("insert")
        return "break"

    def destroy(self) -> None:
        self.colours.stop()
        self.document.on_text = lambda changes: None
        super().destroy()
        self.tk.deletecommand(self._w)  # type: ignore[attr-defined]

    def restyle(self) -> None:
        p = self.look.palette
        self.look.dress(self)
        mono = self.look.fonts["mono"]
        self.configure(font=mono, tabs=(mono.measure("    "),), insertwidth=2)
        self.colours.restyle()
        self.tag_configure("bracket", background=p.hit)
        self.tag_configure("found", background=p.mention)
        for number, colour in enumerate(p.names):
            self.tag_configure(f"remote-{number}", background=mixed(colour, p.page))
        self.tag_raise("sel")

    # What is changed here.

    def _command(self, name: str, *words: Any) -> Any:
        if name in ("insert", "delete", "replace"):
            getattr(self, f"_{name}")(*words)
            return ""
        try:
            result = self.tk.call((self._real, name, *words))
        except tk.TclError:  # a script of Tk's that tries something; it could not catch it from here
            return ""
        if (name, *words[:2]) in MOVES:
            self._changed()
        return result

    def _insert(self, index: str, text: str, *_: Any) -> None:
        at = self.position(index)
        self.change([(at, at, text)])

    def _delete(self, start: str, end: str = "", *_: Any) -> None:
        first = self.position(start)
        last = self.position(end or f"{start} + 1 indices")
        self.change([(first, last, "")])

    def _replace(self, start: str, end: str, text: str, *_: Any) -> None:
        self.change([(self.position(start), self.position(end), text)])

    def change(self, splices: list[Splice]) -> None:
        """Splices are sorted."""
        units = self.document.pending.units
        clean = [(*_whole(units, start, min(end, len(units))), _clean(text)) for start, end, text in splices]
        wanted = [each for each in clean if each[0] < each[1] or each[2]]
        if not wanted:
            return
        if not self.document.can_edit:
            self.bell()
            return
        changes = ChangeSet.of(wanted, len(units))
        self.document.edit(changes, time.monotonic())
        self._draw(changes)

    # What is changed by others.

    def show_all(self) -> None:
        self._units = self.document.pending.units
        self._line, self._line_start = 1, 0
        self.tk.call(self._real, "delete", "1.0", "end")
        self.tk.call(self._real, "insert", "1.0", self.document.pending.text)
        self.mark_set("insert", "1.0")
        self._after_change()

    def _others_changed(self, changes: ChangeSet | None) -> None:
        if changes is None:
            self.show_all()
            return
        cursor = changes.map_position(self.position("insert"))
        self._draw(changes)
        self.mark_set("insert", self.index_of(cursor))

    def _draw(self, changes: ChangeSet) -> None:
        """The document has them already; from the last on, so that positions are those of the old text."""
        splices = changes.splices()
        for start, end, text in reversed(splices):
            index = self.index_of(start)
            if end > start:
                self.tk.call(self._real, "delete", index, self.index_of(end))
            if text:
                self.tk.call(self._real, "insert", index, text)
        self._units = self.document.pending.units
        if splices and splices[0][0] < self._line_start:
            self._line, self._line_start = 1, 0
        self._after_change()

    def _after_change(self) -> None:
        self._changed()
        self.colours.draw_soon()

    # Positions.

    def position(self, index: str) -> int:
        """Units before `index`."""
        line, column = map(int, self.index(index).split("."))
        if line > int(self.index("end - 1 indices").split(".")[0]):
            return len(self._units)  # Tk's end is after a line break of its own
        self._walk_to(line)
        return min(self._line_start + column, len(self._units))

    def index_of(self, position: int) -> str:
        """Never between the two units of a character: a tag or mark there would break it."""
        position += splits_pair(self._units, position)
        units, line, start = self._units, self._line, self._line_start
        if position >= start:
            line += units.count("\n", start, position)
        else:
            line -= units.count("\n", position, start)
        return f"{line}.{position - units.rfind(chr(10), 0, position) - 1}"

    def _walk_to(self, line: int) -> None:
        """Make it the known line; Tk counts from the beginning of the text, which takes a millisecond."""
        units = self._units
        if abs(line - self._line) > NEAR:
            self._line, self._line_start = line, self._counted(f"{line}.0")
        while self._line < line:
            self._line, self._line_start = self._line + 1, units.index("\n", self._line_start) + 1
        while self._line > line:
            before = units.rfind("\n", 0, self._line_start - 1)
            self._line, self._line_start = self._line - 1, before + 1

    def _counted(self, index: str) -> int:
        return int(self.tk.call(self._real, "count", "-indices", "1.0", index) or 0)

    def line(self, number: int) -> str:
        return str(self.get(f"{number}.0", f"{number}.end"))

    # Keys.

    def _undo(self) -> None:
        if not self.document.can_edit or not self.document.undo_edit():
            self.bell()

    def _redo(self) -> None:
        if not self.document.can_edit or not self.document.redo_edit():
            self.bell()

    def selected(self) -> tuple[str, str] | None:
        ranges = self.tag_ranges("sel")
        return (str(ranges[0]), str(ranges[1])) if ranges else None

    def _new_line(self) -> None:
        start, end = self.selected() or ("insert", "insert")
        before = str(self.get(f"{start} linestart", start))
        self._replace(start, end, "\n" + next_indent(before, self.document.info.language))

    def _indent(self) -> None:
        chosen = self.selected()
        if chosen is None:
            self._insert("insert", to_next_stop(int(self.index("insert").split(".")[1])))
            return
        at = [self.position(f"{number}.0") for number in self._chosen_lines(chosen)]
        self.change([(start, start, INDENT) for start in at])

    def _dedent(self) -> None:
        numbers = self._chosen_lines(self.selected() or ("insert", "insert"))
        widths = [(self.position(f"{number}.0"), dedent_width(self.line(number))) for number in numbers]
        self.change([(start, start + width, "") for start, width in widths])

    def _chosen_lines(self, chosen: tuple[str, str]) -> range:
        first, last = (self.index(each).split(".") for each in chosen)
        end = int(last[0]) - (last[1] == "0" and last[0] != first[0])
        return range(int(first[0]), end + 1)

    def match_brackets(self) -> None:
        """Near the cursor."""
        self.tag_remove("bracket", "1.0", "end")
        if not BRACKETS & {*str(self.get("insert - 1 indices", "insert + 1 indices"))}:
            return
        first, last = visible_lines(self)
        text = str(self.get(f"{first}.0", f"{last}.end"))
        if int(self.index("insert").split(".")[0]) not in range(first, last + 1):
            return
        before, start = str(self.get(f"{first}.0", "insert")), self.position(f"{first}.0")
        for at in bracket_pair(text, len(before)) or ():
            index = self.index_of(start + count_units(text[:at]))
            self.tag_add("bracket", index, f"{index} + 1 indices")


def _whole(units: Units, start: int, end: int) -> tuple[int, int]:
    """The range with whole characters: Tk can point between the two units of one."""
    if start == end:
        start = end = end + splits_pair(units, end)
    return start - splits_pair(units, start), end + splits_pair(units, end)


def _clean(text: str) -> str:
    return whole_characters(with_line_feeds(str(text)).replace("\0", ""))
