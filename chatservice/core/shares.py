"""Shares of a common cap: a cap that one client could fill alone would be a switch that denies it to
everyone.

No address holds more than half, and the last quarter is reserved for addresses that hold none: so a
few large holders leave something for the next client. Holders are addresses, since names are free;
clients at a unix socket have none, and its file says who may use it.
"""

from chatservice.core.meters import address_key
from chatservice.errors import Busy

EACH = 2  # the part of the cap that one address may hold
SPARE = 4  # the part reserved for addresses that hold none


class Shares:
    def __init__(self) -> None:
        self.used = 0
        self._by: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._by)

    def take(self, address: str, amount: int, limit: int) -> None:
        """Take `amount` for `address`, of a cap of `limit`. Raises Busy."""
        if not (self.fits(amount, limit) and self.may_have(address, amount, limit)):
            raise Busy
        place = _place(address)
        self.used += amount
        self._by[place] = self._by.get(place, 0) + amount

    def fits(self, amount: int, limit: int) -> bool:
        """Whether that much is left at all."""
        return self.used + amount <= limit

    def may_have(self, address: str, amount: int, limit: int) -> bool:
        """Whether that much more is within the share of `address`."""
        own = self._by.get(_place(address), 0)
        if not own or not address:
            return True
        return own + amount <= limit // EACH and self.used + amount <= limit - limit // SPARE

    def release(self, address: str, amount: int) -> None:
        if not amount:
            return
        place = _place(address)
        self.used -= amount
        self._by[place] -= amount
        if not self._by[place]:
            del self._by[place]


def _place(address: str) -> str:
    return address_key(address) if address else ""
