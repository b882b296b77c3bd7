"""Rooms that cannot be entered, created or spoken in."""

from chatservice.errors.base import Fault


class NoSuchRoom(Fault, status=404):
    """There is no such room, or the sender may not see it."""

    room: str


class NotInRoom(Fault, status=403):
    """The command needs you to be in the room."""

    room: str


class RoomNameTaken(Fault, status=409):
    """There is already a room or group with that name."""

    room: str


class NothingNew(Fault, status=404):
    """In no other of your rooms was anything said since you last talked there."""


class RoomNameAlike(RoomNameTaken, status=409):
    """The name looks like that of another room or group."""


class NeedsInvitation(Fault, status=403):
    """The room is by invitation only."""

    room: str


class RoomFull(Fault, status=403):
    """As many people are in the room as its mode allows."""

    room: str


class NeedsAccount(Fault, status=403):
    """Only people with an account enter the room and speak in it."""

    room: str


class NeedsPassword(Fault, status=403):
    """The room's password is missing or wrong."""

    room: str


class Muted(Fault, status=403):
    """The sender may read there, but not speak."""

    room: str


class ReadOnly(Fault, status=403):
    """Only the moderators of that room speak in it."""

    room: str


class TopicsOff(Fault, status=403):
    """Messages have no topics in that room."""

    room: str


class TopicRequired(Fault, status=403):
    """A message in that room needs a topic, unless it is a reply."""

    room: str


class AlreadyMember(Fault, status=409):
    """The person is already a member of the group."""

    room: str
    name: str


class NotAGroup(Fault, status=409):
    """The room is not a group, so it has no members to invite."""

    room: str


class NotPrivate(Fault, status=409):
    """Nobody can see who has read a public room."""

    room: str


class DirectConversation(Fault, status=409):
    """A conversation of two has no topic, roles, moderators or webhooks, and cannot be deleted."""

    room: str


class TooMany(Fault, status=409):
    """A cap is reached. `what` names the things, `limit` how many are allowed."""

    what: str
    limit: int
