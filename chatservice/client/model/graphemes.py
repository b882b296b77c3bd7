"""What a reader takes for one character: a letter with its accents, a flag, a family. Pure.

The main rules of UAX 29, enough for a cursor: combining marks, variation selectors, skin tones, keycaps,
pairs of regional indicators, and what is joined by U+200D. Hangul is left to composed letters.
"""

import unicodedata

JOINER = "\u200d"
MARKS = ("Mn", "Me", "Mc")
LENGTH_MAX = 64  # code points of one; hostile text has more


def first(text: str) -> str:
    """The first one of `text`."""
    end = 1
    flags = int(_is_flag(text[0])) if text else 0
    while end < min(len(text), LENGTH_MAX) and _joins(text[end - 1], text[end], flags):
        flags += _is_flag(text[end])
        end += 1
    return text[:end]


def last(text: str) -> str:
    """The last one of `text`."""
    start = len(text) - 1
    while start > max(0, len(text) - LENGTH_MAX) and _joins(
        text[start - 1], text[start], _flags_before(text, start)
    ):
        start -= 1
    return text[max(0, start) :]


def _joins(before: str, char: str, flags: int) -> bool:
    """Whether `char` belongs to what ends with `before`; `flags`: how many regional indicators end there."""
    if before == "\r" and char == "\n":
        return True
    if before in "\r\n" or char in "\r\n":
        return False
    if char == JOINER or unicodedata.category(char) in MARKS or "\U0001f3fb" <= char <= "\U0001f3ff":
        return True
    if before == JOINER:
        return unicodedata.category(char) == "So"
    return _is_flag(char) and _is_flag(before) and flags % 2 == 1


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, end: int) -> int:
    """How many regional indicators stand directly before `end`."""
    start = end
    while start > max(0, end - LENGTH_MAX) and _is_flag(text[start - 1]):
        start -= 1
    return end - start
