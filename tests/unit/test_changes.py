"""Change sets: what they make of a text, of one another, and of positions in it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.model.changes import ChangeSet, compose_all
from chatservice.model.sections import MismatchedLength
from chatservice.model.utf16 import Units, count_units, from_units, splits_pair, to_units
from tests.changes import ALPHABET, random_splices

seeds = st.integers(0, 2**32)
few = settings(max_examples=40, deadline=None)
texts = st.text(ALPHABET, max_size=20)


def changed(text, *splices):
    units = to_units(text)
    return from_units(ChangeSet.of(splices, len(units)).apply(units))


def some_changes(chance, units):
    return ChangeSet.of(random_splices(chance, from_units(units)), len(units))


@pytest.mark.parametrize(
    ("text", "splices", "after"),
    [
        ("abc", [(1, 1, "x")], "axbc"),
        ("abc", [(1, 2, "")], "ac"),
        ("abc", [(0, 1, "x"), (1, 1, "y"), (3, 3, "z")], "xybcz"),
        ("a😀b", [(3, 3, "x")], "a😀xb"),
        ("a😀b", [(1, 3, "漢")], "a漢b"),
        ("漢字", [(1, 1, "👩🏽")], "漢👩🏽字"),
        ("", [], ""),
        ("", [(0, 0, "😀")], "😀"),
    ],
)
def test_positions_count_utf16_units(text, splices, after):
    assert changed(text, *splices) == after


def test_the_accepted_change_stays_before_the_newcomer_at_one_position():
    text = Units("ab")
    accepted, newcomer = ChangeSet.of([(1, 1, "X")], 2), ChangeSet.of([(1, 1, "y")], 2)
    assert newcomer.map(accepted).apply(accepted.apply(text)) == "aXyb"
    assert accepted.map(newcomer, before=True).apply(newcomer.apply(text)) == "aXyb"


def test_text_that_is_written_where_others_delete_stays():
    text = Units("abcd")
    delete, write = ChangeSet.of([(1, 3, "")], 4), ChangeSet.of([(2, 2, "x")], 4)
    assert write.map(delete).apply(delete.apply(text)) == "axd"
    assert delete.map(write).apply(write.apply(text)) == "axd"


def test_what_both_delete_is_deleted_once():
    one, other = ChangeSet.of([(1, 3, "")], 4), ChangeSet.of([(2, 4, "")], 4)
    assert one.map(other).splices() == [(1, 2, "")]
    assert one.map(one).is_empty


@few
@given(texts, seeds)
def test_two_changes_make_the_same_text_in_either_order(text, seed):
    chance, units = random.Random(seed), to_units(text)
    a, b = some_changes(chance, units), some_changes(chance, units)
    assert a.compose(b.map(a)).apply(units) == b.compose(a.map(b, before=True)).apply(units)


@few
@given(texts, seeds)
def test_composed_changes_do_what_they_do_one_after_the_other(text, seed):
    chance, units = random.Random(seed), to_units(text)
    row, after = [], units
    for _ in range(chance.randint(1, 5)):
        row.append(some_changes(chance, after))
        after = row[-1].apply(after)
    assert compose_all(row).apply(units) == after
    assert compose_all(row).new_length == len(after)


@few
@given(texts, seeds)
def test_the_inverse_takes_changes_back(text, seed):
    units = to_units(text)
    changes = some_changes(random.Random(seed), units)
    assert changes.invert(units).apply(changes.apply(units)) == units


@few
@given(texts, seeds)
def test_what_is_written_down_reads_the_same(text, seed):
    chance, units = random.Random(seed), to_units(text)
    a, b = some_changes(chance, units), some_changes(chance, units)
    c = some_changes(chance, a.apply(units))
    for changes in (a, a.map(b), a.compose(c), a.invert(units), a.compose(c).map(b, before=True)):
        assert ChangeSet.of(changes.splices(), changes.length) == changes


@few
@given(texts, seeds)
def test_the_rest_of_the_text_is_still_around_a_position(text, seed):
    chance, units = random.Random(seed), to_units(text)
    changes = some_changes(chance, units)
    for at in range(len(units) + 1):
        before, after = changes.map_position(at), changes.map_position(at, assoc=1)
        assert 0 <= before <= after <= changes.new_length


@pytest.mark.parametrize(
    ("splices", "at", "before", "after"),
    [
        ([(2, 2, "xx")], 2, 2, 4),
        ([(2, 2, "xx")], 1, 1, 1),
        ([(2, 2, "xx")], 3, 5, 5),
        ([(1, 3, "")], 2, 1, 1),
        ([(1, 3, "xyz")], 2, 1, 4),
        ([(1, 3, "xyz")], 1, 1, 1),
        ([(1, 3, "xyz")], 3, 4, 4),
        ([(4, 4, "end")], 4, 4, 7),
    ],
)
def test_a_cursor_stays_with_the_character_before_it_or_goes_on(splices, at, before, after):
    changes = ChangeSet.of(splices, 4)
    assert changes.map_position(at) == changes.map_position(at, assoc=-1) == before
    assert changes.map_position(at, assoc=1) == after


def test_changes_of_another_text_are_refused():
    changes, longer = ChangeSet.of([(0, 1, "x")], 3), ChangeSet.of([(0, 6, "")], 6)
    for wrong in (
        lambda: changes.apply(Units("abcd")),
        lambda: changes.map(longer),
        lambda: longer.map(changes),
        lambda: changes.compose(longer),
        lambda: changes.map_position(4),
        lambda: ChangeSet.of([(2, 4, "")], 3),
        lambda: ChangeSet.of([(2, 2, "x"), (1, 1, "y")], 3),
    ):
        with pytest.raises(MismatchedLength):
            wrong()


@few
@given(st.text(ALPHABET + '"\\\t\x7f\u2028\ufffe\U0010ffff'))
def test_units_are_those_of_utf16(text):
    units = to_units(text)
    assert from_units(units) == text
    assert len(units) == count_units(text) == len(text.encode("utf-16-le")) // 2
    assert all(ord(unit) < 0x10000 for unit in units)


def test_a_position_splits_a_character_only_between_its_surrogates():
    assert [at for at in range(7) if splits_pair(to_units("a😀😀b"), at)] == [2, 4]


def test_a_lone_surrogate_is_no_text():
    for convert in (to_units, count_units):
        with pytest.raises(UnicodeEncodeError):
            convert("a\ud83d")
