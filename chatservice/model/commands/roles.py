"""Roles of people, and modes of rooms."""

from typing import Annotated

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Role(Command, tag="role", kw_only=True, frozen=True):
    """Make a person owner, moderator, voice, member or muted in a room.

    Who has a voice speaks in a read-only room too, and does not wait in a slow one. With the room
    ``*`` it is their role on the server: owner, admin, moderator or user.
    """

    name: Annotated[str, arguments.Word("NAME")]
    role: Annotated[str, arguments.Word("ROLE")]
    room: Annotated[str, arguments.Rest("ROOM or *")] = ""


class Mode(Command, tag="mode", kw_only=True, frozen=True):
    """Show or set the mode of a room.

    `entry` is who may enter: ``open``, ``registered`` (guests may not speak either, unless they have a
    part in the room), ``invite`` (by invitation) or ``password`` (with the `password` given here). In a
    `readonly` room only moderators and those with a voice speak. `slow` is how many seconds others
    have to wait between two lines. With `topics`, messages may have a topic of their own
    (``optional``), must have one unless they are replies (``required``), or have none (``off``). At `most`
    so many people enter, besides those with a part in the room (0: any number). Only moderators set the
    topic of a `locked` room; an `unlisted` one is left out of the list of rooms.
    """

    entry: Annotated[
        str | None,
        arguments.OneOf(
            "open | registered | invite | password WORD",
            ("open", "registered", "invite", "password"),
            (("password", "password"),),
        ),
    ] = None
    password: str = ""
    readonly: Annotated[bool | None, arguments.Keyed("on|off", "readonly", "switch")] = None
    slow: Annotated[float | None, arguments.Keyed("SECONDS", "slow", "seconds")] = None
    topics: Annotated[str | None, arguments.Keyed("off|optional|required", "topics", "word")] = None
    most: Annotated[int | None, arguments.Keyed("N", "most", "number")] = None
    locked: Annotated[bool | None, arguments.Keyed("on|off", "locked", "switch")] = None
    unlisted: Annotated[bool | None, arguments.Keyed("on|off", "unlisted", "switch")] = None
    room: Annotated[str, arguments.IN_ROOM] = ""
