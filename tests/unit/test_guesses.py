"""How often passwords may be tried, by whom, and who is kept out by it: not the owner."""

from contextlib import suppress

from chatservice.core.connection_counts import CountsInMemory
from chatservice.core.limits import Limits
from chatservice.errors import SlowDown
from chatservice.settings.schema import Rate, Settings
from tests.unit.test_limits import Now, limits, times

HOME, CAFE = "192.0.2.1", "198.51.100.1"


def test_guessing_at_one_name_locks_out_neither_its_owner_nor_the_neighbours():
    limit, _ = limits(password_rate=Rate(5, 10.0), rate_account=2, rate_address=20)
    assert times(lambda: limit.password(HOME, "alice")) == (5, 10.0)
    assert times(lambda: limit.password(HOME, "ALICE"))[0] == 0, "the same name"
    limit.password(CAFE, "alice")
    limit.password(HOME, "bob")


def test_guessing_at_one_name_from_many_addresses_is_limited_by_name():
    limit, _ = limits(password_rate=Rate(5, 10.0), rate_account=2)
    tried = sum(times(lambda n=n: limit.password(f"192.0.2.{n}", "alice"))[0] for n in range(100))
    assert tried == 10 + 10, "first tries, and those that follow"


def test_guessing_at_many_names_is_limited_by_address():
    limit, _ = limits(password_rate=Rate(5, 10.0), rate_address=20)
    tried = sum(times(lambda n=n: limit.password(HOME, f"user{n}"))[0] for n in range(100))
    assert tried == 100
    limit.password(CAFE, "user1")


def test_a_right_password_does_not_count():
    limit, _ = limits(password_rate=Rate(1, 10.0))
    for _ in range(50):
        limit.password(HOME, "alice").right()


def test_one_that_was_not_looked_at_does_not_count():
    limit, _ = limits(password_rate=Rate(1, 10.0))
    for _ in range(50):
        limit.password(HOME, "alice").undone()


def guessed_at(limit, addresses):
    """The few addresses of a guesser have used up what there is."""
    for address in addresses:
        times(lambda address=address: limit.password(address, "alice"))


def test_the_few_addresses_of_a_guesser_do_not_lock_out_an_owner_who_is_somewhere_new():
    limit, _ = limits(password_rate=Rate(5, 10.0), rate_account=2)
    guessed_at(limit, ["203.0.113.1", "203.0.113.2", "203.0.113.3"])
    limit.password(CAFE, "alice").right()


def test_nor_do_many_where_the_owner_was_lately():
    limit, clock = limits(password_rate=Rate(5, 10.0), rate_account=2)
    limit.password(HOME, "alice").right()
    clock.now += 86_400
    guessed_at(limit, [f"203.0.113.{n}" for n in range(200)])
    limit.password(HOME, "ALICE").right()
    assert times(lambda: limit.password(HOME, "alice"))[0] == 5, "where it is limited as well"
    assert times(lambda: limit.password(CAFE, "alice"))[0] == 0
    clock.now += 40 * 86_400
    guessed_at(limit, [f"203.0.113.{n}" for n in range(200)])
    assert times(lambda: limit.password(HOME, "alice"))[0] == 0, "lately is over"


def test_it_is_the_same_for_the_password_of_a_room():
    limit, _ = limits(password_rate=Rate(5, 10.0), rate_account=2)
    limit.password(HOME, "#ops").right()
    guessed_at(limit, [f"203.0.113.{n}" for n in range(200)])
    for n in range(200):
        times(lambda n=n: limit.password(f"203.0.113.{n}", "#ops"))
    limit.password(HOME, "#ops").right()


def let_through(noise, seconds=120):
    """Guesses at one name from one address, a second apart, with `noise` other names between two."""
    clock = Now()
    limit = Limits(Settings(rates_kept=1_000), clock, CountsInMemory(), "here")
    count = number = 0
    for _ in range(seconds):
        clock.now += 1
        count += times(lambda: limit.password(HOME, "admin"), 1)[0]
        for _ in range(noise):
            number += 1
            with suppress(SlowDown):
                limit.password(HOME, f"nobody{number}")
    return count, len(limit._meters)


def test_refused_tries_at_other_names_win_no_guess_and_make_no_meter():
    guesses, _ = let_through(0)
    with_noise, meters = let_through(500)
    assert with_noise <= guesses
    assert meters < 1_000


def test_names_that_are_tried_from_many_addresses_wash_nothing_out():
    limit, _ = limits(rates_kept=300)
    assert times(lambda: limit.password(HOME, "alice"))[0] == 5
    for number in range(3_000):
        limit.password(f"203.0.{number % 256}.{number // 256}", f"nobody{number}")
    assert times(lambda: limit.password(HOME, "alice"))[0] == 0


def test_a_name_of_any_length_costs_no_memory():
    limit, _ = limits()
    limit.password(HOME, "x" * 60_000).right()
    assert all(isinstance(key, int) for key in [*limit._meters._meters, *limit._guesses._known])


def test_the_addresses_that_are_known_have_a_cap():
    limit, _ = limits(rates_kept=10)
    for number in range(100):
        limit.password(f"203.0.113.{number}", "alice").right()
    assert len(limit._guesses._known) == 10
