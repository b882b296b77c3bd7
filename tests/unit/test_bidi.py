"""Right-to-left text in the order in which it is seen, for a widget that knows only the other one."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.client.model import bidi

pytest.importorskip("bidi")
SHALOM = "\u05e9\u05dc\u05d5\u05dd"
WORLD = "\u05e2\u05d5\u05dc\u05dd"
MARHABA = "\u0645\u0631\u062d\u0628\u0627"


def wide(text):
    return len(text)


def text_of(pieces):
    return "".join(text for text, _ in pieces)


def test_hebrew_is_turned_and_what_is_not_stays():
    assert bidi.line(SHALOM) == SHALOM[::-1]
    assert bidi.line(f"{SHALOM} 123 abc") == f"abc 123 {SHALOM[::-1]}"
    assert bidi.line(f"say {SHALOM} now") == f"say {SHALOM[::-1]} now"
    assert bidi.line("plain (text)") == "plain (text)"


def test_brackets_are_mirrored_and_marks_stay_with_their_letter():
    assert bidi.line(f"({SHALOM})") == f"({SHALOM[::-1]})"
    assert bidi.line("\u05d1\u05bc\u05d0") == "\u05d0\u05d1\u05bc"


def test_arabic_letters_are_joined():
    shown = bidi.line(MARHABA)
    assert shown != MARHABA[::-1]
    assert all("\ufe70" <= char <= "\ufefc" for char in shown)


def test_a_long_paragraph_is_broken_before_it_is_turned():
    pieces = [(f"{SHALOM} {WORLD} {SHALOM}\n", ("body",))]
    found = bidi.laid_out(pieces, 9, wide)
    assert text_of(found) == f"{WORLD[::-1]} {SHALOM[::-1]}\n{SHALOM[::-1]}\n"
    assert all(tags == ("body", "rtl") for _, tags in found)


def test_tags_go_with_their_characters():
    pieces = [("alice ", ("head",)), (f"{SHALOM} ", ("bold",)), (WORLD, ("link",)), ("\n", ("body",))]
    assert bidi.laid_out(pieces, 99, wide) == [
        ("alice ", ("head",)),
        (WORLD[::-1], ("link",)),
        (f" {SHALOM[::-1]}", ("bold",)),
        ("\n", ("body",)),
    ]


def test_code_and_other_paragraphs_are_left_alone():
    pieces = [(f"x = '{SHALOM}'\n", ("body", "fence")), ("plain\n", ("body",)), (f"{SHALOM}\n", ("body",))]
    assert bidi.laid_out(pieces, 99, wide) == [*pieces[:2], (f"{SHALOM[::-1]}\n", ("body", "rtl"))]


def test_without_the_libraries_text_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(bidi, "_library", lambda: None)
    assert bidi.line(SHALOM) == SHALOM
    assert bidi.laid_out([(SHALOM, ())], 9, wide) == [(SHALOM, ())]


CHARS = "a1 (\n\u05d0\u05d1\u05bc\u0301\U0001f389"


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.text(CHARS, max_size=12), st.sampled_from([("a",), ("b",)])), max_size=5),
    st.integers(1, 12),
)
def test_nothing_is_lost_and_lines_stay_whole(pieces, width):
    def letters(text):
        return sorted(text.replace("\n", "").replace(" ", "").replace(")", "("))

    found, text = text_of(bidi.laid_out(pieces, width, wide)), text_of(pieces)
    assert letters(found) == letters(text)
    assert found.count("\n") >= text.count("\n")


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=20), st.integers(1, 12))
def test_any_text_is_shown(text, width):
    found = text_of(bidi.laid_out([(f"{SHALOM}{text}\n", ("body",))], width, wide))
    letters = "".join(
        char for char in found if not unicodedata.combining(char)
    )  # a mark stands behind its own
    assert SHALOM[::-1] in letters or width < 4
    assert len(bidi.line(f"{SHALOM}{text}")) > 0


def test_what_no_table_knows_is_shown_too():
    for text in ("\ufdfa \U000e0001\U0010ffff", "\u05d0\x00\u2066\u202e", "\u0600\u06dd\u08e2"):
        assert bidi.line(text)
