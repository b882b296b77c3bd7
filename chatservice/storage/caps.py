"""The caps, and whose share of them is used up. Pure: drivers ask here.

A cap that all share is a switch for anyone who can fill it. So each cap has a share for each
person, room or address, and what the operator does is never counted.
"""

from typing import NamedTuple

from chatservice.errors import TooMany
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, Sanction
from chatservice.settings.schema import Settings


class SanctionCounts(NamedTuple):
    """The number of sanctions: `own` by people with a role on the server; and by others in all
    `rooms`, in the sanction's `room`, and by the same `person`."""

    own: int
    rooms: int
    room: int
    person: int


def refuse_sanction(settings: Settings, sanction: Sanction, counts: SanctionCounts) -> None:
    """Raise TooMany if `sanction` would exceed a cap."""
    if sanction.own:
        if sanction.by_id is not None and counts.own >= settings.max_sanctions:
            raise TooMany("bans and mutes", settings.max_sanctions)
        return
    if sanction.room == EVERYWHERE:
        raise AssertionError("a sanction on the server is its own")
    if counts.room >= settings.sanctions_by_room:
        raise TooMany("bans and mutes in one room", settings.sanctions_by_room)
    if counts.person >= settings.sanctions_by_user:
        raise TooMany("bans and mutes by one person", settings.sanctions_by_user)


def gives_way(settings: Settings, counts: SanctionCounts, fullest: int) -> bool:
    """Whether the oldest sanction of the room with the most (`fullest`) is dropped for one in another room.
    Raise TooMany if the caps are full and this room has the most."""
    if counts.rooms < settings.max_sanctions:
        return False
    if fullest <= counts.room:
        raise TooMany("bans and mutes", settings.max_sanctions)
    return True


class RoomCounts(NamedTuple):
    """The number of rooms and groups: altogether, made by one person, made from one address."""

    altogether: int
    person: int
    address: int


def refuse_room(settings: Settings, creator: int, counts: RoomCounts) -> None:
    """Raise TooMany if `creator` (0: the operator) may not make another."""
    if creator == OPERATOR.id:
        return
    if settings.rooms_by_user is not None and counts.person >= settings.rooms_by_user:
        raise TooMany("rooms made by one person", settings.rooms_by_user)
    if settings.rooms_by_address is not None and counts.address >= settings.rooms_by_address:
        raise TooMany("rooms made from one address", settings.rooms_by_address)
    if counts.altogether >= settings.max_rooms:
        raise TooMany("rooms", settings.max_rooms)


class ReportCounts(NamedTuple):
    """The number of reports: altogether, by one person, from one address."""

    altogether: int
    person: int
    address: int


def refuse_report(settings: Settings, counts: ReportCounts) -> None:
    """Raise TooMany if another report would exceed a cap."""
    if counts.person >= settings.reports_by_user:
        raise TooMany("open reports by one person", settings.reports_by_user)
    if counts.address >= settings.reports_by_address:
        raise TooMany("open reports from one address", settings.reports_by_address)
    if counts.altogether >= settings.max_reports:
        raise TooMany("open reports", settings.max_reports)
