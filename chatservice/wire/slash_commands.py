"""The dialect of people, incoming: the command in a typed line.

A line is a message unless it begins with a slash. The verbs are the tags of the commands in
``model/commands``; the marks on their fields (`model.arguments`) define how each is typed.
Required words come first, options in any order, then the rest of the line.
"""

import re
from collections.abc import Callable
from typing import Any, cast

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model import arguments, commands, times
from chatservice.model.commands import Command
from chatservice.model.names import fold
from chatservice.model.typed_words import ALIASES, WORDS, meant

DIGITS_MAX = 15  # of a number: below 2**53

VERBS: dict[str, type[Command]] = {arguments.typed_verb(command): command for command in commands.TYPED}
# Verbs of two words.
_UNDER = {verb: VERBS[tag] for tag in VERBS if len(verb := arguments.verb_of(VERBS[tag])) > 1}

ASIDE = 64  # characters at the beginning of a line in which a command is recognised

_TOPIC = re.compile(r"#t ([^:]*[^:\s]): (.+)", re.DOTALL)
_ANSWER = re.compile(
    rf"\s*#?(?P<seq>[0-9]{{1,{DIGITS_MAX}}}) +(?:in:(?P<room>\S+) +)?(?P<text>.*\S.*)", re.DOTALL
)
_SUBSTITUTE = re.compile(r"/s/(?P<old>(?:[^\\/]|\\.)*)/(?P<new>(?:[^\\/]|\\.)*)/?")
_SLASH = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_QUOTED_TEXT = re.compile(r'"([^"]*)"(?!\S)')
_QUOTED = re.compile(r'"([^"]+)"\s+(?=\S)')


def parse(text: str, named: bool = True, tried: str = "") -> list[Command]:
    """The command in one typed line; none in a blank one. Before the session is `named`, `tried` is
    the last refused name. Raises UnknownCommand or BadCommand."""
    if not text.startswith("/"):
        _refuse_indented(text)
        return [_said(text)] if text and not text.isspace() else []
    if text.startswith("//"):
        return [commands.Say(text=text[1:])]
    if text.startswith("/s/"):
        return [_substitute(text)]
    verb, _, rest = text[1:].partition(" ")
    verb = verb.rstrip().lower()
    if verb == "query" and len(rest.split()) == 1:
        return [commands.Join(room="@" + rest.strip().removeprefix("@"), quiet=True)]
    if verb in ALIASES and verb not in VERBS:
        verb = ALIASES[verb]
    if verb == "to":
        return [_to(rest)]
    if verb == "me":
        return [_me(rest)]
    if verb == "re":
        return [_answer(rest)]
    if verb == "register" and not named:
        return [_register_first(rest, tried)]
    second, _, more = rest.lstrip().partition(" ")
    if kind := _UNDER.get((verb, second.lower())):
        return [TypedLine(kind, more).command()]
    if verb not in VERBS:
        parts = [second for first, second in _UNDER if first == verb]
        if parts:
            raise BadCommand(f"type /{verb} {', '.join(parts)}")
        if not (named and _SLASH.fullmatch(verb)):
            raise UnknownCommand(f"/{verb}", meant(verb))
        return [commands.Slash(name=verb, text=rest.strip())]  # perhaps a program in the room answers it
    return [TypedLine(VERBS[verb], rest).command()]


def _refuse_indented(text: str) -> None:
    """A command with a blank before it would be said aloud."""
    word = text.lstrip()[:ASIDE].partition(" ")[0].rstrip().lower()
    if word[:1] == "/" and text[:1].isspace() and word[1:] in WORDS:
        raise BadCommand(f"type {word}, without a blank before it")


def _to(rest: str) -> Command:
    """``/to ROOM TEXT`` says something in another room."""
    room, text = _first(rest)
    if not text:
        raise BadCommand("type /to ROOM TEXT")
    said = _said(text)
    return commands.Say(room=room, text=said.text, topic=said.topic)


def usage(command: type[Command]) -> BadCommand:
    return BadCommand(f"type {arguments.usage(command)}")


def _me(rest: str) -> Command:
    if not rest or rest.isspace():
        raise BadCommand("type /me TEXT")
    return commands.Say(text=rest, action=True)


def _said(text: str) -> commands.Say:
    """``#t TOPIC: TEXT`` has a topic."""
    topic = _TOPIC.fullmatch(text)
    return commands.Say(text=topic[2], topic=topic[1].strip()) if topic else commands.Say(text=text)


def _answer(rest: str) -> Command:
    """``/re SEQ TEXT`` answers a line; the text may have a topic."""
    found = _ANSWER.fullmatch(rest)
    if found is None:
        raise usage(commands.Say)
    said = _said(found["text"])
    return commands.Say(re=int(found["seq"]), room=found["room"] or "", text=said.text, topic=said.topic)


