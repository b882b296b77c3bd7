"""Bounded lines out of bytes, however they are cut."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatservice.wire.framing import ENDLESS, Lines
from chatservice.wire.telnet import SB_MAX
from tests.wire.wire_play import fed, one_at_a_time

LIMIT, WIDE = 20, 60
TOO_LONG, TOO_WIDE, FLOOD = ("LineTooLong", LIMIT), ("LineTooLong", WIDE), ("Flood",)


def lines():
    return Lines(LIMIT, wide=WIDE)


CASES = {
    "LF": (b"a\nb\n", [b"a", b"b"]),
    "CRLF": (b"a\r\nb\r\n", [b"a", b"b"]),
    "telnet's Enter": (b"a\r\0b\r\0", [b"a", b"b"]),
    "blank lines": (b"\n\r\n\r\0", [b"", b"", b""]),
    "a lone CR is text": (b"a\rb\n", [b"a\rb"]),
    "one CR belongs to the end": (b"a\r\r\n", [b"a\r"]),
    "NUL is dropped": (b"a\0b\0\n\0c\n", [b"ab", b"c"]),
    "the last line needs no end": (b"a\nb", [b"a", b"b"]),
    "nor a whole one": (b"a\nb\r", [b"a", b"b"]),
    "options": (b"\xff\xfb\x01a\xff\xfd\x03b\xff\xfc\x18\xff\xfe\x00\n", [b"ab"]),
    "an option that is a line end": (b"a\xff\xfd\nb\n", [b"ab"]),
    "a window size": (b"\xff\xfa\x1f\x00\x50\x00\x0a\xff\xf0a\n", [b"a"]),
    "IAC IAC inside": (b"\xff\xfa\x1f\xff\xff\xff\xf0a\n", [b"a"]),
    "commands": (b"\xff\xf1a\xff\xf6\xff\xf9b\n", [b"ab"]),
    "IAC IAC is a byte": (b"a\xff\xffb\n", [b"a\xffb"]),
    "IAC before no command": (b"a\xffb\xff\n", [b"a\xffb\xff"]),
    "between CR and NUL": (b"a\r\xff\xf1\0b\n", [b"a", b"b"]),
    "at the end": (b"a\n\xff", [b"a"]),
    "no end of it": (b"\xff\xfa" + b"z" * SB_MAX + b"a\n", [b"a"]),
    "as long as may be": (b"x" * LIMIT + b"\n", [b"x" * LIMIT]),
    "as long as may be, CRLF": (b"x" * LIMIT + b"\r\n", [b"x" * LIMIT]),
    "too long": (b"a\n" + b"x" * (LIMIT + 1) + b"\nb\n", [b"a", TOO_LONG, b"b"]),
    "too long by a CR": (b"x" * LIMIT + b"\r\r\n", [TOO_LONG]),
    "too long at the end": (b"x" * 50, [TOO_LONG]),
    "twice too long": ((b"x" * 50 + b"\n") * 2, [TOO_LONG, TOO_LONG]),
    "JSON may be longer": (b"{" + b"x" * 50 + b"}\n", [b"{" + b"x" * 50 + b"}"]),
    "JSON after blanks": (b"  {" + b"x" * 50 + b"\n", [b"  {" + b"x" * 50]),
    "JSON too long": (b"{" * (WIDE + 1) + b"\na\n", [TOO_WIDE, b"a"]),
    "just no flood": (b"x" * (LIMIT * ENDLESS) + b"\na\n", [TOO_LONG, b"a"]),
    "a flood": (b"a\n" + b"x" * (LIMIT * ENDLESS + 1) + b"\nb\n", [b"a", TOO_LONG, FLOOD]),
    "an endless one": (b"x" * (LIMIT * ENDLESS * 3), [TOO_LONG, FLOOD]),
}


@pytest.mark.parametrize("case", CASES)
def test_at_once(case):
    sent, frames = CASES[case]
    assert fed(lines(), [sent])[0] == frames


@pytest.mark.parametrize("case", CASES)
def test_one_byte_at_a_time(case):
    sent, frames = CASES[case]
    got, most = fed(lines(), one_at_a_time(sent))
    assert got == frames
    assert most <= WIDE + 1


SENT = st.lists(
    st.one_of(
        st.binary(max_size=8),
        st.sampled_from([19, 20, 330]).map(b"x".__mul__),
        st.sampled_from(
            [
                b"\n",
                b"\r",
                b"\r\n",
                b"\r\0",
                b"\0",
                b"\xff",
                b"\xff\xff",
                b"\xff\xfb",
                b"\xff\xfa",
                b"\xff\xf0",
                b"{",
                b" ",
            ]
        ),
    ),
    max_size=30,
).map(b"".join)


@given(SENT, st.lists(st.integers(0, 400), max_size=12))
@example(b"\r\0", [1])
@example(b"x" * 21, [20])
def test_any_cut_gives_the_same_frames_and_little_is_held(sent, cuts):
    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    chunks = [sent[a:b] for a, b in pairwise(places)]
    got, most = fed(lines(), chunks)
    assert got == fed(lines(), [sent])[0] == fed(lines(), one_at_a_time(sent))[0]
    assert most <= WIDE + 1


def test_what_is_held_can_be_taken():
    held = lines()
    held.feed(b"a\nbc")
    assert (held.held, held.take(), held.held) == (2, b"bc", 0)
