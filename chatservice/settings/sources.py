"""Reads settings from their sources: the TOML file, ``.env``, ``CHAT_*``, options, in this order.

Each source gives values by field, read one by one, so that an error names its place: one
`StartError`, one line. Something without effect is a warning, also one line.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from chatservice.errors import StartError
from chatservice.settings import dotenv
from chatservice.settings.legacy import SAME_AS, older
from chatservice.settings.schema import Settings
from chatservice.settings.values import SettingField, Value, fields, read

FIELDS = fields()
VARIABLES = {field.variable: field for field in FIELDS.values()}
CONFIG = "CHAT_CONFIG"

# ``50MB`` and ``none`` without quotes: not TOML, but common.
UNQUOTED = re.compile(r"(?m)^(\s*[\w-]+\s*=\s*)(\d[\w./ ]*[A-Za-z]\w*|none)(?=\s*(?:#.*)?$)")
# Variables that Kubernetes and Docker links set in a container for a service called chat or chat-...
OF_A_SERVICE = re.compile(
    r"CHAT_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_PROTO|_PORT|_ADDR)?)"
)
URL_OF_A_SERVICE = re.compile(r"(?:tcp|udp|sctp)://\S+:\d+")
IN_QUOTES = re.compile(r"""(['"])(.+)\1""")


class Loaded(NamedTuple):
    settings: Settings
    warnings: tuple[str, ...] = ()
    origins: Mapping[str, str] = MappingProxyType({})
    """Where each setting is set that is: a file, the environment, an option."""


class Text(NamedTuple):
    """A file's name as the user knows it, and its content."""

    name: str
    text: str


def find(options: Mapping[str, str], environ: Mapping[str, str], folder: Path) -> Loaded:
    """Read the existing files, then `load`. `options` holds those that were given."""
    # A folder of that name is a virtual environment.
    there = (folder / ".env").exists() and not (folder / ".env").is_dir()
    env_file = _text(folder / ".env", ".env") if there else Text(".env", "")
    in_dotenv = dict(_assignments(env_file, environ, [])).get(CONFIG, "")
    config = options.get("config") or environ.get(CONFIG) or in_dotenv
    toml = _text(folder / config, config) if config else Text("", "")
    return load(options, environ, toml, env_file)


def load(options: Mapping[str, str], environ: Mapping[str, str], toml: Text, env_file: Text) -> Loaded:
    """The settings of all sources together; later sources override earlier ones."""
    warnings: list[str] = []
    in_dotenv = _assignments(env_file, environ, warnings)
    given = {field.name: options[field.option] for field in FIELDS.values() if field.option in options}
    sources: list[tuple[str, dict[str, Value]]] = [
        (toml.name, _from_toml(toml, warnings)),
        (env_file.name, _from_variables(env_file.name + ": ", in_dotenv, warnings)),
        ("environment", _from_variables("", _of_environment(environ, warnings), warnings)),
        (
            "option",
            {name: _value("--" + FIELDS[name].option, FIELDS[name], raw) for name, raw in given.items()},
        ),
    ]
    values = {name: value for _, source in sources for name, value in source.items()}
    settings = msgspec.convert(values, Settings)
    agree(settings)
    origins = {name: place for place, source in sources for name in source}
    return Loaded(settings, tuple(warnings), origins)


def doors(setting: str | None) -> list[str]:
    """The doors in a setting: port numbers and endpoint strings."""
    return setting.split(",") if setting else []


def nearest(name: str, names: Iterable[str]) -> str:
    """``; did you mean ...?`` for the most similar name, or empty."""
    close = difflib.get_close_matches(name, list(names), 1, 0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _from_toml(file: Text, warnings: list[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for key, raw in _toml(file).items():
        where = f"{file.name}: {key if key.isprintable() else repr(key)}"
        name = key.replace("-", "_")
        if name in FIELDS:
            _put(values, where, FIELDS[name], raw)
        elif not _older(values, where, key, raw, warnings):
            hint = nearest(name.lower().removeprefix("chat_"), FIELDS)
            raise StartError(f"{where} is not a setting{hint}")
    return values


def _from_variables(place: str, pairs: Iterable[tuple[str, str]], warnings: list[str]) -> dict[str, Value]:
    """Values from ``.env`` (`place` names it), or from the environment, which has no `place`."""
    values: dict[str, Value] = {}
    for key, raw in pairs:
        where = place + key
        if raw == "" or key == CONFIG:
            continue
        if key in VARIABLES:
            _put(values, where, VARIABLES[key], raw)
        elif key.startswith("CHAT_"):
            warnings.append(f"{where} is not a setting{nearest(key, VARIABLES)}")
        elif place and not _older(values, where, key, raw, warnings) and key.lower() in FIELDS:
            warnings.append(f"{where} is not read; did you mean CHAT_{key.upper()}?")
    return values


def _older(values: dict[str, Value], where: str, key: str, raw: object, warnings: list[str]) -> bool:
    """Whether `key` is a name of an older system; its value is then handled."""
    if key in SAME_AS:
        _put(values, where, FIELDS[SAME_AS[key]], raw)
        return True
    try:
        line = older(key, raw)
    except KeyError:
        return False
    except ValueError as why:
        raise StartError(f"{where}: {why}") from None
    if line is not None:
        warnings.append(f"{where} is {line}")
    return True


def _put(values: dict[str, Value], where: str, field: SettingField, raw: object) -> None:
    if field.name in values:
        raise StartError(f"{where} sets {field.name} again: keep one of the two")
    values[field.name] = _value(where, field, raw)


def _value(where: str, field: SettingField, raw: object) -> Value:
    try:
        return read(field, raw)
    except ValueError as why:
        raise StartError(f"{where}: {why}") from None


def agree(settings: Settings) -> None:
    """Raise StartError when settings that are valid one by one contradict each other."""
    names = [name for name, field in FIELDS.items() if field.takes.kind in ("door", "doors")]
    opened = [(name, door) for name in names for door in doors(getattr(settings, name))]
    if not opened:
        raise StartError(f"no door is open: give at least one of {', '.join(names[:-1])} and {names[-1]}")
    if settings.key is not None and settings.cert is None:
        raise StartError("key is set without cert: give its certificate too")
    seen: dict[str, str] = {}
    for name, door in opened:
        if door != "0" and seen.setdefault(door, name) != name:
            raise StartError(f"{seen[door]} and {name} are both {door}: they must differ")
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise StartError(
            f"public_url ({settings.public_url}) is not a URL: begin it with https:// or http://"
        )
    for small, large in (
        ("outbox", "outbox_total"),
        ("history_page", "history_max"),
    ):
        if getattr(settings, small) > getattr(settings, large):
            raise StartError(
                f"{small} ({getattr(settings, small)}) is more than {large} "
                f"({getattr(settings, large)}): change one of the two"
            )


def _text(path: Path, name: str) -> Text:
    try:
        return Text(name, path.read_text("utf-8-sig"))
    except OSError as why:
        raise StartError(f"{name}: cannot be read: {why.strerror}") from None
    except ValueError:
        raise StartError(f"{name}: is not UTF-8: save it as UTF-8") from None


def _toml(file: Text) -> dict[str, object]:
    try:
        return tomllib.loads(file.text)
    except (ValueError, RecursionError) as why:
        try:
            return tomllib.loads(UNQUOTED.sub(r'\1"\2"', file.text))
        except (ValueError, RecursionError):
            raise StartError(f"{file.name}: is not valid TOML: {why}") from None


def _assignments(file: Text, environ: Mapping[str, str], warnings: list[str]) -> Iterable[tuple[str, str]]:
    """The assignments in a ``.env``. A setting's name without ``=`` is a warning."""
    known = dict(environ)
    for number, key, raw in dotenv.assignments(file.text):
        ours = key in SAME_AS or key.startswith("CHAT_")
        where = f"{file.name}: line {number}: {key}"
        if raw is None:
            if ours:
                warnings.append(f"{where} is not read, because there is no = after it")
            continue
        try:
            known[key] = dotenv.value(where, raw, known)
        except StartError:
            if ours:
                raise
            continue
        yield key, known[key]


def _of_environment(environ: Mapping[str, str], warnings: list[str]) -> Iterable[tuple[str, str]]:
    """The variables of the environment, without those that a container gets for a service of our name.
    Quotes around a value are removed, because `docker --env-file` leaves them in it."""
    for key, raw in environ.items():
        if not key.startswith("CHAT_"):
            yield key, raw
        elif key not in VARIABLES and OF_A_SERVICE.fullmatch(key):
            continue
        elif key.endswith("_PORT") and URL_OF_A_SERVICE.fullmatch(raw):
            warnings.append(
                f"{key} ({raw}) is not read, because Kubernetes sets it for a service called "
                f"{key[:-5].lower().replace('_', '-')}: name the service otherwise, or set "
                "enableServiceLinks to false"
            )
        elif quoted := IN_QUOTES.fullmatch(raw):
            warnings.append(f"{key}: the quotes around its value are not part of it")
            yield key, quoted[2]
        else:
            yield key, raw
