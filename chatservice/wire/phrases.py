"""Phrases that several subjects use: names in a row, sizes."""

from collections.abc import Sequence

from chatservice.model import events
from chatservice.wire.sanitize import is_plain, line


def _row(who: Sequence[str]) -> str:
    """`alice, bob`. Nearly all are plain: then one look is enough, and a login names a hundred."""
    row = ", ".join(who)
    return row if is_plain(row) else ", ".join(map(line, who))


def names(who: Sequence[str], more: int = 0) -> str:
    """`alice`, `alice and bob`, `alice, bob and 3 more`."""
    if more > 0:
        return f"{_row(who)} and {more:,} more" if who else f"{more:,} more"
    return f"{_row(who[:-1])} and {line(who[-1])}" if len(who) > 1 else _row(who)


def counted(event: events.Came | events.Went) -> list[str]:
    """One entry per person, for dialects that list each; those unnamed are one entry."""
    more = [f"{event.more:,} more"] if event.more > 0 else []
    return [*map(line, event.who), *more]


def listed(who: Sequence[str], here: int) -> str:
    """`alice, bob, carol.`, with a count of those not named."""
    more = here - len(who)
    return f"{names(who, more) if more > 0 else _row(who)}."


UNITS = ("kB", "MB", "GB", "TB")


def sized(size: int) -> str:
    """`812 bytes`, `1.2 MB`: in thousands, as disks and curl count."""
    if size < 1000:
        return f"{size} byte" if size == 1 else f"{size} bytes"
    value = float(size)
    for unit in UNITS:
        value /= 1000
        if value < 999.95 or unit == UNITS[-1]:
            return f"{value:.1f} {unit}"
    raise AssertionError("the last unit takes all")
