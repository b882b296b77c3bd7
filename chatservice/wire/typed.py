"""The dialect of people, incoming: what a typed line asks for.

A line is said as it is, unless it begins with a slash. The verbs are the commands of
``model/commands.py`` and their tags; `ARGUMENTS` says which fields are typed, in which
order. The last one takes what is left of the line; one without a default must be there.
Only those in `_OWN_WAYS` are read in ways of their own.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

from msgspec.structs import fields

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model import commands, times
from chatservice.model.commands import AnyCommand, Command

DIGITS_MAX = 15  # of a number: below 2**53

ARGUMENTS: dict[type[Command], tuple[str, ...]] = {
    commands.Join: ("room", "password"),
    commands.Leave: ("room",),
    commands.Say: ("text",),
    commands.CreateChatroom: ("name",),
    commands.OpenChatroom: ("room",),
    commands.DeleteChatroom: ("room",),
    commands.Announce: ("text",),
    commands.Msg: ("to", "text"),
    commands.Reply: ("text",),
    commands.Who: ("room",),
    commands.Nick: ("name",),
    commands.Invite: ("name", "room"),
    commands.Missed: ("room",),
    commands.Share: ("file", "room"),
    commands.Link: ("file",),
    commands.DeleteFile: ("file",),
    commands.Help: ("about",),
    commands.Token: ("label",),
    commands.Revoke: ("id",),
    commands.Bots: ("name",),
    commands.Webhook: ("name", "room"),
    commands.Webhooks: ("room",),
    commands.Unhook: ("id", "room"),
    commands.Role: ("name", "role", "room"),
    commands.Bans: ("room", "name"),
    commands.Ignore: ("name",),
    commands.Unignore: ("name",),
}

VERBS: dict[str, type[Command]] = {command.__struct_config__.tag: command for command in get_args(AnyCommand)}

_REQUIRED = {
    command: {field.name for field in fields(command) if field.required} for command in get_args(AnyCommand)
}
# A name has at most 32 characters; a token of 128 bits has 32 hexadecimal digits.
_OLD_AND_NEW = re.compile(r"""(?:"(?P<quoted>[^"]+)"|(?P<old>\S+))\s+(?P<new>.+)""")
_TOKEN = re.compile(r"[0-9a-f]{32}|\S{33,}")


def parse(text: str, named: bool = True) -> list[Command]:
    """The command in one typed line; none in a blank one. Raises UnknownCommand or BadCommand."""
    if not text.startswith("/"):
        return [commands.Say(text=text)] if text and not text.isspace() else []
    if text.startswith("//"):
        return [commands.Say(text=text[1:])]
    verb, _, rest = text[1:].partition(" ")
    verb = verb.rstrip().lower()
    if verb == "register":
        return [_register(rest, named)]
    if verb in _OWN_WAYS:
        return [_OWN_WAYS[verb](rest)]
    if verb not in VERBS:
        raise UnknownCommand(f"/{verb}")
    return [_by_table(VERBS[verb], rest)]


def usage(command: type[Command]) -> BadCommand:
    return BadCommand(f"type {command.usage}")


def _by_table(command: type[Command], rest: str) -> Command:
    typed: dict[str, Any] = {}
    names = ARGUMENTS.get(command, ())
    for name in names:
        if name != names[-1]:
            word, _, rest = rest.lstrip().partition(" ")
        else:
            word = rest
        word = word if name == "text" else word.strip()
        if word and not word.isspace():
            typed[name] = word
        elif name in _REQUIRED[command]:
            raise usage(command)
    return command(**typed)


def _group(rest: str) -> Command:
    """Only programs make groups that nobody named."""
    name, people = _first(rest)
    if not name:
        raise usage(commands.Group)
    members = [who for who in re.split(r"[,\s]+", people) if who]
    return commands.Group(name=name, members=members, skip_unknown=True)


def _me(rest: str) -> Command:
    if not rest or rest.isspace():
        raise BadCommand("type /me TEXT")
    return commands.Say(text=rest, action=True)


