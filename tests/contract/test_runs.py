"""Programs that were run, over every driver: the log makes and closes them, and what they printed
goes with it."""

import msgspec

from chatservice.model.runs import EndedRun, StartedRun, Verdict, as_ended
from chatservice.model.values import LOBBY, EventKind, RoomKind
from tests.contract.drivers import NOW, SqliteDriver, line

LOTS = 10**6
DAY = 86_400.0


def json(body):
    return msgspec.json.encode(body).decode()


def starts(driver, actor=1, room=LOBBY, ts=NOW):
    """Its seq."""
    body = json(StartedRun("python", "Python", "3.11", "ab" * 32, 7))
    (outcome,) = driver.say(line(body, actor, kind=EventKind.RUN, ts=ts), room=room)
    return outcome.seq


def ends(driver, run, actor=1, room=LOBBY, head="out", ts=NOW):
    body = json(EndedRun(run=run, verdict=Verdict.OK, status=0, head=head, lines=1))
    (outcome,) = driver.say(line(body, actor, kind=EventKind.RUN_ENDED, ts=ts), room=room)
    return outcome.seq


def keeps(driver, run, text, room=LOBBY, most=LOTS):
    driver.wait(driver.storage.runs.keep(room, run, text, most))


def output(driver, run, room=LOBBY):
    return driver.wait(driver.storage.runs.output(room, run))


def unended(driver):
    return [(run.room, run.seq, run.owner_name) for run in driver.wait(driver.storage.runs.unended())]


def test_a_run_is_open_until_its_end_is_in_the_log(driver):
    first, second = starts(driver), starts(driver, actor=2)
    assert unended(driver) == [(LOBBY, first, "alice"), (LOBBY, second, "bob")]
    ends(driver, first)
    assert unended(driver) == [(LOBBY, second, "bob")]


def test_what_was_printed_is_kept(driver):
    run = starts(driver)
    assert output(driver, run) == ("",)
    keeps(driver, run, "é\n" * 1000)
    assert output(driver, run) == ("é\n" * 1000,)
    assert output(driver, run + 1) is None
    assert output(driver, run, room=LOBBY + 1) is None


def test_a_run_that_was_refused_has_no_place(driver):
    driver.say(line(json(StartedRun("c", "C", "1", "")), kind=EventKind.RUN, expect=99))
    assert unended(driver) == []


def test_the_oldest_output_goes_first(driver):
    runs = [starts(driver) for _ in range(4)]
    for run in runs:
        keeps(driver, run, "x" * 40, most=100)
    assert [output(driver, run) for run in runs] == [(None,), (None,), ("x" * 40,), ("x" * 40,)]
    keeps(driver, runs[0], "é" * 60, most=100)  # 120 bytes, more than all may be
    assert output(driver, runs[0]) == (None,)


def test_an_end_that_is_taken_back_takes_what_was_printed_along(driver):
    run = starts(driver)
    keeps(driver, run, "quagmire")
    end = ends(driver, run, head="quagmire")
    other = starts(driver)
    keeps(driver, other, "stays")
    driver.say(line(str(end), kind=EventKind.DELETED))
    (record,) = driver.wait(driver.storage.log.around(LOBBY, end, 0, 0))
    assert (record.kind, record.body) == (EventKind.BLANK, "")
    assert output(driver, run) == (None,)
    assert output(driver, other) == ("stays",)


def test_nothing_of_what_somebody_printed_is_left_when_they_are_erased(driver):
    run, others = starts(driver), starts(driver, actor=2)
    for each, actor in ((run, 1), (others, 2)):
        keeps(driver, each, "quagmire")
        ends(driver, each, actor, head="quagmire")
    driver.wait(driver.storage.principals.erase(1, "erased-1"))
    driver.wait(driver.storage.principals.blank_some(1, 0))
    assert output(driver, run) == (None,)
    assert output(driver, others) == ("quagmire",)
    heads = [
        as_ended(record.body).head
        for record in driver.wait(driver.storage.log.since(LOBBY, 0, 100))
        if record.kind is EventKind.RUN_ENDED
    ]
    assert heads == ["", "quagmire"]


def test_a_deleted_room_has_no_runs(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    room = driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", [], 1, NOW)).id
    run = starts(driver, room=room)
    keeps(driver, run, "x", room=room)
    driver.wait(driver.storage.rooms.delete(room))
    trimmer = driver.committer.upkeep.trimmer
    driver.keep_up(lambda: trimmer.due() > 0)
    driver.settle()
    assert output(driver, run, room=room) is None
    assert unended(driver) == []
    driver.close()


def test_lines_that_are_too_old_take_their_runs_along(tmp_path):
    driver = SqliteDriver(tmp_path, retention=30 * DAY)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    old, new = starts(driver, ts=NOW - 40 * DAY), starts(driver)
    for run in (old, new):
        keeps(driver, run, "x")
    trimmer = driver.committer.upkeep.trimmer
    trimmer.look()
    driver.say(line("one more"))
    driver.keep_up(lambda: trimmer.due() > 0)
    driver.settle()
    assert output(driver, old) is None
    assert output(driver, new) == ("x",)
    driver.close()


def test_they_outlive_the_server(tmp_path):
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    run = starts(driver)
    keeps(driver, run, "printed")
    driver.close()
    driver.open()
    assert output(driver, run) == ("printed",)
    assert unended(driver) == [(LOBBY, run, "alice")]
    driver.close()
