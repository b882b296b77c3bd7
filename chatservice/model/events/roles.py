"""Roles, and what a room asks of people."""

from chatservice.model.events.base import Answer, Logged


class RoleSet(Logged, tag="role", kw_only=True, frozen=True):
    """`sender` gave `who` the role `role` in the room."""

    who: str
    role: str


class ModeSet(Logged, tag="mode", kw_only=True, frozen=True):
    """The room's mode changed; null fields are unchanged.

    `password`: the room has a new password. `slow` is in seconds; `most` 0 is any number of people.
    """

    entry: str | None = None
    readonly: bool | None = None
    slow: float | None = None
    topics: str | None = None
    most: int | None = None
    locked: bool | None = None
    unlisted: bool | None = None
    password: bool = False


class RoleIs(Answer, tag="role_is", kw_only=True, frozen=True):
    """A person's role in a room, or (``*``) on the server."""

    name: str
    role: str
    room: str
    rid: str = ""


class ModeIs(Answer, tag="mode_is", kw_only=True, frozen=True):
    """A room's mode: who may enter and write. `slow` is in seconds. `topics`: whether messages have topics
    of their own: off, optional or required. `most` people may be in it, 0 is any number; only moderators
    set the topic of a `locked` one; an `unlisted` one is in no list."""

    room: str
    rid: str = ""
    entry: str
    readonly: bool
    slow: float
    topics: str = "optional"
    most: int = 0
    locked: bool = False
    unlisted: bool = False
