"""The words after a verb, read field by field: how each is typed is marked in ``model/commands``
(`model.arguments`). Required words come first, options in any order, then the rest of the line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, cast

from chatservice.errors import BadCommand
from chatservice.model import arguments, times
from chatservice.model.commands import Command

DIGITS_MAX = 15  # of a number: below 2**53

_QUOTED_TEXT = re.compile(r'"([^"]*)"(?!\S)')
_QUOTED = re.compile(r'"([^"]+)"\s+(?=\S)')


def usage(command: type[Command]) -> BadCommand:
    return BadCommand(f"type {arguments.usage(command)}")


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= DIGITS_MAX


def first_word(rest: str) -> tuple[str, str]:
    word, _, more = rest.strip().partition(" ")
    return word, more.strip()


class TypedForm:
    """The fields of a command by how they are typed: found once for each kind."""

    def __init__(self, kind: type[Command]) -> None:
        fields = arguments.arguments(kind)
        self.always = {f.name: f.arg.value for f in fields if isinstance(f.arg, arguments.Always)}
        self.alone = [(f.name, f.arg.pattern) for f in fields if isinstance(f.arg, arguments.Alone)]
        self.options = [field for field in fields if isinstance(field.arg, arguments.Option)]
        self.after = {field.arg.key for field in fields if isinstance(field.arg, arguments.After)}
        self.required = [field.name for field in fields if field.required]
        self.steps = list(self._steps(fields))

    def _steps(self, fields: Sequence[arguments.TypedField]) -> Iterator[tuple["Take", arguments.TypedField]]:
        """The methods that read it, in order, each with its field."""
        tails = [(_TAILS[type(field.arg)], field) for field in reversed(fields) if type(field.arg) in _TAILS]
        for field in fields:
            if isinstance(field.arg, _POSITIONAL):
                if self.options and not field.required:
                    yield TypedLine.take_options, field
                yield TypedLine.take_word, field
        if self.options:
            yield TypedLine.take_options, fields[-1]
        yield from tails
        if fields and not tails:
            yield TypedLine.refuse_rest, fields[-1]


Take = Callable[["TypedLine", arguments.TypedField], None]
typed_form = cache(TypedForm)


class TypedLine:
    """The text after a verb, read field by field into the values of its command."""

    def __init__(self, kind: type[Command], rest: str) -> None:
        self._kind = kind
        self._rest = rest
        self._form = form = typed_form(kind)
        self._values: dict[str, Any] = dict(form.always)
        self._options = form.options

    def command(self) -> Command:
        """Raises BadCommand."""
        if not (self._form.alone and self._alone()):
            for take, field in self._form.steps:
                take(self, field)
            for name in self._form.required:
                if name not in self._values:
                    raise usage(self._kind)
        return self._kind(**self._values)

    def _alone(self) -> bool:
        whole = self._rest.strip()
        for name, pattern in self._form.alone:
            if pattern.fullmatch(whole):
                self._values[name] = whole
                return True
        return False

    # Words and options.

    def take_word(self, field: arguments.TypedField) -> None:
        arg = field.arg
        if isinstance(arg, arguments.Word) and arg.quoted and (quoted := _QUOTED.match(self._rest.strip())):
            self._values[field.name] = quoted[1]
            self._rest = self._rest.strip()[quoted.end() :]
            return
        if isinstance(arg, arguments.Moment):
            self._take_moment(field)
            return
        word, _, rest = self._rest.lstrip().partition(" ")
        if not word or (not field.required and word.lower() in self._form.after):
            return
        if isinstance(arg, arguments.Number) and arg.if_any and not _is_number(word.removeprefix("#")):
            return
        self._rest = rest
        if isinstance(arg, arguments.Number):
            self._values[field.name] = self._number(word.removeprefix("#"))
        elif isinstance(arg, arguments.Switch):
            self._values[field.name] = self._switch(word)
        else:
            self._values[field.name] = word

    def _take_moment(self, field: arguments.TypedField) -> None:
        found = times.leading_moment(self._rest.strip())
        if found is None:
            raise BadCommand(f"a time comes first: {times.MOMENT_FORM}") if self._rest else usage(self._kind)
        self._values[field.name], self._rest = found

    def take_options(self, field: arguments.TypedField) -> None:
        """As many as there are."""
        while self._rest.strip() and self._take_option():
            pass

    def _take_option(self) -> bool:
        word, more = first_word(self._rest)
        for field in self._options:
            rest = _OPTIONS[type(field.arg)](self, field, word, more)
            if rest is not None:
                self._rest = rest
                return True
        return False

    def _prefix(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        arg = cast("arguments.Prefix", field.arg)
        if not word.startswith(arg.prefix):
            return None
        value = word.removeprefix(arg.prefix)
        self._values[field.name] = self._number(value) if arg.number else value
        return more

    def _flag(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        if word.lower() != field.arg.shown:
            return None
        self._values[field.name] = True
        return more

    def _key(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        arg = cast("arguments.Keyed", field.arg)
        if word.lower() != arg.key:
            return None
        value, more = first_word(more)
        if arg.read == "switch":
            self._values[field.name] = self._switch(value)
        elif arg.read == "seconds":
            self._values[field.name] = float(self._number(value.removesuffix("s")))
        elif arg.read == "word":
            self._values[field.name] = value.lower()
        else:
            self._values[field.name] = self._number(value)
        return more

    def _one_of(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        arg = cast("arguments.OneOf", field.arg)
        if word not in arg.words:
            return None
        self._values[field.name] = word
        for after, name in arg.takes:
            if word == after:
                self._values[name], more = first_word(more)
        return more

    def _end(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        """A time after ``for``; permanent ones have none. BadCommand when it is neither."""
        if word.lower() not in _UNTIL:
            return None
        end, after = first_word(more)
        if end.lower() in _FOR_GOOD:
            self._values.setdefault(field.name, None)
            return after
        found = times.leading(more)
        if found is None:
            raise _no_time()
        self._values[field.name], more = found
        return more

    # The rest of the line.

    def refuse_rest(self, field: arguments.TypedField) -> None:
        """There may be none."""
        if self._rest.strip():
            raise usage(self._kind)

    def _set_rest(self, field: arguments.TypedField) -> None:
        text = self._rest.strip()
        if text:
            self._values[field.name] = "" if text == cast("arguments.Rest", field.arg).clears else text

    def _set_after(self, field: arguments.TypedField) -> None:
        arg = cast("arguments.After", field.arg)
        word, text = first_word(self._rest)
        if word.lower() == arg.key and text:
            self._values[field.name], self._rest = text, ""
        elif word:
            raise usage(self._kind)

    def _set_text(self, field: arguments.TypedField) -> None:
        if self._rest and not self._rest.isspace():
            self._values[field.name] = self._rest

    def _set_names(self, field: arguments.TypedField) -> None:
        self._values[field.name] = [name for name in re.split(r"[,\s]+", self._rest) if name]

    def _set_quoted(self, field: arguments.TypedField) -> None:
        texts = []
        while self._rest.strip():
            quoted = _QUOTED_TEXT.match(self._rest.strip())
            if quoted:
                texts.append(quoted[1])
                self._rest = self._rest.strip()[quoted.end() :]
            elif not self._take_option():
                word, self._rest = first_word(self._rest)
                if '"' in word:
                    raise usage(self._kind)
                texts.append(word)
        if len(texts) > 1:
            self._values[cast("arguments.Quoted", field.arg).first] = texts[0]
            self._values[field.name] = texts[1:]

    def _set_numbers(self, field: arguments.TypedField) -> None:
        words = [word for word in re.split(r"[,\s]+", self._rest) if word]
        if words:
            is_none = [word.lower() for word in words] == ["none"]
            self._values[field.name] = [] if is_none else [self._number(word) for word in words]

    def _set_last(self, field: arguments.TypedField) -> None:
        before, _, last = self._rest.strip().rpartition(" ")
        if before and cast("arguments.Last", field.arg).pattern.fullmatch(last):
            self._values[field.name], self._rest = last, before

    def _set_words(self, field: arguments.TypedField) -> None:
        words = []
        while self._rest.strip():
            if not self._take_option():
                word, self._rest = first_word(self._rest)
                words.append(word)
        if words:
            text = " ".join(words)
            self._values[field.name] = "" if text == cast("arguments.Words", field.arg).clears else text

    def _set_reason(self, field: arguments.TypedField) -> None:
        """Set a reason. A misplaced end or place is refused and never becomes part of the reason:
        without it the sanction would be permanent, or for the whole server."""
        text = self._rest.strip()
        if not text:
            return
        flags = {option.arg.shown for option in self._options if isinstance(option.arg, arguments.Flag)}
        if any(word.startswith("in:") or word in flags for word in text.split()):
            raise BadCommand("in:ROOM and +address stand before the reason")
        ends = [option.name for option in self._options if isinstance(option.arg, arguments.Until)]
        looks_timed = times.looks_like(text) or any(times.looks_like(end) for end in _END.findall(text))
        if looks_timed and not (ends and ends[0] in self._values):
            if not ends:
                raise BadCommand("a kick has no time: /ban NAME for 10m keeps a person out that long")
            raise _no_time()
        self._values[field.name] = text

    # Values.

    def _number(self, word: str) -> int:
        if not _is_number(word):
            raise usage(self._kind)
        return int(word)

    def _switch(self, word: str) -> bool:
        if word.lower() not in ("on", "off"):
            raise usage(self._kind)
        return word.lower() == "on"


_POSITIONAL = (arguments.Word, arguments.Number, arguments.Switch, arguments.Moment)
_UNTIL = frozenset({"for", "until", "till"})
_FOR_GOOD = frozenset({"good", "ever"})
_END = re.compile(rf"(?:^|\s)(?:{'|'.join(sorted(_UNTIL))})\s+(?=(.+))", re.IGNORECASE)


def _no_time() -> BadCommand:
    return BadCommand("a time is written before the reason: for 10m, for 1h30m, for 7d, for good")


_OPTIONS: dict[type[arguments.Arg], Callable[[TypedLine, arguments.TypedField, str, str], str | None]] = {
    arguments.Prefix: TypedLine._prefix,
    arguments.Flag: TypedLine._flag,
    arguments.Keyed: TypedLine._key,
    arguments.OneOf: TypedLine._one_of,
    arguments.Until: TypedLine._end,
}
_TAILS: dict[type[arguments.Arg], Take] = {
    arguments.Last: TypedLine._set_last,  # before the rest that it is the last word of
    arguments.Rest: TypedLine._set_rest,
    arguments.After: TypedLine._set_after,
    arguments.RawText: TypedLine._set_text,
    arguments.Reason: TypedLine._set_reason,
    arguments.Names: TypedLine._set_names,
    arguments.Quoted: TypedLine._set_quoted,
    arguments.Numbers: TypedLine._set_numbers,
    arguments.Words: TypedLine._set_words,
}
