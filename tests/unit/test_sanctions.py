"""Who is banned or muted is found by name, by person and by network, while it lasts."""

import pytest

from chatservice.core.sanctions import Sanctions, as_network
from chatservice.model.sanctions import Sanction, SanctionKind
from chatservice.model.values import Principal

NOW = 100.0


def ban(id_, **fields):
    return Sanction(measure=SanctionKind.BAN, made=NOW, by="admin", id=id_, **fields)


def mute(id_, **fields):
    return Sanction(measure=SanctionKind.MUTE, made=NOW, by="admin", id=id_, **fields)


def having(*some):
    sanctions = Sanctions()
    for one in some:
        sanctions.put(one)
    return sanctions


def test_a_person_is_banned_under_any_name_and_a_name_for_anybody():
    sanctions = having(ban(1, principal=7, name="bob"))
    assert sanctions.ban(7, "robert", 0, NOW).id == 1
    assert sanctions.ban(8, "BOB", 0, NOW).id == 1
    assert sanctions.ban(8, "carol", 0, NOW) is None


def test_a_room_has_bans_of_its_own():
    sanctions = having(ban(1, principal=7, name="bob", room=3))
    assert sanctions.ban(7, "bob", 0, NOW) is None
    assert sanctions.ban(7, "bob", 3, NOW).id == 1


def test_what_is_over_is_found_no_more():
    sanctions = having(ban(1, principal=7, until=NOW + 5), mute(2, principal=7, until=NOW + 5))
    assert sanctions.ban(7, "x", 0, NOW + 4.9)
    assert sanctions.mute(7, 3, NOW + 4.9)
    assert sanctions.ban(7, "x", 0, NOW + 5) is None
    assert sanctions.mute(7, 3, NOW + 5) is None
    sanctions.drop([], NOW + 5)
    assert list(sanctions) == []
    assert not sanctions.mutes


def test_one_that_is_over_does_not_hide_another():
    sanctions = having(ban(1, name="bob", until=NOW + 1), ban(2, name="bob", network="192.0.2.1/32"))
    assert sanctions.ban(7, "bob", 0, NOW + 5).id == 2
    sanctions.drop([2], NOW)
    assert sanctions.ban(7, "bob", 0, NOW).id == 1
    assert sanctions.ban_at("192.0.2.1", NOW) is None


def test_a_mute_is_no_ban_and_a_ban_no_mute():
    sanctions = having(mute(1, principal=7, name="bob"), ban(2, principal=8, name="eve"))
    assert sanctions.ban(7, "bob", 0, NOW) is None
    assert sanctions.mute(8, 0, NOW) is None
    assert sanctions.mute(7, 5, NOW).id == 1, "everywhere"


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
        ("192.0.2.0/24", "::ffff:192.0.2.9", "::ffff:192.0.3.9"),
        ("::ffff:192.0.2.0/120", "192.0.2.9", "192.0.3.9"),
        ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
        ("2001:db8::/32", "2001:db8:1::5", "2001:db9::5"),
        ("fe80::/64", "fe80::1%eth0", "fe80:0:0:1::1"),
    ],
)
def test_a_network_is_banned_with_all_its_addresses(network, inside, outside):
    sanctions = having(ban(1, network=str(as_network(network))), ban(2, network="198.51.100.0/28"))
    assert sanctions.ban_at(inside, NOW).id == 1
    assert sanctions.ban_at(outside, NOW) is None
    assert sanctions.ban_at("", NOW) is None
    assert sanctions.ban_at("/run/chat.sock", NOW) is None


def test_what_is_typed_finds_what_is_meant():
    sanctions = having(
        ban(1, principal=7, name="bob"),
        ban(2, network="192.0.2.0/24"),
        ban(3, name="bob", room=3),
        mute(4, principal=7, name="bob"),
    )
    found = lambda *asked: [one.id for one in sanctions.matching(SanctionKind.BAN, *asked)]  # noqa: E731
    assert found("BOB", None, 0) == [1]
    assert found("robert", 7, 0) == [1]
    assert found("192.0.2.9/24", None, 0) == [2]
    assert found("bob", None, 3) == [3]
    assert found("carol", None, 0) == []


@pytest.mark.parametrize("text", ["bob", "", "192.0.2.300", "192.0.2.0/33", "1", "10", "::1::"])
def test_what_is_no_network_is_a_name(text):
    assert as_network(text) is None


def test_a_person_who_is_erased_leaves_bans_of_networks_without_them_and_those_they_imposed():
    erased = Principal(7, "bob")
    sanctions = having(
        ban(1, principal=7, name="bob", reason="spam"),
        ban(2, principal=7, name="bob", network="192.0.2.1/32", reason="spam"),
        ban(3, principal=8, name="eve", by_id=7),
    )
    sanctions.forget_person(erased, "erased", NOW)
    left = {sanction.id: sanction for sanction in sanctions}
    assert sorted(left) == [2, 3]
    assert (left[2].principal, left[2].name, left[2].reason) == (None, "", "")
    assert sanctions.ban_at("192.0.2.1", NOW).id == 2
    assert (left[3].name, left[3].by) == ("eve", "erased")
