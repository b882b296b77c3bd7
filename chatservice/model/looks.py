"""What a name looks like, so that two lookalikes are never both assigned.

A look is the skeleton of UTS 39 (4, Confusable Detection) of a name, folded: each character is
replaced by the prototype of all characters drawn like it. A name has two looks, of its displayed
and of its folded form, since ``aIice`` is drawn like ``alice`` in its capitals, and Cyrillic
capitals like small letters once they are folded. Names look alike when they share one.
"""

import re
import unicodedata
from functools import lru_cache

from chatservice.model import unicode_data

BLANK_MAX = 64  # characters of a text that may be blank
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")  # whatever their properties
MARKS = 4  # per letter, at most (UTS 39, 5.4; some scripts need that many)
VERSION = f"{unicode_data.VERSION} {unicodedata.unidata_version} 1"  # of the tables, and of this module

# Names reserved to the server and its operator, with everything that looks like them.
OFFICIAL = (
    *("admin", "administrator", "moderator", "operator", "root"),
    *("chatctl", "chatservice", "quit", "server", "system"),
)

# U+2800 is a Braille pattern without a dot, U+1D159 a note without its head: not ignorable by
# their properties, but invisible.
_BLANK = "\u2800\U0001d159"
_NOT_DRAWN = re.compile(
    "["
    + _BLANK
    + "".join(
        "-".join(re.escape(chr(int(code, 16))) for code in run.split("-"))
        for run in unicode_data.IGNORABLE.split()
    )
    + "]"
)
_SOFT_DOT = re.compile("(?<=[ij])\u0307+")  # it is drawn in place of their own
# What the server calls unnamed people, with digits as they look.
_GIVEN = re.compile(r"guest-[0-9a-fol]{4,8}|erased-[0-9ol]+")


def is_drawn(text: str) -> bool:
    """Whether each character of `text` is visible, or changes how another looks."""
    return _NOT_DRAWN.search(text) is None


def is_blank(text: str) -> bool:
    """Whether nothing of `text` is visible. A long one is never blank."""
    return len(text) <= BLANK_MAX and not _NOT_DRAWN.sub("", text).translate(_UNSEEN).strip()


def one_line(text: str) -> str:
    """A text that is shown in one line; empty if nothing of it is visible."""
    line = " ".join(text.split())
    return "" if line and line[0] > "\x7f" and is_blank(line) else line


def is_stacked(text: str) -> bool:
    """Whether a letter of `text` has too many marks, or the same one twice in a row."""
    count, before = 0, ""
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.category(character) in {"Mn", "Me"}:
            count += 1
            if count > MARKS or character == before:
                return True
        else:
            count = 0
        before = character
    return False


@lru_cache(maxsize=1)
def _prototypes() -> dict[int, str]:
    """Code point -> the character's prototype. Read on first use."""
    found: dict[int, str] = {}
    for group in unicode_data.ALIKE.split():
        target, _, characters = group.partition(":")
        text = "".join(chr(int(code, 16)) for code in target.split("+"))
        found |= {int(code, 16): text for code in characters.split(",")}
    return found


def _skeleton(text: str) -> str:
    drawn = unicodedata.normalize("NFD", text).translate(_prototypes())
    return _SOFT_DOT.sub("", unicodedata.normalize("NFD", drawn))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=1024)
def looks(name: str) -> tuple[str, str]:
    """The two looks of a name that `names` accepts, or once accepted."""
    displayed, folded = unicodedata.normalize("NFKC", name), _folded(name)
    return _folded(_skeleton(displayed)), _folded(_skeleton(folded))


def alike(name: str, other: str) -> bool:
    """Whether two names look the same."""
    return not set(looks(name)).isdisjoint(looks(other))


@lru_cache(maxsize=1)
def _official() -> frozenset[str]:
    return frozenset(look for name in OFFICIAL for look in looks(name))


def is_official(name: str) -> bool:
    """Whether `name` could be mistaken for a name of the server or its operator."""
    return any(look in _official() or _GIVEN.fullmatch(look) for look in looks(name))
