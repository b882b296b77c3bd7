"""IRC messages: what is read, what is written, and what nobody can make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.model import names as model_names
from chatservice.wire.irc import names
from chatservice.wire.irc.message import (
    BODY_MAX,
    IrcMessage,
    TooLong,
    cut,
    format_tags,
    message,
    parse,
    parse_tags,
    pieces,
)


@pytest.mark.parametrize(
    ("line", "parsed"),
    [
        ("PRIVMSG #a :hello there", IrcMessage("PRIVMSG", ("#a", "hello there"))),
        ("privmsg #a hi", IrcMessage("PRIVMSG", ("#a", "hi"))),
        (":mallory!x@y PRIVMSG #a hi", IrcMessage("PRIVMSG", ("#a", "hi"))),
        ("PRIVMSG  #a   :  two  ", IrcMessage("PRIVMSG", ("#a", "  two  "))),
        ("TOPIC #a :", IrcMessage("TOPIC", ("#a", ""))),
        ("NICK ::)", IrcMessage("NICK", (":)",))),
        ("@label=1;+x=a\\:b\\sc PING x", IrcMessage("PING", ("x",), {"label": "1", "+x": "a;b c"})),
        ("USER a 0 * :Ana Maria\r", IrcMessage("USER", ("a", "0", "*", "Ana Maria"))),
        ("", None),
        ("   ", None),
        (":source", None),
        ("@a=b", None),
    ],
)
def test_a_message_is_taken_apart(line, parsed):
    assert parse(line) == parsed


def test_the_fifteenth_parameter_is_the_last_whatever_is_in_it():
    words = [str(number) for number in range(20)]
    assert parse("X " + " ".join(words)).params == (*words[:14], " ".join(words[14:]))


@pytest.mark.parametrize("line", ["x" * (BODY_MAX + 1), "@" + "t" * 4095 + " PING x", "é" * 256])
def test_what_is_longer_than_the_protocol_allows_is_refused(line):
    with pytest.raises(TooLong):
        parse(line)


@given(st.text())
def test_any_text_is_a_message_or_none(line):
    try:
        parsed = parse(line)
    except TooLong:
        return
    assert parsed is None or (parsed.command and " " not in parsed.command)


@given(st.text(), st.lists(st.text(max_size=50), min_size=1, max_size=5))
def test_no_parameter_makes_a_second_line_or_another_parameter(text, params):
    data = message("a!b@c", "PRIVMSG", *params, text)
    assert data.endswith(b"\r\n")
    assert not set(data[:-2]) & set(b"\r\n\0")
    assert len(data) <= BODY_MAX + 2
    if len(data) < BODY_MAX:
        assert len(parse(data.decode()).params) == len(params) + 1


@given(st.text(), st.integers(4, 600))
def test_a_text_is_cut_between_characters_and_nothing_is_lost(text, limit):
    cuts = list(pieces(text, limit))
    assert "".join(cuts) == text.encode("utf-8", "replace").decode()
    assert all(len(piece.encode()) <= limit for piece in cuts)


def test_a_cut_is_never_inside_a_character():
    assert cut("aé".encode(), 2) == b"a"


@given(
    st.dictionaries(
        st.from_regex(r"\+?[a-z]{1,9}", fullmatch=True), st.text(st.characters(exclude_characters="\0"))
    )
)
def test_tags_are_read_as_they_were_written(tags):
    text = format_tags(tags)
    assert not set(text) & set("\r\n")
    assert parse_tags(text[1:-1]) == tags or not tags


# Names.


@pytest.mark.parametrize(
    ("name", "nick"),
    [
        ("alice", "alice"),
        ("4ever", "|34ever"),
        ("a*b", "a|2ab"),
        ("~tilde", "|7etilde"),
        ("José", "José"),
        ("a~b", "a~b"),
    ],
)
def test_a_name_that_irc_cannot_carry_has_one_nickname(name, nick):
    assert names.nick(name) == nick
    assert names.person(nick) == name


@pytest.mark.parametrize("nick", ["foo|away", "a|61", "|", "4ever", "a*", "|zz"])
def test_a_nickname_that_stands_for_no_name_is_nobodys(nick):
    assert names.person(nick) is None


@given(st.text(min_size=1, max_size=32))
def test_every_valid_name_comes_back_from_its_nickname(name):
    try:
        name = model_names.person(name)
    except Exception:
        return
    assert names.person(names.nick(name)) == name
    assert not set(names.nick(name)) & set(" ,*?!@#:")
    assert not names.nick(name)[0].isdigit() or not names.nick(name)[0].isascii()
