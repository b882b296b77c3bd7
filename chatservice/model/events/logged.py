"""All events of a room's log."""

from chatservice.model.events.code import RunEnded, RunStarted
from chatservice.model.events.documents import (
    DocumentClosed,
    DocumentEdited,
    DocumentMade,
    DocumentRenamed,
    DocumentRoleSet,
)
from chatservice.model.events.files import FileGone, FileShared
from chatservice.model.events.groups import Added, Removed
from chatservice.model.events.marks import PinSet, ReactionSet
from chatservice.model.events.messages import Blank, Deleted, Edited, Message
from chatservice.model.events.polls import PollAsked, PollClosed
from chatservice.model.events.roles import ModeSet, RoleSet
from chatservice.model.events.rooms import RoomRenamed, TopicSet

LoggedEvent = (
    Message
    | TopicSet
    | RoomRenamed
    | Added
    | Removed
    | RoleSet
    | ModeSet
    | FileShared
    | FileGone
    | RunStarted
    | RunEnded
    | DocumentMade
    | DocumentClosed
    | DocumentEdited
    | DocumentRenamed
    | DocumentRoleSet
    | ReactionSet
    | PinSet
    | PollAsked
    | PollClosed
    | Edited
    | Deleted
    | Blank
)
