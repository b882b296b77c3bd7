"""The rate limits on password attempts.

Each attempt is counted for the address, for the name from that address, and for the name from
everywhere. The last of these limits an attacker with several addresses, but could lock out the
owner of the name. So it does not apply to an address from which the password was recently right; and
first attempts from an address are counted separately from later ones, so that an attacker's few
addresses do not use them up for an owner at a new place.
"""

from chatservice.core.meters import Meter, MeterTable, RateLimits, address_key, refund, refuse_full, spend
from chatservice.core.ports import Clock
from chatservice.model import names

KNOWN_FOR = 30 * 86_400.0  # seconds for which an address is known after a right password


class Guess:
    """An attempt under way: it counts, unless the password is right."""

    def __init__(self, guesses: "Guesses", meters: tuple[Meter, ...], whose: int) -> None:
        self._guesses = guesses
        self._meters = meters
        self._whose = whose

    def right(self) -> None:
        """The password was right: the attempt does not count, and its address is known from now on."""
        self.undone()
        self._guesses.know(self._whose)

    def undone(self) -> None:
        """The attempt was not checked: it does not count."""
        refund(self._meters)


class Guesses:
    """Remembers at most `limit` addresses, the most recent right ones."""

    def __init__(self, kind: RateLimits, meters: MeterTable, clock: Clock, limit: int) -> None:
        self._kind = kind
        self._table = meters
        self._clock = clock
        self._most = limit
        self._known: dict[int, float] = {}  # hash of name and address: until when

    def begin(self, address: str, name: str) -> Guess:
        """Count an attempt for `name`. Raises SlowDown, before any work is spent on it."""
        kind, place, now = self._kind, address_key(address), self._clock.monotonic()
        folded = names.fold(name)
        meters: tuple[Meter, ...] = ()
        if place:
            meters = (self._table.meter((kind.setting, "", place), kind.address),)
            refuse_full(meters, now)  # no more meters are made then, for any number of names
        by_place = self._table.meter((kind.setting, folded, place), kind.session)
        meters = (by_place, *meters)
        whose = hash((folded, place))
        if self._known.get(whose, now) <= now:
            first = by_place.empty_at <= now
            meters = (*meters, self._table.meter((kind.setting, folded, first), kind.account))
        spend(meters, now)
        return Guess(self, meters, whose)

    def know(self, whose: int) -> None:
        self._known.pop(whose, None)
        while len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[whose] = self._clock.monotonic() + KNOWN_FOR
