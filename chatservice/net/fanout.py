"""Sends a batch of a room's events to the sockets of all readers of a dialect.

Each event is encoded once per variant, the pieces are joined once, and every reader gets the
same bytes in one write. Only the senders of a line, in a dialect that does not echo, get the
same pieces joined separately.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from chatservice.core.ports import Batch, Subscriber
from chatservice.model.events import Logged
from chatservice.net.counters import Counters
from chatservice.net.parcel import Parcel
from chatservice.wire import together
from chatservice.wire.codec import Codec


class Eager(Subscriber, Protocol):
    """A connection that takes bytes at once while it can."""

    send_now: Callable[[bytes], int]

    def push(self, parcel: Parcel, taken: int = 0) -> None: ...


def send_in_python(
    outlets: Collection[Eager], data: bytes, except_: Collection[Eager]
) -> list[tuple[Eager, int]]:
    """Send `data` to the sockets of `outlets`, but for those in `except_`. Returns those that did not take
    all of it, and how many bytes they took."""
    rest, size = [], len(data)
    for outlet in outlets:
        if except_ and outlet in except_:
            continue
        try:
            sent = outlet.send_now(data)
        except OSError:  # full or broken: the transport's own write finds out which
            sent = 0
        if sent != size:
            rest.append((outlet, sent))
    return rest


try:  # the same in C (fan.c), where a compiler was there
    from chatservice.net._fan import send_to_all
except ImportError:
    send_to_all = send_in_python


VIEWS = 256  # codecs that readers are grouped by: people see a terminal as they like it


class CodecVariant:
    """A variant: a codec, and the person it is for, if their view differs."""

    def __init__(self, codec: Codec, viewer: str, tally: Counters) -> None:
        self.codec = codec
        self.lists = codec.lists
        self.viewer = viewer
        self._tally = tally

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """Those behind a codec of the wire are connections, which are `Eager`."""
        codec, viewer, events = self.codec, self.viewer, batch.events
        encode_all = codec.encode_all
        self._tally.deliveries += len(events) * len(outlets)
        if encode_all is not None:
            parcel = Parcel(encode_all(events), batch.room, batch.first, (), events, codec)
        else:
            pieces = together.pieces(codec, events, viewer)
            parcel = Parcel(b"".join(pieces), batch.room, batch.first, pieces, events)
        if not parcel.data:
            return  # this dialect has no words for any of it
        if codec.echo or (viewer and isinstance(events[0], Logged)):
            send(parcel, outlets)
        else:
            self._send_but_own(parcel, batch, outlets)

    def _send_but_own(self, parcel: Parcel, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """Each gets what others wrote; in a direct conversation one's own lines, too."""
        writers = {o for o in batch.origins if o is not None and o in outlets}
        send(parcel, outlets, writers)
        for writer in writers:
            writer.push(parcel.without(_of(writer, batch, bool(self.viewer))))  # type: ignore[attr-defined]


def send(parcel: Parcel, outlets: Collection[Subscriber], but: Collection[Subscriber] = ()) -> None:
    """Send `parcel` to `outlets`, except those in `but`; all of them are connections, which are `Eager`."""
    for outlet, sent in send_to_all(outlets, parcel.data, but):
        outlet.push(parcel, sent)


def _of(writer: Subscriber, batch: Batch, passing: bool) -> set[int]:
    """The places in the batch of what `writer` sent, or only of its passing events."""
    return {
        place
        for place, (origin, event) in enumerate(zip(batch.origins, batch.events, strict=True))
        if origin is writer and not (passing and isinstance(event, Logged))
    }


class Variants:
    """The variants in use; equal ones are the same object, so readers can be grouped by it."""

    def __init__(self, tally: Counters) -> None:
        self._tally = tally
        self._plain: dict[Codec, CodecVariant] = {}

    def get(self, codec: Codec, viewer: str) -> CodecVariant:
        if viewer and codec.by_viewer:
            # A direct conversation has two members with different views: nothing to share.
            return CodecVariant(codec, viewer, self._tally)
        variant = self._plain.get(codec)
        if variant is None:
            if len(self._plain) >= VIEWS:
                self._plain.clear()  # readers who are there keep theirs
            variant = self._plain[codec] = CodecVariant(codec, "", self._tally)
        return variant
