"""The order of tabs, which the user may change. Pure."""

from collections.abc import Sequence


def moved(order: Sequence[str], key: str, place: int) -> list[str]:
    """`key` at that place among the others, counted from 0; the ends are as far as it goes."""
    others = [each for each in order if each != key]
    place = max(0, min(place, len(others)))
    return [*others[:place], key, *others[place:]]


def place_at(spans: Sequence[tuple[str, int, int]], key: str, x: int) -> int:
    """The place that tab `key` takes when it is dragged to `x`: behind those whose middle is further left.
    `spans` are the tabs in their order, where each begins and ends."""
    return sum(start + (end - start) // 2 < x for each, start, end in spans if each != key)
