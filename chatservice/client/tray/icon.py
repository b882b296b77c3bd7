"""The pictures of the icon: the logo, with the number of unread lines on a disc. Needs Pillow."""

from functools import cache
from pathlib import Path

LOGO = Path(__file__).parents[1] / "tk" / "art" / "logo-96.png"
SIZES = (24, 48)  # pixels, each way
DRAWN = 96  # and made small then
DISC, MENTION, INK = (91, 100, 117, 255), (214, 58, 85, 255), (255, 255, 255, 255)
SHOWN_MAX = 9  # of unread lines; more are "9+"

Pixmap = tuple[int, int, bytes]  # width, height, pixels of four bytes: alpha, red, green, blue


def pixmaps(unread: int, mention: bool) -> list[Pixmap]:
    """In each size; nothing without Pillow. A `mention` has a red disc."""
    return _drawn(min(unread, SHOWN_MAX + 1), mention)


@cache
def _drawn(unread: int, mention: bool) -> list[Pixmap]:
    try:
        from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415  # an extra
    except ImportError:
        return []
    with Image.open(LOGO) as logo:
        picture = logo.convert("RGBA").resize((DRAWN, DRAWN))
    if unread:
        draw = ImageDraw.Draw(picture)
        draw.ellipse((36, 36, 95, 95), fill=MENTION if mention else DISC)
        words = str(unread) if unread <= SHOWN_MAX else f"{SHOWN_MAX}+"
        draw.text((65, 66), words, fill=INK, font=ImageFont.load_default(46), anchor="mm")
    return [(size, size, _argb(picture.resize((size, size)).tobytes())) for size in SIZES]


def _argb(rgba: bytes) -> bytes:
    """Alpha first, as StatusNotifierItem has it."""
    argb = bytearray(len(rgba))
    argb[0::4], argb[1::4], argb[2::4], argb[3::4] = rgba[3::4], rgba[0::4], rgba[1::4], rgba[2::4]
    return bytes(argb)
