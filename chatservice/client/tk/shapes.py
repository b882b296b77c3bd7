"""Smooth shapes drawn here as PNG images: rounded boxes with borders, discs, rings, ticks.

Tk draws ovals and lines without smoothing. How far a pixel is covered follows from its distance to the
shape's edge, in pixels.
"""

import base64
import struct
import tkinter as tk
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

Distance = Callable[[float, float], float]  # negative inside


class Layer(NamedTuple):
    """A shape of one colour, ``#rrggbb``; `border` is its width in pixels, 0 when it is filled."""

    colour: str
    shape: Distance
    border: float = 0.0


def rounded(width: int, height: int, radius: float, margin: float = 0.0) -> Distance:
    """A rectangle with round corners, `margin` inside the image's edges."""
    half_x, half_y = width / 2 - margin, height / 2 - margin
    radius = min(radius, half_x, half_y)

    def distance(x: float, y: float) -> float:
        dx, dy = abs(x - width / 2) - half_x + radius, abs(y - height / 2) - half_y + radius
        outside = float((max(dx, 0.0) ** 2 + max(dy, 0.0) ** 2) ** 0.5)
        return outside + min(max(dx, dy), 0.0) - radius

    return distance


def disc(size: int, radius: float) -> Distance:
    return lambda x, y: float(((x - size / 2) ** 2 + (y - size / 2) ** 2) ** 0.5) - radius


TICK = ((0.28, 0.52), (0.43, 0.67), (0.73, 0.35))  # in a square of size 1


def tick(size: int) -> Distance:
    def distance(x: float, y: float) -> float:
        away = min(_to_stroke(x / size, y / size, *stroke) for stroke in (TICK[:2], TICK[1:]))
        return away * size - size / 16

    return distance


def _to_stroke(x: float, y: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = max(0.0, min(1.0, ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)))
    return float(((x - start[0] - along * dx) ** 2 + (y - start[1] - along * dy) ** 2) ** 0.5)


def _cover(distance: float) -> float:
    return max(0.0, min(1.0, 0.5 - distance))


def layered(
    width: int,
    height: int,
    layers: tuple[Layer, ...],
    mirrored: bool = True,
    wider: tuple[int, int] = (0, 0),
) -> bytes:
    """A PNG of the layers, each over the former ones. `mirrored`: both halves are alike, each way.
    `wider`: so many more columns and rows like the middle ones."""
    columns, lines = ((width + 1) // 2, (height + 1) // 2) if mirrored else (width, height)
    rows = []
    for y in range(lines):
        cells = [_pixel(x + 0.5, y + 0.5, layers) for x in range(columns)]
        middle = cells[-1:] * wider[0]
        rows.append(b"\0" + b"".join(cells + middle + cells[: width - columns][::-1]))
    rows += rows[-1:] * wider[1] + rows[: height - lines][::-1]
    return _png(width + wider[0], height + wider[1], b"".join(rows))


def _pixel(x: float, y: float, layers: tuple[Layer, ...]) -> bytes:
    mixed, opacity = (0.0, 0.0, 0.0), 0.0
    for layer in layers:
        away = layer.shape(x, y)
        part = _cover(away) - (_cover(away + layer.border) if layer.border else 0.0)
        if part > 0.0:
            colour = bytes.fromhex(layer.colour[1:])
            rest = opacity * (1 - part)
            opacity = part + rest
            red, green, blue = (
                (new * part + old * rest) / opacity for new, old in zip(colour, mixed, strict=True)
            )
            mixed = red, green, blue
    return bytes((*map(round, mixed), round(255 * opacity)))


def _png(width: int, height: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    )


@lru_cache(maxsize=256)
def pill(width: int, height: int, colour: str) -> bytes:
    return layered(width, height, (Layer(colour, rounded(width, height, height / 2)),))


@lru_cache(maxsize=256)
def dot(size: int, colour: str, part: float = 0.6) -> bytes:
    """A disc that takes `part` of the square's width."""
    return layered(size, size, (Layer(colour, disc(size, size * part / 2)),))


@lru_cache(maxsize=64)
def presence(size: int, colour: str, ground: str, hollow: bool) -> bytes:
    """A dot with an edge in the colour of the ground it lies on."""
    layers = [Layer(ground, disc(size, size / 2)), Layer(colour, disc(size, size / 3))]
    if hollow:
        layers.append(Layer(ground, disc(size, size / 6)))
    return layered(size, size, tuple(layers))


def photo(root: tk.Misc, png: bytes) -> tk.PhotoImage:
    return tk.PhotoImage(master=root, data=base64.b64encode(png), format="png")
