"""Private groups: only their members see them."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Group(Command, tag="group", kw_only=True, frozen=True):
    """Create a private group and invite people into it.

    It becomes your current room. Without a `name` it is called ``room_1``, ``room_2`` and so on. An
    unknown member is an error; with `skip_unknown`, as typed, the group is created without
    them, and one error per person names them.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    members: Annotated[list[str], arguments.Names("PERSON,PERSON")] = []
    skip_unknown: Annotated[bool, arguments.Always("", True)] = False


class Invite(Command, tag="invite", kw_only=True, frozen=True):
    """Add someone to a group."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
