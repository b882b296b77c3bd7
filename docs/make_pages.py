"""Writes the generated parts of the pages, or with ``--check`` reports whether they are up to date.

A generated part stands between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``; the rest is
written by hand. Commands, events, faults and settings come from their
types, so a page cannot say what the program does not do.
"""

import dataclasses
import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import chatservice.net.http.engine.faults  # noqa: E402, F401 (its faults are listed, too)
from chatservice import errors  # noqa: E402
from chatservice.admin import verbs  # noqa: E402
from chatservice.core.dispatch import RIGHTS  # noqa: E402
from chatservice.errors.base import OperatorFault  # noqa: E402
from chatservice.model import commands, events, upkeep  # noqa: E402
from chatservice.model.arguments import bare, usage  # noqa: E402
from chatservice.model.sanctions import AuditEntryInfo, ReportInfo, SanctionInfo, SanctionKind  # noqa: E402
from chatservice.model.values import ServerRole  # noqa: E402
from chatservice.settings.legacy import NOT_USED, SAME_AS  # noqa: E402
from chatservice.settings.values import fields as settings_fields  # noqa: E402
from chatservice.settings.values import show  # noqa: E402
from chatservice.wire.operator import SHARED  # noqa: E402

PAGES = ("docs/protocol.md", "docs/user.md", "docs/operator.md")
PART = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)

# Sample values of fields, by name, for the examples.
SAMPLES: dict[str, Any] = {
    "emoji": "\N{PARTY POPPER}",
    "question": "When shall we meet?",
    "when": "18:30",
    "about": "join",
    "device": "laptop",
    "doc": "1f0c9a3b",
    "title": "hello",
    "language": "python",
    "entry": "open",
    "expires": 1795860000.0,
    "invitation": "",
    "label": "laptop",
    "made": 1795255200.0,
    "new": "correct horse",
    "old": "battery staple",
    "password": "correct horse",
    "readonly": False,
    "role": "user",
    "slow": 10.0,
    "used": 1795255300.5,
    "action": True,
    "after": 17,
    "announcement": "Backup at noon.",
    "before": 40,
    "code": "no_such_room",
    "complete": True,
    "file": "9c1f3a5be07d2468",
    "files": [],
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 1234567,
    "type": "application/pdf",
    "until": 1795860000,
    "url": "http://chat.example:8080/download/9c1f3a5be07d2468",
    "current": "lobby",
    "epoch": "7f3a9c",
    "first": 1,
    "head": 43,
    "here": 3,
    "id": 917,
    "key": "6f1c2a",
    "kind": "public",
    "limit": 50,
    "members": ["alice", "bob"],
    "more": 120,
    "motd": "Be kind.",
    "name": "alice",
    "next": 871,
    "ref": 7,
    "resume": {"!k3v7qx2mzp": 43, "lobby": 43},
    "rid": "!k3v7qx2mzp",
    "room": "lobby",
    "sender": "alice",
    "seq": 43,
    "server": "chatservice",
    "since": 11,
    "text": "hi",
    "to": "bob",
    "token": "q3Yt0vXb2mJr8LkPz5Ncaw",
    "topic": "Release on Friday",
    "ts": 1795255200.25,
    "version": "0.1.0",
    "was": "al",
    "who": "bob",
}
# Sample values of fields of one type, where the name means something else.
SAMPLES_OF: dict[tuple[str, str], Any] = {
    ("reports", "reports"): [
        ReportInfo(id=3, room="lobby", seq=43, sender="bob", text="rude", by="alice", ts=1795255200.25)
    ],
    ("reported", "report"): ReportInfo(
        id=3, room="lobby", seq=43, sender="bob", text="rude", by="alice", ts=1795255200.25, reason="spam"
    ),
    ("report", "reason"): "spam",
    ("report", "id"): 3,
    ("resolve", "id"): 3,
    ("ignored", "who"): ["bob"],
    ("ignore", "name"): "bob",
    ("unignore", "name"): "bob",
    ("deleted", "line"): 40,
    ("audit", "deeds"): [
        AuditEntryInfo(ts=1795255200.25, actor="alice", action="ban", target="bob", room="*", detail="spam")
    ],
    ("ban", "target"): "192.0.2.0/24",
    ("ban", "seconds"): 7200.0,
    ("ban", "reason"): "spam",
    ("bans", "sanctions"): [
        SanctionInfo(measure=SanctionKind.MUTE, name="bob", by="alice", made=1795255200.0, until=1795255800.0)
    ],
    ("kick", "name"): "bob",
    ("kick", "reason"): "too loud",
    ("mute", "name"): "bob",
    ("mute", "seconds"): 600.0,
    ("moderated", "action"): "muted",
    ("moderated", "by"): "alice",
    ("moderated", "until"): 1795255800.0,
    ("unban", "target"): "bob",
    ("unmute", "name"): "bob",
    ("announcement", "text"): "Backup at noon.",
    ("bye", "code"): "server_stopping",
    ("bye", "text"): "The server is stopping.",
    ("error", "text"): "There is no room ops that you can enter. /rooms lists the rooms.",
    ("error", "room"): "ops",
    ("invite", "name"): "carol",
    ("invite", "room"): "team",
    ("invited", "room"): "team",
    ("added", "room"): "team",
    ("file", "name"): "report.pdf",
    ("file_gone", "name"): "report.pdf",
    ("link", "name"): "report.pdf",
    ("share", "room"): "ops",
    ("link", "url"): "http://chat.example:8080/download/9c1f3a5be07d2468/1795860000.EdVD0v2JutIe...",
    ("removed", "room"): "team",
    ("group", "name"): "team",
    ("group", "members"): ["bob", "carol"],
    ("motd", "text"): "Be kind.",
    ("search", "text"): "release",
    ("found", "text"): "hi",
    ("topic", "text"): "Release on Friday",
    ("topic_is", "text"): "Release on Friday",
    ("invitation", "token"): "0b1f7c9a52d84e6fb3a0c1d2e3f40516",
    ("mode", "password"): False,
    ("mode_is", "readonly"): True,
    ("role", "name"): "bob",
    ("role", "role"): "moderator",
    ("role_is", "name"): "bob",
    ("role_is", "role"): "moderator",
    ("revoke", "id"): "9f86d081",
    ("unhook", "id"): "9f86d081",
    ("unhooked", "id"): "9f86d081",
    ("webhook", "id"): "9f86d081",
    ("webhook", "name"): "ci",
    ("webhook", "path"): "/hooks/0b1f7c9a52d84e6fb3a0c1d2e3f40516",
    ("bot", "name"): "robo",
    ("bot", "token"): "0b1f7c9a52d84e6fb3a0c1d2e3f40516",
    ("revoked", "id"): "9f86d081",
    ("token", "label"): "laptop",
    ("came", "who"): ["bob", "carol"],
    ("went", "who"): ["bob", "carol"],
}

