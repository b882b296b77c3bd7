"""What happens to several people at once, told in one line: to forty people, a line for each of
forty who are added to a group would be sixteen hundred."""

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace

from chatservice.model.events import Added, Event
from chatservice.wire.codec import Codec

NAMED = 10  # people; the rest are counted


def pieces(codec: Codec, events: Sequence[Event], viewer: str) -> list[bytes]:
    """The bytes of each of `events`; of some that are told together, all are those of the last."""
    encode = codec.encode
    if not codec.joins or not any(type(event) is Added for event in events):
        return [encode(event, viewer) for event in events]
    told: list[bytes] = []
    for together, run in groupby(events, _together):
        some = list(run)
        if together is None or len(some) == 1:
            told += [encode(event, viewer) for event in some]
        else:
            told += [b""] * (len(some) - 1)
            told.append(encode(_all_of(some), viewer))
    return told


def _together(event: Event) -> tuple[str, str] | None:
    """Those with the same one are told together; None: each for itself. Who makes a group is added
    by themselves."""
    if isinstance(event, Added) and event.who != event.sender:
        return event.room, event.sender
    return None


def _all_of(events: Sequence[Event]) -> Event:
    added = [event for event in events if isinstance(event, Added)]
    who = [event.who for event in added[:NAMED]]
    more = len(added) - len(who)
    last = f"{more:,} more" if more else who.pop()
    return replace(added[-1], who=f"{', '.join(who)} and {last}")
