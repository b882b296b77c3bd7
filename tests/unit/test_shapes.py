"""The window's own images: boxes with round corners, and icons in a colour."""

import zlib

import pytest

from chatservice.client.model.pictures import size_of
from chatservice.client.tk import shapes
from chatservice.client.tk.icons import NAMES, SIZES, coloured_sheet, sheet_path
from chatservice.client.tk.palettes import HUES, PALETTES
from chatservice.client.tk.shapes import Layer, layered, rounded


def pixels(png):
    """Rows of (red, green, blue, opacity)."""
    width, height = size_of(png)
    at = png.index(b"IDAT")
    raw = zlib.decompress(png[at + 4 : at + 4 + int.from_bytes(png[at - 4 : at], "big")])
    line = 1 + 4 * width
    return [
        [tuple(raw[y * line + 1 + 4 * x : y * line + 5 + 4 * x]) for x in range(width)] for y in range(height)
    ]


def test_a_box_is_full_inside_and_nothing_is_in_its_corners():
    rows = pixels(layered(21, 17, (Layer("#102030", rounded(21, 17, 6)),)))
    assert rows[8][10] == (16, 32, 48, 255)
    assert rows[0][0][3] == rows[16][20][3] == 0
    assert rows == [row[::-1] for row in rows] == rows[::-1]


def test_a_border_lies_over_the_box_and_the_middle_can_be_wider():
    shape = rounded(9, 9, 2)
    rows = pixels(layered(9, 9, (Layer("#000000", shape), Layer("#ffffff", shape, 2)), wider=(5, 3)))
    assert (len(rows[0]), len(rows)) == (14, 12)
    assert rows[6][0] == (255, 255, 255, 255)
    assert rows[6][7] == (0, 0, 0, 255)


def test_a_dot_has_an_edge_in_the_colour_of_the_ground():
    rows = pixels(shapes.presence(12, "#00ff00", "#ffffff", hollow=True))
    assert rows[6][6][:3] == (255, 255, 255)
    assert rows[6][1][:3] == (255, 255, 255)
    assert rows[6][3][:3] == (0, 255, 0)


@pytest.mark.parametrize("size", SIZES)
def test_each_sheet_has_every_icon_and_takes_a_colour(size):
    data = sheet_path(size).read_bytes()
    assert size_of(data) == (size * len(NAMES), size)
    made = coloured_sheet(data, "#123456")
    at = made.index(b"PLTE")
    assert made[at + 4 : at + 7] == bytes.fromhex("123456")
    assert zlib.crc32(made[at : at + 4 + 768]) == int.from_bytes(made[at + 772 : at + 776], "big")
    assert len(made) == len(data)


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, ground):
    one, other = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_every_text_is_legible_on_its_ground(palette):
    for ground in (palette.back, palette.page, palette.raised, palette.hover):
        assert contrast(palette.text, ground) > 7
    for ground in (palette.back, palette.page):
        assert contrast(palette.second, ground) > 4.5
    assert len(set(palette.names)) == HUES
    assert all(contrast(colour, palette.page) > 4.5 for colour in palette.names)
    for words, ground in (
        (palette.on_accent, palette.accent),
        (palette.on_pill, palette.pill),
        (palette.on_quiet_pill, palette.quiet_pill),
    ):
        assert contrast(words, ground) > 4
