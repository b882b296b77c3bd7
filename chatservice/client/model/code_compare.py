"""Two texts of a code document as one, for reading: what is alike, what is gone and what is new. Pure."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from chatservice.client.model.code_past import CodePast
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _
from chatservice.model.changes import Splice
from chatservice.model.text_diff import smallest_change
from chatservice.model.utf16 import Units, from_units, to_units

AUTHORS_SHOWN = 3


class ComparedPiece(NamedTuple):
    """`kind` is same, gone or new."""

    text: str
    kind: str


def compare(old: str, new: str) -> list[ComparedPiece]:
    """In whole lines."""
    before = to_units(old)
    pieces: list[ComparedPiece] = []
    at = 0
    for first, last, text in _whole_lines(before, smallest_change(before, to_units(new)).splices()):
        pieces += [
            ComparedPiece(from_units(Units(before[at:first])), "same"),
            ComparedPiece(from_units(Units(before[first:last])), "gone"),
            ComparedPiece(from_units(text), "new"),
        ]
        at = last
    pieces.append(ComparedPiece(from_units(Units(before[at:])), "same"))
    return [piece for piece in pieces if piece.text]


def _whole_lines(old: Units, splices: Sequence[Splice]) -> list[tuple[int, int, Units]]:
    """Splices that replace whole lines; those in one line become one."""
    groups: list[tuple[int, int, list[Splice]]] = []
    for splice in splices:
        start, end, text = splice
        first = old.rfind("\n", 0, start) + 1
        is_whole = start == first and (old[end - 1 : end] == "\n" or start == end) and text[-1:] in ("", "\n")
        last = end if is_whole else (old.find("\n", end) + 1 or len(old))
        if groups and first < groups[-1][1]:
            begin, until, group = groups[-1]
            groups[-1] = begin, max(until, last), [*group, splice]
        else:
            groups.append((first, last, [splice]))
    return [(first, last, _replaced(old, first, last, group)) for first, last, group in groups]


def _replaced(old: Units, first: int, last: int, splices: Sequence[Splice]) -> Units:
    parts, at = [], first
    for start, end, text in splices:
        parts += [old[at:start], to_units(text)]
        at = end
    return Units("".join([*parts, old[at:last]]))


def described(past: CodePast) -> str:
    """The version that is shown, by whom and when, in words."""
    if past.version is None or not past.steps:
        return ""
    words = _("Version {version} of {last}").format(version=past.version, last=past.steps[-1].last)
    step = next((step for step in past.steps if step.first <= past.version <= step.last), None)
    if step is None:
        return words
    names = ", ".join(map(harmless, step.authors[:AUTHORS_SHOWN]))
    more = " " + _("and others") if len(step.authors) > AUTHORS_SHOWN else ""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(step.ended))
    return f"{words}, by {names}{more}, {when}"