# Optional fields of a command that its example shows.
SHOWN = {
    "ban": ("seconds", "reason"),
    "kick": ("room", "reason"),
    "delete": ("room", "seq"),
    "report": ("room", "reason"),
    "ignore": ("name",),
    "lockdown": ("on",),
    "mute": ("room", "seconds"),
    "unmute": ("room",),
    "login": ("name",),
    "join": ("since",),
    "say": ("room", "key"),
    "msg": ("key",),
    "topic": ("room", "text"),
    "group": ("name", "members"),
    "mode": ("room", "readonly", "slow"),
    "role": ("room",),
    "invite": ("room",),
    "history": ("room", "limit", "before"),
    "search": ("room", "limit"),
    "files": ("room", "limit"),
    "share": ("room",),
}


def structs(union: object) -> list[type[msgspec.Struct]]:
    return list(get_args(union))


def tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def doc(kind: type) -> str:
    """The docstring in Markdown; empty if there is none."""
    text = kind.__doc__ or ""
    if dataclasses.is_dataclass(kind) and text.startswith(kind.__name__ + "("):
        text = ""  # generated by dataclass
    return re.sub(r"\n\s+", "\n", text).strip().replace("``", "`")


def families(base: type) -> Iterator[type]:
    """The subclasses of `base`, in the order of the source."""
    for kind in base.__subclasses__():
        if kind is not events.Line:  # a base of others, never sent
            yield kind
        yield from families(kind)


