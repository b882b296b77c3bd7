"""Finds in a line whom it mentions: ``@name``, or everyone in the room with ``@room``. Pure.

Names have no blanks but may have almost anything else (``@o'neil``, ``@r2.d2``), so what follows an @ is
tried as it stands and without the punctuation after it, longest first. What is in code is left alone, and
so is an @ inside a word, an e-mail address or a path.
"""

import re
from collections.abc import Container

from chatservice.model.names import fold

EVERYONE = "room"
MOST = 50  # mentions looked at in one line
TRIMMED = 4  # characters of punctuation after a name
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_MENTION = re.compile(r"(?<![\w.+\-@/#:])@([^\s|,:/#@!\x00-\x1f\x7f]{1,40})")
_POSSESSIVE = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")
_WORD = re.compile(r"\w+")


def without_code(text: str) -> str:
    return _CODE.sub(" ", text) if "`" in text else text


def mentioned_names(text: str) -> list[list[str]]:
    """For each mention in `text`, what it may mean, the longest first."""
    found = []
    for match in _MENTION.finditer(without_code(text)):
        found.append(_readings(match[1]))
        if len(found) == MOST:
            break
    return found


def _readings(name: str) -> list[str]:
    readings = [name, *(name.removesuffix(ending) for ending in _POSSESSIVE if name.endswith(ending))]
    for _ in range(TRIMMED):
        if name[-1].isalnum() or len(name) == 1:
            break
        name = name[:-1]
        readings.append(name)
    return readings


def is_everyone(readings: list[str]) -> bool:
    return any(fold(reading) == EVERYONE for reading in readings)


def words_in(text: str, known: Container[str]) -> set[str]:
    """The words of `text`, folded, that are `known`."""
    return {word for word in _WORD.findall(without_code(text).casefold()) if word in known}
