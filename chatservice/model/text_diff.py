"""The change between two whole texts, for clients that send the whole text.

Lines that occur exactly once in both, in the same order, are anchors (patience diff); between anchors
it searches again for lines that are unique there, a few levels deep. The remaining hunks are trimmed
to the characters that differ. Texts with very many lines or differences become one change, from the
first difference to the last: time is bounded for any input.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, islice
from typing import NamedTuple

from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.utf16 import Units, from_units, splits_pair

LEVELS = 8  # of anchors between anchors
LINES = 5_000  # of both texts together, without equal lines at both ends; they take about 15 ms
CHANGES = 1_000


class Hunk(NamedTuple):
    """Old lines from `a` to `a_end` became the new lines from `b` to `b_end`."""

    a: int
    a_end: int
    b: int
    b_end: int


def smallest_change(old: Units, new: Units) -> ChangeSet:
    """Changes `old` into `new`, with a splice for each place that differs."""
    head, tail = _common_ends(old, new)
    first = old.rfind("\n", 0, head) + 1
    after = old.find("\n", len(old) - tail) + 1
    rest = len(old) - after if after else 0  # units of equal lines at the end
    a_text, b_text = old[first : len(old) - rest], new[first : len(new) - rest]
    if a_text.count("\n") + b_text.count("\n") > LINES:
        text = from_units(Units(new[head : len(new) - tail]))
        return ChangeSet.of([(head, len(old) - tail, text)], len(old))
    a, b = text_lines(a_text), text_lines(b_text)
    whole = Hunk(0, len(a), 0, len(b))
    hunks = [*islice(_line_by_line(_hunks(a, b, whole, LEVELS)), CHANGES + 1)]
    if len(hunks) > CHANGES:
        hunks = [whole]
    return _trimmed(old, new, hunks, _offsets(a, first), _offsets(b, first))


def text_lines(text: str) -> list[str]:
    """With their line breaks."""
    *lines, last = text.split("\n")
    return [*[f"{line}\n" for line in lines], *([last] if last else [])]


def _offsets(lines: list[str], first: int) -> list[int]:
    return [*accumulate(map(len, lines), initial=first)]


def line_hunks(a: list[str], b: list[str]) -> list[Hunk]:
    """The places where two texts, as lists of lines, differ, in order."""
    rest = _different(a, b, Hunk(0, len(a), 0, len(b)))
    if rest.a == rest.a_end and rest.b == rest.b_end:
        return []
    return _few(a, b, rest) or [rest]


def _few(a: list[str], b: list[str], rest: Hunk) -> list[Hunk]:
    """The hunks in `rest`; none when there are too many lines or hunks."""
    if rest.a_end - rest.a + rest.b_end - rest.b > LINES:
        return []
    hunks = [*islice(_hunks(a, b, rest, LEVELS), CHANGES + 1)]
    return hunks if len(hunks) <= CHANGES else []


def _trimmed(old: Units, new: Units, hunks: list[Hunk], a_at: list[int], b_at: list[int]) -> ChangeSet:
    """`hunks` trimmed to what differs in them; `a_at` and `b_at` are the offsets of the lines."""
    splices: list[Splice] = []
    for hunk in hunks:
        start, end, first, last = a_at[hunk.a], a_at[hunk.a_end], b_at[hunk.b], b_at[hunk.b_end]
        head, tail = _common_ends(Units(old[start:end]), Units(new[first:last]))
        if head + tail < max(end - start, last - first):
            text = from_units(Units(new[first + head : last - tail]))
            splices.append((start + head, end - tail, text))
    return ChangeSet.of(splices, len(old))


def _line_by_line(hunks: Iterator[Hunk]) -> Iterator[Hunk]:
    """Pairs the lines of a hunk with as many old as new lines, for smaller splices."""
    for hunk in hunks:
        count = hunk.a_end - hunk.a
        if count != hunk.b_end - hunk.b:
            yield hunk
            continue
        for i in range(count):
            yield Hunk(hunk.a + i, hunk.a + i + 1, hunk.b + i, hunk.b + i + 1)


def _hunks(a: list[str], b: list[str], part: Hunk, levels: int) -> Iterator[Hunk]:
    rest = _different(a, b, part)
    both = rest.a < rest.a_end and rest.b < rest.b_end
    anchors = _anchors(a, b, rest) if levels and both else []
    if anchors:
        yield from _between(a, b, rest, anchors, levels - 1)
    elif rest.a < rest.a_end or rest.b < rest.b_end:
        yield rest


def _between(
    a: list[str], b: list[str], part: Hunk, anchors: list[tuple[int, int]], levels: int
) -> Iterator[Hunk]:
    i, j = part.a, part.b
    for x, y in [*anchors, (part.a_end, part.b_end)]:
        if x > i or y > j:
            yield from _hunks(a, b, Hunk(i, x, j, y), levels)
        i, j = x + 1, y + 1


def _different(a: list[str], b: list[str], part: Hunk) -> Hunk:
    """`part` without equal lines at its start and end."""
    i, i_end, j, j_end = part
    while i < i_end and j < j_end and a[i] == b[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and a[i_end - 1] == b[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    return Hunk(i, i_end, j, j_end)


def _anchors(a: list[str], b: list[str], part: Hunk) -> list[tuple[int, int]]:
    """(old, new) numbers of lines that are unique in both parts, in the same order in both."""
    times = Counter(a[part.a : part.a_end])
    here = {line: i for i, line in enumerate(a[part.a : part.a_end], part.a) if times[line] == 1}
    times = Counter(b[part.b : part.b_end])
    pairs = [
        (here[line], j)
        for j, line in enumerate(b[part.b : part.b_end], part.b)
        if line in here and times[line] == 1
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`pairs` are sorted by the second number: the longest subsequence sorted by the first too."""
    ends: list[int] = []  # the lowest number that ends a subsequence of each length
    last: list[int] = []  # the index of its pair
    before: list[int] = []
    for index, (i, _) in enumerate(pairs):
        at = bisect_left(ends, i)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [i]
        last[at : at + 1] = [index]
    rising: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        rising.append(pairs[index])
        index = before[index]
    return rising[::-1]


def _common_ends(old: Units, new: Units) -> tuple[int, int]:
    """Equal units at the start, and of the rest at the end; in whole characters."""
    head = _common_length(old, new)
    if splits_pair(old, head) or splits_pair(new, head):
        head -= 1
    tail = _common_length(old[head:][::-1], new[head:][::-1])
    if splits_pair(old, len(old) - tail) or splits_pair(new, len(new) - tail):
        tail -= 1
    return head, tail


def _common_length(one: str, other: str) -> int:
    """Length of the common prefix, by binary search."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