def _login(rest: str) -> Command:
    name, _, password = rest.strip().partition(" ")
    if not name:
        raise usage(commands.Login)
    if _TOKEN.fullmatch(name) and not password:
        return commands.Login(token=name)
    return commands.Login(name=name, password=password.strip())


def _register(rest: str, named: bool) -> Command:
    """A password may have blanks in it; an invitation looks like no password of anybody's."""
    name, rest = ("", rest.strip()) if named else _first(rest)
    before, _, last = rest.rpartition(" ")
    password, invitation = (before.strip(), last) if before and _TOKEN.fullmatch(last) else (rest, "")
    if not password or (not named and not name):
        raise BadCommand("type /register " + ("" if named else "NAME ") + "PASSWORD [INVITATION]")
    return commands.Register(name=name, password=password, invitation=invitation)


def _password(rest: str) -> Command:
    typed = _OLD_AND_NEW.fullmatch(rest.strip())
    if typed is None:
        raise usage(commands.Password)
    return commands.Password(old=typed["quoted"] or typed["old"], new=typed["new"])


def _first(rest: str) -> tuple[str, str]:
    word, _, more = rest.strip().partition(" ")
    return word, more.strip()


def _mode(rest: str) -> Command:
    asked: dict[str, Any] = {}
    words = iter(rest.split())
    for word in words:
        if word.startswith("in:"):
            asked["room"] = word[3:]
        elif word in ("open", "invite"):
            asked["entry"] = word
        elif word == "password":
            asked |= {"entry": word, "password": next(words, "")}
        elif word == "readonly":
            asked["readonly"] = _switch(next(words, "on"))
        elif word == "slow":
            asked["slow"] = float(_number(next(words, "").removesuffix("s"), commands.Mode))
        else:
            raise usage(commands.Mode)
    return commands.Mode(**asked)


def _switch(word: str, command: type[Command] = commands.Mode) -> bool:
    if word not in ("on", "off"):
        raise usage(command)
    return word == "on"


def _about_somebody(command: type[Command], rest: str) -> Command:
    """Somebody, then how long and where, then the reason in words.

    An end or a place that is not where it belongs is refused, never taken for a reason: without
    it the same line would be for good, or for the whole server.
    """
    target, rest = _first(rest)
    known = {field.name for field in fields(command)}
    asked: dict[str, Any] = {"target" if "target" in known else "name": target}
    timed = False
    while rest:
        word, more = _first(rest)
        if word.startswith("in:"):
            asked["room"] = word[3:]
        elif word == "+address" and "address" in known:
            asked["address"] = True
        elif word.lower() in _UNTIL and "seconds" in known:
            timed = True
            more = _end(more, asked)
        elif "reason" in known:
            asked["reason"] = _reason(rest, known, timed)
            break
        else:
            raise usage(command)
        rest = more
    if not target:
        raise usage(command)
    return command(**asked)


_UNTIL = frozenset({"for", "until", "till"})
_FOR_GOOD = frozenset({"good", "ever"})
_END = re.compile(rf"(?:^|\s)(?:{'|'.join(sorted(_UNTIL))})\s+(?=(.+))", re.IGNORECASE)


def _end(rest: str, asked: dict[str, Any]) -> str:
    """What follows the time that `rest` begins with. BadCommand when it begins with none."""
    word, more = _first(rest)
    if word.lower() in _FOR_GOOD:
        return more
    found = times.leading(rest)
    if found is None:
        raise _no_time()
    asked["seconds"], more = found
    return more


def _reason(text: str, known: set[str], timed: bool) -> str:
    words = text.split()
    if any(word.startswith("in:") or (word == "+address" and "address" in known) for word in words):
        raise BadCommand("in:ROOM and +address stand before the reason")
    looks_timed = times.looks_like(text) or any(times.looks_like(end) for end in _END.findall(text))
    if looks_timed and not timed:
        if "seconds" not in known:
            raise BadCommand("a kick has no time: /ban NAME for 10m keeps somebody out so long")
        raise _no_time()
    return text


def _no_time() -> BadCommand:
    return BadCommand(f"a time is written before the reason, as in: for 10m ({times.FORM}, or for good)")


