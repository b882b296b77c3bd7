"""How much there may be, and whose share is used up. Pure: drivers ask here.

A cap for all would be a switch in the hand of anybody who can fill it. So each has a share for
each person, room or address, and what the operator does is never counted.
"""

from typing import NamedTuple

from chatservice.errors import TooMany
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, Sanction
from chatservice.settings.schema import Settings


class SanctionCounts(NamedTuple):
    """How many sanctions there are: by people with a role on the server; and by others, in all
    rooms, in the room that it is about, by the person who asks."""

    own: int
    rooms: int
    room: int
    person: int


def refuse_sanction(settings: Settings, one: Sanction, there: SanctionCounts) -> None:
    """TooMany when `one` may not be added to those that are `there`."""
    if one.own:
        if one.by_id is not None and there.own >= settings.max_sanctions:
            raise TooMany("bans and mutes", settings.max_sanctions)
        return
    if one.room == EVERYWHERE:
        raise AssertionError("a sanction on the server is its own")
    if there.room >= settings.sanctions_by_room:
        raise TooMany("bans and mutes in one room", settings.sanctions_by_room)
    if there.person >= settings.sanctions_by_user:
        raise TooMany("bans and mutes by one person", settings.sanctions_by_user)


def gives_way(settings: Settings, there: SanctionCounts, fullest: int) -> bool:
    """Whether the oldest of the room with the most (`fullest`) makes room for one in another.
    TooMany when there is no room, and this one has the most."""
    if there.rooms < settings.max_sanctions:
        return False
    if fullest <= there.room:
        raise TooMany("bans and mutes", settings.max_sanctions)
    return True


class RoomCounts(NamedTuple):
    """How many rooms and groups there are: altogether, made by one person, from one address."""

    altogether: int
    person: int
    address: int


def refuse_room(settings: Settings, creator: int, there: RoomCounts) -> None:
    """TooMany when `creator` (0: the operator) may not make one more."""
    if creator == OPERATOR.id:
        return
    if settings.rooms_by_user is not None and there.person >= settings.rooms_by_user:
        raise TooMany("rooms made by one person", settings.rooms_by_user)
    if settings.rooms_by_address is not None and there.address >= settings.rooms_by_address:
        raise TooMany("rooms made from one address", settings.rooms_by_address)
    if there.altogether >= settings.max_rooms:
        raise TooMany("rooms", settings.max_rooms)


class ReportCounts(NamedTuple):
    """How many reports there are: altogether, by one person, from one address."""

    altogether: int
    person: int
    address: int


def refuse_report(settings: Settings, there: ReportCounts) -> None:
    """TooMany when there may not be one more."""
    if there.person >= settings.reports_by_user:
        raise TooMany("open reports by one person", settings.reports_by_user)
    if there.address >= settings.reports_by_address:
        raise TooMany("open reports from one address", settings.reports_by_address)
    if there.altogether >= settings.max_reports:
        raise TooMany("open reports", settings.max_reports)
