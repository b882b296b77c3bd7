"""Durations and moments as people type them, in seconds.

A duration that cannot be parsed is never treated as a reason: its author means an end, and
without one a ban is permanent.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FORM = "30s, 10m, 2h, 1h30m, 7d or 2w"

_NAMES = {
    1.0: ("s", "sec", "secs", "second", "seconds"),
    60.0: ("m", "min", "mins", "minute", "minutes"),
    3600.0: ("h", "hr", "hrs", "hour", "hours"),
    86_400.0: ("d", "day", "days"),
    7 * 86_400.0: ("w", "wk", "wks", "week", "weeks"),
}
UNITS = {name: seconds for seconds, names in _NAMES.items() for name in names}
# Of variable length, so not supported, but recognised as durations.
_OTHERS = ("mo", "month", "months", "y", "yr", "yrs", "year", "years")

_PART = rf"([0-9]{{1,9}}(?:\.[0-9]{{1,6}})?)[ ]?({'|'.join(sorted(UNITS, key=len, reverse=True))})"
_TIME = re.compile(rf"{_PART}(?:[ ]?{_PART})*(?!\S)", re.IGNORECASE)
_EACH = re.compile(_PART, re.IGNORECASE)
_LIKE = re.compile(rf"[-+~]?\d[\d.,:]*\s*(?:(?:{'|'.join((*UNITS, *_OTHERS))})(?![^\W\d])|$)", re.IGNORECASE)
_COUNTS = r"a|an|one|two|three|four|five|six|ten|twelve|half|some|few|several|couple"
# "A second offence" is a reason.
_LONG = "|".join(name for name in (*UNITS, *_OTHERS) if len(name) > 2 and name != "second")
_IN_WORDS = re.compile(rf"(?:{_COUNTS})\s+(?:\S+\s+){{0,2}}(?:{_LONG})(?!\w)", re.IGNORECASE)


def leading(text: str) -> tuple[float, str] | None:
    """The duration that `text` begins with, in seconds, and the rest; None if there is none."""
    match = _TIME.match(text)
    if match is None:
        return None
    seconds = sum(float(number) * UNITS[unit.lower()] for number, unit in _EACH.findall(match[0]))
    return seconds, text[match.end() :].strip()


def read(text: str) -> float | None:
    """The whole of `text` in seconds; None if it is not a duration."""
    found = leading(text.strip())
    return found[0] if found is not None and not found[1] else None


def looks_like(text: str) -> bool:
    """Whether `text` begins like a duration in any spelling: ``10 months``, ``-5m``, ``two days``."""
    return _LIKE.match(text) is not None or _IN_WORDS.match(text) is not None


# Moments.

MOMENT_FORM = "10m, 2h, 18:30 or 2026-11-30 18:30 (UTC)"
_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_MOMENT = re.compile(rf"(?:(\d{{4}}-\d\d-\d\d)(?:T|[ ]+))?{_CLOCK}Z?(?!\S)")


def leading_moment(text: str) -> tuple[str, str] | None:
    """The moment that `text` begins with, as it is written, and the rest; None if there is none. A
    moment is a duration from now, or a time of the day, or that of a day."""
    found = leading(text)
    if found is not None:
        return text[: len(text) - len(found[1])].strip(), found[1]
    match = _MOMENT.match(text)
    return (match[0], text[match.end() :].strip()) if match is not None else None


def moment(text: str, now: float, zone: tzinfo = UTC) -> float | None:
    """The moment in seconds since 1970, `now` being the present; None if it is none. A time of the
    day, in that `zone`, is the next one."""
    seconds = read(text)
    if seconds is not None:
        return now + seconds
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    is_utc = text.rstrip().endswith("Z")
    today = datetime.fromtimestamp(now, UTC if is_utc else zone)
    try:
        day = date.fromisoformat(match[1]) if match[1] is not None else today.date()
        found = datetime.combine(day, time(int(match[2]), int(match[3])), today.tzinfo)
        if match[1] is None and found.timestamp() <= now:
            found += timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return found.timestamp()
