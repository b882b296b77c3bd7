"""What a name may be, and when two are the same."""

import pytest

from chatservice.errors import BadName, ReservedName
from chatservice.model import names

SCRIPTS = ["हिन्दी", "ภาษาไทย", "မြို့", "བསྒྲུབས", "שָּׁלוֹם", "Việt", "مُحَمَّد", "한국어", "ქართული", "ខ្មែរ"]
# Hangul fillers, variation selectors, joiners, Khmer and Mongolian signs, a blank of Braille, tags.
NOTHING = (
    "\u3164\u115f\u1160\uffa0\ufe0f\u034f\u180b\U000e0100\u17b4\u2800\u00ad\u200d\u2060\U000e0041\U0001d159"
)


@pytest.mark.parametrize(
    "name",
    ["alice", "Ünï", "上海", "a", "x" * 32, "o'neil", "-", "a=b", "_", "👍", "علي", "a.b", "v1..2", *SCRIPTS],
)
def test_a_name_is_shown_as_it_was_typed(name):
    assert names.person(name) == name


def test_blanks_around_a_name_do_not_count():
    assert names.person("  alice \t") == "alice"


def test_a_name_is_composed():
    assert names.person("Zoe\u0308") == "Zo\u00eb"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x" * 33,
        "two words",
        "no\u00a0break",
        "ideographic\u3000space",
        "new\nline",
        "nul\0",
        "esc\x1b[1m",
        "c1\x9b",
        "zero\u200bwidth",
        "right\u202eleft",
        "isolate\u2066",
        "soft\u00adhyphen",
        "private\ue000",
        "lone\ud800",
        "unassigned\u0378",
        "line\u2028separator",
        "\u0301acute",
        *(form for nothing in NOTHING for form in (nothing, f"{nothing}a", f"a{nothing}b", f"a{nothing}")),
        "Z\u0311\u0352\u0310\u0357\u0304",  # five marks on one letter
        "a\u0332\u0332",  # twice the same, which is drawn once
        ".",
        "..",
        "\u2024\u2024",  # folds to dots
        "\ufdfa" * 2,  # folds to eighteen characters each
        *(f"a{character}b" for character in "|,:/#@!"),
        *(f"{character}a" for character in "{*[<"),
        "a\uff1ab",  # a fullwidth colon folds to a colon
        "\uff0aa",  # and a fullwidth asterisk to an asterisk
        "\uff20a",
    ],
)
def test_what_could_be_taken_for_something_else_is_no_name(name):
    with pytest.raises(BadName):
        names.person(name)


@pytest.mark.parametrize(
    "name", ["server", "SERVER", "System", "quit", "QUIT", "\uff33erver", "room_1", "Room_77"]
)
def test_some_names_are_kept(name):
    with pytest.raises(ReservedName):
        names.person(name)


@pytest.mark.parametrize(
    "name",
    [
        *("admin", "Administrator", "operator", "chatctl", "chatservice", "ROOT", "moderator"),
        *("\u0430dmin", "adrnin", "0perator", "\u0455erver", "\u0405YSTEM", "r00t"),
        *("guest-ab12", "GUEST-AB12", "guest-abl2", "guest-0123abcd", "erased-7", "erased-I2"),
    ],
)
def test_what_only_the_server_gives_and_what_looks_like_it_nobody_takes(name):
    with pytest.raises(ReservedName):
        names.claimed(name)


@pytest.mark.parametrize(
    "name", ["alice", "adm", "guest", "guest-house", "guest-1", "erased", "servers", "roots"]
)
def test_other_names_are_free(name):
    assert names.claimed(name) == name


def test_the_operator_may_give_them():
    assert names.person("admin") == "admin"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "alice"),
        ("STRASSE", "straße"),
        ("\uff41lice", "alice"),
        ("Å", "A\u030a"),
        ("\u212b", "å"),
        ("ﬁn", "FIN"),
    ],
)
def test_names_that_look_the_same_are_the_same(one, other):
    assert names.fold(one) == names.fold(other)


@pytest.mark.parametrize("name", ["alice", "İ", "ﬃ", "ǰ", "\u0345", "Σς"])
def test_folding_twice_is_folding_once(name):
    assert names.fold(names.fold(name)) == names.fold(name)


def test_a_room_may_have_a_longer_name_than_a_person():
    assert names.room("x" * 64) == "x" * 64
    with pytest.raises(BadName):
        names.room("x" * 65)


@pytest.mark.parametrize("name", ["1", "0", "42", "\u0664\u0662", "\uff14\uff12", "@alice", "a b", "#ops"])
def test_a_room_may_not_look_like_a_number_or_a_conversation(name):
    with pytest.raises(BadName):
        names.room(name)


def test_room_numbers_are_kept():
    with pytest.raises(ReservedName):
        names.room("room_12")
    assert names.room("room_12b") == "room_12b"


def test_a_room_may_be_called_like_the_server():
    assert names.room("server") == "server"


@pytest.mark.parametrize(
    ("name", "is_it"), [("lobby", True), ("LOBBY", True), ("0", True), ("lobbyist", False), ("00", False)]
)
def test_the_lobby_has_a_number_too(name, is_it):
    assert names.is_lobby(name) is is_it


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("...", "may not be only dots"),
        ("x" * 33, "is longer than 32 characters"),
        ("\uff76\uff9e" * 17, "is longer than 32 characters"),  # 34, which fold to 17
        ("\ufdfa\ufdfa", "is longer than 32 characters"),  # two, which fold to 36
        ("a b", "may not contain spaces, control or invisible characters"),
        ("@bob", "may not contain '@'"),
        ("*bob", "may not begin with '*'"),
    ],
)
def test_the_reason_names_what_is_wrong_with_it(name, reason):
    with pytest.raises(BadName) as bad:
        names.person(name)
    assert (bad.value.what, bad.value.reason) == ("name", reason)
