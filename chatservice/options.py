"""The command line: one option for each setting, and ``--config``.

Errors are one line on stderr, with exit status 1: twistd itself would print the whole help
first. This happens before twistd logs or leaves the terminal.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

from twisted.python import usage

from chatservice import __version__
from chatservice.errors import StartError
from chatservice.settings.schema import Settings
from chatservice.settings.sources import FIELDS, Loaded, find, nearest
from chatservice.settings.values import LISTS, SettingField, show

BOOLEAN_WORDS = ("yes", "no", "on", "off", "true", "false")
NAMES = {field.option for field in FIELDS.values() if field.takes.kind != "switch"} | {"config"}
SWITCHES = [field.option for field in FIELDS.values() if field.takes.kind == "switch"]


def fail(line: str) -> NoReturn:
    """Print why the server does not start, and exit with status 1."""
    _say(line)
    raise SystemExit(1)


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turn a `StartError` inside into `fail`."""
    try:
        yield
    except StartError as why:
        fail(str(why))


def _say(line: str) -> None:
    # Not sys.stderr: once twistd logs, that is redirected to the log.
    stream = sys.__stderr__ or sys.stderr
    stream.write(f"chat: {' '.join(line.split())}\n")
    stream.flush()


class Options(usage.Options):
    """After parsing, `settings` holds the result of all sources."""

    settings: Settings
    origins: Mapping[str, str]
    again: Callable[[], Loaded]
    longdesc = (
        'Each option is also a line of the TOML file (max_line = "8KiB") and a variable '
        "(CHAT_MAX_LINE=8KiB) in the environment or in .env. Sizes: 64KiB, 50MB. "
        "Times: 30s, 10m, 2h, 7d. Rates: 10 burst then 5/s."
    )
    optParameters = [  # noqa: N815
        ["config", "c", None, "a TOML file with settings"],
        *(
            [field.option, None, None, f"{field.help} [{show(field, field.default) or 'empty'}]"]
            for field in FIELDS.values()
            if field.takes.kind not in {"switch", *LISTS}
        ),
    ]
    optFlags = [  # noqa: N815
        ["check", None, "check the settings, list those that are set, and end"],
        *([field.option, None, field.help] for field in FIELDS.values() if field.takes.kind == "switch"),
    ]

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._switched: dict[str, str] = {}

    def parseOptions(self, options: Sequence[str] | None = None) -> None:  # noqa: N802
        words = list(sys.argv[1:] if options is None else options)
        self._switched, words = switched(words)
        try:
            super().parseOptions(words)  # type: ignore[no-untyped-call]
        except usage.UsageError as why:
            fail(f"{why}{self._hint(str(why))}")

    def parseArgs(self, *words: str) -> None:  # noqa: N802
        if words:
            raise usage.UsageError(f"{words[0]!r} is not an option: options begin with --")

    def postOptions(self) -> None:  # noqa: N802
        given = {name: value for name, value in self.items() if value is not None and name in NAMES}
        given |= {name: "yes" for name in SWITCHES if self[name]} | self._switched
        with failing_in_one_line():
            # A daemon changes its folder, and its environment may change; it reloads from here.
            self.again = partial(find, given, dict(os.environ), Path.cwd())
            self.settings, warnings, self.origins = self.again()
        for line in warnings:
            _say(f"note: {line}")

    def opt_version(self) -> NoReturn:
        """Display the version and exit."""
        sys.stdout.write(f"chatservice {__version__}\n")
        raise SystemExit(0)

    def getSynopsis(self) -> str:  # noqa: N802
        if Path(sys.argv[0]).name in ("chat-server", "__main__.py"):
            return "Usage: chat-server [options]"
        return str(super().getSynopsis())

    def _hint(self, why: str) -> str:
        if "not recognized" not in why:
            return ""
        known = ["--" + name.rstrip("=") for name in self.longOpt]
        return nearest(why.split()[1], known) or "; see --help"


def switched(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The switches that are given a value: ``--guests no``, ``--guests=no``, ``--no-guests``; and the
    other `words`."""
    values: dict[str, str] = {}
    others: list[str] = []
    for word in words:
        name, equals, value = word.removeprefix("--").partition("=")
        before = others[-1].removeprefix("--") if others and others[-1].startswith("--") else ""
        if before in SWITCHES and word.lower() in BOOLEAN_WORDS:
            values[others.pop().removeprefix("--")] = word
        elif word.startswith("--") and equals and name in SWITCHES:
            values[name] = value
        elif word.startswith("--no-") and word.removeprefix("--no-") in SWITCHES:
            values[word.removeprefix("--no-")] = "no"
        else:
            others.append(word)
    return values, others


def _several(field: SettingField) -> Callable[[Options, str], None]:
    """The handler of an option that may be given several times."""

    def take(self: Options, value: str) -> None:
        so_far = self.opts.get(field.option)
        self.opts[field.option] = f"{so_far},{value}" if so_far else value

    take.__doc__ = f"{field.help} [{show(field, field.default) or 'empty'}]"
    return take


for _field in FIELDS.values():
    if _field.takes.kind in LISTS:
        setattr(Options, f"opt_{_field.name}", _several(_field))
