"""What a file may be called, whatever was sent as its name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.model.names import FILE_MAX, file


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("my  report\t1.pdf", "my report 1.pdf"),
        ("日本語.txt", "日本語.txt"),
        ("../../etc/passwd", "passwd"),
        ("/etc/shadow", "shadow"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("..\\..\\x", "x"),
        ("a/", "a"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("/", "file"),
        ("   ", "file"),
        (".htaccess", "htaccess"),
        ("-rf", "_rf"),
        ("~root", "_root"),
        ("x.", "x"),
        ("a\x00b", "a_b"),
        ("a\x1b[2Jb", "a_[2Jb"),
        ("a\r\nX-Evil: 1", "a X-Evil_ 1"),
        ('a"b', "a_b"),
        ("fdp.\u202etxt", "fdp._txt"),
        ("NUL", "_NUL"),
        ("com1.txt", "_com1.txt"),
        ("console.txt", "console.txt"),
        ("x http://evil/a", "a"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_harmless(sent, kept):
    assert file(sent) == kept


def test_a_long_name_keeps_its_ending():
    kept = file("x" * 300 + ".tar")
    assert kept.endswith("x.tar")
    assert len(kept) == FILE_MAX


def test_a_long_ending_is_none():
    assert len(file("a." + "b" * 300)) == FILE_MAX


@given(st.text(max_size=400))
def test_whatever_was_sent_is_a_name(sent):
    kept = file(sent)
    assert 0 < len(kept.encode()) <= FILE_MAX
    assert not set('/\\:*?"<>|') & set(kept)
    assert kept[0] not in ".-~ "
    assert not any(unicodedata.category(character)[0] == "C" for character in kept)
    assert kept == file(kept) or len(kept.encode()) > FILE_MAX - 5
