"""A program of its own that makes a stranger's picture small: ``python picture_worker.py FORMAT``, the
picture on the standard input, a PNG on the output, or an exit status that says why not.

It imports nothing of the package. What it may use is limited before it looks at a byte: a decoder that
loops or takes memory ends this process, and nothing else.
"""

import io
import resource
import sys

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ANY = "any"
SIDE = 128  # pixels of the square that comes out
PIXELS_MAX = 25_000_000
MEMORY = 512 * 1024 * 1024
SECONDS = 5

NO_PILLOW, NO_PICTURE, TOO_LARGE, OTHER_FORMAT = 3, 4, 5, 6


class PictureError(Exception):
    """`status` is the exit status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def small(data: bytes, expected: str) -> bytes:
    """`data` as a square PNG of `SIDE` pixels, without anything else that was in it. It has to be of the
    `expected` format, one of FORMATS, or of ANY of them. Raises PictureError."""
    try:
        from PIL import Image, ImageOps  # noqa: PLC0415  # an extra
    except ImportError:
        raise PictureError(NO_PILLOW) from None
    Image.MAX_IMAGE_PIXELS = None  # it is checked here
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                raise PictureError(TOO_LARGE)
            if expected not in (ANY, image.format):
                raise PictureError(OTHER_FORMAT)
            image.draft("RGB", (4 * SIDE, 4 * SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
            square = ImageOps.fit(upright, (SIDE, SIDE))
    except PictureError:
        raise
    except Exception:
        raise PictureError(NO_PICTURE) from None
    out = io.BytesIO()
    Image.frombytes("RGBA", square.size, square.tobytes()).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture = small(sys.stdin.buffer.read(), sys.argv[1])
    except PictureError as error:
        return error.status
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
