"""Emoji: what is one, however it is typed."""

import pytest

from chatservice.model import emoji


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+1", "👍"),
        ("-1", "👎"),
        (":+1:", "👍"),
        (":thumbs-up:", "👍"),
        (":TADA:", "🎉"),
        ("👍🏽", "👍"),  # without the skin tone
        ("❤", "❤️"),  # with the selector that makes it colourful
        ("👩🏽‍💻", "👩‍💻"),
        ("🇩🇪", "🇩🇪"),
        ("1️⃣", "1️⃣"),
        (" 🎉 ", "🎉"),
    ],
)
def test_an_emoji_is_the_same_however_it_is_typed(typed, meant):
    assert emoji.canonical(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "a", "1", "#", "::", ":no_such:", "👍👍", "\u200d", "\ufe0f", "👍" * 200]
)
def test_what_is_none_is_none(typed):
    assert emoji.canonical(typed) == ""


def test_every_usual_name_is_that_of_an_emoji():
    assert all(emoji.canonical(f":{name}:") for name in emoji.USUAL)


def test_terminals_show_thumbs_in_ascii():
    assert [emoji.shown(each) for each in ("👍", "👎", "🎉")] == ["+1", "-1", "🎉"]


def test_names_are_found_by_a_part_those_that_begin_with_it_first():
    assert emoji.named("tad", 2) == [("tada", "🎉"), ("stadium", "🏟️")]
    assert emoji.named("heart", 1) == [("heart", "❤️")]
    assert emoji.name_of("🎉") == "party_popper"
