"""Shares of what there is for all together: a cap that one client could fill alone would be a
switch that takes it from everyone.

No address holds more than half of it, and the last quarter is reserved for those that hold none:
so a few that hold much leave something for the next one.
Holders are addresses, since names are free; what comes through a unix socket has none, and
its file says who may use it.
"""

from chatservice.core.meters import address_key
from chatservice.errors import Busy

EACH = 2  # the part of all that one address may hold
SPARE = 4  # the part that is kept for those who hold none


class Shares:
    def __init__(self) -> None:
        self.used = 0
        self._by: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._by)

    def take(self, address: str, amount: int, most: int) -> None:
        """`amount` more for `address`, of `most` that there is. Raises Busy."""
        if not (self.fits(amount, most) and self.may_have(address, amount, most)):
            raise Busy
        place = _place(address)
        self.used += amount
        self._by[place] = self._by.get(place, 0) + amount

    def fits(self, amount: int, most: int) -> bool:
        """Whether so much is left at all."""
        return self.used + amount <= most

    def may_have(self, address: str, amount: int, most: int) -> bool:
        """Whether so much more is within the share of `address`."""
        own = self._by.get(_place(address), 0)
        if not own or not address:
            return True
        return own + amount <= most // EACH and self.used + amount <= most - most // SPARE

    def give_back(self, address: str, amount: int) -> None:
        if not amount:
            return
        place = _place(address)
        self.used -= amount
        self._by[place] -= amount
        if not self._by[place]:
            del self._by[place]


def _place(address: str) -> str:
    return address_key(address) if address else ""
