"""What the eye is on while a page changes: the line at the top of the screen, and how far down. Pure.

A page changes above the screen whenever earlier lines come. Days and marks move with what is shown,
so only lines and notices are anchors. A line may gain or lose its heading meanwhile: its text stays.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chatservice.client.model.items import Item, MessageItem, NoticeItem


class Anchor(NamedTuple):
    """A row of an item: `row` counts from its first, `heading` is whether that is a heading."""

    id: object
    row: int
    heading: bool = False


def anchors(
    items: Sequence[Item], heights: Sequence[int], top: int, bottom: int
) -> Iterator[tuple[int, Anchor]]:
    """Rows from `top` to `bottom` of a page that may be held, each with its anchor; rows count from 1. Of an
    item that is cut off at the top, the row there; of every other one, the first."""
    first = 1
    for item, height in zip(items, heights, strict=True):
        if first > bottom:
            return
        row = max(first, top)
        if row < first + height and isinstance(item, MessageItem | NoticeItem):
            yield row, Anchor(item.id, row - first, _has_heading(item))
        first += height


def row_of(anchor: Anchor, items: Sequence[Item], heights: Sequence[int]) -> int | None:
    """The row at which it stands in a page; None if its item is gone."""
    first = 1
    for item, height in zip(items, heights, strict=True):
        if item.id == anchor.id:
            row = anchor.row - anchor.heading + _has_heading(item)
            return first + max(0, min(row, height - 1))
        first += height
    return None


def _has_heading(item: Item) -> bool:
    return isinstance(item, MessageItem) and item.heading
