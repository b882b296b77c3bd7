"""Which item stands in which rows of a page of text. Pure. Rows are counted from 1."""

from collections.abc import Iterator, Sequence

from chatservice.client.model.items import Item, MessageItem
from chatservice.model.events import Line


class ItemRows:
    """`items` from top to bottom; each takes the number of rows that stands at its place in `heights`."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.heights: list[int] = []

    def first_row(self, place: int) -> int:
        """The first row of the item at that place."""
        return 1 + sum(self.heights[:place])

    def placed(self) -> Iterator[tuple[Item, int, int]]:
        """Each item, its first row and the row behind its last one."""
        row = 1
        for item, height in zip(self.items, self.heights, strict=True):
            yield item, row, row + height
            row += height

    def at(self, row: int) -> Item | None:
        return next((item for item, _, end in self.placed() if row < end), None)

    def between(self, first: int, last: int) -> list[tuple[Item, int, int]]:
        """The items that those rows belong to, with the first and the last row of each."""
        found = []
        for item, start, end in self.placed():
            if start > last:
                break
            if end > first:
                found.append((item, start, end - 1))
        return found

    def of_id(self, item_id: object) -> tuple[int, int] | None:
        """The first row of that item and the one behind its last."""
        return next(((start, end) for item, start, end in self.placed() if item.id == item_id), None)

    def of_seq(self, seq: int) -> tuple[Item, int, int] | None:
        """The line with that seq, its first row and the one behind its last."""
        return next((each for each in self.placed() if seq_of(each[0]) == seq), None)

    def seqs(self) -> list[int]:
        return [seq for seq in map(seq_of, self.items) if seq]


def seq_of(item: Item | None) -> int:
    """The seq of what can be answered, marked, changed; 0 for anything else."""
    return item.line.seq if isinstance(item, MessageItem) and isinstance(item.line, Line) else 0


def rows_replaced(rows: ItemRows, at: int, gone: int, heights: Sequence[int]) -> tuple[int, int]:
    """Put `heights` in place of those of `gone` items; the rows that these had."""
    start = rows.first_row(at)
    end = start + sum(rows.heights[at : at + gone])
    rows.heights[at : at + gone] = heights
    return start, end
