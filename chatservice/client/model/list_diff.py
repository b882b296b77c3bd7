"""How to make one list of items into another with few changes. Pure.

Items are known by their `id`, which is there once in each list. What stays keeps its
order; the answer is a list of steps to be done one after the other.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Step(NamedTuple):
    """At place `at`, take away `gone` items and put in `new` ones."""

    at: int
    gone: int
    new: list[Any]


def patch(old: Sequence[Any], new: Sequence[Any]) -> list[Step]:
    """Steps from `old` to `new`, first to last; each place counts those before it as done."""
    wanted = {item.id for item in new}
    had = {item.id for item in old}
    steps: list[Step] = []
    i = j = 0
    at = gone = 0
    fresh: list[Any] = []

    def close() -> None:
        nonlocal at, gone, fresh
        if gone or fresh:
            steps.append(Step(at, gone, fresh))
            at += len(fresh)
            gone, fresh = 0, []

    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and (old[i] is new[j] or old[i] == new[j]):
            close()
            i, j, at = i + 1, j + 1, at + 1
        elif i < len(old) and (j >= len(new) or old[i].id not in wanted or new[j].id in had):
            # Gone, changed, or in the way of one that moved up.
            if j < len(new) and old[i].id == new[j].id:
                fresh.append(new[j])
                j += 1
            wanted_later = old[i].id in wanted and not (fresh and fresh[-1].id == old[i].id)
            if wanted_later:
                had.discard(old[i].id)
            gone, i = gone + 1, i + 1
        else:
            fresh.append(new[j])
            j += 1
    close()
    return steps
