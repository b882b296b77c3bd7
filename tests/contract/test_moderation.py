"""Sanctions, the audit log, lockdown, who ignores whom: on every driver."""

import pytest
from twisted.logger import capturedLogs, formatEvent

from chatservice.errors import NoSuchRoom, TooMany
from chatservice.model.sanctions import AuditEntry, Sanction, SanctionKind, StoredReport
from chatservice.model.values import LOBBY, RoomKind
from tests.contract.drivers import line


@pytest.fixture
def moderation(driver):
    return driver.storage.moderation


def ban(name, now=1.0, **fields):
    return Sanction(measure=SanctionKind.BAN, made=now, by="admin", name=name, **fields)


def deed(action="ban", now=1.0, **fields):
    return AuditEntry(now, "admin", action, **fields)


def imposed(driver, one, instead=()):
    return driver.wait(driver.storage.moderation.impose(one, instead, deed(now=one.made, target=one.name)))


def impose(driver, one, instead=()):
    return imposed(driver, one, instead).sanction


def rooms(driver, count):
    create = driver.storage.rooms.create
    return [driver.wait(create(RoomKind.PUBLIC, f"room{n}", (), 1, 1.0)).id for n in range(count)]


def by_guest(name, room, by=1, **fields):
    return ban(name, room=room, by_id=by, own=False, **fields)


def test_what_is_imposed_is_there_until_it_is_lifted(driver, moderation):
    [ops] = rooms(driver, 1)
    place = {"room": ops, "room_name": "ops"}
    full = ban(
        "bob", principal=2, network="192.0.2.0/24", until=9.0, reason="why", by_id=2, own=False, **place
    )
    one, two = impose(driver, full), impose(driver, ban("carol"))
    assert one.id != two.id
    there = driver.wait(moderation.sanctions())
    assert there == [one, two]
    assert driver.wait(moderation.sanctions_in(ops)) == [one]
    assert (there[0].principal, there[0].network, there[0].room_name, there[0].until) == (
        2,
        "192.0.2.0/24",
        "ops",
        9.0,
    )
    driver.wait(moderation.lift([one.id], deed("unban")))
    assert driver.wait(moderation.sanctions()) == [two]
    assert [d.action for d in driver.wait(moderation.entries(None, 10))] == ["unban", "ban", "ban"]


def test_another_one_takes_its_place(driver, moderation):
    one = impose(driver, ban("bob", until=5.0))
    two = impose(driver, ban("bob"), [one.id])
    assert driver.wait(moderation.sanctions()) == [two]


def test_what_is_over_makes_room(driver, moderation):
    impose(driver, ban("bob", until=5.0))
    late = impose(driver, ban("carol", now=6.0))
    assert driver.wait(moderation.sanctions()) == [late]


def test_what_people_with_a_role_do_is_a_line_of_the_servers_log(driver):
    moderation = driver.storage.moderation
    with capturedLogs() as events:
        impose(driver, ban("bob"))
        driver.wait(moderation.note(AuditEntry(1.0, "alice", "kick", "bob", "ops", "rude words", 7)))
        driver.wait(moderation.note(AuditEntry(1.0, "carol", "kick", "dave", "hers", own=False)))
        with pytest.raises(NoSuchRoom):
            impose(driver, ban("dave", room=99))
    lines = [formatEvent(event) for event in events if event["log_format"].startswith("audit")]
    assert lines == ["audit: admin: ban bob", "audit: alice: kick bob in ops"]


def test_the_audit_log_is_read_from_its_end(driver, moderation):
    for number in range(5):
        driver.wait(moderation.note(deed(target=str(number), room="ops", detail="d", actor_id=3)))
    newest = driver.wait(moderation.entries(None, 2))
    assert [one.target for one in newest] == ["4", "3"]
    assert (newest[0].room, newest[0].detail, newest[0].actor_id, newest[0].actor) == ("ops", "d", 3, "admin")
    assert [one.target for one in driver.wait(moderation.entries(newest[-1].id, 10))] == ["2", "1", "0"]


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
    return StoredReport(
        ts=1.0,
        room_id=LOBBY,
        room="lobby",
        seq=seq,
        sender="somebody",
        text="rude",
        reporter=reporter,
        by="by",
    )


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
    assert len(driver.wait(moderation.entries(None, 10))) == 1


def test_of_who_is_erased_no_report_is_left(driver, moderation):
    driver.say(line("by alice"), line("by bob", actor=2))
    driver.wait(moderation.report(report(1, 2)))
    driver.wait(moderation.report(report(2, 1)))
    other = driver.wait(moderation.report(report(2, 2)))
    driver.wait(driver.storage.principals.erase(1, "erased-1"))
    assert [r.id for r in driver.wait(moderation.reports())] == [other]


