"""A user's text, harmless on a terminal."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.wire import sanitize
from chatservice.wire.sanitize import line, lines

FSI, PDI, PDF = "\u2068\u2069\u202c"


@pytest.mark.parametrize(
    "text",
    ["hello", "", "  indented", "é上海", "Zoe\u0308", "👍🏽", "नमस्ते", "שלום", "a\u00a0b", "👩\u200d💻"],
)
def test_ordinary_text_stays_as_it_is(text):
    assert lines(text) == [text]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x08\x08\x08you", "␈␈␈you"),
        ("nul\0", "nul␀"),
        ("del\x7f", "del␡"),
        ("c1\x9b31m", "c1\ufffd31m"),
        ("osc\x9d0;x\x9c", "osc\ufffd0;x\ufffd"),
        ("a\tb", "a b"),
        ("lone\ud800", "lone\ufffd"),
        ("é\udfff", "é\ufffd"),
    ],
)
def test_controls_become_visible(text, shown):
    assert lines(text) == [shown]


@pytest.mark.parametrize(
    "end", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_whatever_anything_takes_for_a_line_end_ends_a_line(end):
    assert lines(f"one{end}two") == ["one", "two"]
    assert lines(f"one{end}") == ["one"]
    assert line(f"one{end}two") == "one␤two"


def test_blank_lines_inside_stay():
    assert lines("a\n\nb\n\n") == ["a", "", "b"]
    assert lines("\n") == [""]


def test_too_many_lines_end_on_one():
    shown = lines("\n".join(map(str, range(sanitize.LINES_MAX + 2))))
    assert len(shown) == sanitize.LINES_MAX
    assert shown[-1] == "49␤50␤51"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202eevil", f"{FSI}\u202eevil{PDF}{PDI}"),
        ("\u2067a", f"{FSI}\u2067a{PDI}{PDI}"),
        ("a\u2069b", f"{FSI}ab{PDI}"),
        ("a\u202cb", f"{FSI}ab{PDI}"),
        ("\u202ea\u202cb\u202cc", f"{FSI}\u202ea{PDF}bc{PDI}"),
        ("\u2067\u202ea\u2069b", f"{FSI}\u2067\u202ea{PDF}{PDI}b{PDI}"),
        ("\u202e\u2067a\u202cb", f"{FSI}\u202e\u2067ab{PDI}{PDF}{PDI}"),
        ("\u2067a\u2069\u2069b", f"{FSI}\u2067a{PDI}b{PDI}"),
        ("a\u200fb", f"{FSI}a\u200fb{PDI}"),
    ],
)
def test_bidi_controls_do_not_reach_out_of_the_text(text, shown):
    assert lines(text) == [shown]


def test_each_line_is_isolated_by_itself():
    assert lines("\u202ea\nb\u202c") == [f"{FSI}\u202ea{PDF}{PDI}", f"{FSI}b{PDI}"]


def test_a_tower_of_marks_is_cut():
    tower = "a" + "\u0301" * 40 + "b"
    assert lines(tower) == ["a" + "\u0301" * sanitize.MARKS_MAX + "b"]
    for shift in range(2 * sanitize.MARKS_MAX + 2):
        just_too_many = "x" * shift + "\u0301" * (sanitize.MARKS_MAX + 1)
        assert lines(just_too_many)[0].count("\u0301") == sanitize.MARKS_MAX


BOMBS = {
    "embeddings never closed": "\u202a" * 2 + "\u2069" * 2,
    "isolates, closed": "\u2066\u2069",
    "embeddings inside an isolate": "\u2067" + "\u202e" * 3 + "\u2069",
    "line ends": "\n",
    "both line ends": "\r\n",
    "marks": "\u0301",
    "marks on letters": "a\u0301",
    "controls": "\x1b[2J",
}


def steps(work):
    """How many lines of `plain` run during `work`, and how much it makes."""
    count = 0

    def step(frame, event, _):
        nonlocal count
        if frame.f_code.co_filename != sanitize.__file__:
            return None
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        made = work()
    finally:
        sys.settrace(before)
    return count, len("".join(made))


@pytest.mark.parametrize("bomb", BOMBS)
def test_work_grows_with_the_text_and_not_faster(bomb):
    steps_of_one, size_of_one = steps(lambda: lines(BOMBS[bomb] * 50))
    steps_of_ten, size_of_ten = steps(lambda: lines(BOMBS[bomb] * 500))
    assert steps_of_ten <= 10 * steps_of_one
    assert size_of_ten <= 10 * size_of_one


HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\n\r\v\f\x1b\x9b\x85\u2028\u202e\u202a\u2067\u2068\u2069\u202c\u0301\ud800\t\x7f"),
    )
)


def balanced(text):
    """Whether nothing stays open at the end of `text`, and nothing is closed that was not opened."""
    due = []
    for character in text:
        if character in "\u202a\u202b\u202d\u202e":
            due.append(PDF)
        elif character in "\u2066\u2067\u2068":
            due.append(PDI)
        elif character in (PDF, PDI) and (not due or due.pop() != character):
            return False
    return not due


@given(HOSTILE)
def test_every_line_is_harmless(text):
    shown = lines(text)
    assert 1 <= len(shown) <= sanitize.LINES_MAX
    for piece in shown:
        assert len(piece.splitlines()) <= 1
        assert not {unicodedata.category(character) for character in piece} & {"Cc", "Cs", "Zl", "Zp"}
        assert balanced(piece)
        piece.encode()
    assert len(line(text).splitlines()) <= 1
