"""What a window shows of a person. Pure."""

from datetime import datetime

from chatservice.client.model.line_lists import day_and_clock
from chatservice.client.model.sanitize import harmless
from chatservice.client.words import _
from chatservice.model.events import PersonChanged, ProfileIs
from chatservice.model.preferences import time_zone

DRAWN = ("avatar", "color")  # metadata that is for drawing a person


def initials(name: str) -> str:
    """One or two letters that stand for a name: `Ann Lee` is AL, `ann.lee` too, `bob` is B."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in name).split() if word]
    first, *others = words or [name[:1] or "?"]
    return (first[0] + (others[-1][0] if others else "")).upper()


def facts(profile: ProfileIs, now: float) -> list[tuple[str, str]]:
    """Labels and texts, of what the person shows."""
    words = " ".join(harmless(text) for text in (profile.full_name, _bracketed(profile.pronouns)) if text)
    rows = [(_("Name"), words), (_("Role"), "" if profile.role in ("guest", "user") else profile.role)]
    rows += [
        (_("Take care"), _name_note(profile)),
        (_("Status"), _until(profile.status, profile.status_until, now)),
        (_("Here"), _presence(profile, now)),
    ]
    rows += [(_("Their time"), _local(profile.zone, now)), (_("About"), harmless(profile.about))]
    rows += [(key, harmless(value)) for key, value in profile.metadata.items() if key not in DRAWN]
    return [(label, text) for label, text in rows if text]


def _name_note(profile: ProfileIs) -> str:
    """Why the name would not be given today."""
    if profile.name_note == "alike":
        return _("The name looks like that of {like}, an older account").format(
            like=harmless(profile.name_like)
        )
    if profile.name_note == "reserved":
        return _("The name looks like a name of the server; it is an ordinary person's")
    return _("This name would not be given today") if profile.name_note else ""


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


def _presence(profile: ProfileIs, now: float) -> str:
    if profile.away:
        return _until(_away(profile.away_text), profile.away_until, now)
    if profile.here:
        return _("online")
    return (
        _("last seen {day_and_clock}").format(day_and_clock=day_and_clock(profile.seen, now))
        if profile.seen
        else _("not here")
    )


def _until(text: str, until: float | None, now: float) -> str:
    if until is not None and until <= now:
        return ""
    if not text or not until:
        return harmless(text)
    return _("{text} (until {end})").format(text=harmless(text), end=day_and_clock(until, now))


def _local(zone: str, now: float) -> str:
    """The time of the day there; empty for an unknown zone."""
    try:
        there = datetime.fromtimestamp(now, time_zone(zone)) if zone else None
    except ValueError:
        return ""
    return f"{there:%H:%M} ({zone})" if there is not None else ""


def words_beside(shown: PersonChanged | None, now: float) -> str:
    """What stands beside a name in a list: that the person is away, or the status."""
    if shown is None:
        return ""
    if is_away(shown, now):
        return _away(harmless(shown.away_text))
    ended = shown.status_until is not None and shown.status_until <= now
    return "" if ended else harmless(shown.status)


def is_away(shown: PersonChanged | None, now: float) -> bool:
    return shown is not None and shown.away and (shown.away_until is None or now < shown.away_until)


def _away(text: str) -> str:
    return _("away: {text}").format(text=text) if text else _("away")
