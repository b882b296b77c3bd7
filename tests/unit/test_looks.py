"""When two names look the same: by Unicode's table of what is drawn alike."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.model import looks, unicode_data


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alice", "\u0430lice"),  # Cyrillic
        ("alice", "aIice"),  # a capital i
        ("alice", "al\u0131ce"),  # without its dot
        ("alice", "ali\u0307ce"),  # with a dot on its dot
        ("alice", "\u0410LICE"),  # a Cyrillic capital, folded
        ("ALICE", "ALlCE"),
        ("server", "\u0455\u0435rver"),
        ("bob", "b0b"),
        ("barnes", "bames"),
        ("straße", "stra\u03b2e"),
        ("o'neil", "o\u2019neil"),
        ("\u5de5", "\u30a8"),  # an ideograph, a katakana
        ("Alice", "alice"),
    ],
)
def test_names_that_are_drawn_alike_are_alike(one, other):
    assert looks.alike(one, other)
    assert looks.alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alice", "alicia"),
        ("Neil", "Nell"),
        ("Andre", "André"),
        ("\u65e5\u672c", "\u65e5\u672c\u4eba"),
        ("\u0438\u0440\u0430", "\u0438\u0440\u044b"),
        ("user1", "user2"),
        ("a-b", "a_b"),
    ],
)
def test_other_names_are_not(one, other):
    assert not looks.alike(one, other)


def test_numbers_do_not_make_names_alike():
    some = [f"p{number}" for number in range(1_000)]
    assert len({look for name in some for look in looks.looks(name)}) == len(some)


@given(st.text(min_size=1, max_size=64))
def test_a_name_is_like_itself_however_it_is_written(name):
    for form in ("NFC", "NFD"):
        assert looks.alike(name, unicodedata.normalize(form, name))


def test_the_table_is_of_a_version_and_no_prototype_is_replaced_itself():
    assert unicode_data.VERSION == "15.0.0"
    table = looks._prototypes()
    assert len(table) > 2_000
    single = {text for text in table.values() if len(text) == 1}
    assert not {ord(text) for text in single} & table.keys()


def test_every_character_that_may_be_ignored_is_seen_as_not_drawn():
    count = 0
    for run in unicode_data.IGNORABLE.split():
        first, last = (int(code, 16) for code in run.split("-"))
        count += last - first + 1
        assert not any(looks.is_drawn(f"a{chr(code)}b") for code in range(first, last + 1))
    assert count == 4_174
