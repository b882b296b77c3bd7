"""What people show of themselves, and what they chose for themselves."""

import re
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) *(?:-|to) *([01]?\d|2[0-3]):([0-5]\d)")


class ClockStyle(StrEnum):
    """How a terminal shows when a line was said: not on live lines, in hours and minutes, or with the day."""

    OFF = "off"
    SHORT = "short"
    LONG = "long"


class TerminalView(NamedTuple):
    """What a person wants to see in a terminal. `joins`: who comes and goes; `numbers`: the number of each
    line. Times are in the time `zone`."""

    time: ClockStyle = ClockStyle.OFF
    zone: str = ""
    joins: bool = True
    numbers: bool = False


class PersonPreferences(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Of one person; stored on the server, so that all devices agree.

    `full_name`, `pronouns`, `about`, `zone` (of the IANA database, such as ``Europe/Madrid``), `status`
    and `away` are shown to others; both end at their `until` (seconds since 1970), None: never.
    `keywords` are words that count as a mention. `quiet` are the hours of every day without
    notifications, such as ``22:00-07:00``. Without `seen`, others do not learn what they have read, nor
    they what others have; without `typing`, nobody learns that they type. `time`, `joins` and `numbers` are
    for terminals (`TerminalView`). `metadata` are keys with values, see `model.metadata`.
    `picture` is since when they have one of their own (seconds since 1970), 0 for none.
    """

    full_name: str = ""
    pronouns: str = ""
    about: str = ""
    zone: str = ""
    keywords: tuple[str, ...] = ()
    quiet: str = ""
    seen: bool = True
    typing: bool = True
    away: bool = False
    away_text: str = ""
    away_until: float | None = None
    status: str = ""
    status_until: float | None = None
    time: ClockStyle = ClockStyle.OFF
    joins: bool = True
    numbers: bool = False
    metadata: tuple[tuple[str, str], ...] = ()
    picture: float = 0.0

    @property
    def view(self) -> TerminalView:
        return TerminalView(self.time, self.zone, self.joins, self.numbers)

    def is_away(self, now: float) -> bool:
        return self.away and (self.away_until is None or now < self.away_until)

    def status_at(self, now: float) -> str:
        return self.status if self.status_until is None or now < self.status_until else ""

    def is_quiet(self, now: float) -> bool:
        """Whether `now` (seconds since 1970) is in the hours without notifications."""
        match = _HOURS.fullmatch(self.quiet)
        if match is None:
            return False
        begin, end = (int(match[at]) * 60 + int(match[at + 1]) for at in (1, 3))
        here = datetime.fromtimestamp(now, time_zone(self.zone))
        minute = here.hour * 60 + here.minute
        return begin <= minute < end if begin < end else minute >= begin or minute < end

    def state(self, now: float) -> dict[str, Any]:
        """What others are shown besides the name, by field; what has ended is over."""
        state: dict[str, Any] = {}
        if self.is_away(now):
            state |= {"away": True, "away_text": self.away_text, "away_until": self.away_until}
        if self.status_at(now):
            state |= {"status": self.status, "status_until": self.status_until}
        return state


NO_PREFERENCES = PersonPreferences()


@lru_cache(maxsize=1024)
def time_zone(name: str) -> ZoneInfo:
    """UTC for an empty name. Raises ValueError for a name that is no time zone."""
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, LookupError) as error:
        raise ValueError(name) from error


def hours(text: str) -> str:
    """`text` in the form ``22:00-07:00``. Raises ValueError."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return f"{match[1]:0>2}:{match[2]}-{match[3]:0>2}:{match[4]}"


def stored(value: object) -> str:
    return msgspec.json.encode(value).decode()


def from_stored(values: dict[str, str]) -> PersonPreferences:
    """From {name: JSON}. What is unknown is from another version, and left out."""
    known = {name: msgspec.json.decode(value) for name, value in values.items() if name in _FIELDS}
    return msgspec.convert(known, PersonPreferences)


_FIELDS = frozenset(PersonPreferences.__struct_fields__)
