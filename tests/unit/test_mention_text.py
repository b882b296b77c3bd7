"""Whom a line mentions."""

import pytest

from chatservice.model import mention_text
from chatservice.model.mention_text import MOST, is_everyone, mentioned_names, words_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bob hi", ["bob"]),
        ("hi @bob", ["bob"]),
        ("(@bob)", ["bob)", "bob"]),
        ("is it @bob?!", ["bob?", "bob"]),
        ("@bob's turn", ["bob's", "bob"]),
        ("@bob: hi", ["bob"]),
        ("@bob, hi", ["bob"]),
        ("@o'neil", ["o'neil"]),
        ("@r2.d2.", ["r2.d2.", "r2.d2"]),
        ("@Ω≈ç√ hi", ["Ω≈ç√", "Ω≈ç"]),
        ("@名前 hi", ["名前"]),
        ("@-", ["-"]),
    ],
)
def test_a_name_is_what_follows_an_at(text, names):
    assert mentioned_names(text) == [names]


@pytest.mark.parametrize(
    "text",
    [
        "mail bob@example.org",
        "b.ob+x@bob",
        "https://example.org/@bob",
        "`@bob`",
        "```\n@bob\n```",
        "```\n@bob",
        "@",
        "@ bob",
        "@@",
        "@|bob",
    ],
)
def test_code_and_addresses_mention_nobody(text):
    assert mentioned_names(text) == []


def test_code_ends_where_its_mark_does():
    assert mentioned_names("`@a` @b `@c") == [["b"], ["c"]]


def test_a_line_has_only_so_many_mentions():
    assert len(mentioned_names("@bob " * (MOST + 1))) == MOST


def test_everyone_is_the_room():
    assert is_everyone(["Room!", "Room"])
    assert not is_everyone(["roommate"])


def test_keywords_are_whole_words_outside_of_code():
    known = {"deploy", "straße".casefold()}
    assert words_in("DEPLOY it, `strasse`", known) == {"deploy"}
    assert words_in("Straße, deployed", known) == {"strasse"}


def test_a_hostile_line_takes_linear_time():
    """Each of these would take minutes if something were looked at again and again."""
    for piece in ("`", "```", "@", "`@", "``` `", "@a."):
        mention_text.mentioned_names(piece * 200_000)
