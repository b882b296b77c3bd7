"""How often somebody may do something, and what it costs to ask: next to nothing.

The rule is GCRA, the generic cell rate algorithm of ITU-T I.371 in its form with a virtual
clock: a meter holds one number, the moment at which it will be empty again. Whatever is
asked for is metered three times, for the session, for the person on all devices, and for
everyone behind the address; the last two have a multiple of the session's rate. What is
refused costs nothing on any meter, so that trying again does not make the wait longer.

Loopback is an address like any other. Who comes through a unix socket has none: its file
says who may use it.
"""

import ipaddress
import math
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from chatservice.core.rates import JOIN, LINE, MAKE
from chatservice.errors import Fault, SlowDown, TooMany
from chatservice.model import names
from chatservice.settings import Rate, Settings

if TYPE_CHECKING:
    from chatservice.core.ports import Clock
    from chatservice.core.session import Session

SLACK = 1e-6  # seconds: what a clock's float rounds away
CROWD = 64  # bits of an IPv6 address that one customer is given (RFC 6177)


class Pace:
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

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.empty_at = 0.0


def spend(meters: Iterable[Meter], now: float) -> None:
    """One more on each of them, or SlowDown and nothing on any."""
    for meter in meters:
        if meter.empty_at - now > meter.pace.ahead:
            _refuse(meters, now)
            break
    for meter in meters:
        empty_at = meter.empty_at
        meter.empty_at = (empty_at if empty_at > now else now) + meter.pace.every


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


def crowd(address: str) -> str:
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


class Table:
    """Meters by what they are for, never more than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._meters: dict[Hashable, Meter] = {}

    def __len__(self) -> int:
        return len(self._meters)

    def meter(self, key: Hashable, pace: Pace) -> Meter:
        meter = self._meters.get(key)
        if meter is None:
            if len(self._meters) >= self._most:
                # The oldest one. Whoever uses it now keeps it; who comes next gets a new one.
                del self._meters[next(iter(self._meters))]
            meter = self._meters[key] = Meter(pace)
        return meter


class Kind:
    """One thing that is metered: its setting's name, and its three paces."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        self.session, self.account, self.address = Pace(None), Pace(None), Pace(None)

    def change(self, settings: Settings, slower: float) -> None:
        rate = getattr(settings, self.setting)
        self.session.change(rate, 1, slower)
        self.account.change(rate, settings.rate_account, slower)
        self.address.change(rate, settings.rate_address, slower)


class Limits:
    def __init__(self, settings: Settings, clock: "Clock") -> None:
        self._clock = clock
        self._settings = settings
        self._slower = 1.0
        self._lines = Kind("message_rate")
        self._joins = Kind("join_rate")
        self._makings = Kind("room_rate")
        self._uploads = Kind("upload_rate")
        self._passwords = Kind("password_rate")
        self._logins = Pace(None)
        self._meters = Table(settings.rates_kept)
        self._connections: dict[str, int] = {}
        self._slower = 1.0
        self.change(settings)

    def change(self, settings: Settings, slower: float | None = None) -> None:
        """The rates are these from now on, for those too who are here; so many times slower,
        or as much slower as before."""
        self._settings = settings
        self._slower = self._slower if slower is None else slower
        for kind in (self._lines, self._joins, self._makings, self._uploads, self._passwords):
            kind.change(settings, self._slower)
        self._logins.change(settings.login_rate, 1, self._slower)

    # Asked by a session. Each raises SlowDown.

    def line(self, session: "Session") -> None:
        """Something that everyone in a room gets to see. The hot path."""
        spend(session.meters or self._meters_of(session), self._clock.monotonic())

    def _meters_of(self, session: "Session") -> tuple[Meter, ...]:
        kept = self._kept(self._lines, session.who.principal.id, session.address)
        session.meters = (Meter(self._lines.session), *kept)
        return session.meters

    def join(self, session: "Session") -> None:
        """A room entered."""
        self._spend(self._joins, session)

    def make(self, session: "Session") -> None:
        """A room or group made."""
        self._spend(self._makings, session)

    def ask(self, session: "Session", kind: str) -> None:
        """A command that is counted before it begins: LINE, JOIN or MAKE of `core.rates`."""
        if kind == LINE:
            self.line(session)
        else:
            self._spend({JOIN: self._joins, MAKE: self._makings}[kind], session)

    def upload(self, principal: int, address: str) -> None:
        """A file sent by `principal` (its id) from `address`."""
        spend(self._kept(self._uploads, principal, address), self._clock.monotonic())

    def said(self, principal: int, address: str) -> None:
        """As `line`, for somebody without a session (a request that stands alone)."""
        spend(self._kept(self._lines, principal, address), self._clock.monotonic())

    def _spend(self, kind: Kind, session: "Session") -> None:
        own = session.other_meters.get(kind.setting)
        if own is None:
            own = session.other_meters[kind.setting] = Meter(kind.session)
        kept = self._kept(kind, session.who.principal.id, session.address)
        spend((own, *kept), self._clock.monotonic())

    def _kept(self, kind: Kind, principal: int, address: str) -> tuple[Meter, ...]:
        meter = self._meters.meter((kind.setting, principal), kind.account)
        if not address:
            return (meter,)
        return (meter, self._meters.meter((kind.setting, crowd(address)), kind.address))

    # Coming in.

    def guest(self, address: str) -> None:
        """Somebody takes a name that they need not own. Raises SlowDown.

        Those who have a token or a password are not counted with them, so that a flood of
        guests does not lock out those who belong here.
        """
        if address:
            meter = self._meters.meter(("login_rate", crowd(address)), self._logins)
            spend((meter,), self._clock.monotonic())

    def password(self, address: str, name: str) -> None:
        """A password is tried for `name`. Raises SlowDown, before anything is spent on it.

        Metered for the name from this address first, so that one who guesses at one name
        locks out neither its owner elsewhere nor others behind the same address.
        """
        spend(self._tries(address, name), self._clock.monotonic())

    def password_right(self, address: str, name: str) -> None:
        """That password was right: the try does not count."""
        give_back(self._tries(address, name))

    def _tries(self, address: str, name: str) -> tuple[Meter, ...]:
        folded, place, kind = names.fold(name[: 2 * names.PERSON_MAX]), crowd(address), self._passwords
        meter = self._meters.meter
        both = meter((kind.setting, folded, place), kind.session)
        named = meter((kind.setting, folded), kind.account)
        return (both, named, meter((kind.setting, "", "", place), kind.address)) if place else (both, named)

    # Connections.

    def connected(self, address: str) -> Fault | None:
        """One more connection from `address`; the Fault that says why it cannot stay."""
        if not address:
            return None
        place = crowd(address)
        count = self._connections[place] = self._connections.get(place, 0) + 1
        limit = self._settings.clients_per_address
        return TooMany("connections from one address", limit) if limit is not None and count > limit else None

    def disconnected(self, address: str) -> None:
        place = crowd(address)
        count = self._connections.get(place, 0) - 1
        if count > 0:
            self._connections[place] = count
        else:
            self._connections.pop(place, None)
