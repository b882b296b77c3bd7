"""RoomLog over every driver."""

from chatservice.errors import KeyReused, Stale
from chatservice.model.records import Appended
from chatservice.model.values import LOBBY, EventKind, RoomKind
from tests.contract.drivers import NOW, line


def test_what_waits_together_is_one_batch_with_seqs_in_the_order_queued(driver):
    commits = driver.storage.commits if hasattr(driver.storage, "commits") else None
    first = driver.queue(line("one"))
    second = driver.queue(line("two"), line("three"))
    driver.settle()
    assert [first[0].seq, *(outcome.seq for outcome in second)] == [1, 2, 3]
    assert driver.told == [first, second, "batch"]
    assert driver.bodies() == ["one", "two", "three"]
    if commits is not None:
        assert driver.storage.commits == commits + 1


def test_nothing_is_answered_before_its_turn(driver):
    outcomes = driver.queue(line("one"))
    assert outcomes == []
    driver.settle()
    assert outcomes


def test_rooms_have_seqs_of_their_own_and_ids_grow_through_all(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    a, b, c = driver.queue(line("1")), driver.queue(line("2"), room=room), driver.queue(line("3"))
    driver.settle()
    assert [a[0].seq, b[0].seq, c[0].seq] == [1, 1, 2]
    assert a[0].id < b[0].id < c[0].id


def test_a_room_is_read_from_an_event_id_on(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    for body in ("1", "2", "3", "4"):
        driver.queue(line(body, key=body))
        driver.queue(line("ops " + body), room=room)
    driver.settle()
    ids = [record.id for record in driver.wait(driver.storage.log.since(LOBBY, 0, 10))]

    def after(id_, limit=10):
        return [record.body for record in driver.wait(driver.storage.log.since_id(LOBBY, id_, limit))]

    assert after(0) == ["1", "2", "3", "4"]
    assert after(ids[1]) == ["3", "4"]
    assert after(ids[1] - 1, 2) == ["2", "3"]
    assert after(ids[1] + 1) == ["3", "4"]  # an id of another room
    assert after(ids[3]) == []
    assert driver.wait(driver.storage.log.since_id(99, 0, 10)) == []


def test_a_draft_whose_expectation_fails_is_refused_alone(driver):
    outcomes = driver.say(line("one", expect=0), line("two", expect=7), line("three"))
    assert isinstance(outcomes[1], Stale)
    assert [outcomes[0].seq, outcomes[2].seq] == [1, 2]
    assert driver.bodies() == ["one", "three"]


def test_an_expectation_sees_what_came_before_it_in_the_batch(driver):
    group = driver.wait(driver.storage.rooms.create(RoomKind.GROUP, "g", (1,), 1, 1.0)).id
    added = driver.queue(line("", kind=EventKind.ADDED, subject=2, expect=0), room=group)
    said = driver.queue(line("late", expect=0), line("in time", actor=2, expect=1), room=group)
    driver.settle()
    assert added[0].seq == 1
    assert isinstance(said[0], Stale)
    assert said[1].seq == 2
    row = driver.wait(driver.storage.rooms.by_id(group))
    assert (row.access, row.head) == (1, 2)
    assert [p.principal.id for p in driver.wait(driver.storage.rooms.members(group))] == [1, 2]


def test_a_removal_and_a_topic_take_effect_with_their_commit(driver):
    group = driver.wait(driver.storage.rooms.create(RoomKind.GROUP, "g", (1, 2), 1, 1.0)).id
    driver.say(line("news", kind=EventKind.TOPIC), line("", kind=EventKind.REMOVED, subject=2), room=group)
    row = driver.wait(driver.storage.rooms.by_id(group))
    assert (row.topic, row.access) == ("news", 1)
    assert [p.principal.id for p in driver.wait(driver.storage.rooms.members(group))] == [1]
    assert driver.wait(driver.storage.rooms.private(2)) == []


def test_a_key_seen_in_this_batch_answers_the_first_seq(driver):
    outcomes = driver.say(line("one", key="k"), line("one", key="k"), line("two"))
    assert outcomes[1] == Appended(outcomes[0].id, 1, False)
    assert outcomes[2].seq == 2
    assert driver.bodies() == ["one", "two"]


def test_a_key_seen_in_an_earlier_batch_answers_the_first_seq(driver):
    first = driver.say(line("one", key="k"))
    driver.say(line("between"))
    assert driver.say(line("one", key="k")) == [Appended(first[0].id, 1, False)]
    assert driver.bodies() == ["one", "between"]


def test_a_key_wins_over_an_expectation(driver):
    """Whoever sends again does not know what has changed meanwhile."""
    first = driver.say(line("one", key="k", expect=0))
    assert driver.say(line("one", key="k", expect=5)) == [Appended(first[0].id, 1, False)]


def test_a_key_with_another_body_is_refused(driver):
    driver.say(line("one", key="k"))
    outcomes = driver.say(line("two", key="k"), line("three"))
    assert isinstance(outcomes[0], KeyReused)
    assert outcomes[0].key == "k"
    assert driver.bodies() == ["one", "three"]


def test_a_key_is_of_one_principal_and_one_room(driver):
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id
    driver.say(line("one", key="k"))
    assert driver.say(line("other", actor=2, key="k"))[0].fresh
    assert driver.say(line("other", key="k"), room=room)[0].fresh


def test_a_refused_draft_does_not_use_up_its_key(driver):
    assert isinstance(driver.say(line("one", key="k", expect=9))[0], Stale)
    assert driver.say(line("two", key="k"))[0].fresh


def test_pages_after_before_and_around_a_seq(driver):
    driver.say(*(line(str(n)) for n in range(1, 11)))
    log = driver.storage.log

    def shown(awaitable):
        return [record.seq for record in driver.wait(awaitable)]

    assert shown(log.since(LOBBY, 7, 2)) == [8, 9]
    assert shown(log.since(LOBBY, 10, 5)) == []
    assert shown(log.before(LOBBY, None, 3)) == [8, 9, 10]
    assert shown(log.before(LOBBY, 4, 2)) == [2, 3]
    assert shown(log.before(LOBBY, 4, 0)) == []
    assert shown(log.around(LOBBY, 5, 1, 2)) == [4, 5, 6, 7]
    assert shown(log.around(LOBBY, 1, 3, 0)) == [1]
    assert shown(log.since(99, 0, 5)) == []


def test_a_record_holds_what_was_said_and_shows_names_of_now(driver):
    driver.say(line("hi\nthere", ts=5.25, kind=EventKind.ACTION), line("", kind=EventKind.ADDED, subject=2))
    driver.wait(driver.storage.principals.renamed(1, "alicia", 6.0))
    action, added = driver.wait(driver.storage.log.since(LOBBY, 0, 5))
    assert (action.kind, action.ts, action.body) == (EventKind.ACTION, 5.25, "hi\nthere")
    assert (action.actor, action.actor_name, action.subject) == (1, "alicia", None)
    assert (added.subject, added.subject_name) == (2, "bob")


def test_a_line_of_somebody_unknown_leaves_no_gap(driver):
    driver.say(line("one"), line("two", actor=999), line("three"))
    assert driver.seqs() == [1, 2, 3]


def test_close_waits_for_what_is_under_way(driver):
    first = driver.queue(line("one"))
    closed = driver.storage.close()
    driver.wait(closed)
    assert first[0].seq == 1
    driver.storage = None


def test_each_batch_is_counted_before_it_is_told(driver):
    driver.observer.committed = lambda size, seconds: driver.told.append((size, seconds >= 0))
    driver.queue(line("one"), line("two"))
    driver.queue(line("three"))
    driver.settle()
    assert driver.told[0] == (3, True)  # two appends, and what the driver settles with
    assert driver.told.count("batch") == 1


def test_a_write_that_changes_nothing_may_be_tried(driver):
    driver.wait(driver.storage.log.try_write())
    assert driver.storage.log.trouble == ""
    assert driver.bodies() == []


def test_heads_are_those_of_everything_queued_before(driver):
    log = driver.storage.log
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, NOW)).id
    driver.say(line("one"), line("two"))
    driver.queue(line("three"))
    heads = log.heads([LOBBY, room, 99])
    driver.queue(line("four"), room=room)
    assert driver.wait(heads) == {LOBBY: 3, room: 0}
    driver.wait(driver.storage.rooms.delete(room))
    assert driver.wait(log.heads([LOBBY, room])) == {LOBBY: 3}


def test_the_state_of_a_room_is_that_of_its_place_among_what_is_queued(driver):
    rooms = driver.storage.rooms
    room = driver.wait(rooms.create(RoomKind.GROUP, "team", [1], 1, NOW)).id
    driver.queue(line("", kind=EventKind.ADDED, subject=2), line("said"), room=room)
    state = rooms.state(room)
    driver.queue(line("new", kind=EventKind.TOPIC), line("", kind=EventKind.REMOVED, subject=2), room=room)
    told = driver.wait(state)
    assert list(told.members) == [1, 2]
    assert (told.seq, told.access, told.topic) == (2, 1, "")
    driver.settle()
    later = driver.wait(rooms.state(room))
    assert list(later.members) == [1]
    assert (later.seq, later.access, later.topic) == (4, 2, "new")
    assert driver.wait(rooms.state(99)) is None
