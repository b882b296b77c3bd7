"""What a reader takes for one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model import graphemes

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
GERMANY, SPAIN = "\U0001f1e9\U0001f1ea", "\U0001f1ea\U0001f1f8"


@pytest.mark.parametrize(
    "one",
    [
        "a",
        "é",
        "e\u0301",
        "\U0001f389",
        "\u2764\ufe0f",
        FAMILY,
        GERMANY,
        "\U0001f44d\U0001f3fd",
        "1\ufe0f\u20e3",
        "ä",
    ],
)
def test_it_is_one_from_either_side(one):
    assert graphemes.last(f"x{one}") == one
    assert graphemes.first(f"{one}x") == one
    assert graphemes.last(one) == graphemes.first(one) == one


def test_flags_are_pairs():
    assert graphemes.last(GERMANY + SPAIN) == SPAIN
    assert graphemes.first(GERMANY + SPAIN) == GERMANY
    assert graphemes.last("\U0001f1e9" + SPAIN + "x") == "x"


def test_nothing_is_nothing_and_a_break_stands_alone():
    assert graphemes.first("") == graphemes.last("") == ""
    assert graphemes.last("a\n") == "\n"
    assert graphemes.last("a\n\u0301") == "\u0301"


def test_of_hostile_text_only_so_much_is_one():
    assert len(graphemes.last("a" + "\u0301" * 5_000)) <= graphemes.LENGTH_MAX + 1
    assert len(graphemes.first("a" + "\u0301" * 5_000)) <= graphemes.LENGTH_MAX


@given(st.text(alphabet=st.sampled_from("a\u0301\u200d\U0001f468\U0001f1e9\U0001f3fd\ufe0f\n"), max_size=20))
def test_the_steps_from_either_side_make_up_the_text(text):
    forward, rest = [], text
    while rest:
        forward.append(graphemes.first(rest))
        rest = rest[len(forward[-1]) :]
    back, rest = [], text
    while rest:
        back.append(graphemes.last(rest))
        rest = rest[: -len(back[-1])]
    assert "".join(forward) == "".join(reversed(back)) == text
