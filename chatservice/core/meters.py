"""Meters: how a rate is counted, and what it costs to ask: next to nothing.

The rule is GCRA, the generic cell rate algorithm of ITU-T I.371 in its form with a virtual
clock: a meter holds one number, the moment at which it will be empty again. What is refused
costs nothing on any meter, so that trying again does not make the wait longer.
"""

import ipaddress
import math
from collections import deque
from collections.abc import Hashable, Iterable
from functools import lru_cache

from chatservice.errors import SlowDown
from chatservice.settings.schema import Rate, Settings

SLACK = 1e-6  # seconds: what a clock's float rounds away
LOOKED_AT = 16  # meters, to find one that can go
CROWD = 64  # bits of an IPv6 address that one customer is given (RFC 6177)


class RateLimit:
    """A rate as a meter uses it: seconds from one to the next, and how far ahead one may be."""

    __slots__ = ("ahead", "every")

    def __init__(self, rate: Rate | None, times: int | None = 1) -> None:
        self.every = self.ahead = 0.0
        self.change(rate, times)

    def change(self, rate: Rate | None, times: int | None = 1, slower: float = 1.0) -> None:
        """None is no limit; `slower` is how many times longer everything takes."""
        if rate is None or times is None:
            self.every = self.ahead = 0.0
        else:
            self.every = rate.every * slower / times
            self.ahead = self.every * (rate.burst * times - 1) + SLACK


class Meter:
    __slots__ = ("empty_at", "pace")

    def __init__(self, pace: RateLimit) -> None:
        self.pace = pace
        self.empty_at = 0.0


def spend(meters: Iterable[Meter], now: float) -> None:
    """One more on each of them, or SlowDown and nothing on any."""
    refuse_full(meters, now)
    for meter in meters:
        empty_at = meter.empty_at
        meter.empty_at = (empty_at if empty_at > now else now) + meter.pace.every


def refuse_full(meters: Iterable[Meter], now: float) -> None:
    """SlowDown when one more would be too many for one of them."""
    for meter in meters:
        if meter.empty_at - now > meter.pace.ahead:
            _refuse(meters, now)
            break


def _refuse(meters: Iterable[Meter], now: float) -> None:
    """Raise SlowDown, unless it only seemed so."""
    wait = 0.0
    for meter in meters:
        pace = meter.pace
        # None is ever further ahead, unless the rate was raised.
        meter.empty_at = min(meter.empty_at, now + pace.ahead + pace.every)
        wait = max(wait, meter.empty_at - pace.ahead - now)
    if wait > 0:
        # In tenths, rounded up: who waits so long is not refused again.
        raise SlowDown(math.ceil(wait * 10) / 10)


def give_back(meters: Iterable[Meter]) -> None:
    for meter in meters:
        meter.empty_at -= meter.pace.every


@lru_cache(maxsize=4096)
def address_key(address: str) -> str:
    """Who counts as one address: an IPv4 address, or the network of one IPv6 customer."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((int(ip) >> CROWD << CROWD, CROWD)).network_address) + f"/{CROWD}"
    return str(ip)


class MeterTable:
    """Meters by what they are for, never more than `most`.

    They are found by the hash of that, so that a long name takes no memory; Python keys its
    hashes anew at each start, so nobody can choose two that share a meter.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._meters: dict[int, Meter] = {}
        self._order: deque[int] = deque()

    def __len__(self) -> int:
        return len(self._meters)

    def meter(self, key: Hashable, pace: RateLimit) -> Meter:
        hashed = hash(key)
        meter = self._meters.get(hashed)
        if meter is None:
            if len(self._meters) >= self._most:
                self._make_room()
            meter = self._meters[hashed] = Meter(pace)
            self._order.append(hashed)
        return meter

    def _make_room(self) -> None:
        """Of a few, the one goes that is empty first, so that many new ones cannot wash out a full
        one. Those that stay come up again after all others."""
        order, meters = self._order, self._meters
        few = [order.popleft() for _ in range(min(LOOKED_AT, len(order)))]
        first = min(few, key=lambda hashed: meters[hashed].empty_at)
        del meters[first]
        order.extend(hashed for hashed in few if hashed != first)


class RateLimits:
    """One thing that is metered: its setting's name, and its three paces."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        self.session, self.account, self.address = RateLimit(None), RateLimit(None), RateLimit(None)

    def change(self, settings: Settings, slower: float) -> None:
        rate = getattr(settings, self.setting)
        self.session.change(rate, 1, slower)
        self.account.change(rate, settings.rate_account, slower)
        self.address.change(rate, settings.rate_address, slower)
