"""What people write into a search, and the form in which texts are compared."""

import unicodedata
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.errors import BadCommand, EmptyText
from chatservice.model.search_query import (
    TERMS_MAX,
    LineQuery,
    SearchQuery,
    has_link,
    parse_query,
    score,
    words_of,
)
from chatservice.model.search_text import searchable

NOW = 1_795_780_800.0  # 2026-11-27 12:00 UTC
DAY = 86_400.0
MIDNIGHT = NOW - 12 * 3600


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("release tomorrow", {"words": ["release", "tomorrow"]}),
        ('"release tomorrow" now', {"words": ["release tomorrow", "now"]}),
        ('"never closed', {"words": ["never closed"]}),
        ('a -b -"c d"', {"words": ["a"], "without": ["b", "c d"]}),
        ("- -- -x", {"words": ["-", "--"], "without": ["x"]}),
        ("from:ann From:@bob x", {"words": ["x"], "senders": ["ann", "bob"]}),
        ("in:ops", {"room": "ops"}),
        ("in:* x", {"words": ["x"]}),
        ('topic:"release plan" x', {"words": ["x"], "topic": "release plan"}),
        ("before:917 x", {"words": ["x"], "page": 917}),
        ("after:2026-11-27", {"after": MIDNIGHT}),
        ("after:2026-11 before:today", {"after": MIDNIGHT - 26 * DAY, "before": MIDNIGHT}),
        ("after:yesterday", {"after": MIDNIGHT - DAY}),
        ("before:7d", {"before": NOW - 7 * DAY}),
        ("has:link has:FILES", {"link": True, "file": True}),
        ("x sort:best", {"words": ["x"], "best": True}),
        ("x sort:new", {"words": ["x"]}),
        ("http://x.example re:x in: \"in:ops\"", {"words": ["http://x.example", "re:x", "in:", "in:ops"]}),
        ("a AND b* (c", {"words": ["a", "AND", "b*", "(c"]}),
        ("x \u0301", {"words": ["x"]}),
    ],
)  # fmt: skip
def test_each_part_of_a_search_is_understood(text, fields):
    query = parse_query(text, NOW)
    assert query == SearchQuery(**fields)
    query.refuse_empty()


@pytest.mark.parametrize("text", ["has:pony", "sort:up", "before:soon", "after:2026-13", "after:0000-01"])
def test_what_an_operator_cannot_take_is_refused(text):
    with pytest.raises(BadCommand):
        parse_query(text, NOW)


@pytest.mark.parametrize("text", ["", " ", '""', "-x", "sort:best", "\u0301", "before:917"])
def test_a_search_for_everything_is_refused(text):
    with pytest.raises(EmptyText):
        parse_query(text, NOW).refuse_empty()


def test_a_search_has_a_limited_number_of_words():
    assert len(parse_query("w " * TERMS_MAX, NOW).words) == TERMS_MAX
    with pytest.raises(BadCommand):
        parse_query("w " * (TERMS_MAX + 1), NOW)


def test_days_begin_in_the_time_zone_of_the_reader():
    assert parse_query("after:2026-11-27", NOW, ZoneInfo("Europe/Madrid")).after == MIDNIGHT - 3600


def test_a_client_learns_the_words_and_never_fails():
    assert words_of('from:ann "two words" -no has:pony x') == ["two words", "x"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "from:",
                    "in:",
                    "before:",
                    "after:",
                    "has:",
                    "sort:",
                    "topic:",
                    '"',
                    "-",
                    "7d",
                    "2026-1",
                    "\u0301",
                ]
            ),
        ),
        max_size=8,
    ).map("".join)
)
def test_any_text_is_a_search_or_refused_in_words(text):
    words_of(text)
    try:
        query = parse_query(text, NOW, ZoneInfo("Pacific/Apia"))
    except BadCommand:
        return
    assert all(searchable(word) for word in query.words + query.without)


ALIKE = [
    ("café", "cafe\u0301"),
    ("CAFÉ", "cafe"),
    ("ＡＢＣ", "abc"),  # noqa: RUF001
    ("İstanbul", "istanbul"),
    ("straße", "STRASSE"),
    ("한글", unicodedata.normalize("NFD", "한글")),
    ("ёлка", "елка"),
    ("שָׁלוֹם", "שלום"),
    ("ﬁnal", "FINAL"),
    ("\u2764\ufe0f", "\u2764"),
    ("Ὀδυσσεύς", "οδυσσευσ"),
]


@pytest.mark.parametrize(("left", "right"), ALIKE)
def test_what_looks_the_same_is_the_same(left, right):
    assert searchable(left) == searchable(right)


@pytest.mark.parametrize(("left", "right"), [("か", "が"), ("कि", "कु"), ("ı", "i"), ("กา", "ก่า")])  # noqa: RUF001
def test_marks_that_make_another_letter_stay(left, right):
    assert searchable(left) != searchable(right)


def test_a_tower_of_marks_is_compared_in_linear_time():
    tower = "a" + "\u0301\u0323" * 200_000
    assert searchable(tower) == "a"
    assert searchable("a" + "\u3099\u094d" * 200_000)  # in quadratic time it would be hours


def test_a_link_is_a_web_address_with_something_behind_it():
    assert has_link(searchable("see HTTPS://x.example"))
    assert not has_link("http:// and ftp://x")


def test_whole_words_fit_better_than_parts_and_several_better_than_one():
    query = LineQuery(words=("cat",))
    lines = ["concatenate", "a cat", "cat and cat"]
    assert sorted(lines, key=lambda text: score(query, text)) == lines
