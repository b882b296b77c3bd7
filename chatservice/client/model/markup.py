"""Bold, code and links in a line. Pure: text in, spans out.

The marks are the usual ones: ``**bold**``, ``*italic*`` or ``_italic_``, `` `code` ``, a
fence of three backticks with an optional language, and web addresses. An unclosed mark is
text. Every pattern is linear in the text, whose length the caller bounds.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class StyledSpan(NamedTuple):
    text: str
    tags: tuple[str, ...] = ()


_FENCE = re.compile(r"^```([\w+#.-]{0,20})[ ]*\n(.*?)(?:^```[ ]*$|\Z)", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(
    r"(?P<code>`[^`\n]{1,500}`)"
    r"|(?P<link>\bhttps?://[^\s<>\"'`]{1,2000})"
    r"|(?P<bold>(?<![\w*])\*\*(?=\S)[^*\n]{1,1000}(?<=\S)\*\*(?![\w*]))"
    r"|(?P<italic>(?<![\w*])\*(?=\S)[^*\n]{1,1000}(?<=\S)\*(?![\w*])"
    r"|(?<!\w)_(?=\S)[^_\n]{1,1000}(?<=\S)_(?!\w))"
)
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`]{1,2000}")
_TRAILING = ".,;:!?)]}'\""


def spans(text: str, mention: re.Pattern[str] | None = None) -> Iterator[StyledSpan]:
    """`text` in pieces; fenced code has the tags ``fence`` and ``lang:NAME``, and lines of its own."""
    at = 0
    for fence in _FENCE.finditer(text):
        before = text[at : fence.start()].rstrip("\n")
        if before:
            yield from _inline(before, mention)
            yield StyledSpan("\n")
        code = fence[2].rstrip("\n")
        yield StyledSpan(code, ("fence", f"lang:{fence[1].lower()}"))
        at = fence.end()
        at += len(text[at:]) - len(text[at:].lstrip("\n"))
    if text[at:].strip("\n"):
        yield from _inline(text[at:], mention)


def links(text: str) -> Iterator[StyledSpan]:
    """`text` in pieces, with only web addresses marked."""
    at = 0
    for found in _ADDRESS.finditer(text):
        address = _link(found[0])
        if found.start() > at:
            yield StyledSpan(text[at : found.start()])
        yield StyledSpan(address, ("link",))
        at = found.start() + len(address)
    if text[at:]:
        yield StyledSpan(text[at:])


def prose(text: str) -> str:
    """`text` with blanks in place of code and addresses."""

    def blank(match: re.Match[str]) -> str:
        return " " * len(match[0]) if match.lastgroup in ("code", "link") else match[0]

    return _INLINE.sub(blank, _FENCE.sub(lambda match: " " * len(match[0]), text))


def _inline(text: str, mention: re.Pattern[str] | None) -> Iterator[StyledSpan]:
    at = 0
    for found in _INLINE.finditer(text):
        kind, piece = str(found.lastgroup), found[0]
        if kind == "link":
            piece = _link(piece)
        yield from _plain(text[at : found.start()], mention)
        marks = {"code": 1, "bold": 2, "italic": 1, "link": 0}[kind]
        yield StyledSpan(piece[marks : len(piece) - marks], (kind,))
        at = found.start() + len(piece)
    yield from _plain(text[at:], mention)


def _link(address: str) -> str:
    """Strip the punctuation of the sentence around it; a closing bracket stays if it was opened."""
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _plain(text: str, mention: re.Pattern[str] | None) -> Iterator[StyledSpan]:
    at = 0
    for found in mention.finditer(text) if mention is not None else ():
        if found.start() > at:
            yield StyledSpan(text[at : found.start()])
        yield StyledSpan(found[0], ("mention",))
        at = found.end()
    if text[at:]:
        yield StyledSpan(text[at:])
