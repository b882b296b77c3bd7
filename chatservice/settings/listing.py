"""The settings in force, where each is set, and which have been changed there since. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from chatservice.settings.schema import Settings
from chatservice.settings.sources import FIELDS
from chatservice.settings.values import SettingField, Value, show

DEFAULT = "default"
HIDDEN = "(set)"  # of a secret


class SettingInForce(NamedTuple):
    """Values as they are written. `waiting` is what the sources say now, if that is something else: empty
    otherwise, as they are read again on reload, and some at the next start only."""

    name: str
    value: str
    default: str
    origin: str
    waiting: str = ""


def in_force(
    settings: Settings, now: Settings, origins: Mapping[str, str], complete: bool
) -> Iterator[SettingInForce]:
    """Those that differ from their default, or all. `now` and `origins` are of the sources as they are."""
    for name, field in FIELDS.items():
        value, next_value = getattr(settings, name), getattr(now, name)
        if complete or value != field.default or next_value != value or name in origins:
            yield SettingInForce(
                name,
                _text(field, value),
                _text(field, field.default),
                origins.get(name, DEFAULT),
                _text(field, next_value) if next_value != value else "",
            )


def _text(field: SettingField, value: Value) -> str:
    text = show(field, value)
    return HIDDEN if text and field.secret else text or "empty"
