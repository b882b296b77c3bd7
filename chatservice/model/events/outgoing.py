"""Outgoing webhooks."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer


class OutgoingIs(Answer, tag="outgoing", kw_only=True, frozen=True):
    """A new outgoing webhook. Its receiver knows the server by `token`, which is shown once: it is a field
    of what is posted, and the secret of its signature."""

    id: int
    name: str
    room: str
    rid: str = ""
    url: str
    words: str = ""
    token: str


class OutgoingInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An outgoing webhook. `sent` and `failed` count what was posted since the server's start; `why` is the
    last failure."""

    id: int
    name: str
    by: str
    made: float
    url: str
    words: str = ""
    sent: int = 0
    failed: int = 0
    why: str = ""


class OutgoingHooks(Answer, tag="outgoing_list", kw_only=True, frozen=True):
    """The outgoing webhooks of a room."""

    room: str
    rid: str = ""
    hooks: list[OutgoingInfo]


class OutgoingGone(Answer, tag="outgoing_off", kw_only=True, frozen=True):
    """The outgoing webhook is deleted."""

    says: ClassVar[str] = "The outgoing webhook {id} of {room} is gone."
    id: int
    room: str
    rid: str = ""


class Slashed(Answer, tag="slash", kw_only=True, frozen=True):
    """What a program answers to a command, for you alone; empty if it says something in the room, or
    nothing."""

    name: str
    text: str = ""
