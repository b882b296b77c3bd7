"""Metadata: keys with values that people and rooms show to programs, such as ``homepage`` or ``color``.

Keys that mean what a profile has are that part of the profile; the others are stored beside it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from chatservice.model.preferences import PersonPreferences

KEY_BYTES = 64
KEY = re.compile(rf"[a-z0-9_./-]{{1,{KEY_BYTES}}}")
# Keys that are a part of the profile, by the field that holds it.
PROFILE: Mapping[str, str] = MappingProxyType(
    {"display-name": "full_name", "pronouns": "pronouns", "about": "about", "status": "status"}
)


def is_key(key: str) -> bool:
    return KEY.fullmatch(key) is not None


def of_person(preferences: PersonPreferences, now: float, picture: str = "") -> dict[str, str]:
    """What a person shows at that time (seconds since 1970), by key; nothing that is empty. `picture` is
    where their own one is: the key ``avatar``, unless they set that."""
    profile = {
        "avatar": picture,
        "display-name": preferences.full_name,
        "pronouns": preferences.pronouns,
        "about": preferences.about,
        "status": preferences.status_at(now),
    }
    return {key: value for key, value in profile.items() if value} | dict(preferences.metadata)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The keys whose values differ, with those of `after`; empty ones are gone."""
    gone = {key: "" for key in before if key not in after}
    return gone | {key: value for key, value in after.items() if before.get(key) != value}
