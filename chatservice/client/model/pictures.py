"""Thumbnails of shared images: which files get one, and how it is made. Pure.

The bytes are untrusted. They are decoded only when they are few, of a known format, and of a
size in pixels that cannot exhaust memory: the header tells it before anything is decoded.
Pillow decodes when it is installed, photographs too; without it Tk shows PNG and GIF.
"""

import io
import mimetypes
import struct
from collections.abc import Iterable
from pathlib import Path

from chatservice.model.events import FileShared

WIDTH, HEIGHT = 320, 240
BYTES_MAX = 8 * 1024 * 1024  # of a file that gets a thumbnail
PIXELS_MAX = 24_000_000  # with Pillow, which shrinks while it reads
PLAIN_PIXELS_MAX = 2_000_000  # for Tk, in the thread of the window
FORMATS = ("PNG", "GIF", "JPEG", "WEBP")
KINDS = ("image/png", "image/gif", "image/jpeg", "image/webp")


def has_picture(line: object) -> bool:
    return isinstance(line, FileShared) and line.type in KINDS and 0 < line.size <= BYTES_MAX


def is_picture(name: str, size: int) -> bool:
    """Whether a file of this computer is shown small."""
    return mimetypes.guess_type(name)[0] in KINDS and 0 < size <= BYTES_MAX


def small_of(path: Path) -> bytes | None:
    """`small` of a file of this computer; None when it cannot be read either."""
    try:
        return small(path.read_bytes())
    except OSError:
        return None


def small(data: bytes, width: int = WIDTH, height: int = HEIGHT) -> bytes | None:
    """A PNG that fits; None when it cannot be decoded. May take long: for a thread."""
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415  # an extra
    except ImportError:
        return data if _few_pixels(data) else None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                return None
            image.draft("RGB", (width * 2, height * 2))
            upright = ImageOps.exif_transpose(image).convert("RGBA")  # of a palette, or a phone on its side
            upright.thumbnail((width, height))
            made = io.BytesIO()
            upright.save(made, "PNG")
    except Exception:  # any error of a decoder on untrusted bytes
        return None
    return made.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or GIF from its header; (0, 0) for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return 0, 0


def _few_pixels(data: bytes) -> bool:
    width, height = size_of(data)
    return 0 < width * height <= PLAIN_PIXELS_MAX


def round_faces(data: bytes, sizes: Iterable[int]) -> dict[int, bytes]:
    """PNGs of a person's picture as discs, by their width in pixels; empty without Pillow, or when it cannot
    be decoded. For a thread."""
    try:
        from PIL import Image, ImageDraw, ImageOps  # noqa: PLC0415  # an extra
    except ImportError:
        return {}
    found = {}
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                return {}
            whole = image.convert("RGBA")
        for size in sizes:
            face = ImageOps.fit(whole, (size, size))
            mask = Image.new("L", (size * 4, size * 4))
            ImageDraw.Draw(mask).ellipse((0, 0, size * 4 - 1, size * 4 - 1), fill=255)
            disc = Image.new("RGBA", (size, size))
            disc.paste(face, mask=mask.resize((size, size)))
            made = io.BytesIO()
            disc.save(made, "PNG")
            found[size] = made.getvalue()
    except Exception:  # any error of a decoder on untrusted bytes
        return {}
    return found