def _substitute(text: str) -> Command:
    """``/s/OLD/NEW/`` changes the last line; the last slash may be missing, and ``\\/`` is a slash."""
    found = _SUBSTITUTE.fullmatch(text.rstrip())
    if found is None or not found["old"]:
        raise usage(commands.Edit)
    old, new = (found[part].replace("\\/", "/") for part in ("old", "new"))
    return commands.Edit(find=old, text=new)


def _register_first(rest: str, tried: str) -> Command:
    """Register without a name yet: the first word of a password must not become the name. With an
    invitation the name comes first, as its creator was told."""
    name, password = _first(rest)
    command = _register(rest, tried)
    if command.invitation and " " in command.password and fold(name) == fold(tried or name):
        return _register(password, name)
    if command.invitation and (not tried or " " in command.password):
        raise BadCommand("type /register NAME PASSWORD INVITATION")
    if not tried:
        raise BadCommand("type your name first, and then /register PASSWORD")
    return _register(password, name) if password and fold(name) == fold(tried) else command


def _register(rest: str, name: str) -> commands.Register:
    command = cast("commands.Register", TypedLine(commands.Register, rest).command())
    return commands.Register(name=name, password=command.password, invitation=command.invitation)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= DIGITS_MAX


def _first(rest: str) -> tuple[str, str]:
    word, _, more = rest.strip().partition(" ")
    return word, more.strip()


class TypedLine:
    """The text after a verb, read field by field into the values of its command."""

    def __init__(self, kind: type[Command], rest: str) -> None:
        self._kind = kind
        self._rest = rest
        self._values: dict[str, Any] = {}
        self._fields = arguments.arguments(kind)
        self._options = [field for field in self._fields if isinstance(field.arg, arguments.Option)]
        self._after = {field.arg.key for field in self._fields if isinstance(field.arg, arguments.After)}

    def command(self) -> Command:
        """Raises BadCommand."""
        for field in self._fields:
            if isinstance(field.arg, arguments.Always):
                self._values[field.name] = field.arg.value
        if self._alone():
            return self._kind(**self._values)
        self._words()
        self._tail()
        if any(field.required and field.name not in self._values for field in self._fields):
            raise usage(self._kind)
        return self._kind(**self._values)

    def _alone(self) -> bool:
        whole = self._rest.strip()
        for field in self._fields:
            if isinstance(field.arg, arguments.Alone) and field.arg.pattern.fullmatch(whole):
                self._values[field.name] = whole
                return True
        return False

    # Words and options.

    def _words(self) -> None:
        positional = [field for field in self._fields if isinstance(field.arg, _POSITIONAL)]
        for field in positional:
            if not field.required:
                self._take_options()
            self._take_word(field)
        self._take_options()

    def _take_word(self, field: arguments.TypedField) -> None:
        arg = field.arg
        if isinstance(arg, arguments.Word) and arg.quoted and (quoted := _QUOTED.match(self._rest.strip())):
            self._values[field.name] = quoted[1]
            self._rest = self._rest.strip()[quoted.end() :]
            return
        if isinstance(arg, arguments.Moment):
            self._take_moment(field)
            return
        word, _, rest = self._rest.lstrip().partition(" ")
        if not word or (not field.required and word.lower() in self._after):
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

    def _take_options(self) -> None:
        while self._options and self._rest.strip() and self._take_option():
            pass

    def _take_option(self) -> bool:
        word, more = _first(self._rest)
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
        value, more = _first(more)
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
                self._values[name], more = _first(more)
        return more

    def _end(self, field: arguments.TypedField, word: str, more: str) -> str | None:
        """A time after ``for``; permanent ones have none. BadCommand when it is neither."""
        if word.lower() not in _UNTIL:
            return None
        end, after = _first(more)
        if end.lower() in _FOR_GOOD:
            self._values.setdefault(field.name, None)
            return after
        found = times.leading(more)
        if found is None:
            raise _no_time()
        self._values[field.name], more = found
        return more

    # The rest of the line.

    def _tail(self) -> None:
        tails = [field for field in reversed(self._fields) if type(field.arg) in _TAILS]
        for field in tails:
            _TAILS[type(field.arg)](self, field)
        if self._fields and not tails and self._rest.strip():
            raise usage(self._kind)

    def _set_rest(self, field: arguments.TypedField) -> None:
        text = self._rest.strip()
        if text:
            self._values[field.name] = "" if text == cast("arguments.Rest", field.arg).clears else text

    def _set_after(self, field: arguments.TypedField) -> None:
        arg = cast("arguments.After", field.arg)
        word, text = _first(self._rest)
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
                word, self._rest = _first(self._rest)
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
                word, self._rest = _first(self._rest)
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
_TAILS: dict[type[arguments.Arg], Callable[[TypedLine, arguments.TypedField], None]] = {
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
