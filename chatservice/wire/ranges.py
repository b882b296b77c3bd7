"""Requested parts of a file (RFC 9110, 14), and whether a cached copy is still valid (13). Pure."""

import re
from collections.abc import Sequence
from email.utils import formatdate, parsedate_to_datetime
from itertools import pairwise
from typing import NamedTuple

RANGES_MAX = 20  # per request; more, or overlapping ones, get the whole (RFC 9110, 14.2)

_SPEC = re.compile(r"(\d{0,18})-(\d{0,18})")
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_TAG = re.compile(r'(?:W/)?"[^"]*"')


class ByteRange(NamedTuple):
    start: int
    size: int


def spans(header: str, size: int) -> list[ByteRange] | None:
    """The spans of a ``Range`` in `size` bytes. None: everything; empty: none is satisfiable (416)."""
    unit, equals, specs = header.partition("=")
    if unit.strip().lower() != "bytes" or not equals:
        return None
    ranges = specs.split(",")
    found: list[ByteRange] = []
    for spec in ranges:
        match = _SPEC.fullmatch(spec.strip())
        if match is None or not (match[1] or match[2]):
            return None
        first, last = match[1], match[2]
        if first and last and int(last) < int(first):
            return None
        start = int(first) if first else max(0, size - int(last))
        end = min(int(last) + 1 if first and last else size, size)
        if start < end:
            found.append(ByteRange(start, end - start))
    if len(ranges) > RANGES_MAX or _overlap(found):
        return None
    return found


def _overlap(found: Sequence[ByteRange]) -> bool:
    placed = sorted(found)
    return any(span.start + span.size > other.start for span, other in pairwise(placed))


def content_range(header: str) -> tuple[int, int, int] | None:
    """The first byte, the one after the last, and the total size, of ``Content-Range``."""
    match = _CONTENT_RANGE.fullmatch(header.strip())
    if match is None:
        return None
    start, last, whole = int(match[1]), int(match[2]), int(match[3])
    return (start, last + 1, whole) if start <= last < whole else None


def date(ts: float) -> str:
    return formatdate(int(ts), usegmt=True)


def has_tag(header: str, tag: str) -> bool:
    """Whether a list of entity tags contains `tag`, by weak comparison (RFC 9110, 8.8.3.2)."""
    return header.strip() == "*" or tag in (found.removeprefix("W/") for found in _TAG.findall(header))


def is_unchanged(none_match: str, modified_since: str, tag: str, ts: float) -> bool:
    """Whether the client's copy is current: 304."""
    if none_match:
        return has_tag(none_match, tag)
    since = _seconds(modified_since)
    return since is not None and int(ts) <= since


def is_expected(match: str, unmodified_since: str, tag: str, ts: float) -> bool:
    """Whether the file is the one that the client asks for, otherwise 412; tags by strong comparison."""
    if match:
        return match.strip() == "*" or tag in _TAG.findall(match)
    since = _seconds(unmodified_since)
    return since is None or int(ts) <= since


def is_same(if_range: str, tag: str, ts: float) -> bool:
    """Whether a part fits the client's copy: strong comparison."""
    value = if_range.strip()
    return not value or value == tag or _seconds(value) == int(ts)


def _seconds(header: str) -> int | None:
    try:
        return int(parsedate_to_datetime(header).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
