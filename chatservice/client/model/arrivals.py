"""What a desktop notification says of lines that came while the user looked elsewhere: who, and where. Pure.

Names alone, never what was said: others may see the screen. And only names that the rules allow, since a
server may send anything.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from chatservice.client.words import _, n_
from chatservice.errors import Fault
from chatservice.model import names

NAMED = 3


class Arrival(NamedTuple):
    """A line by `who`, in the room `where`; empty if it is for the user alone."""

    key: str
    who: str
    where: str


class ArrivalWords(NamedTuple):
    title: str
    text: str


def words_of(arrivals: Sequence[Arrival]) -> ArrivalWords:
    """The words for one or more of them."""
    places = list(dict.fromkeys(place for each in arrivals if (place := _place(each))))
    if len(places) > NAMED:
        rest = n_("{count} more", "{count} more", len(places) - NAMED)
        places = [*places[:NAMED], rest]
    is_private = all(not each.where for each in arrivals)
    if len(arrivals) > 1:
        text = n_("{count} message for you", "{count} messages for you", len(arrivals))
    else:
        text = _("A private message for you") if is_private else _("A message for you")
    return ArrivalWords(", ".join(places) or "chatservice", text)


def _place(arrival: Arrival) -> str:
    who, where = _safe(names.person, arrival.who), _safe(names.room, arrival.where)
    if who and where:
        return _("{name} in {room}").format(name=who, room=where)
    return who or where


def _safe(check: Callable[[str], str], name: str) -> str:
    """`name`, if it is one; else nothing."""
    try:
        return check(name) if name else ""
    except Fault:
        return ""
