"""What nobody comes back to: on every driver."""

import pytest

from chatservice.errors import Stale, TooMany
from chatservice.model.sanctions import AuditEntry, Sanction, SanctionKind, StoredReport
from chatservice.model.values import LOBBY, EventKind, RoomKind, RoomRole, ServerRole
from tests.contract.drivers import NOW, line
from tests.contract.test_migrations import PRINCIPAL, ROOM, now, older

__all__ = ["now", "older"]


def make(driver, name, kind=RoomKind.PUBLIC, members=(), creator=1, at=1.0):
    return driver.wait(driver.storage.rooms.create(kind, name, members, creator, at))


def guest(driver, name, left=10.0, trace=False):
    people = driver.storage.principals
    made = driver.wait(people.create_guest(name, f"token of {name}", 1.0))
    if left is not None:
        driver.wait(people.gone(made.id, left, False, trace))
    return made.id


def idle(driver, before, after=0, limit=10):
    return [room.name for room in driver.wait(driver.storage.rooms.idle(before, after, limit))]


def test_members_come_in_the_order_in_which_they_became_it(driver):
    carol = guest(driver, "carol", left=None)
    team = make(driver, "team", RoomKind.GROUP, [1, 2])
    for subject, ts in ((carol, NOW), (1, NOW + 1)):
        driver.say(line("", kind=EventKind.ADDED, subject=subject, ts=ts), room=team.id)
    driver.say(line("moderator", kind=EventKind.ROLE, subject=carol, ts=NOW + 2), room=team.id)
    members = driver.wait(driver.storage.rooms.members(team.id))
    # Whoever makes a room owns it from the beginning.
    assert [(m.principal.name, m.role) for m in members] == [
        ("alice", RoomRole.OWNER),
        ("bob", RoomRole.MEMBER),
        ("carol", RoomRole.MODERATOR),
    ]


def test_parts_are_rooms_and_groups_and_end_without_a_word(driver):
    rooms = driver.storage.rooms
    ops = make(driver, "ops")
    make(driver, "team", RoomKind.GROUP, [1])
    make(driver, "", RoomKind.DIRECT, [1, 2])
    assert [room.name for room in driver.wait(rooms.parts(1))] == ["ops", "team"]
    assert driver.wait(rooms.by_id(ops.id)).creator == 1
    driver.wait(rooms.dismiss(ops.id, 1))
    assert [room.name for room in driver.wait(rooms.parts(1))] == ["team"]
    assert driver.wait(rooms.members(ops.id)) == []


def test_only_a_room_without_a_line_is_dropped_as_empty(driver):
    rooms = driver.storage.rooms
    empty, said = make(driver, "empty"), make(driver, "said")
    driver.queue(line("x"), room=said.id)
    assert driver.wait(rooms.drop_empty(said.id)) is False
    gone, late = rooms.drop_empty(empty.id), driver.queue(line("too late"), room=empty.id)
    assert driver.wait(gone) is True
    assert [type(outcome) for outcome in late] == [Stale]
    assert driver.wait(rooms.by_name("empty")) is None
    assert driver.wait(rooms.by_name("said")) is not None


def test_idle_are_rooms_that_are_of_no_use(driver):
    rooms, bots = driver.storage.rooms, driver.storage.bots
    make(driver, "empty"), make(driver, "young", at=9.0)
    make(driver, "operators", creator=0)
    said = make(driver, "said")
    driver.say(line("x", ts=2.0), room=said.id)
    assert idle(driver, 5.0) == ["empty"]
    hooked = make(driver, "hooked")
    bot = driver.wait(bots.create("ci", 1, 1.0))
    driver.wait(bots.hook("secret", hooked.id, bot.id, 1, 1.0))
    assert idle(driver, 5.0) == ["empty"]
    assert idle(driver, 10.0) == ["empty", "young"]
    assert idle(driver, 10.0, limit=1) == ["empty"]
    first = driver.wait(rooms.by_name("empty")).id
    assert idle(driver, 10.0, after=first) == ["young"]


def test_a_closed_room_without_members_is_idle_when_nothing_was_said_for_long(driver):
    closed = make(driver, "closed")
    driver.say(line('{"entry":"invite"}', kind=EventKind.MODE, ts=20.0), room=closed.id)
    assert idle(driver, 30.0) == [], "its owner is a member"
    driver.wait(driver.storage.rooms.dismiss(closed.id, 1))
    assert idle(driver, 30.0) == ["closed"]
    assert idle(driver, 15.0) == []


def test_a_group_without_members_is_idle(driver):
    team = make(driver, "team", RoomKind.GROUP, [1])
    driver.say(line("x", ts=2.0), room=team.id)
    assert idle(driver, 5.0) == []
    driver.say(line("", kind=EventKind.REMOVED, subject=1, ts=3.0), room=team.id)
    assert idle(driver, 5.0) == ["team"]


def test_rooms_from_one_address_have_a_cap_and_the_operator_has_none(driver):
    create = driver.storage.rooms.create
    for number in range(3):
        driver.wait(create(RoomKind.PUBLIC, f"r{number}", (), number + 10, 1.0, "192.0.2.1"))
    with pytest.raises(TooMany) as raised:
        driver.wait(create(RoomKind.PUBLIC, "more", (), 20, 1.0, "192.0.2.1"))
    assert raised.value.what == "rooms made from one address"
    driver.wait(create(RoomKind.PUBLIC, "elsewhere", (), 20, 1.0, "192.0.2.2"))
    driver.wait(create(RoomKind.PUBLIC, "nowhere", (), 20, 1.0))
    with pytest.raises(TooMany) as raised:
        driver.wait(create(RoomKind.PUBLIC, "more", (), 21, 1.0, "192.0.2.3"))
    assert raised.value.what == "rooms"
    driver.wait(create(RoomKind.PUBLIC, "operators", (), 0, 1.0))


