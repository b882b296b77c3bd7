"""How to change one list of items into another in few steps. Pure.

Items are identified by `id`, unique in each list. What stays keeps its order; the result is
a list of steps to be done in order.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Step(NamedTuple):
    """At index `at`, remove `gone` items and insert the `new` ones."""

    at: int
    gone: int
    new: list[Any]


def patch(old: Sequence[Any], new: Sequence[Any]) -> list[Step]:
    """Steps from `old` to `new`, in order; each index assumes that the earlier steps are done."""
    new_ids = {item.id for item in new}
    old_ids = {item.id for item in old}
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
        elif i < len(old) and (j >= len(new) or old[i].id not in new_ids or new[j].id in old_ids):
            # Removed, changed, or in the way of an item that moved up.
            if j < len(new) and old[i].id == new[j].id:
                fresh.append(new[j])
                j += 1
            moves_down = old[i].id in new_ids and not (fresh and fresh[-1].id == old[i].id)
            if moves_down:
                old_ids.discard(old[i].id)
            gone, i = gone + 1, i + 1
        else:
            fresh.append(new[j])
            j += 1
    close()
    return steps
