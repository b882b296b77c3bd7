"""Right-to-left text for a widget that draws characters one by one from left to right (Tk on X11). Pure.

Arabic letters are joined (arabic-reshaper), then every line of the screen is put into the order in which it
is seen (UAX 9, by python-bidi), with the tags of its pieces. Breaking into lines comes before that, so it is
done here too, with the width of the page. Without the libraries, text stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
WORDS = re.compile(r"\s*\S+|\s+")
LENGTH_MAX = 20_000  # characters of one text: what is longer stays as it is
RIGHT = "rtl"  # the tag of a paragraph that begins at the right

TYPES = ("L", "R", "AL", "EN", "ES", "ET", "AN", "CS", "NSM", "S", "WS", "ON")

TaggedText = tuple[str, tuple[str, ...]]


class TaggedChar(NamedTuple):
    char: str
    tags: tuple[str, ...]


def is_rtl(text: str) -> bool:
    """Whether there is something to be ordered in it."""
    return RTL.search(text) is not None


def line(text: str) -> str:
    """One line, as it is seen."""
    if not is_rtl(text) or _library() is None:
        return text
    return "".join(each.char for each in _visual(_shaped([(text, ())]), _is_right(text)))


def laid_out(pieces: Sequence[TaggedText], width: int, measure: Callable[[str], int]) -> list[TaggedText]:
    """The pieces of whole lines as they are seen on a page `width` pixels wide; `measure` gives the width of
    a text. Code is left as it is: there, order means something."""
    text = "".join(text for text, _ in pieces)
    if not is_rtl(text) or len(text) > LENGTH_MAX or _library() is None:
        return list(pieces)
    found: list[TaggedText] = []
    for paragraph in _paragraphs(pieces):
        whole = "".join(text for text, _ in paragraph)
        if not is_rtl(whole) or any("fence" in tags for _, tags in paragraph):
            found += paragraph
            continue
        right = _is_right(whole)
        for chars in _broken(_shaped(paragraph), width, measure):
            found += _pieces(_visual(chars, right), right and "body" in paragraph[0][1])
    return found


@cache
def _library() -> Any:
    try:
        from arabic_reshaper import ArabicReshaper  # noqa: PLC0415
        from bidi import algorithm  # noqa: PLC0415 (an extra)
    except ImportError:
        return None
    return algorithm, ArabicReshaper({"delete_harakat": False, "support_ligatures": True})


def _is_right(text: str) -> bool:
    """Whether a paragraph is one that begins at the right: by its first letter (UAX 9, P2)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def _paragraphs(pieces: Sequence[TaggedText]) -> Iterator[list[TaggedText]]:
    """Pieces cut behind every line feed."""
    now: list[TaggedText] = []
    for text, tags in pieces:
        for part in re.findall("[^\n]*\n|[^\n]+", text):
            now.append((part, tags))
            if part.endswith("\n"):
                yield now
                now = []
    if now:
        yield now


def _shaped(pieces: Sequence[TaggedText]) -> list[TaggedChar]:
    reshaper = _library()[1]
    found = []
    for text, tags in pieces:
        shaped = reshaper.reshape(text) if ARABIC.search(text) else text
        found += [TaggedChar(char, tags) for char in shaped]
    return found


def _broken(chars: list[TaggedChar], width: int, measure: Callable[[str], int]) -> Iterator[list[TaggedChar]]:
    """The lines of a paragraph, broken between words, as they are said."""
    text = "".join(each.char for each in chars)
    start = end = 0
    for word in WORDS.finditer(text):
        if end > start and measure(text[start : word.end()].rstrip()) > width:
            yield [*chars[start:end], TaggedChar("\n", chars[end - 1].tags)]
            start = end + len(word[0]) - len(word[0].lstrip(" "))
        end = word.end()
    yield chars[start:]


def _visual(chars: list[TaggedChar], right: bool) -> list[TaggedChar]:
    """The characters of one line in the order in which they are seen; a line feed stays the last."""
    if not chars:
        return []
    ends = chars[-1].char == "\n"
    body = chars[:-1] if ends else chars
    algorithm = _library()[0]
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(right), "R" if right else "L"
    text = "".join(each.char for each in body)
    algorithm.get_embedding_levels(text, storage, False, False)
    for number, each in enumerate(storage["chars"]):
        each["at"] = number
        if each["type"] not in TYPES:  # the library refuses what is in no table, or is a control
            each["type"] = each["orig"] = "ON"
    algorithm.explicit_embed_and_overrides(storage, False)
    algorithm.resolve_weak_types(storage, False)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    algorithm.reorder_resolved_levels(storage, False)
    algorithm.apply_mirroring(storage, False)
    found = [TaggedChar(each["ch"], body[each["at"]].tags) for each in _marks_behind(storage["chars"])]
    return [*found, chars[-1]] if ends else found


def _marks_behind(chars: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Marks stand behind their letter there, too (UAX 9, L3)."""
    marks: list[dict[str, Any]] = []
    for each in chars:
        if each["level"] % 2 and unicodedata.combining(each["ch"]):
            marks.append(each)
        else:
            yield each
            yield from reversed(marks)
            marks = []
    yield from marks


def _pieces(chars: list[TaggedChar], right: bool) -> Iterator[TaggedText]:
    """Characters with the same tags together."""
    text, last = "", None
    for char, tags in chars:
        if tags != last and last is not None:
            yield text, (*last, RIGHT) if right else last
            text = ""
        text, last = text + char, tags
    if last is not None:
        yield text, (*last, RIGHT) if right else last
