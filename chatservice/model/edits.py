"""Validation of changes that clients send.

A change on the wire is a list of splices ``[from, to, text]``: the range of the base version's text is
replaced by `text`. Splices are sorted and do not overlap; positions are UTF-16 units. An error names
the field and the rule it breaks.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.utf16 import Units, count_units, splits_pair


class ChangeProblem(StrEnum):
    OUT_OF_RANGE = "out_of_range"
    OUT_OF_ORDER = "out_of_order"  # starts before the previous splice ends
    SPLITS_CHARACTER = "splits_character"  # between the surrogates of one character
    LONE_SURROGATE = "lone_surrogate"
    FORBIDDEN_CHARACTER = "forbidden_character"  # CR or NUL
    NOT_TEXT = "not_text"  # in UTF-8
    CHANGES_NOTHING = "changes_nothing"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNKNOWN_VERSION = "unknown_version"
    TOO_FAR_BEHIND = "too_far_behind"  # catch up, rebase the change and send it again


@dataclass(eq=False)
class InvalidChange(Exception):
    """`field` as on the wire, ``changes[2].from``. `limit` is the bound that was exceeded, if any."""

    field: str
    problem: ChangeProblem
    limit: int | None = None


class ChangeLimits(msgspec.Struct, frozen=True, gc=False):
    """`document`: UTF-16 units in a text. `splices`: in one change. `work`: sections visited to map one
    change over the revisions since its base version; 10,000 take about 15 ms."""

    document: int = 1_000_000
    splices: int = 1_000
    work: int = 10_000


LIMITS = ChangeLimits()

_BAD = re.compile("[\r\0\ud800-\udfff]")


def read_changes(splices: Sequence[Splice], length: int, limits: ChangeLimits = LIMITS) -> ChangeSet:
    """`splices` as a change set for a text of `length`. InvalidChange."""
    if len(splices) > limits.splices:
        raise InvalidChange("changes", ChangeProblem.TOO_MANY, limits.splices)
    position = 0
    for number, (start, end, text) in enumerate(splices):
        _check_range(f"changes[{number}]", start, end, position, length)
        check_text(f"changes[{number}].text", text, limits)
        if start == end and not text:
            raise InvalidChange(f"changes[{number}]", ChangeProblem.CHANGES_NOTHING)
        position = end
    return ChangeSet.of(splices, length)


def _check_range(field: str, start: int, end: int, position: int, length: int) -> None:
    if not 0 <= start <= length:
        raise InvalidChange(f"{field}.from", ChangeProblem.OUT_OF_RANGE, length)
    if not start <= end <= length:
        raise InvalidChange(f"{field}.to", ChangeProblem.OUT_OF_RANGE, length)
    if start < position:
        raise InvalidChange(f"{field}.from", ChangeProblem.OUT_OF_ORDER, position)


def check_text(field: str, text: str, limits: ChangeLimits = LIMITS) -> None:
    """Raises InvalidChange if a document may not contain `text`."""
    if bad := _BAD.search(text):
        problem = ChangeProblem.FORBIDDEN_CHARACTER if bad[0] in "\r\0" else ChangeProblem.LONE_SURROGATE
        raise InvalidChange(field, problem)
    if len(text) * 2 > limits.document and count_units(text) > limits.document:
        raise InvalidChange(field, ChangeProblem.TOO_LONG, limits.document)


def check_splits(splices: Sequence[Splice], text: Units, numbered: bool = True) -> None:
    """Raises InvalidChange if a splice cuts a character of `text` in two. The field has an index where
    the splices are `numbered` as the client sent them."""
    for number, (start, end, _) in enumerate(splices):
        for name, position in (("from", start), ("to", end)):
            if splits_pair(text, position):
                field = f"changes[{number}].{name}" if numbered else "changes"
                raise InvalidChange(field, ChangeProblem.SPLITS_CHARACTER)


def with_line_feeds(text: str) -> str:
    """An imported text with LF as its line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
