"""The dialect of people, incoming: the command in a typed line.

A line is a message unless it begins with a slash. The verbs are the tags of the commands in
``model/commands``; what follows a verb is read in `typed_line`.
"""

import re
from typing import cast

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model import arguments, commands
from chatservice.model.commands import Command
from chatservice.model.names import fold
from chatservice.model.typed_words import ALIASES, WORDS, meant
from chatservice.wire.typed_line import DIGITS_MAX, TypedLine, first_word, usage

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


def parse(text: str, named: bool = True, tried: str = "") -> list[Command]:
    """The command in one typed line; none in a blank one. Before the session is `named`, `tried` is
    the last refused name. Raises UnknownCommand or BadCommand."""
    if not text.startswith("/"):
        if text[:1].isspace():
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
    if verb == "w" and len(rest.split()) > 1:  # who is in a room elsewhere, a private line in games
        verb = "msg"
    if verb == "back" and not rest.strip():
        return [commands.Away(off=True)]
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
    if word[:1] == "/" and word[1:] in WORDS:
        raise BadCommand(f"type {word}, without a blank before it")


def _to(rest: str) -> Command:
    """``/to ROOM TEXT`` says something in another room."""
    room, text = first_word(rest)
    if not text:
        raise BadCommand("type /to ROOM TEXT")
    said = _said(text)
    return commands.Say(room=room, text=said.text, topic=said.topic)


def _me(rest: str) -> Command:
    if not rest or rest.isspace():
        raise BadCommand("type /me TEXT")
    return commands.Say(text=rest, action=True)


def _said(text: str) -> commands.Say:
    """``#t TOPIC: TEXT`` has a topic."""
    topic = _TOPIC.fullmatch(text) if text.startswith("#t ") else None
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
    name, password = first_word(rest)
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
