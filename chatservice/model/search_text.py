"""The form of a text in which it is searched: two texts that a reader takes for the same are equal in it.

Case, width and accents do not count: ``İstanbul`` is found by ``istanbul``, wide letters by others,
``straße`` by ``STRASSE``, ``cafe`` with a combining accent by ``café``. Marks that make another letter
stay: vowel signs, viramas, the voicing of kana. The index is made of this form: `VERSION` grows with
every change of it, so that an index of another one is made anew.
"""

import re
import unicodedata
from functools import cache

VERSION = f"{unicodedata.unidata_version} 2"

# Normalizing sorts marks by insertion, in quadratic time: no more than these are looked at in a row.
MARKS_MAX = 8
# Where Unicode has marks with a combining class, and variation selectors.
_MARKED = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0xFE30), range(0x10000, 0x1F000))
# Combining classes that are accents, points and overlays of letters; the others are letters or tones.
_ACCENTS = frozenset({1, *range(10, 37), *range(200, 241)})
_SELECTORS = "\ufe00-\ufe0f"


def searchable(text: str) -> str:
    """`text` as it is compared, of any length, in linear time."""
    if text.isascii():
        return text.lower()
    accents, tower = _patterns()
    bounded = tower.sub(r"\1", text)
    folded = unicodedata.normalize("NFKC", bounded).casefold()
    return unicodedata.normalize("NFKC", accents.sub("", unicodedata.normalize("NFKD", folded)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Accents; and marks beyond `MARKS_MAX` in a row. Made on first use."""
    classes = {code: unicodedata.combining(chr(code)) for run in _MARKED for code in run}
    accents = _class([code for code, number in classes.items() if number in _ACCENTS]) + _SELECTORS
    marks = _class([code for code, number in classes.items() if number])
    return re.compile(f"[{accents}]"), re.compile(f"([{marks}]{{{MARKS_MAX}}})[{marks}]+")


def _class(codes: list[int]) -> str:
    """The content of a regular expression's class."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)
