"""Small pictures of shared images: what is looked at, and what is not."""

import pytest

from chatservice.client.model.pictures import BYTES_MAX, has_picture, size_of, small
from chatservice.client.tk.shapes import _png, dot
from chatservice.model.events import FileShared


def shared(**more):
    fields = {"type": "image/png", "size": 1000, **more}
    return FileShared(
        room="lobby", seq=1, id=1, ts=1e9, sender="bob", file="f", name="a.png", sha256="", url="/f", **fields
    )


def test_only_small_files_of_known_kinds_are_looked_at():
    assert has_picture(shared())
    assert not has_picture(shared(size=BYTES_MAX + 1))
    assert not has_picture(shared(type="image/svg+xml"))
    assert not has_picture(shared(type="text/html"))
    assert not has_picture("not a file")


def test_a_picture_becomes_small():
    made = small(dot(260, "#0a141e"))
    assert size_of(made) == (240, 240)


def test_an_image_that_says_it_is_huge_is_not_decoded():
    bomb = _png(50_000, 50_000, bytes(100))
    assert size_of(bomb) == (50_000, 50_000)
    assert small(bomb) is None


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 50, b"\0\0\0", b"<svg>"])
def test_what_is_no_picture_is_none(data):
    assert small(data) is None


def test_without_pillow_tk_is_given_only_few_pixels(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    picture = dot(20, "#010203")
    assert small(picture) == picture
    assert small(b"\xff\xd8\xff\xe0 a photograph") is None
