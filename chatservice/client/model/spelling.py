"""Which words of a line are looked up in a dictionary, and what is known of them. Pure.

Code, addresses, names, emoji and commands are not: only what is surely a word of a language. Neither is the
word at the cursor, which is still being written.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from chatservice.client.model.markup import prose

WORDS_MAX = 4000  # that are known to be right or wrong
TEXT_MAX = 10_000  # characters: a longer text is not looked at
LENGTH_MIN, LENGTH_MAX = 3, 40  # characters of a word
TOKEN = re.compile(r"\S+")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")  # noqa: RUF001
BEFORE = "\"'“”„‚‘’«»([*_~-–—"  # noqa: RUF001  # marks beside a word, which are no part of it
BEHIND = ".,;:!?…)]" + BEFORE
NO_PROSE = re.compile(r"[\d@_/\\:#=<>{}\[\]|~^$%&+*.]")  # within a token
SPOKEN = ("me", "topic", "away", "re", "to")  # commands whose text is prose


class TextWord(NamedTuple):
    """A word with its place: offsets of its first character and behind its last."""

    text: str
    start: int
    end: int


def words(text: str, cursor: int = -1) -> list[TextWord]:
    """Those to be looked up; not the one that the offset `cursor` touches."""
    if len(text) > TEXT_MAX or _is_command(text):
        return []
    found = []
    for token in TOKEN.finditer(prose(text)):
        piece = token[0].lstrip(BEFORE).rstrip(BEHIND)
        if piece and not NO_PROSE.search(piece):
            start = token.start() + token[0].index(piece)
            found += [word for word in _words(piece, start) if not word.start <= cursor <= word.end]
    return found


def _words(piece: str, start: int) -> Iterable[TextWord]:
    for match in WORD.finditer(piece):
        word = match[0]
        if LENGTH_MIN <= len(word) <= LENGTH_MAX and word[1:].islower():  # others are names and shorthand
            yield TextWord(word, start + match.start(), start + match.end())


def _is_command(text: str) -> bool:
    verb = text[1:].partition(" ")[0]
    return text.startswith("/") and not text.startswith("//") and verb not in SPOKEN


class KnownWords:
    """What the dictionary said; of many words, those that were asked for last."""

    def __init__(self) -> None:
        self._right: OrderedDict[str, bool] = OrderedDict()

    def __len__(self) -> int:
        return len(self._right)

    def unknown(self, words: Iterable[TextWord]) -> list[str]:
        """Each word once that the dictionary is to be asked for."""
        return list(dict.fromkeys(word.text for word in words if word.text not in self._right))

    def learn(self, answers: Mapping[str, bool]) -> None:
        for word, is_right in answers.items():
            self._right[word] = is_right
            self._right.move_to_end(word)
        while len(self._right) > WORDS_MAX:
            self._right.popitem(last=False)

    def wrong(self, words: Iterable[TextWord], is_name: Callable[[str], bool]) -> list[TextWord]:
        return [word for word in words if self._right.get(word.text) is False and not is_name(word.text)]

    def clear(self) -> None:
        self._right.clear()


def language_of(wanted: str, of_system: str, known: Iterable[str]) -> str:
    """Which of the `known` dictionaries is used: for `wanted`, such as ``de_DE`` or ``de``, or if that is
    empty for the system's language, such as ``de_DE.UTF-8``. An empty text if there is none."""
    known = sorted(known)
    name = wanted or of_system.partition(".")[0]
    short = name.partition("_")[0]
    usual = "en_US" if short == "en" else f"{short}_{short.upper()}"
    near = [each for each in known if each.partition("_")[0] == short]
    return next((each for each in (name, usual, *near) if each in known), "")
