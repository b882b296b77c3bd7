"""``chatctl``: a command line in, a verb carried out, rows out.

Exit status: 0 done, 1 failed (one line says why), 2 invalid usage, 3 the doctor found a problem,
130 interrupted.
"""

import argparse
import getpass
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from chatservice import __version__
from chatservice.admin import client, files, verbs
from chatservice.admin.errors import AdminError, NoServerError
from chatservice.admin.output import Printer
from chatservice.admin.steps import steps
from chatservice.admin.verbs import AnyVerb, FileVerb
from chatservice.errors import StartError
from chatservice.settings.schema import Settings
from chatservice.settings.sources import find, nearest
from chatservice.wire.sanitize import line

OPTIONS = (  # of chatctl itself, before or after the verb
    ("--data", "DIR", "the server's data folder"),
    ("--config", "FILE", "the server's TOML file"),
    ("--json", "", "one JSON object a line"),
)


class Parser(argparse.ArgumentParser):
    """Reports an error in one line."""

    def error(self, message: str) -> NoReturn:
        # argparse lists the whole table; the closest match is more helpful.
        wrong = re.match(r"argument .*: invalid choice: '(.*)' \(choose from (.*)\)", message)
        if wrong is not None:
            hint = nearest(wrong[1], re.findall(r"'([^']*)'", wrong[2]))
            message = f"{line(wrong[1])} is nothing that chatctl knows{hint}"
        sys.stderr.write(f"chatctl: {message}; see {self.prog} --help\n")
        raise SystemExit(2)


class Top(Parser):
    def format_help(self) -> str:
        lines = ["usage: chatctl [--data DIR] [--config FILE] [--json] VERB ...", ""]
        lines += ["Looks after a chat server, running or not.", ""]
        helps = [(verbs.usage(verb), verbs.about(verb)[0]) for verb in verbs.VERBS]
        lines += [f"  {usage}\n      {about}" for usage, about in helps]
        lines += ["", *(f"  {f'{name} {value}'.strip():14} {text}" for name, value, text in OPTIONS)]
        return "\n".join([*lines, "", "chatctl VERB --help says more.", ""])


def parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for name, value, text in OPTIONS:
        if value:
            common.add_argument(name, metavar=value, help=text)
        else:
            common.add_argument(name, action="store_true", help=text)
    top = Top(prog="chatctl", parents=[common], allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"chatservice {__version__}")
    first: Any = top.add_subparsers(metavar="VERB", parser_class=Parser, required=True)
    groups: dict[str, Any] = {}
    for verb in verbs.VERBS:
        group, _, word = verbs.tag(verb).partition(" ")
        place = first
        if word:
            if group not in groups:
                section = first.add_parser(group, parents=[common], allow_abbrev=False)
                groups[group] = section.add_subparsers(metavar="WHAT", parser_class=Parser, required=True)
            place = groups[group]
        _add(place, word or group, verb, common)
    return top


def _add(place: Any, word: str, verb: type[AnyVerb], common: argparse.ArgumentParser) -> None:
    about, more = verbs.about(verb)
    subparser = place.add_parser(
        word, parents=[common], help=about, description=f"{about} {more}".strip(), allow_abbrev=False
    )
    subparser.set_defaults(verb_type=verb)
    for argument in verbs.arguments(verb):
        text = argument.arg.help.replace("%", "%%")
        if argument.arg.words:
            many = "+" if argument.required else "*"
            subparser.add_argument(argument.name, nargs=many, metavar=argument.name.upper(), help=text)
        elif argument.required:
            subparser.add_argument(
                argument.name,
                metavar=argument.name.upper(),
                choices=argument.arg.choices or None,
                help=text,
            )
        elif argument.kind is bool or argument.arg.secret:
            subparser.add_argument(argument.option, dest=argument.name, action="store_true", help=text)
        else:
            subparser.add_argument(
                argument.option,
                dest=argument.name,
                default=argument.default,
                metavar=argument.name.upper(),
                choices=argument.arg.choices or None,
                type=argument.kind,
                help=text,
            )


def verb_of(found: argparse.Namespace) -> AnyVerb:
    kind: type[AnyVerb] = found.verb_type
    tag = kind.__struct_config__
    given: dict[str, Any] = {str(tag.tag_field): tag.tag}
    for argument in verbs.arguments(kind):
        value = getattr(found, argument.name)
        if argument.arg.words:
            value = " ".join(value)
        elif argument.arg.secret:
            value = secret(argument.name, getattr(found, "name", ""), from_stdin=value)
        given[argument.name] = value
    try:
        # Read like the server does, so that both refuse the same.
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise AdminError("bad_request", f"This is not understood: {error}.") from None


def secret(what: str, name: str, from_stdin: bool) -> str:
    """The secret, which is not typed on the command line; empty: the server makes one. Raises AdminError."""
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise AdminError("bad_request", f"There was no {what} on the first line of the standard input.")
        return given
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ""
    given = getpass.getpass(f"New {what} for {line(name)} (empty: one is made): ")
    if given and getpass.getpass("The same again: ") != given:
        raise AdminError("bad_request", "These are not the same. Nothing was changed.")
    return given


def confirm(verb: AnyVerb) -> None:
    """Raises AdminError if the person declines, or there is no terminal to ask at."""
    question = getattr(verb, "asks", "")
    if not question or getattr(verb, "yes", False):
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise AdminError("not_confirmed", "This cannot be undone: say --yes.")
    sys.stderr.write(question.format(name=line(getattr(verb, "name", ""))) + " [yes/no] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != "yes":
        raise AdminError("not_confirmed", "Nothing was changed.")


def run(found: argparse.Namespace, out: Printer) -> int:
    """Returns the exit status. Raises AdminError, StartError."""
    verb = verb_of(found)
    confirm(verb)
    given = {name: value for name in ("data", "config") if (value := getattr(found, name, None))}
    settings, out.notes, _ = find(given, os.environ, Path.cwd())
    if isinstance(verb, FileVerb):
        return files.DOES[type(verb)](settings, verb, out)
    try:
        client.perform(Path(settings.data).absolute(), steps(verb, out, settings), out)
    except NoServerError:
        files.there(settings)
        _perform_alone(settings, verb, out)
    return 0


def _perform_alone(settings: Settings, verb: AnyVerb, out: Printer) -> None:
    why = getattr(verb, "useless", "")
    if why:
        raise AdminError("not_running", why)
    # Only when needed: a running server answers before this would be loaded.
    from chatservice.admin.alone import perform  # noqa: PLC0415

    perform(settings, steps(verb, out, settings), out)


def _is_text(word: str) -> bool:
    """Whether it was UTF-8: Python keeps other bytes as lone surrogates."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if not all(_is_text(word) for word in given):
        sys.stderr.write("chatctl: what was typed is not UTF-8\n")
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may not know every character
            stream.reconfigure(errors="backslashreplace")
    found = parser().parse_args(given)
    printer = Printer(getattr(found, "json", False), sys.stdout, sys.stderr)
    try:
        return run(found, printer)
    except AdminError as error:
        printer.failed(error.code, str(error))
    except StartError as error:
        printer.failed("bad_setting", str(error))
    except BrokenPipeError:  # the reader closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        printer.failed("not_possible", f"{error.filename or 'The disk'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        printer.failed("interrupted", "Interrupted.")
        return 130
    return 1