def test_guests_who_are_over_and_still_have_a_part_are_found(driver):
    people = driver.storage.principals
    ann, ben, cy = guest(driver, "ann", 5.0), guest(driver, "ben", 50.0), guest(driver, "cy", None)
    make(driver, "team", RoomKind.GROUP, [ann, ben, cy], creator=ann)
    make(driver, "", RoomKind.DIRECT, [guest(driver, "dan", 5.0), 1])
    assert [one.id for one in driver.wait(people.ended_members(10.0, 0, 9))] == [ann]
    assert [one.id for one in driver.wait(people.ended_members(100.0, 0, 9))] == [ann, ben]
    assert [one.id for one in driver.wait(people.ended_members(100.0, ann, 9))] == [ben]
    assert [one.id for one in driver.wait(people.ended_members(100.0, 0, 1))] == [ann]


def test_guests_whom_nothing_names_go_and_each_is_looked_at_once(driver):
    people, moderation = driver.storage.principals, driver.storage.moderation
    silent = [guest(driver, f"silent{number}", 5.0 + number) for number in range(3)]
    late = guest(driver, "late", 50.0)
    talker = guest(driver, "talker", 5.0, trace=True)
    reporter, banned, member = (guest(driver, name, 5.0) for name in ("reporter", "banned", "member"))
    driver.wait(
        moderation.report(
            StoredReport(
                ts=1.0,
                room_id=LOBBY,
                room="lobby",
                seq=1,
                sender="x",
                text="rude",
                reporter=reporter,
                by="reporter",
            )
        )
    )
    ban = Sanction(measure=SanctionKind.BAN, made=1.0, by="admin", name="banned", principal=banned)
    driver.wait(moderation.impose(ban, [], AuditEntry(1.0, "admin", "ban")))
    make(driver, "team", RoomKind.GROUP, [member], creator=1)
    account = driver.wait(driver.storage.accounts.create("owner", "x", ServerRole.USER, 1.0))
    driver.wait(people.save_marks({(silent[0], LOBBY): 1, (talker, LOBBY): 1}))
    driver.wait(moderation.ignore(account.id, [silent[0]]))
    assert driver.wait(people.sweep(40.0, 4)) == (4, [])
    assert driver.wait(people.sweep(40.0, 4)) == (3, [])
    assert driver.wait(people.sweep(40.0, 4)) == (0, [])
    named = [late, talker, reporter, banned, member, account.id]
    assert [id_ for id_ in (*silent, *named) if there(driver, id_)] == named
    assert driver.wait(people.by_token("token of talker")) is None
    assert driver.wait(people.by_token("token of late")) is not None
    assert driver.wait(people.marks(talker)) == {}
    assert driver.wait(moderation.ignored(account.id)) == []
    assert driver.wait(people.sweep(60.0, 4)) == (1, [])
    assert not there(driver, late)


def there(driver, principal):
    return driver.wait(driver.storage.principals.principal(principal)) is not None


def test_a_conversation_without_a_line_goes_with_its_guest(driver):
    rooms = driver.storage.rooms
    ann, ben = guest(driver, "ann"), guest(driver, "ben")
    empty = make(driver, "", RoomKind.DIRECT, [1, ann])
    said = make(driver, "", RoomKind.DIRECT, [1, ben])
    driver.queue(line("hi"), room=said.id)
    assert driver.wait(driver.storage.principals.sweep(40.0, 9)) == (2, [empty.id])
    assert driver.wait(rooms.by_id(empty.id)) is None
    assert driver.wait(rooms.by_id(said.id)) is not None
    assert not there(driver, ann)
    assert there(driver, ben), "they are in it"


def test_whoever_was_here_when_the_server_ended_may_have_said_something(sqlite):
    made = guest(sqlite, "ann", left=None)
    sqlite.again()
    sqlite.wait(sqlite.storage.principals.sweep(2e9, 99))
    assert there(sqlite, made)


def test_a_sweep_goes_on_after_a_restart(sqlite):
    for number in range(5):
        guest(sqlite, f"g{number}", 5.0, trace=True)
    sqlite.wait(sqlite.storage.principals.sweep(40.0, 3))
    sqlite.again()
    assert sqlite.wait(sqlite.storage.principals.sweep(40.0, 9)) == (2, [])


def test_guests_of_an_older_database_are_swept_by_what_its_log_says(older, now):
    with older(8) as connection:
        for number, name in enumerate(("talker", "subject", "silent"), 1):
            connection.execute(PRINCIPAL, (number, name, name, "guest"))
        connection.execute(ROOM, (2, "den", "den", 3))
        connection.execute(
            "INSERT INTO events (room_id, seq, ts, kind, actor_id, subject_id, body) "
            "VALUES (2, 1, 1.0, 'role', 1, 2, 'moderator')"
        )
    storage = now.open()
    assert now.wait(storage.principals.sweep(40.0, 9)) == (3, [])
    assert [there(now, number) for number in (1, 2, 3)] == [True, True, False]
    assert now.wait(storage.rooms.by_name("den")).creator == 3
