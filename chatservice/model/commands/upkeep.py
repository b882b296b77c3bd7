"""The operator's commands for the server, its rooms and its database."""

from typing import Annotated

from chatservice.model.arguments import ShellArg
from chatservice.model.commands.base import OperatorCommand


class Status(OperatorCommand, tag="status", frozen=True):
    """Show whether the server is running, and what it is doing."""


class SettingsList(OperatorCommand, tag="settings", kw_only=True, frozen=True):
    """List the settings in force that are not at their default, and where each is set.

    What was changed there since is listed too: a reload (SIGHUP) or a restart brings it into force.
    """

    all: Annotated[bool, ShellArg("those at their default too")] = False


class Stats(OperatorCommand, tag="stats", frozen=True):
    """Count what is stored: people, rooms, lines, bytes."""


class Sessions(OperatorCommand, tag="sessions", kw_only=True, frozen=True):
    """List who is connected now."""

    after: float | None = None


class RoomsList(OperatorCommand, tag="rooms_list", kw_only=True, frozen=True):
    """List all rooms and groups, with their numbers."""

    after: int = 0


class RoomShow(OperatorCommand, tag="room_show", kw_only=True, frozen=True):
    """Show a room or group by its name, number or id."""

    room: str


class RoomsDeleteEmpty(OperatorCommand, tag="rooms_delete_empty", frozen=True):
    """Delete all empty rooms without any messages, except those of the operator."""


class RoomRetention(OperatorCommand, tag="room_retention", kw_only=True, frozen=True):
    """Show how long lines are kept in a room, or set it.

    With `change` it is `seconds` from now on (null: as the setting says).
    """

    room: str
    change: bool = False
    seconds: float | None = None


class Checkup(OperatorCommand, tag="checkup", frozen=True):
    """Show the server's view of its own health."""


class Swap(OperatorCommand, tag="swap", kw_only=True, frozen=True):
    """Switch to the database in the data folder called `incoming`."""

    incoming: str


class BackUp(OperatorCommand, tag="back_up", frozen=True):
    """Back up the server now, as it does by itself, and verify the backup."""


class Usage(OperatorCommand, tag="usage", kw_only=True, frozen=True):
    """List how much the server was used, by day: the last `days`."""

    days: Annotated[int, ShellArg("how many of the last days")] = 30
