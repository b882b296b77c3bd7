"""Which line of a page stands where."""

from chatservice.client.model.item_rows import ItemRows, rows_replaced, seq_of
from chatservice.client.model.items import Day, MessageItem
from tests.unit.test_state import message


def item(seq):
    return MessageItem(id=("line", seq), ts=0.0, line=message(seq))


def rows():
    """A day in one row, line 5 in two, line 6 in three."""
    made = ItemRows()
    made.items = [Day(0.0, ("day", "1")), item(5), item(6)]
    made.heights = [1, 2, 3]
    return made


def test_a_row_belongs_to_a_line_and_a_line_to_rows():
    made = rows()
    assert [seq_of(made.at(row)) for row in range(1, 8)] == [0, 5, 5, 6, 6, 6, 0]
    assert made.of_seq(6)[1:] == (4, 7)
    assert made.of_id(("line", 5)) == (2, 4)
    assert made.of_seq(7) is None
    assert made.of_id(("line", 7)) is None
    assert made.seqs() == [5, 6]


def test_what_is_between_two_rows_has_its_first_and_last():
    made = rows()
    assert [(seq_of(each), first, last) for each, first, last in made.between(3, 4)] == [(5, 2, 3), (6, 4, 6)]
    assert made.between(7, 9) == []


def test_rows_are_replaced_where_their_items_stand():
    made = rows()
    assert rows_replaced(made, 1, 1, [4, 1]) == (2, 4)
    assert made.heights == [1, 4, 1, 3]
    assert rows_replaced(made, 4, 0, [2]) == (10, 10)
