"""How often passwords may be tried.

Each try is counted for the address, for the name from that address, and for the name from
everywhere. The last of them is what a guesser with several addresses meets, and what could
keep the owner of the name out. So an address from which the password was lately right does
not ask it; and first tries from an address are counted apart from those that follow, so that
the few addresses of a guesser do not take them from an owner who is somewhere new.
"""

from chatservice.core.meters import Meter, MeterTable, RateLimits, address_key, give_back, refuse_full, spend
from chatservice.core.ports import Clock
from chatservice.model import names

KNOWN = 30 * 86_400.0  # seconds for which an address is known after a right password


class Guess:
    """A password that is being tried: it counts, unless it turns out to be right."""

    def __init__(self, guesses: "Guesses", meters: tuple[Meter, ...], whose: int) -> None:
        self._guesses = guesses
        self._meters = meters
        self._whose = whose

    def right(self) -> None:
        """It does not count, and its address is known from now on."""
        self.undone()
        self._guesses.know(self._whose)

    def undone(self) -> None:
        """It was not looked at after all."""
        give_back(self._meters)


class Guesses:
    """`most` addresses are known, those that were right last."""

    def __init__(self, kind: RateLimits, meters: MeterTable, clock: Clock, most: int) -> None:
        self._kind = kind
        self._table = meters
        self._clock = clock
        self._most = most
        self._known: dict[int, float] = {}  # hash of name and address: until when

    def begin(self, address: str, name: str) -> Guess:
        """A password is tried for `name`. Raises SlowDown, before anything is spent on it."""
        kind, place, now = self._kind, address_key(address), self._clock.monotonic()
        folded = names.fold(name)
        meters: tuple[Meter, ...] = ()
        if place:
            meters = (self._table.meter((kind.setting, "", place), kind.address),)
            refuse_full(meters, now)  # it makes no further meters then, of however many names
        here = self._table.meter((kind.setting, folded, place), kind.session)
        meters = (here, *meters)
        whose = hash((folded, place))
        if self._known.get(whose, now) <= now:
            first = here.empty_at <= now
            meters = (*meters, self._table.meter((kind.setting, folded, first), kind.account))
        spend(meters, now)
        return Guess(self, meters, whose)

    def know(self, whose: int) -> None:
        self._known.pop(whose, None)
        while len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[whose] = self._clock.monotonic() + KNOWN
