"""A picture is made small, or refused, whatever it is."""

import io
import struct
import zlib

import pytest
from PIL import Image

from chatservice.net import picture_worker
from chatservice.net.picture_worker import ANY, SIDE, PictureError, small


def picture(form, size=(300, 200), colour=(200, 40, 40), **more):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **more)
    return out.getvalue()


def bomb(width, height):
    """A PNG of one bit a pixel, all black: a few kilobytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj()
    row = bytes(1 + (width + 7) // 8)
    pixels = b"".join(rows.compress(row * 100) for _ in range(height // 100)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("form", picture_worker.FORMATS)
def test_each_format_becomes_a_small_square_png(form):
    for expected in (form, ANY):
        out = small(picture(form), expected)
        with Image.open(io.BytesIO(out)) as made:
            assert (made.format, made.size) == ("PNG", (SIDE, SIDE))


def test_nothing_else_that_was_in_it_comes_out():
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    data = picture("JPEG", exif=exif, comment=b"where I live")
    assert b"where I live" in data
    assert b"where I live" not in small(data, "JPEG")
    trailing = picture("PNG") + b"<script>where I live"
    assert b"where I live" not in small(trailing, "PNG")


@pytest.mark.parametrize(
    ("data", "expected", "status"),
    [
        (b"", ANY, picture_worker.NO_PICTURE),
        (b"no picture at all", ANY, picture_worker.NO_PICTURE),
        (b"\x89PNG\r\n\x1a\n", ANY, picture_worker.NO_PICTURE),
        (picture("PNG")[:-40], ANY, picture_worker.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ANY, picture_worker.NO_PICTURE),
        (picture("BMP"), ANY, picture_worker.NO_PICTURE),
        (picture("PNG"), "JPEG", picture_worker.OTHER_FORMAT),
        (picture("GIF"), "PNG", picture_worker.OTHER_FORMAT),
        (bomb(30_000, 30_000), "PNG", picture_worker.TOO_LARGE),
    ],
    ids=["empty", "text", "head only", "cut", "svg", "bmp", "a lie", "another lie", "bomb"],
)
def test_what_is_none_or_lies_or_is_too_large_is_refused(data, expected, status):
    with pytest.raises(PictureError) as refused:
        small(data, expected)
    assert refused.value.status == status


def test_without_pillow_it_says_so(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL", None)
    with pytest.raises(PictureError) as refused:
        small(b"", ANY)
    assert refused.value.status == picture_worker.NO_PILLOW