def test_moderators_of_the_server_have_a_cap_and_the_operator_has_none(driver):
    some = [impose(driver, ban(f"n{number}", by_id=2)) for number in range(20)]
    with pytest.raises(TooMany):
        impose(driver, ban("one more", by_id=2))
    impose(driver, ban("instead", by_id=2), [some[0].id])
    for number in range(25):
        impose(driver, ban(f"x{number}"))
    with pytest.raises(TooMany):
        impose(driver, ban("one more", by_id=2))


def test_what_a_room_imposes_is_capped_for_it_and_for_each_and_never_takes_from_the_server(driver):
    one, two = rooms(driver, 2)
    for number in range(8):
        impose(driver, by_guest(f"n{number}", one))
    with pytest.raises(TooMany):
        impose(driver, by_guest("one more", one, by=2))
    for number in range(4):
        impose(driver, by_guest(f"n{number}", two))
    with pytest.raises(TooMany):
        impose(driver, by_guest("one more", two))
    impose(driver, by_guest("by another", two, by=2))
    for number in range(20):
        impose(driver, ban(f"s{number}", by_id=2))
    impose(driver, ban("by a moderator of the server", room=one))


def test_over_the_cap_of_all_rooms_the_fullest_one_gives_way(driver):
    some = rooms(driver, 4)
    firsts = [
        [impose(driver, by_guest(f"n{number}", room, by=10 + place)).id for number in range(6)]
        for place, room in enumerate(some[:3])
    ]
    for number in range(2):
        assert imposed(driver, by_guest(f"n{number}", some[3], by=20)).gone == []
    made = imposed(driver, by_guest("n2", some[3], by=20))
    assert made.gone == [firsts[0][0]]
    kept = {one.id for one in driver.wait(driver.storage.moderation.sanctions())}
    assert made.sanction.id in kept
    assert firsts[0][0] not in kept
    assert len(kept) == 20
    with pytest.raises(TooMany):
        impose(driver, by_guest("n7", some[1], by=30))


def test_bans_mutes_and_webhooks_go_with_their_room(driver):
    one, two = rooms(driver, 2)
    impose(driver, by_guest("bob", one))
    other = impose(driver, by_guest("bob", two))
    bots = driver.storage.bots
    bot = driver.wait(bots.create("ci", 1, 1.0))
    driver.wait(bots.hook("secret", one, bot.id, 1, 1.0))
    driver.wait(driver.storage.rooms.delete(one))
    assert driver.wait(driver.storage.moderation.sanctions()) == [other]
    assert driver.wait(bots.hooked("secret")) is None
    with pytest.raises(NoSuchRoom):
        impose(driver, by_guest("late", one))
    with pytest.raises(NoSuchRoom):
        driver.wait(bots.hook("late", one, bot.id, 1, 1.0))


def test_the_servers_own_record_goes_by_age_only(driver, moderation):
    for number in range(40):
        driver.wait(moderation.note(deed(target=str(number))))
    for actor in range(1, 6):
        for number in range(20):
            driver.wait(moderation.note(deed(target=str(number), room="den", actor_id=actor, own=False)))
    assert len(driver.wait(moderation.entries(None, 100))) == 40
    others = driver.wait(moderation.entries(None, 100, own=False))
    assert [one.target for one in others] == [*map(str, range(19, 7, -1))] * 2 + [
        "19",
        "18",
        "17",
        "16",
        "15",
        "14",
    ]
    assert not any(one.own for one in others)
    driver.wait(moderation.note(deed(now=101.5, target="late")))
    assert [one.target for one in driver.wait(moderation.entries(None, 100))] == ["late"]
    assert driver.wait(moderation.entries(None, 100, own=False)) == []


def test_reports_have_a_share_for_each_person_and_each_address(driver, moderation):
    def make(reporter, seq, address="192.0.2.1"):
        return driver.wait(moderation.report(report(reporter, seq), address))

    for seq in range(4):
        make(1, seq)
    for reporter, address in ((1, "192.0.2.9"), (1, "")):
        with pytest.raises(TooMany) as raised:
            make(reporter, 9, address)
        assert raised.value.what == "open reports by one person"
    make(2, 1), make(3, 1)
    with pytest.raises(TooMany) as raised:
        make(4, 1)
    assert raised.value.what == "open reports from one address"
    for reporter in (5, 6, 7):
        make(reporter, 1, "")
    with pytest.raises(TooMany) as raised:
        make(8, 1, "")
    assert raised.value.what == "open reports"


def test_no_address_is_on_disk(sqlite):
    sqlite.wait(sqlite.storage.moderation.report(report(1, 1), "192.0.2.1"))
    assert sqlite.rows("SELECT length(place) FROM reports") == [(16,)]
    sqlite.close()
    files = [file.read_bytes() for file in sqlite.path.parent.iterdir() if file.name.startswith("chat")]
    assert b"192.0.2.1" not in b"".join(files)
