"""Reads and formats the value of one setting. Pure.

Sizes: a number of bytes, or with a unit: KB, MB, GB are powers of 1000, KiB, MiB, GiB of
1024; case does not matter. A bare K or M is refused, because it is ambiguous. Times:
seconds, or with ms, s, m, h, d. Rates: ``10 burst then 5/s``, or ``5/s``, which is
``5 burst then 5/s``; also per m, h and d. ``none`` is no limit, or no door, where the
setting allows it.
"""

import ipaddress
import math
import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, get_args, get_type_hints

from chatservice.settings.schema import Rate, Settings, SettingType

Value = str | float | bool | Rate | None

SIZES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
TIMES = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
LISTS = {
    "doors",
    "names",
    "origins",
    "networks",
}  # may also be a TOML array, and an option given several times
NUMBER = re.compile(r"(\d[\d_]{0,15}(?:\.\d{1,9})?) ?([A-Za-z]*)")
RATE = re.compile(r"(?:(\d{1,9}) (?:burst )?then )?(\d{1,9})(?:/| per )(s|m|h|d)[a-z]*")
ORIGIN = re.compile(r"https?://(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(?::[0-9]{1,5})?")
HOST = re.compile(r"[0-9A-Za-z.:%_-]+")


class SettingField(NamedTuple):
    """One setting: its format, its purpose, and whether ``none`` is allowed."""

    name: str
    takes: SettingType
    help: str
    default: Value
    optional: bool
    whole: bool

    @property
    def option(self) -> str:
        return self.name.replace("_", "-")

    @property
    def secret(self) -> bool:
        """Whether its value is shown to nobody."""
        return self.takes.kind == "secret"

    @property
    def variable(self) -> str:
        return "CHAT_" + self.name.upper()


def fields() -> dict[str, SettingField]:
    """The settings by name, in their order."""
    defaults = dict(zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True))
    found = {}
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        if name in defaults:
            plain, takes, text = get_args(hint)
            kinds = get_args(plain) or (plain,)
            found[name] = SettingField(name, takes, text, defaults[name], type(None) in kinds, int in kinds)
    return found


def read(field: SettingField, raw: object) -> Value:
    """The value of `field` in `raw` (a text, or a number from TOML).

    ValueError, with a text that says what to write instead, when it is invalid.
    """
    if isinstance(raw, list) and field.takes.kind in LISTS:
        raw = ",".join(map(str, raw))
    if isinstance(raw, bool) and field.takes.kind == "switch":
        return raw
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError(f"{_short(raw)} is not a valid value: write {expected(field)}")
    text = str(raw).strip()
    if field.optional and text.lower() == "none":
        return None
    try:
        value = _choice(text, field.takes.words) if field.takes.words else READERS[field.takes.kind](text)
    except (ValueError, KeyError):
        raise ValueError(f"{_short(text)} is not a valid value: write {expected(field)}") from None
    if isinstance(value, str | bool | Rate):
        return value
    if value < field.takes.minimum:
        raise ValueError(f"{text} is too small: the minimum is {show(field, field.takes.minimum)}")
    if value > field.takes.maximum:
        raise ValueError(f"{text} is too large: the maximum is {show(field, field.takes.maximum)}")
    return int(value) if field.whole else value


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 40 else text[:40] + "..."


def expected(field: SettingField) -> str:
    words = field.takes.words
    if words:
        return f"{', '.join(words[:-1])} or {words[-1]}"
    text = {
        "door": "a port number up to 65535, or an endpoint such as unix:/run/chat.sock",
        "doors": "port numbers up to 65535 or endpoints such as unix:/run/chat.sock, separated by commas",
        "names": "names separated by commas",
        "networks": "IP addresses and networks such as 10.0.0.0/8, or unix, separated by commas",
        "origins": "origins as browsers send them, such as https://example.org, separated by commas",
        "switch": "yes or no",
        "address": "an IP address or a host name",
        "path": "a path",
        "word": "one line of text",
        "secret": "one line of text",
        "size": "bytes as a number, or with KB, MB (thousands), KiB, MiB (1024s), such as 64KiB",
        "time": "seconds as a number, or with ms, s, m, h, d, such as 30s",
        "count": "a whole number",
        "rate": "a burst and a rate, such as 10 burst then 5/s",
    }[field.takes.kind]
    return text + (", or none" if field.optional else "")


