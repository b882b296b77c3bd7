"""Rooms that cannot be entered, made or spoken in."""

from chatservice.errors.base import Fault


class NoSuchRoom(Fault, status=404):
    """Also the answer for a room that the asker may not see."""

    room: str


class NotInRoom(Fault, status=403):
    """One has to be in the room for that."""

    room: str


class RoomNameTaken(Fault, status=409):
    """There is a room or group of that name."""

    room: str


class RoomNameAlike(RoomNameTaken, status=409):
    """The name looks like that of another room or group."""


class NeedsInvitation(Fault, status=403):
    """The room is for those who were invited into it."""

    room: str


class NeedsPassword(Fault, status=403):
    """The room has a password, and this was not it."""

    room: str


class Muted(Fault, status=403):
    """One may read there, and not speak."""

    room: str


class ReadOnly(Fault, status=403):
    """Only the moderators of that room speak in it."""

    room: str


class AlreadyMember(Fault, status=409):
    """They are a member of the group already."""

    room: str
    name: str


class NotAGroup(Fault, status=409):
    """Only a group has members that can be invited."""

    room: str


class DirectConversation(Fault, status=409):
    """A conversation of two has no topic, roles, moderators or webhooks, and cannot be deleted."""

    room: str


class TooMany(Fault, status=409):
    """A cap is reached. `what` names the things, `limit` how many are allowed."""

    what: str
    limit: int
