"""Meters: how a rate is counted, at almost no cost.

The rule is GCRA, the generic cell rate algorithm of ITU-T I.371 in its form with a virtual
clock: a meter holds one number, the time at which it will be empty again. A refusal costs
nothing on any meter, so that trying again does not make the wait longer.
"""

import ipaddress
import math
from collections import deque
from collections.abc import Hashable, Iterable
from functools import lru_cache

from chatservice.errors import SlowDown
from chatservice.settings.schema import Rate, Settings

SLACK = 1e-6  # seconds: the rounding error of a clock's float
LOOKED_AT = 16  # meters looked at to find one to drop
CROWD = 64  # bits of an IPv6 address that identify one customer (RFC 6177)


class RateLimit:
    """A rate in a meter's terms: seconds between actions, and how far ahead the meter may be."""

    __slots__ = ("ahead", "every")

    def __init__(self, rate: Rate | None, times: int | None = 1) -> None:
        self.every = self.ahead = 0.0
        self.change(rate, times)

    def change(self, rate: Rate | None, times: int | None = 1, slower: float = 1.0) -> None:
        """None means no limit; `slower` is the factor by which everything is slower."""
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
    """Count one on each meter, or raise SlowDown and count none."""
    for meter in meters:
        if meter.empty_at - now > meter.pace.ahead:
            _refuse(meters, now)
            break
    for meter in meters:
        empty_at = meter.empty_at
        meter.empty_at = (empty_at if empty_at > now else now) + meter.pace.every


def refuse_full(meters: Iterable[Meter], now: float) -> None:
    """Raise SlowDown if one of them is full."""
    for meter in meters:
        if meter.empty_at - now > meter.pace.ahead:
            _refuse(meters, now)
            break


def _refuse(meters: Iterable[Meter], now: float) -> None:
    """Raise SlowDown, unless the meters are not really full."""
    wait = 0.0
    for meter in meters:
        pace = meter.pace
        # No meter is ever further ahead, unless the rate was raised.
        meter.empty_at = min(meter.empty_at, now + pace.ahead + pace.every)
        wait = max(wait, meter.empty_at - pace.ahead - now)
    if wait > 0:
        # In tenths, rounded up: a client that waits this long is not refused again.
        raise SlowDown(math.ceil(wait * 10) / 10)


def refund(meters: Iterable[Meter]) -> None:
    for meter in meters:
        meter.empty_at -= meter.pace.every


@lru_cache(maxsize=4096)
def address_key(address: str) -> str:
    """What counts as one address: an IPv4 address, or the network of one IPv6 customer."""
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
    """At most `limit` meters, by what they measure.

    They are found by a hash, so that a long name takes no memory; Python seeds its hashes at each
    start, so an attacker cannot choose two names that share a meter.
    """

    def __init__(self, limit: int) -> None:
        self._most = limit
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
        """Of a few meters, drop the one that will be empty first, so that many new ones cannot displace a
        full one. Those that stay are looked at again after all others."""
        order, meters = self._order, self._meters
        few = [order.popleft() for _ in range(min(LOOKED_AT, len(order)))]
        first = min(few, key=lambda hashed: meters[hashed].empty_at)
        del meters[first]
        order.extend(hashed for hashed in few if hashed != first)


class RateLimits:
    """A metered action: its setting's name, and its three rates."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        self.session, self.account, self.address = RateLimit(None), RateLimit(None), RateLimit(None)

    def change(self, settings: Settings, slower: float) -> None:
        rate = getattr(settings, self.setting)
        self.session.change(rate, 1, slower)
        self.account.change(rate, settings.rate_account, slower)
        self.address.change(rate, settings.rate_address, slower)