def show(field: SettingField, value: Value) -> str:
    """`value` in the format that `read` accepts."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, Rate):
        return _rate_in_units(value)
    if field.takes.kind == "size":
        units = ("", "KB", "KiB", "MB", "MiB", "GB", "GiB")
        return _in_units(value, SIZES, {unit.lower(): unit for unit in units})
    if field.takes.kind == "time":
        return _in_units(value, TIMES, {"ms": "ms", "s": "s", "m": "m", "h": "h", "d": "d"})
    return str(value)


def _in_units(value: float, units: Mapping[str, float], names: Mapping[str, str]) -> str:
    """`value` in the largest unit that divides it."""
    for unit, text in reversed(list(names.items())):
        if value >= units[unit] and value % units[unit] == 0:
            return f"{value / units[unit]:.0f}{text}"
    return f"{value:g}"


def _rate_in_units(rate: Rate) -> str:
    """`rate` per the smallest unit of time that makes it a whole number."""
    for unit in "smhd":
        count = TIMES[unit] / rate.every
        if round(count) >= 1 and math.isclose(count, round(count), rel_tol=1e-9):
            break
    return f"{rate.burst} burst then {count:.0f}/{unit}"


def _measure(text: str, units: Mapping[str, float]) -> float:
    match = NUMBER.fullmatch(text)
    if match is None or match[2].lower() not in units:
        raise ValueError
    return float(match[1]) * units[match[2].lower()]


def _choice(text: str, words: tuple[str, ...]) -> str:
    if text.lower() not in words:
        raise ValueError
    return text.lower()


def _count(text: str) -> float:
    if "." in text:
        raise ValueError
    return _measure(text, {"": 1})


def _rate(text: str) -> Rate:
    match = RATE.fullmatch(text.lower())
    if match is None or not int(match[2]) or match[1] == "0":
        raise ValueError
    return Rate(int(match[1] or match[2]), TIMES[match[3]] / int(match[2]))


def _door(text: str) -> str:
    if text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65_536:
        return str(int(text))
    if ":" in text.strip(":") and _line(text):
        return text
    raise ValueError


def _doors(text: str) -> str:
    return ",".join(dict.fromkeys(_door(door.strip()) for door in text.split(",")))


def _names(text: str) -> str:
    return ",".join(_line(name.strip()) for name in text.split(",") if name.strip())


def _origins(text: str) -> str:
    """No pattern: it would match nothing."""
    names = [name.strip().rstrip("/") for name in text.split(",") if name.strip()]
    if not all(ORIGIN.fullmatch(name) for name in names):
        raise ValueError
    return ",".join(names)


def _networks(text: str) -> str:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    return ",".join(name if name == "unix" else _network(name) for name in names)


def _network(text: str) -> str:
    network = ipaddress.ip_network(text)
    return str(network) if "/" in text else str(network.network_address)


def _switch(text: str) -> bool:
    return {"yes": True, "no": False, "true": True, "false": False, "on": True, "off": False}[text.lower()]


def _address(text: str) -> str:
    if not HOST.fullmatch(text):
        raise ValueError
    return text


def _path(text: str) -> str:
    if not text or not text.isprintable():
        raise ValueError
    return os.path.expanduser(text)


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError
    return text


READERS: dict[str, Callable[[str], str | float | Rate]] = {
    "door": _door,
    "doors": _doors,
    "names": _names,
    "origins": _origins,
    "networks": _networks,
    "switch": _switch,
    "address": _address,
    "path": _path,
    "word": _line,
    "secret": _line,
    "size": lambda text: _measure(text, SIZES),
    "time": lambda text: _measure(text, TIMES),
    "count": _count,
    "rate": _rate,
}
