"""Keeps what the user reads where it is on the screen, while lines come and go above it."""

import tkinter as tk
from collections.abc import Sequence
from typing import NamedTuple

from chatservice.client.model.anchors import Anchor, anchors, row_of
from chatservice.client.model.item_rows import ItemRows


class HeldLine(NamedTuple):
    """The column from which a line of the screen begins, and how far above the top of the screen, in
    pixels."""

    anchor: Anchor
    column: int
    above: int


def held(text: tk.Text, rows: ItemRows) -> list[HeldLine]:
    """What of the screen is to stay where it is, from top to bottom."""
    top, bottom = text.index("@0,0"), text.index(f"@0,{text.winfo_height()}")
    row, column = map(int, str(top).split("."))
    found = []
    for place, anchor in anchors(rows.items, rows.heights, row, int(str(bottom).split(".")[0])):
        within = column if place == row else 0
        box = text.dlineinfo(f"{place}.{within}")
        if box is not None:
            found.append(HeldLine(anchor, within, -box[1]))
    return found


def hold(text: tk.Text, rows: ItemRows, lines: Sequence[HeldLine]) -> None:
    """Scroll the first of them that is still there to where it was."""
    for line in lines:
        row = row_of(line.anchor, rows.items, rows.heights)
        if row is not None:
            text.yview(f"{row}.{line.column}")
            box = text.dlineinfo(f"{row}.{line.column}")
            text.yview_scroll(line.above + (box[1] if box is not None else 0), "pixels")
            return
