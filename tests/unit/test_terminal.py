"""What programs print, made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.sandbox.terminal import HELD, PlainStream


def read(*pieces: bytes) -> str:
    reading = PlainStream()
    return "".join([*map(reading.feed, pieces), reading.feed(b"", final=True)])


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        (b"hello\n", "hello\n"),
        (b"a\tb\n\n", "a\tb\n\n"),
        ("é上海👍🏽".encode(), "é上海👍🏽"),
        (b"\x1b[31mred\x1b[0m\n", "red\n"),
        (b"\x1b]0;title\x07shown", "shown"),
        (b"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        (b"\x1b[2J\x1b[6n\x1bcgone", "gone"),
        (b"\x1bP1$r0m\x1b\\after", "after"),
        ("\x9b31mred \x9d0;x\x9cand".encode(), "red and"),
        (b"nul\0in\0side", "nulinside"),
        (b"\b\b\b\x7f\x0b\x0c", ""),
        (b"\xff\xfe\xc0\xaf \xed\xa0\x80", "\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd"),
        (b"10%\r20%\r30%\n", "10%\n20%\n30%\n"),
        (b"windows\r\nlines\r\n", "windows\nlines\n"),
        ("\u202e evil".encode(), "\u202e evil"),
        ("one\u2028two".encode(), "onetwo"),
        (b"\x1b]no end\nnext", "\nnext"),
        (b"last \x1b[", "last "),
    ],
)
def test_what_is_printed_is_harmless(printed, shown):
    assert read(printed) == shown
    assert read(*(printed[place : place + 1] for place in range(len(printed)))) == shown


@given(
    st.lists(
        st.sampled_from(
            [
                b"\x1b",
                b"[",
                b"]",
                b"3",
                b"m",
                b"\\",
                b"\x07",
                b"\r",
                b"\n",
                b"a",
                b"\xc2",
                b"\x9b",
                b"\x9d",
                b"\x9c",
                b" ",
            ]
        ),
        max_size=14,
    ),
    st.data(),
)
def test_however_it_is_cut_it_is_the_same(parts, data):
    printed = b"".join(parts)
    cut = data.draw(st.integers(0, len(printed)))
    assert read(printed[:cut], printed[cut:]) == read(printed)


@given(st.binary(max_size=200))
def test_no_control_is_left(printed):
    shown = read(printed)
    assert all(character.isprintable() or character in "\n\t" or ord(character) > 0x9F for character in shown)
    shown.encode()


def test_a_sequence_that_never_ends_is_not_kept():
    reading = PlainStream()
    assert reading.feed(b"\x1b]" + b"x" * (2 * HELD)) == "x" * (2 * HELD)
    assert reading.feed(b"x" * 10) == "x" * 10
