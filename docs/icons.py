"""Render the window's icons from Lucide's SVG files (ISC licence) into one sheet for each size.

Run with the folder of the icons of npm's `lucide-static`, and `resvg-py` installed:

    python docs/icons.py node_modules/lucide-static/icons

A sheet is a PNG of one row of squares. Its pixels are indices that stand for opacity, so the window
gives a whole sheet a colour by replacing its palette.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

from chatservice.client.tk.icons import NAMES, SIZES, sheet_path


def pixels(svg: str, size: int) -> list[bytes]:
    """Rows of opacity, one byte a pixel."""
    import resvg_py  # noqa: PLC0415  # only for this script
    from PIL import Image  # noqa: PLC0415

    png = bytes(
        resvg_py.svg_to_bytes(svg_string=svg.replace("currentColor", "#ffffff"), width=size, height=size)
    )
    opacity = Image.open(io.BytesIO(png)).convert("RGBA").getchannel("A").tobytes()
    return [opacity[row * size : row * size + size] for row in range(size)]


def sheet(icons: list[list[bytes]], size: int) -> bytes:
    rows = b"".join(b"\0" + b"".join(icon[row] for icon in icons) for row in range(size))
    header = struct.pack(">IIBBBBB", size * len(icons), size, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", bytes(768)),
        (b"tRNS", bytes(range(256))),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def main() -> None:
    folder = Path(sys.argv[1])
    texts = [(folder / f"{name}.svg").read_text() for name in NAMES]
    for size in SIZES:
        sheet_path(size).write_bytes(sheet([pixels(text, size) for text in texts], size))


if __name__ == "__main__":
    main()
