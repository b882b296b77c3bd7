"""The form of a text in which it is searched: two texts that a reader takes for the same are equal in it.

Case, width and accents do not count: ``İstanbul`` is found by ``istanbul``, wide letters by others,
``straße`` by ``STRASSE``, ``cafe`` with a combining accent by ``café``. Marks that make another letter
stay: vowel signs, viramas, the voicing of kana. The index is made of this form: `VERSION` grows with
every change of it, so that an index of another one is made anew.
"""

import re
import unicodedata
from functools import cache

VERSION = f"{unicodedata.unidata_version} 3"

# Normalizing sorts marks by insertion, in quadratic time: no more than these are looked at in a row.
MARKS_MAX = 8
SHORT = 256  # characters of a word in which any number of marks is sorted at once
_LONG_WORD = re.compile(rf"\S{{{SHORT}}}")
REMEMBERED = 65_536  # characters
# Where Unicode has marks with a combining class, and variation selectors.
_MARKED = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0xFE30), range(0x10000, 0x1F000))
# Combining classes that are accents, points and overlays of letters; the others are letters or tones.
_ACCENTS = frozenset({1, *range(10, 37), *range(200, 241)})


def searchable(text: str) -> str:
    """`text` as it is compared, of any length, in linear time."""
    if text.isascii():
        return text.lower()
    if len(text) > SHORT and _LONG_WORD.search(text):
        text = _tower().sub(r"\1", text)
    return unicodedata.normalize("NFKC", text).translate(_BY_CHARACTER)


class _Characters(dict[int, str]):
    """Code point -> how it is compared; remembered, since a search folds thousands of lines."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKD", chr(code).casefold())
        form = unicodedata.normalize("NFKC", "".join(c for c in folded if not _is_accent(c)))
        if len(self) < REMEMBERED:
            self[code] = form
        return form


_BY_CHARACTER = _Characters()


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) in _ACCENTS or "\ufe00" <= character <= "\ufe0f"  # selectors


@cache
def _tower() -> re.Pattern[str]:
    """Marks beyond `MARKS_MAX` in a row. Made on first use."""
    marks = _class([code for run in _MARKED for code in run if unicodedata.combining(chr(code))])
    return re.compile(f"([{marks}]{{{MARKS_MAX}}})[{marks}]+")


def _class(codes: list[int]) -> str:
    """The content of a regular expression's class."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)
