"""How often is too often, and how long the wait is."""

import pytest

from chatservice.core.connection_counts import CountsInMemory
from chatservice.core.limits import Limits
from chatservice.core.meters import Meter, RateLimit, address_key, refund, spend
from chatservice.errors import SlowDown, TooMany
from chatservice.settings.schema import Rate, Settings


class Now:
    def __init__(self):
        self.now = 1_700_000_000.0

    def monotonic(self):
        return self.now


class Somebody:
    """What of a session is looked at."""

    def __init__(self, principal=1, address="192.0.2.1"):
        self.person = type("Person", (), {"principal": type("Principal", (), {"id": principal})})
        self.address = address
        self.meters = ()
        self.other_meters = ()


def limits(**settings):
    clock = Now()
    return Limits(Settings(**settings), clock, CountsInMemory(), "here"), clock


def times(ask, most=10_000):
    """How often it may be done at once, and how long the wait is then."""
    for count in range(most):
        try:
            ask()
        except SlowDown as fault:
            return count, fault.seconds
    return most, 0.0


def test_a_burst_then_one_at_a_time():
    meter, now = Meter(RateLimit(Rate(3, 0.5))), 100.0
    assert times(lambda: spend((meter,), now)) == (3, 0.5)
    assert times(lambda: spend((meter,), now + 0.5)) == (1, 0.5)
    assert times(lambda: spend((meter,), now + 100)) == (3, 0.5), "what is not used is not saved up"


def test_who_waits_as_long_as_told_is_not_refused_again():
    meter, now = Meter(RateLimit(Rate(1, 0.33))), 1_700_000_000.0
    for _ in range(1_000):
        spend((meter,), now)
        with pytest.raises(SlowDown) as caught:
            spend((meter,), now)
        now += caught.value.seconds


def test_what_is_refused_costs_nothing_on_any_meter():
    narrow, wide = Meter(RateLimit(Rate(1, 1.0))), Meter(RateLimit(Rate(5, 1.0)))
    assert times(lambda: spend((narrow, wide), 100.0))[0] == 1
    for _ in range(100):
        with pytest.raises(SlowDown):
            spend((narrow, wide), 100.0)
    assert times(lambda: spend((wide,), 100.0))[0] == 4


def test_what_is_given_back_may_be_used_again():
    meter = Meter(RateLimit(Rate(2, 1.0)))
    for _ in range(50):
        spend((meter,), 100.0)
        refund((meter,))
    assert times(lambda: spend((meter,), 100.0))[0] == 2


def test_no_rate_is_no_limit():
    meter = Meter(RateLimit(None))
    assert times(lambda: spend((meter,), 100.0)) == (10_000, 0.0)


def test_a_clock_that_is_set_back_locks_nobody_out():
    meter = Meter(RateLimit(Rate(3, 0.5)))
    times(lambda: spend((meter,), 1_000_000.0))
    with pytest.raises(SlowDown) as caught:
        spend((meter,), 1_000.0)
    assert caught.value.seconds <= 0.5


def test_lines_are_limited_by_session_by_person_and_by_address():
    limit, clock = limits(message_rate=Rate(10, 0.2), rate_account=2, rate_address=4)

    def say(session):
        return times(lambda: limit.line(session))[0]

    assert say(Somebody()) == 10, "one session"
    assert (say(Somebody()), say(Somebody())) == (10, 0), "one person on three devices"
    assert (say(Somebody(2)), say(Somebody(3)), say(Somebody(4))) == (10, 10, 0), "one address"
    assert say(Somebody(5, "192.0.2.2")) == 10
    clock.now += 0.2
    assert say(Somebody(4)) == 4, "an address has a multiple of the rate too"


def test_rooms_entered_and_made_and_files_are_limited_alike():
    limit, _ = limits(join_rate=Rate(3, 1.0), room_rate=Rate(2, 1.0), upload_rate=Rate(4, 1.0))
    one = Somebody()
    assert times(lambda: limit.join(one)) == (3, 1.0)
    assert times(lambda: limit.make(one)) == (2, 1.0)
    assert times(lambda: limit.upload(1, "192.0.2.1")) == (8, 0.5), "all devices of a person"
    assert times(lambda: limit.post(9, "")) == (20, 0.1), "no session, no address"
    assert times(lambda: limit.post(10, "192.0.2.1"))[0] == 20


def test_guests_are_limited_by_address():
    limit, clock = limits(login_rate=Rate(3, 1.0))
    assert times(lambda: limit.guest("127.0.0.1")) == (3, 1.0), "loopback is an address like any other"
    assert times(lambda: limit.guest("127.0.0.2"))[0] == 3
    assert times(lambda: limit.guest(""))[0] == 10_000, "a unix socket has none"
    clock.now += 1
    assert times(lambda: limit.guest("127.0.0.1"))[0] == 1


def test_connections_are_counted_by_address():
    limit, _ = limits(clients_per_address=2)
    assert [limit.connected("192.0.2.1") for _ in range(2)] == [None, None]
    refusal = limit.connected("192.0.2.1")
    assert isinstance(refusal, TooMany)
    assert refusal.limit == 2
    assert limit.connected("192.0.2.2") is None
    limit.disconnected("192.0.2.1")
    limit.disconnected("192.0.2.1")
    assert limit.connected("192.0.2.1") is None
    for _ in range(3):
        assert limit.connected("") is None, "a unix socket has no address"


def test_nothing_is_kept_of_addresses_that_are_gone():
    limit, _ = limits()
    for number in range(1000):
        limit.connected(f"192.0.2.{number}")
    for number in range(1000):
        limit.disconnected(f"192.0.2.{number}")
    assert limit.connections.of("here") == {}


def test_the_table_of_meters_has_a_cap():
    limit, _ = limits(rates_kept=100)
    for number in range(1000):
        limit.password(f"192.0.{number % 256}.{number // 256}", f"name{number}")
        limit.line(Somebody(number, f"198.51.{number % 256}.{number // 256}"))
    assert len(limit._meters) == 100


def test_new_meters_do_not_wash_out_a_full_one():
    limit, clock = limits(rates_kept=100)
    flooder = Somebody(1, "192.0.2.1")
    assert times(lambda: limit.line(flooder))[0] == 10
    assert times(lambda: limit.line(Somebody(1, "192.0.2.1")))[0] == 10
    for number in range(1000):
        limit.line(Somebody(number + 2, f"198.51.{number % 256}.{number // 256}"))
    assert times(lambda: limit.line(Somebody(1, "192.0.2.1")))[0] == 0, "the person's"
    clock.now += 100
    limit.line(Somebody(5000, "203.0.113.1"))
    assert len(limit._meters) == 100


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("/run/chat.sock", "/run/chat.sock"),
    ],
)
def test_who_counts_as_one_address(address, counted):
    assert address_key(address) == counted


def test_the_rates_may_change_for_those_who_are_here():
    limit, clock = limits(message_rate=Rate(10, 0.2))
    one = Somebody()
    limit.line(one)
    limit.change(Settings(message_rate=Rate(2, 1.0)), slower=4.0)
    clock.now += 100
    assert times(lambda: limit.line(one)) == (2, 4.0)
    # Other settings, in the same lockdown.
    limit.change(Settings(message_rate=Rate(2, 0.5)))
    clock.now += 100
    assert times(lambda: limit.line(one)) == (2, 2.0)
    limit.change(Settings(message_rate=None))
    assert times(lambda: limit.line(one))[0] == 10_000
