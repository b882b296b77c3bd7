"""The bodies of logged events: what is in them beside a text, and what is left of them without it."""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.polls import as_poll, poll_text
from chatservice.model.rich_text import as_rich, rich_body
from chatservice.model.runs import as_ended
from chatservice.model.values import ERASED, LINES, EventKind, RoomEntry


class RoomMode(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The changes of a MODE; None is unchanged. `password`: there is a new one."""

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    topics: str | None = None
    most: int | None = None
    locked: bool | None = None
    unlisted: bool | None = None
    password: bool = False

    def changes(self) -> dict[str, Any]:
        """The changed fields of a room, by name."""
        fields = {name: getattr(self, name) for name in OF_MODE}
        changed = {name: value for name, value in fields.items() if value is not None}
        return changed | {"entry": RoomEntry(self.entry)} if self.entry else changed


# What a mode says of a room: the fields of `RoomRow` and `RoomState` of the same names.
OF_MODE = tuple(name for name in RoomMode.__struct_fields__ if name != "password")


def as_mode(body: str) -> RoomMode:
    """The body of a MODE event."""
    return msgspec.json.decode(body, type=RoomMode)


class RenamedRoom(msgspec.Struct, frozen=True, gc=False):
    """The body of a ROOM_RENAMED event, as JSON: how the room was called and is called now."""

    was: str
    name: str
    reason: str = ""


def as_room_names(body: str) -> RenamedRoom:
    return msgspec.json.decode(body, type=RenamedRoom)


class SharedFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE event, as JSON: the shared file. The event creates it.

    `size` is in bytes, `type` a media type, `sha256` 64 hexadecimal digits.
    """

    id: str
    name: str
    size: int
    type: str
    sha256: str


class GoneFile(msgspec.Struct, frozen=True, gc=False):
    """The body of a FILE_GONE event, as JSON: the deleted file."""

    id: str
    name: str


OF_NO_TYPE = "application/octet-stream"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _no_words(body: str) -> str:
    return ERASED


def _no_file(body: str) -> str:
    shared = msgspec.json.decode(body, type=SharedFile)
    return _json(msgspec.structs.replace(shared, name=ERASED, type=OF_NO_TYPE, sha256=""))


def _no_file_gone(body: str) -> str:
    return _json(msgspec.structs.replace(msgspec.json.decode(body, type=GoneFile), name=ERASED))


def _no_poll(body: str) -> str:
    poll = as_poll(body)
    choices = (ERASED,) * len(poll.choices)
    return _json(msgspec.structs.replace(poll, question=ERASED, choices=choices))


def _no_reason(body: str) -> str:
    return _json(msgspec.structs.replace(as_room_names(body), reason=""))


def _no_output(body: str) -> str:
    return _json(msgspec.structs.replace(as_ended(body), head="", lines=0))


def _no_rich_words(body: str) -> str:
    return rich_body(msgspec.structs.replace(as_rich(body), text=ERASED, topic=""))


# The kinds whose body has something of its author's own in it, and the body without it.
ERASURES: dict[EventKind, Callable[[str], str]] = {
    EventKind.MESSAGE: _no_words,
    EventKind.ACTION: _no_words,
    EventKind.RICH: _no_rich_words,
    EventKind.TOPIC: _no_words,
    EventKind.ROOM_RENAMED: _no_reason,
    EventKind.FILE: _no_file,
    EventKind.FILE_GONE: _no_file_gone,
    EventKind.RUN_ENDED: _no_output,
    EventKind.POLL: _no_poll,
}


def erased_body(kind: EventKind, body: str) -> str:
    """The body of an event without its author's text or file name."""
    erase = ERASURES.get(kind)
    return erase(body) if erase is not None else body


def text_of(kind: EventKind, body: str) -> str:
    """The text of a line with that body; empty if it is none."""
    if kind is EventKind.RICH:
        return as_rich(body).text
    return body if kind in LINES else ""


def with_text(kind: EventKind, body: str, text: str) -> str:
    """The body of a line whose text was replaced."""
    return rich_body(msgspec.structs.replace(as_rich(body), text=text)) if kind is EventKind.RICH else text


def gist_of(kind: EventKind, body: str) -> str:
    """What is shown of a line elsewhere: its text, its file's name, its question with the choices."""
    if kind is EventKind.FILE:
        return msgspec.json.decode(body, type=SharedFile).name
    if kind is EventKind.POLL:
        poll = as_poll(body)
        return poll_text(poll) if poll.question != ERASED else ERASED
    return text_of(kind, body)
