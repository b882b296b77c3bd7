"""The stream of one room over HTTP: text, JSON lines, or server-sent events.

It uses the usual codecs, without what only a conversation needs. Pages are taken apart, so
that missed and live lines look alike. A server-sent event (WHATWG HTML, 9.2) has the cursor
as its id, ``epoch:seq``: a browser sends the last one back when it reconnects.
"""

from collections.abc import Sequence

from chatservice.model.commands import Command
from chatservice.model.events import (
    Announcement,
    Bye,
    Error,
    Event,
    HistoryPage,
    Joined,
    Logged,
    Passing,
    Reload,
)
from chatservice.wire.codec import IDLE, Codec, CutFrame
from chatservice.wire.jsonlines import JSON
from chatservice.wire.text import TEXT

RETRY = 1000  # milliseconds after which a browser reconnects


class Followed:
    """`inner`, limited to what a follower gets: lines, presence, and how it ends."""

    echo = True
    acks = False
    joins = False
    lists = False
    encode_all = None
    patient = False
    events: tuple[type[Event], ...] = (Logged, Passing, Announcement, Reload, Error, Bye)

    def __init__(self, name: str, inner: Codec) -> None:
        self.name = name
        self.by_viewer = inner.by_viewer
        self._inner = inner

    def encode(self, event: Event, viewer: str) -> bytes:
        if isinstance(event, HistoryPage):
            return b"".join(self.encode_one(line, viewer) for line in event.lines)
        return self.encode_one(event, viewer) if isinstance(event, self.events) else b""

    def encode_one(self, event: Event, viewer: str) -> bytes:
        return self._inner.encode(event, viewer)

    def opening(self, epoch: str, since: int) -> bytes:
        """The first bytes, for a client that has read everything up to `since`."""
        return b""

    @property
    def beat(self) -> bytes:
        """Bytes that keep proxies from closing the connection of a silent room."""
        return b""


class FollowedJson(Followed):
    events = (*Followed.events, Joined)  # the first line names the room

    @property
    def beat(self) -> bytes:
        return b'{"event":"beat"}\n'


class FollowedEvents(Followed):
    def __init__(self, epoch: str, name: str = "events") -> None:
        """Without an `epoch` events have no cursor: those of several rooms."""
        super().__init__(name, JSON)
        self._epoch = epoch.encode()

    def encode_one(self, event: Event, viewer: str) -> bytes:
        data = b"data: %b\n" % self._inner.encode(event, viewer)
        tag = str(type(event).__struct_config__.tag)
        # A browser's `onmessage` gets messages; other events have their names.
        head = b"" if tag == "message" else b"event: %b\n" % tag.encode()
        if self._epoch and isinstance(event, Logged):
            head += b"id: %b:%d\n" % (self._epoch, event.seq)
        return head + data

    def opening(self, epoch: str, since: int) -> bytes:
        if not self._epoch:
            return b"retry: %d\n\n" % RETRY
        return b"retry: %d\nid: %b:%d\n\n" % (RETRY, epoch.encode(), since)

    @property
    def beat(self) -> bytes:
        return b":\n\n"


FOLLOWED_EVENTS_OF_SEVERAL = FollowedEvents("", "events_of_several")
FOLLOWED_TEXT = Followed("text", TEXT)
FOLLOWED_JSON = FollowedJson("json", JSON)


class FollowedDecoder:
    """A connection that only reads: anything it sends is ignored."""

    __slots__ = ("codec",)

    name = "http"
    paced = apart = False
    unfinished = False
    patience = IDLE
    joint = ""
    parse_all = None

    def __init__(self, codec: Codec) -> None:
        self.codec: Codec = codec

    def feed(self, data: bytes) -> Sequence[CutFrame]:
        return []

    def idle(self) -> Sequence[CutFrame]:
        return []

    def part(self, room: str) -> Sequence[CutFrame]:
        return []

    def end(self) -> Sequence[CutFrame]:
        return []

    def parse(self, frame: bytes, named: bool) -> Sequence[Command]:
        return []

    def close_after(self, event: Event) -> bool:
        return False

    def writes(self, data: bytes) -> Sequence[bytes]:
        return [data]
