"""The change between two whole texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.model import text_diff
from chatservice.model.changes import ChangeSet
from chatservice.model.text_diff import smallest_change
from chatservice.model.utf16 import from_units, splits_pair, to_units
from tests.changes import ALPHABET

few = settings(max_examples=40, deadline=None)
texts = st.text(ALPHABET, max_size=30)
lines = st.lists(st.sampled_from(["a", "b", "c", "d", "", "}", "e😀", "e😁"]), max_size=20).map("\n".join)


def change(old, new):
    return smallest_change(to_units(old), to_units(new))


@few
@given(st.one_of(st.tuples(texts, texts), st.tuples(lines, lines)))
def test_it_makes_the_one_into_the_other_and_cuts_no_character(both):
    old, new = map(to_units, both)
    changes = smallest_change(old, new)
    assert changes.apply(old) == new
    assert ChangeSet.of(changes.splices(), len(old)) == changes
    for start, end, text in changes.splices():
        assert not splits_pair(old, start)
        assert not splits_pair(old, end)
        text.encode()


@pytest.mark.parametrize(
    ("old", "new", "splices"),
    [
        ("same", "same", []),
        ("a\nb\nc\n", "a\nbx\nc\n", [(3, 3, "x")]),
        ("a\nb\nc\n", "a\nc\n", [(2, 4, "")]),
        ("a\nb\nc\n", "a\nx\nb\nc\ny\n", [(2, 2, "x\n"), (6, 6, "y\n")]),
        ("one = 1\ntwo = 2\n", "one = 10\ntwo = 20\n", [(7, 7, "0"), (15, 15, "0")]),
        ("x😀y", "x😁y", [(1, 3, "😁")]),
        ("", "new\n", [(0, 0, "new\n")]),
        ("old\n", "", [(0, 4, "")]),
        ("f(a, b)", "f(b)", [(2, 5, "")]),
    ],
)
def test_only_what_differs_is_changed(old, new, splices):
    assert change(old, new).splices() == splices


def test_changes_far_apart_are_apart():
    old = "".join(f"line {i} of the text\n" for i in range(2000))
    new = old.replace("line 7 ", "line seven ").replace("line 1990 of", "line 1990 in")
    assert len(change(old, new).splices()) == 2


def test_lines_are_found_between_lines_that_all_have_twice():
    block = "if x:\n    y\n}\n"
    assert change(block * 3, block + "z\n" + block * 2).splices() == [(14, 14, "z\n")]


def test_of_two_that_send_the_whole_text_neither_loses_what_it_wrote():
    old = to_units("def one():\n    pass\n\ndef two():\n    pass\n")
    one = smallest_change(old, to_units("def one():\n    return 1\n\ndef two():\n    pass\n"))
    two = smallest_change(old, to_units("def one():\n    pass\n\ndef two():\n    return 2\n"))
    merged = two.map(one).apply(one.apply(old))
    assert from_units(merged) == "def one():\n    return 1\n\ndef two():\n    return 2\n"


@pytest.mark.parametrize(("name", "cap"), [("LINES", 30), ("CHANGES", 9)])
def test_over_its_caps_it_is_one_change(monkeypatch, name, cap):
    monkeypatch.setattr(text_diff, name, cap)
    old = "".join(f"{i}\n" for i in range(20))
    new = old.replace("\n", "x\n").replace("0x\n", "0\n", 1).replace("19x\n", "19\n")
    changes = change(old, new)
    assert len(changes.splices()) == 1
    assert from_units(changes.apply(to_units(old))) == new
