"""Text as UTF-16 code units, in which positions of code documents are counted.

Browsers, Tk and the wire count UTF-16 units, Python counts code points. Inside the model a document
is a `Units`: a str with one character for each unit, so that a character beyond U+FFFF is its two
surrogates. Every position is then an index of that str, without a table to look it up in. This
module alone converts; text without such a character, which nearly all code is, stays the same object.
"""

import json
from typing import NewType

Units = NewType("Units", str)

EMPTY = Units("")


def to_units(text: str) -> Units:
    """UnicodeEncodeError: `text` has a lone surrogate."""
    if text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text):
        return Units(text)
    # JSON escapes text as UTF-16 units; Python's decoder does not join the pairs again.
    return Units(json.dumps(text)[1:-1].encode("ascii").decode("unicode_escape"))


def from_units(units: Units) -> str:
    """The text that `to_units` was given."""
    try:
        if not units.isascii():
            units.encode("utf-16-le")
    except UnicodeEncodeError:
        joined: str = json.loads(json.dumps(units))
        return joined
    return units


def count_units(text: str) -> int:
    """Length of `text` in UTF-16 units. UnicodeEncodeError: it has a lone surrogate."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def splits_pair(units: Units, position: int) -> bool:
    """Whether `position` lies between the two surrogates of one character."""
    return (
        0 < position < len(units)
        and "\ud800" <= units[position - 1] <= "\udbff"
        and "\udc00" <= units[position] <= "\udfff"
    )
