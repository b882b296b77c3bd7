"""Makes users' text harmless for terminals.

Text is stored and sent to programs unchanged; this happens when it is written for people.
Control characters, and with them all escape sequences (ECMA-48), become visible pictures, a
C1 control or a lone surrogate becomes U+FFFD, a tab a space. Whatever some terminal or
program takes as a line end ends a line here, so that the caller can prefix each line with its
author. Bidi controls (UAX 9) keep their effect inside the text: it is isolated as a whole,
what it leaves open is closed, and a closing control without an opening one is dropped. A
tower of combining marks is cut.

`lines` is for messages; `line` is for words inside a sentence of the server's, where a second
line would be forged.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain

LINES_MAX = 50  # lines of one text; the rest is joined to the last one
MARKS_MAX = 8  # combining marks per character; the stream-safe form of UAX 15 allows 30

NEWLINE = "\u2424"  # the picture of a line break that may not break the line

_PICTURES: dict[int, int | str] = {code: 0x2400 + code for code in range(0x20)}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_PICTURES |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)
_PICTURES |= {0x09: " ", 0x7F: 0x2421}

_BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LRE, _RLE, _PDF, _LRO, _RLO = "\u202a\u202b\u202c\u202d\u202e"
_LRI, _RLI, _FSI, _PDI = "\u2066\u2067\u2068\u2069"
_CLOSER = dict.fromkeys((_LRE, _RLE, _LRO, _RLO), _PDF) | dict.fromkeys((_LRI, _RLI, _FSI), _PDI)


# Where Unicode has combining marks; the rest, mostly ideographs, is not searched.
_MARKED = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFE00, 0xFE30), range(0x10000, 0x12000))


def _marks() -> str:
    """The combining marks, as the content of a regular expression's class."""
    runs: list[list[int]] = []
    for code in chain(*_MARKED):
        if unicodedata.category(chr(code))[0] == "M":
            if runs and runs[-1][1] == code - 1:
                runs[-1][1] = code
            else:
                runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


_MARK = re.compile(f"[{_marks()}]")
_TOWER = re.compile(f"({_MARK.pattern}{{{MARKS_MAX}}}){_MARK.pattern}+")


def is_plain(text: str) -> bool:
    """A cheap test whether `text` is one harmless line already."""
    return text.isprintable() and (text.isascii() or not _may_tower(text))


def _may_tower(text: str) -> bool:
    # One mark too many in a row puts one of them at a multiple of that number.
    return _MARK.search(text[:: MARKS_MAX + 1]) is not None and _TOWER.search(text) is not None


def lines(text: str) -> list[str]:
    """`text` as harmless lines, at least one."""
    if is_plain(text):
        return [text]
    pieces = _BREAK.split(text.rstrip(_BREAKS), LINES_MAX - 1)
    pieces[-1] = _BREAK.sub(NEWLINE, pieces[-1])
    return [_visible(piece) for piece in pieces]


def line(text: str) -> str:
    """`text` as one harmless line."""
    return text if is_plain(text) else NEWLINE.join(lines(text))


def prefixed(prefix: str, pieces: Iterable[str]) -> bytes:
    """Harmless `pieces`, each on a line of its own that begins with `prefix`."""
    return "".join(f"{prefix}{piece}\n" for piece in pieces).encode()


def _visible(piece: str) -> str:
    if is_plain(piece):
        return piece
    piece = _TOWER.sub(r"\1", piece).translate(_PICTURES)
    return _isolated(piece) if _BIDI.search(piece) else piece


def _isolated(text: str) -> str:
    out = [_FSI]
    due: list[str] = []  # controls still to be closed, innermost last
    isolates = 0  # how many of those are isolates
    for character in text:
        if character in _CLOSER:
            due.append(_CLOSER[character])
            isolates += due[-1] == _PDI
        elif character == _PDF:
            if not due or due[-1] != _PDF:
                continue
            due.pop()
        elif character == _PDI:
            if not isolates:
                continue
            isolates -= 1
            # It also ends the embeddings inside its isolate (UAX 9, X6a).
            while due.pop() == _PDF:
                out.append(_PDF)
        out.append(character)
    return "".join(out + due[::-1] + [_PDI])


def minute(ts: float) -> str:
    """UTC, to the minute."""
    try:
        return datetime.fromtimestamp(ts, UTC).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return "????-??-?? ??:??"
