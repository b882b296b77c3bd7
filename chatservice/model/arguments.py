"""How people type the fields of a command: marks on the fields, as ``Annotated``.

`wire.typed_line` parses lines with them; `usage`, the help and the pages are generated from
them. A field without a mark is for programs only. A field without a default must be typed.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

# 128 bits in hexadecimal digits, or anything longer than every name.
TOKEN = re.compile(r"[0-9a-f]{32}|\S{33,}")


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument as typed; `shown` is its name in the usage."""

    place: ClassVar[int] = 0  # its place in the usage: words, options, then the rest
    shown: str

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class Word(Arg):
    """The next word; `quoted`: it may contain blanks inside quotes. `must`: people have to type it,
    though programs may omit it."""

    quoted: bool = False
    must: bool = False


@dataclass(frozen=True, slots=True)
class Number(Arg):
    """The next word, in digits, with an optional ``#`` before them. `if_any`: another word is not
    refused, but part of what follows."""

    if_any: bool = False


@dataclass(frozen=True, slots=True)
class Moment(Arg):
    """The next words: a duration from now, or a time."""


@dataclass(frozen=True, slots=True)
class Switch(Arg):
    """The next word: on or off."""


@dataclass(frozen=True, slots=True)
class Alone(Arg):
    """The whole text, if it matches `pattern`."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Always(Arg):
    """Not typed: a typed command means `value`."""

    value: Any


@dataclass(frozen=True, slots=True)
class Option(Arg):
    """An argument whose place among the options does not matter."""

    place: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Keyed(Option):
    """The word `key`, then a value; `read` is its kind: a number, seconds, a word, or a switch."""

    key: str
    read: str = "number"

    def __str__(self) -> str:
        return f"{self.key} {self.shown}"


@dataclass(frozen=True, slots=True)
class Prefix(Option):
    """One word that begins with `prefix`: ``in:ops``."""

    prefix: str
    number: bool = False

    def __str__(self) -> str:
        return " or ".join(self.prefix + shown for shown in self.shown.split(" or "))


@dataclass(frozen=True, slots=True)
class Flag(Option):
    """A literal word."""


@dataclass(frozen=True, slots=True)
class OneOf(Option):
    """One of `words`; after one in `takes`, the next word goes into the field named there."""

    words: tuple[str, ...]
    takes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Until(Option):
    """A duration: ``for 10m`` or ``for good``."""


@dataclass(frozen=True, slots=True)
class Rest(Arg):
    """The rest of the line, stripped. `clears` stands for an empty text."""

    place: ClassVar[int] = 2
    clears: str = ""


@dataclass(frozen=True, slots=True)
class After(Rest):
    """The rest of the line after the word `key`."""

    key: str = ""

    def __str__(self) -> str:
        return f"{self.key} {self.shown}"


@dataclass(frozen=True, slots=True)
class RawText(Rest):
    """The rest of the line, with all blanks."""


@dataclass(frozen=True, slots=True)
class Reason(Rest):
    """The rest of the line; a misplaced option or duration in it is an error."""


@dataclass(frozen=True, slots=True)
class Names(Rest):
    """The rest of the line: names separated by commas or blanks."""


@dataclass(frozen=True, slots=True)
class Quoted(Rest):
    """The rest of the line: words, or several in double quotes; the first goes into the field `first`."""

    first: str = ""


@dataclass(frozen=True, slots=True)
class Numbers(Rest):
    """The rest of the line: numbers separated by commas or blanks; ``none`` is an empty list."""


@dataclass(frozen=True, slots=True)
class Last(Arg):
    """The last word of the rest, if it matches `pattern` and other words precede it."""

    place: ClassVar[int] = 3
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words(Arg):
    """Words that no option takes, wherever they are. `clears` stands for an empty text."""

    clears: str = ""


class ShellArg(NamedTuple):
    """How `chatctl` takes a field from its command line.

    `words`: the rest of the line. `path`: completes to files. `choices`: one of these.
    `secret`: never an argument, which every user of the machine could see, but prompted for, or read
    from the standard input."""

    help: str
    words: bool = False
    path: bool = False
    choices: tuple[str, ...] = ()
    secret: bool = False


IN_ROOM = Prefix("ROOM", "in:")
FROM_NAME = Prefix("NAME", "from:")
BEFORE_PAGE = Prefix("N", "before:", number=True)
LINE = Number("SEQ")


class TypedField(NamedTuple):
    name: str
    arg: Arg
    required: bool


@cache
def arguments(command: type[msgspec.Struct]) -> tuple[TypedField, ...]:
    """The typed fields of `command`, in the order of their usage."""
    hints = get_type_hints(command, include_extras=True)
    found = []
    for field in msgspec.structs.fields(command):
        hint = hints[field.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        for arg in marks:
            if isinstance(arg, Arg):
                required = field.required or (isinstance(arg, Word) and arg.must)
                found.append(TypedField(field.name, arg, required))
    return tuple(sorted(found, key=lambda field: field.arg.place))


def bare(hint: Any) -> Any:
    """The type without its marks."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def verb_of(command: type[msgspec.Struct]) -> tuple[str, ...]:
    """The words that it begins with: one, or two if it is `under` another one, as ``run show``."""
    tag, under = str(command.__struct_config__.tag), getattr(command, "under", "")
    return (under, tag.removeprefix(f"{under}_").replace("_", "-")) if under else (typed_verb(command),)


def typed_verb(command: type[msgspec.Struct]) -> str:
    """The one word that people type, which is mostly its tag."""
    return str(getattr(command, "verb", "") or command.__struct_config__.tag)


@cache
def usage(command: type[msgspec.Struct]) -> str:
    """How people type it: ``/join ROOM [PASSWORD]``."""
    verb = f"/{' '.join(verb_of(command))}"
    own = getattr(command, "usage", "")
    if own:
        return str(own)
    words = [verb]
    ways = []
    for field in arguments(command):
        if isinstance(field.arg, Alone):
            ways.append(f"{verb} {field.arg}")
        elif not isinstance(field.arg, Always):
            words.append(str(field.arg) if field.required else f"[{field.arg}]")
    return " or ".join([" ".join(words), *ways])
