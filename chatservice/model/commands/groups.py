"""Groups, which only their members see."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Group(Command, tag="group", kw_only=True, frozen=True):
    """Make a private group and invite people into it.

    One talks in it from then on. Without a `name` it is called ``room_1``, ``room_2`` and so on. A
    member who is not found is an error; with `skip_unknown`, as typed, the group is made without
    them, and an error names each.
    """

    name: Annotated[str, arguments.Word("NAME", must=True)] = ""
    members: Annotated[list[str], arguments.Names("PERSON,PERSON")] = []
    skip_unknown: Annotated[bool, arguments.Always("", True)] = False


class Invite(Command, tag="invite", kw_only=True, frozen=True):
    """Bring somebody into a group."""

    name: Annotated[str, arguments.Word("NAME")]
    room: Annotated[str, arguments.Rest("ROOM")] = ""
