"""Joins the same event of several people into one line: forty lines for each of forty people who
are added to a group would be sixteen hundred."""

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from chatservice.model.events import Added, Event
from chatservice.wire.codec import Codec

NAMED = 10  # people; the rest are counted


def pieces(codec: Codec, events: Sequence[Event], viewer: str) -> list[bytes]:
    """The bytes of each of `events`; of joined ones, the last carries all."""
    encode = codec.encode
    if not codec.joins or Added not in map(type, events):
        return [encode(event, viewer) for event in events]
    encoded: list[bytes] = []
    for together, run in groupby(events, _together):
        batch = list(run)
        if together is None or len(batch) == 1:
            encoded += [encode(event, viewer) for event in batch]
        else:
            encoded += [b""] * (len(batch) - 1)
            encoded.append(encode(_all_of(batch), viewer))
    return encoded


def _together(event: Event) -> tuple[str, str] | None:
    """The key of events that are joined; None: each alone. The creator of a group stands alone."""
    if isinstance(event, Added) and event.who != event.sender:
        return event.room, event.sender
    return None


def _all_of(events: Sequence[Event]) -> Event:
    added = [event for event in events if isinstance(event, Added)]
    who = [event.who for event in added[:NAMED]]
    more = len(added) - len(who)
    last = f"{more:,} more" if more else who.pop()
    return replace(added[-1], who=f"{', '.join(who)} and {last}")
