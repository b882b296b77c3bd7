"""Colours of a program's text: of what is visible, when nothing has changed for a moment."""

import re
import tkinter as tk
from collections.abc import Callable

from chatservice.client.model.highlight import coloured
from chatservice.client.tk.theme import Theme
from chatservice.model.utf16 import count_units

CONTEXT = 80  # lines before the visible ones that are read for their colours
PAUSE = 40  # milliseconds without a change before the colours are drawn anew
WIDE = 2_000  # characters of a line that are coloured


class CodeColours:
    """`language` tells what the text is written in."""

    def __init__(self, text: tk.Text, look: Theme, language: Callable[[], str]) -> None:
        self._text, self._look, self._language = text, look, language
        self._due: str | None = None

    def restyle(self) -> None:
        for group, colour in self._look.palette.code.items():
            self._text.tag_configure(f"code-{group}", foreground=colour)

    def draw_soon(self) -> None:
        self.stop()
        self._due = self._text.after(PAUSE, self._draw)

    def stop(self) -> None:
        if self._due is not None:
            self._text.after_cancel(self._due)
            self._due = None

    def _draw(self) -> None:
        self._due = None
        text, (first, last) = self._text, visible_lines(self._text)
        begin = max(1, first - CONTEXT)
        lines = [each[:WIDE] for each in str(text.get(f"{begin}.0", f"{last}.end")).split("\n")]
        for group in self._look.palette.code:
            text.tag_remove(f"code-{group}", f"{first}.0", f"{last}.end")
        number, column = begin, 0
        for span in coloured("\n".join(lines), self._language()):
            for piece in _pieces(span.text):
                width = count_units(piece)
                if number >= first and len(span.tags) > 1:
                    text.tag_add(span.tags[1], f"{number}.{column}", f"{number}.{column + width}")
                number, column = (number + 1, 0) if piece.endswith("\n") else (number, column + width)


def visible_lines(text: tk.Text) -> tuple[int, int]:
    """The numbers of the first and the last of them."""
    first, last = text.index("@0,0"), text.index(f"@0,{text.winfo_height()}")
    return int(first.split(".")[0]), int(last.split(".")[0])


def mixed(colour: str, ground: str) -> str:
    """A quarter of `colour` on `ground`, as #rrggbb."""
    both = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + "".join(f"{(one + 3 * other) // 4:02x}" for one, other in both)


def _pieces(text: str) -> list[str]:
    return re.findall("[^\n]*\n|[^\n]+", text)
