"""Rooms: entering, leaving, what they are about, who is in them."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer, Logged, Passing
from chatservice.model.events.people import PersonChanged


class TopicSet(Logged, tag="topic", kw_only=True, frozen=True):
    """The room has a new topic; an empty `text` clears it."""

    text: str


class RoomRenamed(Logged, tag="room_renamed", kw_only=True, frozen=True):
    """The room was called `was`, and is called `name` from here on; `reason` says why, if anything does. Its
    `rid` stays the same."""

    was: str
    name: str
    reason: str = ""


class TalkIs(Answer, tag="talk", kw_only=True, frozen=True):
    """The room in which you talk. `new` lines, which follow as a page, were said since you last did."""

    room: str
    rid: str = ""
    new: int = 0


class Came(Passing, tag="came", kw_only=True, frozen=True):
    """The people in `who` entered, and `more` others who are counted but not named."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class Went(Passing, tag="went", kw_only=True, frozen=True):
    """The people in `who` left, and `more` others who are counted but not named."""

    room: str
    rid: str = ""
    who: list[str]
    more: int = 0


class RoomInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A room in a list. `here` counts the people in it now, `unread` the lines of others since you
    were last there, up to a limit, and `mentions` those of them that mention you; `read` is the last
    seq that you have read, `head` the room's last one if you may read there. `level` is what it
    notifies you of. A conversation has `ended` when the other person is gone for good. `created` and
    `topic_at`, when its topic was set, are seconds since 1970, 0 if unknown."""

    room: str
    rid: str = ""
    kind: str
    topic: str = ""
    here: int = 0
    head: int = 0
    joined: bool = False
    entry: str = "open"
    unread: int = 0
    mentions: int = 0
    read: int | None = None
    level: str = "all"
    ended: bool = False
    created: float = 0
    topic_at: float = 0


class Joined(Answer, tag="joined", kw_only=True, frozen=True):
    """You are in a room. Lines up to `head` may follow, then live events.

    `here` counts the people in the room; `members` names them up to a limit. `topic_by` set the topic at
    `topic_at` (seconds since 1970, 0 if unknown).
    """

    room: str
    rid: str = ""
    kind: str
    head: int
    first: int
    epoch: str
    topic: str = ""
    topic_by: str = ""
    topic_at: float = 0
    here: int = 0
    members: list[str] = []


class Reload(Answer, tag="reload", kw_only=True, frozen=True):
    """The cursor does not match this log (it is too old, or from another epoch): the last lines follow."""

    says: ClassVar[str] = "Too much happened in {room} since then. Its last lines:"
    room: str
    rid: str = ""
    head: int
    first: int
    epoch: str


class Left(Answer, tag="left", kw_only=True, frozen=True):
    """You are no longer in `room`; `current` is the room that you now speak in. A group that you left can
    be joined again without an invitation for `back` seconds."""

    room: str
    rid: str = ""
    current: str = ""
    back: float = 0


class RoomMade(Answer, tag="room_made", kw_only=True, frozen=True):
    """The room was created; you have not entered it. `number` is a second name for it."""

    says: ClassVar[str] = "The room {room} is made, number {number}. /open_chatroom {number} enters it."
    room: str
    rid: str = ""
    number: int


class ChatroomDeleted(Answer, tag="chatroom_deleted", kw_only=True, frozen=True):
    """The room was deleted at your request."""

    says: ClassVar[str] = "{room} is deleted, with everything said in it."
    room: str
    rid: str = ""


class RoomDeleted(Answer, tag="room_deleted", kw_only=True, frozen=True):
    """A room that you were in was deleted, with its history; `current` is the room that you now
    speak in. If it is empty, you enter the lobby next."""

    room: str
    rid: str = ""
    current: str = ""


class People(Answer, tag="people", kw_only=True, frozen=True):
    """Who is in a room; `room` is ``*`` for everyone online. `here` counts all of them.

    `bots` is for moderators of the server: which members are bots, and their owners. `states` has those
    who are away or show words next to their name.
    """

    room: str
    rid: str = ""
    members: list[str]
    here: int
    bots: dict[str, str] = {}
    states: list[PersonChanged] = []


class SeenIs(Answer, tag="seen", kw_only=True, frozen=True):
    """When `name` was last online, in seconds since 1970; null while online."""

    says: ClassVar[str] = "{name}: last here {at}."
    name: str
    at: float | None


class RoomList(Answer, tag="rooms", kw_only=True, frozen=True):
    """The rooms that you may enter, and the private ones that you are in; or conversations that
    have `ended`. `more` others are not listed. In a list by name they follow, and `next` is the name
    after which the next page begins. A direct conversation in which nothing was said yet is listed for
    the person who began it.
    """

    rooms: list[RoomInfo]
    ended: bool = False
    more: int = 0
    next: str = ""


class TopicIs(Answer, tag="topic_is", kw_only=True, frozen=True):
    """The topic of a room, on request or just set; empty when it has none. `by` set it at `at` (seconds
    since 1970, 0 if unknown)."""

    room: str
    rid: str = ""
    text: str
    by: str = ""
    at: float = 0
