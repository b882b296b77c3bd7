"""Two versions of a code document as one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model.code_compare import compare

TEXTS = st.text("ab\n😀", max_size=30)


@given(TEXTS, TEXTS)
def test_without_what_is_new_it_is_the_one_and_without_what_is_gone_the_other(old, new):
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("one\ntwo\n", "one\n2\n", ["same one\n", "gone two\n", "new 2\n"]),
        ("one\n", "one\ntwo\n", ["same one\n", "new two\n"]),
        ("a b c\nx\n", "a B C\nx\n", ["gone a b c\n", "new a B C\n", "same x\n"]),
        ("x\n", "x\n", ["same x\n"]),
    ],
)
def test_lines_stay_whole(old, new, shown):
    assert [f"{piece.kind} {piece.text}" for piece in compare(old, new)] == shown