def _delete(rest: str) -> Command:
    asked: dict[str, Any] = {}
    for word in rest.split():
        if word.startswith("in:"):
            asked["room"] = word[3:]
        else:
            asked["seq"] = _number(word.removeprefix("#"), commands.Delete)
    return commands.Delete(**asked)


def _report(rest: str) -> Command:
    word, reason = _first(rest)
    seq = _number(word.removeprefix("#"), commands.Report)
    room = ""
    if reason.startswith("in:"):
        room, reason = _first(reason[3:])
    return commands.Report(seq=seq, room=room, reason=reason)


def _resolve(rest: str) -> Command:
    return commands.Resolve(id=_number(rest.strip(), commands.Resolve))


def _lockdown(rest: str) -> Command:
    word = rest.strip().lower()
    return commands.Lockdown(on=_switch(word, commands.Lockdown) if word else None)


def _audit(rest: str) -> Command:
    asked: dict[str, Any] = {}
    words = iter(rest.split())
    for word in words:
        if word == "before":
            asked[word] = _number(next(words, ""), commands.Audit)
        elif word == "rooms":
            asked[word] = True
        else:
            asked["limit"] = _number(word, commands.Audit)
    return commands.Audit(**asked)


def _bot(rest: str) -> Command:
    name, how = _first(rest)
    if not name or how not in ("", "off", "delete"):
        raise usage(commands.Bot)
    return commands.Bot(name=name, off=how == "off", delete=how == "delete")


def _rooms(rest: str) -> Command:
    return commands.Rooms(ended=rest.strip().lower() == "ended")


def _topic(rest: str) -> Command:
    text = rest.strip()
    return commands.Topic(text=None if not text else "" if text == "-" else text)


def _history(rest: str) -> Command:
    asked: dict[str, Any] = {}
    words = iter(rest.split())
    for word in words:
        if word.startswith("in:"):
            asked["room"] = word[3:]
        elif word in ("before", "after"):
            asked[word] = _number(next(words, ""), commands.History)
        elif word == "numbered":
            asked["numbered"] = True
        else:
            asked["limit"] = _number(word, commands.History)
    return commands.History(**asked)


def _search(rest: str) -> Command:
    asked: dict[str, Any] = {}
    words = []
    for word in rest.split():
        if word.startswith("in:"):
            asked["room"] = word[3:]
        elif word.startswith("from:"):
            asked["sender"] = word[5:]
        elif word.startswith("before:"):
            asked["before"] = _number(word[7:], commands.Search)
        else:
            words.append(word)
    if not words:
        raise usage(commands.Search)
    return commands.Search(text=" ".join(words), **asked)


def _files(rest: str) -> Command:
    asked: dict[str, Any] = {}
    for word in rest.split():
        if word.startswith("in:"):
            asked["room"] = word[3:]
        elif word.startswith("from:"):
            asked["sender"] = word[5:]
        elif word.startswith("before:"):
            asked["before"] = _number(word[7:], commands.Files)
        else:
            asked["limit"] = _number(word, commands.Files)
    return commands.Files(**asked)


def _number(word: str, command: type[Command]) -> int:
    if not (word.isascii() and word.isdigit() and len(word) <= DIGITS_MAX):
        raise usage(command)
    return int(word)


_OWN_WAYS: dict[str, Callable[[str], Command]] = {
    "me": _me,
    "login": _login,
    "group": _group,
    "bot": _bot,
    "mode": _mode,
    "password": _password,
    "kick": partial(_about_somebody, commands.Kick),
    "ban": partial(_about_somebody, commands.Ban),
    "unban": partial(_about_somebody, commands.Unban),
    "mute": partial(_about_somebody, commands.Mute),
    "unmute": partial(_about_somebody, commands.Unmute),
    "delete": _delete,
    "report": _report,
    "resolve": _resolve,
    "lockdown": _lockdown,
    "audit": _audit,
    "rooms": _rooms,
    "topic": _topic,
    "history": _history,
    "search": _search,
    "files": _files,
}
