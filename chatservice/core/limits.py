"""Rate limits.

Each action is metered three times: for the session, for the person on all devices, and for
everyone behind the address; the last two have a multiple of the session's rate (`meters` has the
rule, `guesses` the limits on passwords).

Loopback is an address like any other. Clients at a unix socket have none: its file says who may
use it.
"""

from chatservice.core.guesses import Guess, Guesses
from chatservice.core.meters import Meter, MeterTable, RateLimit, RateLimits, address_key, spend
from chatservice.core.ports import Clock, ConnectionCounts
from chatservice.core.rates import EDIT, JOIN, LINE, MAKE, READ, RUN, SEARCH, UPLOAD
from chatservice.core.session import Session
from chatservice.errors import Fault, SlowDown, TooMany
from chatservice.model.sanctions import OPERATOR
from chatservice.model.values import ServerRole
from chatservice.settings.schema import Settings


def place(session: Session) -> str:
    """The address whose share a new object counts against; empty for people with a role on the server."""
    return "" if session.person.principal.role >= ServerRole.MODERATOR else address_key(session.address)


class Limits:
    def __init__(self, settings: Settings, clock: Clock, connections: ConnectionCounts, owner: str) -> None:
        """`owner` is the id of this process, whose connections are counted."""
        self._clock = clock
        self._slower = 1.0
        self._lines = RateLimits("message_rate")
        self._rates = {
            JOIN: RateLimits("join_rate"),
            MAKE: RateLimits("room_rate"),
            READ: RateLimits("read_rate"),
            SEARCH: RateLimits("search_rate"),
            UPLOAD: RateLimits("upload_rate"),
            RUN: RateLimits("run_rate"),
            EDIT: RateLimits("edit_rate"),
        }
        self._passwords = RateLimits("password_rate")
        self._logins = RateLimit(None)
        self._strangers = RateLimit(None)
        self._meters = MeterTable(settings.rates_kept)
        self._guesses = Guesses(self._passwords, self._meters, clock, settings.rates_kept)
        self.connections = connections
        self._owner = owner
        self.change(settings)

    def change(self, settings: Settings, slower: float | None = None) -> None:
        """Set the rates, also for people online; `slower` times slower, or as slow as before."""
        self._settings = settings
        self._slower = self._slower if slower is None else slower
        for kind in (self._lines, self._passwords, *self._rates.values()):
            kind.change(settings, self._slower)
        self._logins.change(settings.login_rate, 1, self._slower)
        self._strangers.change(settings.stranger_rate, 1, self._slower)

    # For a session. Each raises SlowDown.

    def line(self, session: Session) -> None:
        """A line that everyone in a room sees. The hot path."""
        spend(session.meters or self._meters_of(session), self._clock.monotonic())

    def _meters_of(self, session: Session) -> tuple[Meter, ...]:
        if session.person.principal.id == OPERATOR.id:
            return ()
        meters = self._shared_meters(self._lines, session.person.principal.id, session.address)
        session.meters = (Meter(self._lines.session), *meters)
        return session.meters

    def join(self, session: Session) -> None:
        """Entering a room."""
        self._spend(self._rates[JOIN], session)

    def make(self, session: Session) -> None:
        """Creating a room or group."""
        self._spend(self._rates[MAKE], session)

    def run(self, session: Session) -> None:
        """Running a program."""
        self._spend(self._rates[RUN], session)

    def read(self, session: Session) -> None:
        """Looking something up."""
        self._spend(self._rates[READ], session)

    def ask(self, session: Session, kind: str) -> None:
        """A command that is counted before it starts; `kind` is one of `core.rates`."""
        if kind == LINE:
            self.line(session)
        else:
            self._spend(self._rates[kind], session)

    def upload(self, principal: int, address: str) -> None:
        """A file from `principal` (its id) at `address`."""
        spend(self._shared_meters(self._rates[UPLOAD], principal, address), self._clock.monotonic())

    def post(self, principal: int, address: str) -> None:
        """Like `line`, for a request without a session."""
        spend(self._shared_meters(self._lines, principal, address), self._clock.monotonic())

    def _spend(self, kind: RateLimits, session: Session) -> None:
        if session.person.principal.id == OPERATOR.id:
            return
        own = next((meter for meter in session.other_meters if meter.pace is kind.session), None)
        if own is None:
            own = Meter(kind.session)
            session.other_meters += (own,)
        meters = self._shared_meters(kind, session.person.principal.id, session.address)
        spend((own, *meters), self._clock.monotonic())

    def _shared_meters(self, kind: RateLimits, principal: int, address: str) -> tuple[Meter, ...]:
        meter = self._meters.meter((kind.setting, principal), kind.account)
        if not address:
            return (meter,)
        return (meter, self._meters.meter((kind.setting, address_key(address)), kind.address))

    def stranger(self, principal: int) -> bool:
        """Whether another stranger may add `principal` to a group unasked."""
        try:
            spend(
                (self._meters.meter(("stranger_rate", principal), self._strangers),), self._clock.monotonic()
            )
        except SlowDown:
            return False
        return True

    # Signing in.

    def look_up(self, address: str) -> None:
        """Looking up a secret for a client without a name: it counts with all look-ups of that address."""
        if address:
            reads = self._rates[READ]
            meter = self._meters.meter((reads.setting, address_key(address)), reads.address)
            spend((meter,), self._clock.monotonic())

    def guest(self, address: str) -> None:
        """A guest takes a name. Raises SlowDown.

        People with a token or a password are counted separately, so that a flood of guests does not
        lock them out.
        """
        if address:
            meter = self._meters.meter(("login_rate", address_key(address)), self._logins)
            spend((meter,), self._clock.monotonic())

    def password(self, address: str, name: str) -> Guess:
        """A password attempt for `name` from `address`. Raises SlowDown."""
        return self._guesses.begin(address, name)

    # Connections.

    def connected(self, address: str) -> Fault | None:
        """A new connection from `address`; returns the Fault if it must be refused."""
        if not address:
            return None
        count = self.connections.opened(self._owner, address_key(address))
        limit = self._settings.clients_per_address
        return TooMany("connections from one address", limit) if limit is not None and count > limit else None

    def disconnected(self, address: str) -> None:
        self.connections.closed(self._owner, address_key(address))
