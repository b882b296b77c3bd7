"""How much the server was used on a day."""

import msgspec

DAY = 86_400  # seconds


class DayUsage(msgspec.Struct, frozen=True, gc=False):
    """`day` is numbered since 1970 (UTC). `people` are those who said something, `rooms` those where they
    did, `accounts` those that were created. `bytes` is the database and all files, at the end of it."""

    day: int
    people: int = 0
    rooms: int = 0
    lines: int = 0
    files: int = 0
    runs: int = 0
    accounts: int = 0
    bytes: int = 0


def day_of(now: float) -> int:
    return int(now // DAY)
