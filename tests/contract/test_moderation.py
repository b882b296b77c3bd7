"""Sanctions, the audit log, lockdown, who ignores whom: on every driver."""

import pytest

from chatservice.errors import TooMany
from chatservice.model.sanctions import Deed, Measure, Report, Sanction
from chatservice.model.values import LOBBY
from tests.contract.drivers import line


@pytest.fixture
def moderation(driver):
    return driver.storage.moderation


def ban(name, now=1.0, **fields):
    return Sanction(Measure.BAN, now, "admin", name=name, **fields)


def deed(action="ban", now=1.0, **fields):
    return Deed(now, "admin", action, **fields)


def impose(driver, one, instead=()):
    return driver.wait(driver.storage.moderation.impose(one, instead, deed(now=one.made, target=one.name)))


def test_what_is_imposed_is_there_until_it_is_lifted(driver, moderation):
    full = ban("bob", principal=2, network="192.0.2.0/24", room=7, room_name="ops", until=9.0, reason="why")
    one, two = impose(driver, full), impose(driver, ban("carol"))
    assert one.id != two.id
    there = driver.wait(moderation.sanctions())
    assert there == [one, two]
    assert (there[0].principal, there[0].network, there[0].room_name, there[0].until) == (
        2,
        "192.0.2.0/24",
        "ops",
        9.0,
    )
    driver.wait(moderation.lift([one.id], deed("unban")))
    assert driver.wait(moderation.sanctions()) == [two]
    assert [d.action for d in driver.wait(moderation.deeds(None, 10))] == ["unban", "ban", "ban"]


def test_another_one_takes_its_place(driver, moderation):
    one = impose(driver, ban("bob", until=5.0))
    two = impose(driver, ban("bob"), [one.id])
    assert driver.wait(moderation.sanctions()) == [two]


def test_what_is_over_makes_room(driver, moderation):
    impose(driver, ban("bob", until=5.0))
    late = impose(driver, ban("carol", now=6.0))
    assert driver.wait(moderation.sanctions()) == [late]


def test_the_audit_log_is_read_from_its_end(driver, moderation):
    for number in range(5):
        driver.wait(moderation.note(deed(target=str(number), room="ops", detail="d", actor_id=3)))
    newest = driver.wait(moderation.deeds(None, 2))
    assert [one.target for one in newest] == ["4", "3"]
    assert (newest[0].room, newest[0].detail, newest[0].actor_id, newest[0].actor) == ("ops", "d", 3, "admin")
    assert [one.target for one in driver.wait(moderation.deeds(newest[-1].id, 10))] == ["2", "1", "0"]


def test_lockdown_is_remembered(driver, moderation):
    assert driver.wait(moderation.lockdown()) is False
    driver.wait(moderation.set_lockdown(True, deed("lockdown")))
    assert driver.wait(moderation.lockdown()) is True
    driver.wait(moderation.set_lockdown(False, deed("lockdown")))
    assert driver.wait(moderation.lockdown()) is False


def test_who_is_ignored_is_remembered(driver, moderation):
    driver.wait(moderation.ignore(1, [2]))
    driver.wait(moderation.ignore(1, [2]))
    assert [one.name for one in driver.wait(moderation.ignored(1))] == ["bob"]
    assert driver.wait(moderation.ignored(2)) == []
    driver.wait(moderation.unignore(1, 2))
    driver.wait(moderation.unignore(1, 2))
    assert driver.wait(moderation.ignored(1)) == []


def report(reporter, seq):
    return Report(1.0, LOBBY, "lobby", seq, "somebody", "rude", reporter, "by")


def test_a_report_is_kept_until_it_is_resolved(driver, moderation):
    one = driver.wait(moderation.report(report(1, 7)))
    assert driver.wait(moderation.report(report(1, 7))) == one, "the same one"
    two = driver.wait(moderation.report(report(2, 7)))
    assert [(r.id, r.seq, r.text) for r in driver.wait(moderation.reports())] == [
        (one, 7, "rude"),
        (two, 7, "rude"),
    ]
    assert driver.wait(moderation.resolve(one, deed("resolve"))) is True
    assert driver.wait(moderation.resolve(one, deed("resolve"))) is False
    assert [r.id for r in driver.wait(moderation.reports())] == [two]
    assert len(driver.wait(moderation.deeds(None, 10))) == 1


def test_of_who_is_erased_no_report_is_left(driver, moderation):
    driver.say(line("by alice"), line("by bob", actor=2))
    driver.wait(moderation.report(report(1, 2)))
    driver.wait(moderation.report(report(2, 1)))
    other = driver.wait(moderation.report(report(2, 2)))
    driver.wait(driver.storage.principals.erase(1, "erased-1"))
    assert [r.id for r in driver.wait(moderation.reports())] == [other]


def test_there_is_a_cap_on_sanctions(driver):
    some = [impose(driver, ban(f"n{number}")) for number in range(20)]
    with pytest.raises(TooMany):
        impose(driver, ban("one more"))
    impose(driver, ban("instead"), [some[0].id])


def test_the_audit_log_forgets_the_oldest(driver, moderation):
    for number in range(40):
        driver.wait(moderation.note(deed(target=str(number))))
    assert [one.target for one in driver.wait(moderation.deeds(None, 100))] == [
        str(number) for number in range(39, 9, -1)
    ]
    driver.wait(moderation.note(deed(now=101.5, target="late")))
    assert [one.target for one in driver.wait(moderation.deeds(None, 100))] == ["late"]
