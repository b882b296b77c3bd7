"""The readers of a room, and the events that wait for delivery to them."""

from collections.abc import Callable

from chatservice.core.ignore_filter import IgnoreFilter
from chatservice.core.ports import Batch, Subscriber, Variant
from chatservice.model.events import Event, Logged


class Feed:
    """`readers` are outlets, grouped by variant. `came` and `went` are names that are announced
    together; `listing_due` is whether clients that do not count have to be sent the list of people."""

    def __init__(self) -> None:
        self.readers: dict[Variant, dict[Subscriber, None]] = {}
        self.came: dict[str, None] = {}
        self.went: dict[str, None] = {}
        self.notice_due = False
        self.listing_due = False
        self._ignoring = 0  # readers who ignore people
        self._events: list[Event] = []
        self._origins: list[Subscriber | None] = []
        self._actors: list[int] = []

    @property
    def size(self) -> int:
        """The number of outlets that read it."""
        return sum(map(len, self.readers.values()))

    def add(self, outlet: Subscriber, variant: Variant) -> None:
        self._ignoring += isinstance(variant, IgnoreFilter)
        self.readers.setdefault(variant, {})[outlet] = None

    def drop(self, outlet: Subscriber, variant: Variant) -> None:
        outlets = self.readers.get(variant)
        if outlets is not None:
            self._ignoring -= isinstance(variant, IgnoreFilter)
            outlets.pop(outlet, None)
            if not outlets:
                del self.readers[variant]

    def push(self, event: Event, origin: Subscriber | None, actor: int) -> None:
        """Queue `event` for the next flush; `origin` is the outlet of its sender, `actor` the person for
        ignore filters, 0 for none."""
        self._events.append(event)
        self._origins.append(origin)
        self._actors.append(actor)

    @property
    def has_lines(self) -> bool:
        """Whether a logged event waits."""
        return any(isinstance(event, Logged) for event in self._events)

    def flush(self, room: int, head: int) -> None:
        """Deliver what waits. `head` is the last seq of that room."""
        batch = self._batch(room, head)
        for variant, outlets in (self._readers_of(batch) if self._ignoring else self.readers).items():
            variant.fanout(batch, outlets)

    def _batch(self, room: int, head: int) -> Batch:
        events, origins, actors = self._events, self._origins, self._actors
        self._events, self._origins, self._actors = [], [], []
        for event in events:
            if isinstance(event, Logged):
                return Batch(room, event.seq, events, origins, actors)
        return Batch(room, head + 1, events, origins, actors)

    def _readers_of(self, batch: Batch) -> dict[Variant, dict[Subscriber, None]]:
        """The readers by variant; those whose ignored people are not in this batch use the common one."""
        grouped: dict[Variant, dict[Subscriber, None]] = {}
        for variant, outlets in self.readers.items():
            common = variant
            if isinstance(variant, IgnoreFilter) and variant.hears_all(batch):
                common = variant.inner
            grouped.setdefault(common, {}).update(outlets)
        return grouped

    def list(self, room: int, head: int, everyone: Callable[[], Event]) -> None:
        """Send the list of `everyone` online to clients that do not count comings and goings."""
        readers = [(variant, outlets) for variant, outlets in self.readers.items() if variant.lists]
        if readers:
            batch = Batch(room, head + 1, [everyone()], [None], [0])
            for variant, outlets in readers:
                variant.fanout(batch, outlets)

    # Comings and goings.

    def note_came(self, name: str) -> None:
        _note(name, self.went, self.came)

    def note_went(self, name: str) -> None:
        _note(name, self.came, self.went)


def _note(name: str, opposite: dict[str, None], noted: dict[str, None]) -> None:
    if name in opposite:
        del opposite[name]  # left and returned before it was announced
    else:
        noted[name] = None