def named(kind: object) -> str:
    """The name of a type in JSON."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(named(part) for part in get_args(kind))
    if origin in (list, tuple):
        inner = [part for part in get_args(kind) if part is not Ellipsis]
        if origin is tuple:
            return "array of " + " and ".join(named(part) for part in inner)
        return f"array of {named(inner[0])}"
    if origin is dict:
        return f"object of {named(get_args(kind)[1])}"
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{each.value}`" for each in kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return f"[{kind.__name__}](#{kind.__name__.lower()})" if untagged(kind) else f"`{tag(kind)}`"
    plain = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    return plain[kind] if isinstance(kind, type) else str(kind)


def untagged(kind: type[msgspec.Struct]) -> bool:
    return kind.__struct_config__.tag is None


def default(field: FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    return f"`{msgspec.json.encode(value).decode()}`"


def of_type(kind: Any, name: str) -> Any:
    if name in SAMPLES:
        try:
            return msgspec.convert(SAMPLES[name], kind)
        except msgspec.ValidationError:
            pass
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return of_type(get_args(kind)[0], name)
    if origin is list:
        return [of_type(get_args(kind)[0], name)]
    if origin is tuple and get_args(kind)[-1] is Ellipsis:
        return (of_type(get_args(kind)[0], name),)
    if origin is tuple and int in get_args(kind):
        return (0, 0, "x") if str in get_args(kind) else (0, 0)
    if origin is tuple:
        return ("/ping", "Ask whether the server is there.")
    if origin is dict:
        return {"lobby": 43} if get_args(kind)[1] is int else {"homepage": "https://alice.example"}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return instance(kind, (field.name for field in fields(kind) if field.required))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return {str: "", int: 1, float: 1.0, bool: True}[kind]


def instance(kind: type[msgspec.Struct], included: Iterable[str]) -> msgspec.Struct:
    names = set(included)
    own = {name: value for (of, name), value in SAMPLES_OF.items() if not untagged(kind) and of == tag(kind)}
    values = {
        field.name: of_type(bare(field.type), field.name) for field in fields(kind) if field.name in names
    }
    return kind(**(values | {name: value for name, value in own.items() if name in names}))


def example(kind: type[msgspec.Struct], optional: Iterable[str]) -> str:
    """An object as a line; made by the encoder, so it is what is really sent."""
    names = {field.name for field in fields(kind) if field.required} | set(optional)
    return f"```json\n{msgspec.json.encode(instance(kind, names)).decode()}\n```\n"


def table(kind: type[msgspec.Struct], leave_out: tuple[str, ...] = ()) -> str:
    rows = [
        f"| `{field.encode_name}` | {named(bare(field.type))} | {default(field)} |\n"
        for field in fields(kind)
        if field.name not in leave_out
    ]
    return "| field | type | default |\n|---|---|---|\n" + "".join(rows) + "\n" if rows else ""


# The parts.


def commands_part() -> str:
    parts = []
    for kind in structs(commands.AnyCommand):
        parts.append(f"### `{tag(kind)}`\n\n{doc(kind)}\n\n")
        if kind in commands.TYPED:
            parts.append(f"Typed: `{usage(kind)}`\n\n")
        parts.append(table(kind, ("ref",)))
        parts.append(example(kind, SHOWN.get(tag(kind), ())) + "\n")
    return "".join(parts)


def events_part() -> str:
    parts = []
    for base, title in (
        (events.Logged, "Logged: they have a place in a room's log"),
        (events.Passing, "Passing: never stored, no `seq`"),
        (events.Answer, "Answers to one session"),
    ):
        parts.append(f"### {title}\n\n")
        for kind in families(base):
            parts.append(f"#### `{tag(kind)}`\n\n")
            parts.append(doc(kind) + "\n\n" if doc(kind) else "")
            parts.append(table(kind, ("ref",)))
            optional = [field.name for field in fields(kind) if not field.required]
            left_out = {"ref", "retry_after", "action", "resumed", "again", "complete", "key"}
            optional_fields = [name for name in optional if name not in left_out]
            parts.append(example(kind, optional_fields) + "\n")
    parts.append("### Objects inside\n\n")
    inside = (
        events.RoomInfo,
        events.FoundLine,
        events.TokenInfo,
        events.FileInfo,
        events.DocumentInfo,
        SanctionInfo,
        AuditEntryInfo,
        ReportInfo,
    )
    parts += [f"#### {kind.__name__}\n\n{doc(kind)}\n\n{table(kind)}" for kind in inside]
    return "".join(parts)


def faults_part() -> str:
    kinds = [kind for kind in families(errors.Fault) if not issubclass(kind, OperatorFault)]
    rows = [f"| `{kind.code}` | {' '.join(doc(kind).split())} |\n" for kind in kinds]
    return "| code | meaning |\n|---|---|\n" + "".join(rows)


def typed_part() -> str:
    rows = []
    for kind in commands.TYPED:
        way = usage(kind).replace("|", "\\|")
        rows.append(f"| `{way}` | {doc(kind).partition(chr(10))[0]} |\n")
    return "| you type | what it does |\n|---|---|\n" + "".join(rows)


def chatctl_part() -> str:
    rows = [f"| `{verbs.usage(verb)}` | {' '.join(verbs.about(verb)).strip()} |\n" for verb in verbs.VERBS]
    return "| chatctl | what it does |\n|---|---|\n" + "".join(rows)


def operator_part() -> str:
    rows = []
    for kind in commands.OperatorCommand.__subclasses__():
        names = ", ".join(f"`{field.name}`" for field in fields(kind) if field.name != "ref")
        rows.append(f"| `{tag(kind)}` | {names} | {' '.join(doc(kind).split())} |\n")
    answers = []
    for answer in upkeep.UpkeepEvent.__subclasses__():
        names = ", ".join(f"`{field.name}`" for field in fields(answer) if field.name != "ref")
        answers.append(f"| `{tag(answer)}` | {names} | {' '.join(doc(answer).split())} |\n")
    shared = ", ".join(f"`{tag(kind)}`" for kind in SHARED)
    return (
        "| command | fields | what it does |\n|---|---|---|\n" + "".join(rows) + "\n"
        f"As in the chat, with all rights and no rates: {shared}.\n\n"
        "| answer | fields | what it says |\n|---|---|---|\n" + "".join(answers)
    )


def settings_part() -> str:
    rows = []
    for field in settings_fields().values():
        default = f"`{show(field, field.default)}`" if field.default != "" else "empty"
        rows.append(f"| `{field.name}` | {default} | {field.help}{' (or `none`)' * field.optional} |\n")
    return "| setting | default | what it is |\n|---|---|---|\n" + "".join(rows)


def older_part() -> str:
    rows = [f"| `{name}` | `{ours}` |\n" for name, ours in SAME_AS.items()]
    rows.append("| `ENCODING_FORMAT` | accepted when it is UTF-8; anything else is refused |\n")
    rows.append("| `SERVER_CHAT_ROOM_ID` | the lobby's number is 0; another number is not used |\n")
    rows += [f"| `{name}` | {why} |\n" for name, why in NOT_USED.items()]
    return "| older name | here |\n|---|---|\n" + "".join(rows)


def rights_part() -> str:
    rows = []
    for action, right in sorted(RIGHTS.items()):
        if right.stranger:
            who, part = "anybody", ""
        else:
            who = "everyone who is in" if right.role is ServerRole.GUEST else f"{right.role.word} and up"
            part = f"{right.room.word} and up" if right.room is not None else ""
        rows.append(f"| `{action}` | {who} | {part} |\n")
    return "| what | by the role on the server | or in the room |\n|---|---|---|\n" + "".join(rows)


PARTS: dict[str, Callable[[], str]] = {
    "commands": commands_part,
    "events": events_part,
    "faults": faults_part,
    "typed": typed_part,
    "settings": settings_part,
    "rights": rights_part,
    "older": older_part,
    "chatctl": chatctl_part,
    "operator": operator_part,
}


def filled(page: str) -> str:
    """`page` with its generated parts rewritten."""
    return PART.sub(lambda match: f"{match[1]}\n{PARTS[match[2]]().rstrip()}\n\n{match[3]}", page)


def stale() -> list[str]:
    """The pages whose generated parts are out of date."""
    return [name for name in PAGES if filled(text := (ROOT / name).read_text("utf-8")) != text]


def main(words: list[str]) -> int:
    names = stale()
    if "--check" in words:
        for name in names:
            sys.stderr.write(f"{name} is out of date: run make pages\n")
        return 1 if names else 0
    for name in names:
        path = ROOT / name
        path.write_text(filled(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
