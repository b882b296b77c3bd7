"""Small icons, drawn here, smooth at any size: dots for presence, a cross for tabs."""

import base64
import struct
import tkinter as tk
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int]
SMOOTH = 4  # samples per pixel, each way


def png(size: int, colour: Colour, inside: Callable[[float, float], bool]) -> bytes:
    """A square icon: `colour` where `inside` is true; coordinates go from 0 to 1."""
    rows = bytearray()
    steps = [(n + 0.5) / (SMOOTH * size) for n in range(SMOOTH * size)]
    for y in range(size):
        rows.append(0)
        for x in range(size):
            hits = sum(
                inside(u, v)
                for v in steps[y * SMOOTH : y * SMOOTH + SMOOTH]
                for u in steps[x * SMOOTH : x * SMOOTH + SMOOTH]
            )
            rows += bytes((*colour, 255 * hits // SMOOTH**2))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def dot(u: float, v: float) -> bool:
    return (u - 0.5) ** 2 + (v - 0.5) ** 2 < 0.3**2


def ring(u: float, v: float) -> bool:
    return 0.19**2 < (u - 0.5) ** 2 + (v - 0.5) ** 2 < 0.3**2


def cross(u: float, v: float) -> bool:
    return max(abs(u - 0.5), abs(v - 0.5)) < 0.27 and (abs(u - v) < 0.075 or abs(u + v - 1) < 0.075)


def hash_sign(u: float, v: float) -> bool:
    if not (0.18 < u < 0.86 and 0.18 < v < 0.82):
        return False
    upright = min(abs(u + 0.12 * v - 0.42), abs(u + 0.12 * v - 0.7)) < 0.05
    level = min(abs(v - 0.38), abs(v - 0.62)) < 0.05
    return upright or level


def pair(u: float, v: float) -> bool:
    """Two people: heads and shoulders."""
    for x in (0.34, 0.66):
        if (u - x) ** 2 + (v - 0.36) ** 2 < 0.12**2:
            return True
        if v > 0.55 and v < 0.8 and (u - x) ** 2 / 0.17**2 + (v - 0.8) ** 2 / 0.25**2 < 1:
            return True
    return False


def photo(root: tk.Misc, size: int, colour: str, inside: Callable[[float, float], bool]) -> tk.PhotoImage:
    """`colour` is ``#rrggbb``."""
    rgb = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    data = png(size, (rgb[0], rgb[1], rgb[2]), inside)
    return tk.PhotoImage(master=root, data=base64.b64encode(data), format="png")
