"""Lines that are said later, and reminders: at their time, once, and never where one may not speak."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import SECRET, account, refusals
from tests.scenes.test_reactions import two_devices
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage()


def test_a_line_is_said_at_its_time_and_everyone_sees_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.raw()
    alice.types("/later 10m stand-up now")
    assert alice.sees() == ["* Will be said in lobby at 2023-11-14 22:23 UTC. /later cancel 1 takes it back."]
    stage.passes(599)
    assert bob.sees() == []
    stage.passes(1)
    assert alice.sees() == bob.sees() == ["[lobby] alice: stand-up now"]
    alice.types("/later list")
    assert alice.sees() == ["* There are no lines to be said later."]


def test_times_of_the_day_and_of_a_day_are_utc(stage):
    alice = stage.text("alice")  # at 22:13:20
    alice.types("/later 18:30 a", "/later 23:00 b", "/later 2023-12-01 9:05 c", "/later list")
    assert [line.partition(": ")[0] for line in alice.sees()[-3:]] == [
        "* 2 at 2023-11-14 23:00",
        "* 1 at 2023-11-15 18:30",
        "* 3 at 2023-12-01 09:05",
    ]


def test_what_cannot_be_scheduled_is_refused_with_one_line(stage):
    alice = stage.text("alice")
    alice.types("/later soon x", "/later 2020-01-01 10:00 x", "/later 900d x", "/later 2023-02-31 10:00 x")
    alice.types("/later 10m", "/later 10m in:nowhere x", "/later cancel 9", "/remind 10m", "/remind 1h #7")
    bad = "! That time is past, too far away or not understood: {}. Type 10m, 2h, 18:30 "
    bad += "or 2026-11-30 18:30 (UTC), within a year."
    assert refusals(alice) == [
        "! Not understood: a time comes first: 10m, 2h, 18:30 or 2026-11-30 18:30 (UTC).",
        bad.format("2020-01-01 10:00"),
        bad.format("900d"),
        bad.format("2023-02-31 10:00"),
        "! Not understood: type /later TIME [in:ROOM] TEXT.",
        "! There is no room nowhere that you can enter. /rooms lists the rooms.",
        "! You have nothing to come with the number 9.",
        "! Not understood: a reminder has a text, or the number of a line.",
        "! There is no line #7 in lobby for that. /history numbered shows the numbers.",
    ]


def test_it_is_canceled_by_its_author_alone(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/later 10m oops"), bob.types("/later cancel 1")
    assert len(refusals(bob)) == 1
    alice.raw()
    alice.types("/later cancel 1")
    assert alice.sees() == ["* Canceled: [lobby] oops"]
    stage.passes(700)
    assert bob.sees() == []


def test_one_person_has_so_many_and_all_together_too():
    stage = Stage(scheduled_by_user=2, max_scheduled=3)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/later 10m a", "/remind 10m b", "/later 10m c")
    assert refusals(alice) == ["! No more than 2 lines for later and reminders."]
    bob.types("/later 10m a", "/later 10m b")
    assert refusals(bob) == ["! No more than 3 lines for later and reminders of all people."]


def test_a_line_of_who_may_not_speak_any_more_is_refused_and_stays_in_the_list(stage):
    moderator, alice = account(stage, "mod", ServerRole.MODERATOR), stage.text("alice")
    bob = stage.text("bob")
    alice.types("/later 10m rude")
    moderator.types("/mute alice")
    alice.raw(), bob.raw()
    stage.passes(600)
    assert bob.sees() == []
    assert alice.sees() == ["* Not said (silenced): [lobby] rude. /later list shows it."]
    stage.passes(6_000)
    alice.raw()
    alice.types("/later list")
    assert alice.sees()[1:] == ["* 1 at 2023-11-14 22:23 (refused: silenced): [lobby] rude"]


def test_a_line_for_a_group_is_refused_when_its_author_is_out_of_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    (
        alice.types("/group team bob"),
        bob.types("/join team", "/later 10m bye in:team", "/later 10m in:team bye"),
    )
    alice.types("/kick bob in:team")
    alice.raw(), bob.raw()
    stage.passes(601)
    assert not [line for line in alice.sees() if "bye" in line]
    assert len([line for line in bob.sees() if line.startswith("* Not said (no_such_room)")]) == 2


def test_an_author_who_is_away_speaks_and_one_who_is_gone_for_good_does_not(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    account(stage, "carol", ServerRole.USER).types("/later 20m from carol").hangs_up()
    alice.types("/later 5m early", "/later 20m late").hangs_up()
    bob.raw()
    stage.passes(300)
    stage.passes(1_000)
    said = [line for line in bob.sees() if line.startswith("[")]
    assert said == ["[lobby] alice: early", "[lobby] carol: from carol"]


def test_after_a_restart_what_was_due_meanwhile_is_said_once(stage):
    account(stage, "carol", ServerRole.USER).types("/later 5m hello", "/later 10m again")
    stage.passes(299)
    stage.storage.fail_next("disk full")  # and the server ends before it tries again
    stage.passes(1)
    now = stage.clock
    stage = Stage(before=stage.storage)
    bob = stage.text("bob")
    stage.clock.advance(now.seconds())
    stage.settle()
    said = [line for line in bob.sees() if line.startswith("[")]
    assert said == ["[lobby] carol: hello", "[lobby] carol: again"]


def test_a_full_disk_delays_a_line_and_does_not_lose_or_repeat_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/later 5m hello")
    stage.passes(299)
    bob.raw()
    stage.storage.fail_next("disk full")
    stage.passes(1)
    assert bob.sees() == []
    stage.passes(6)
    assert bob.sees() == ["[lobby] alice: hello"]
    stage.passes(600)
    assert bob.sees() == []


def test_a_line_whose_commit_was_not_answered_is_said_once(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/later 5m hello")
    stage.passes(299)
    stage.storage.writer.is_unsure = True
    stage.passes(1)
    stage.storage.writer.is_unsure = False
    stage.passes(6)
    alice.types("next")
    bob.raw()
    bob.types("/history")
    assert [line.partition("] ")[2] for line in bob.sees()] == ["alice: hello", "alice: next"]
    alice.types("/later list")
    assert alice.sees()[-1] == "* There are no lines to be said later."


def test_what_a_guest_marked_voted_and_planned_goes_with_the_guest(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    bob.types('/poll "When?" a b')
    alice.types("/bookmark 1", "/vote 1 1", "/later 9h hello", "/remind 9h tea").hangs_up()
    stored = (
        "SELECT 'mark' FROM bookmarks UNION ALL SELECT 'vote' FROM votes UNION ALL SELECT kind FROM scheduled"
    )
    execute = stage.storage.connection.execute
    assert execute(stored).fetchall() == [("mark",), ("vote",), ("line",), ("reminder",)]
    for _ in range(3):
        stage.passes(600)
    assert execute(stored).fetchall() == []
    bob.types("/poll show 1")
    assert bob.sees()[-3:-1] == ["* #1: When? (1 voted)", "* 1 a: 1"]


def test_in_slow_mode_lines_wait_for_their_turn(stage):
    moderator, alice = account(stage, "mod", ServerRole.MODERATOR), stage.text("alice")
    moderator.types("/mode slow 60")
    alice.types("/later 5m one", "/later 5m two", "/later 5m three").raw()
    said = []
    for _ in range(3):
        stage.passes(300 if not said else 60)
        said.append([line for line in alice.sees() if line.startswith("[")])
    assert said == [["[lobby] alice: one"], ["[lobby] alice: two"], ["[lobby] alice: three"]]


def test_where_messages_need_a_topic_none_is_said_without(stage):
    moderator, alice = account(stage, "mod", ServerRole.MODERATOR), stage.text("alice")
    alice.types("/later 5m one")
    moderator.types("/mode topics required")
    alice.types("/later 5m two")
    assert refusals(alice) == [
        "! Messages in lobby need a topic: #t TOPIC: TEXT. /topics lists those in use."
    ]
    stage.passes(300)
    assert alice.sees()[-1] == "* Not said (topic_required): [lobby] one. /later list shows it."


def test_the_same_key_schedules_once(stage):
    alice = stage.json("alice")
    for _ in range(2):
        alice.asks(cmd="later", when="10m", room="lobby", text="hi", key="k")
    assert [event["entry"]["id"] for event in alice.events("scheduled")] == [1, 1]


# Reminders.


def test_a_reminder_comes_to_all_devices_of_its_person_and_to_nobody_else(stage):
    (alice, other), bob = two_devices(stage, "alice"), stage.text("bob")
    alice.asks(cmd="remind", when="10m", text="tea").raw()
    stage.passes(600)
    [event], [same] = alice.events("reminder"), other.events("reminder")
    assert event == same
    assert event["entry"] == {"id": 1, "due": 1_700_000_600.0, "text": "tea"}
    assert bob.sees() == []
    alice.asks(cmd="remind_list")
    assert alice.events("scheduled_list")[0]["entries"] == []


def test_a_reminder_of_a_line_names_it(stage):
    alice = stage.text("alice")
    alice.types("release notes").raw()
    alice.types("/remind 10m #1 read them", "/remind 11m #1", "/remind list")
    assert alice.sees()[-2:] == [
        "* 1 at 2023-11-14 22:23: [lobby] #1 read them",
        "* 2 at 2023-11-14 22:24: [lobby] #1",
    ]
    stage.passes(600)
    assert alice.sees() == ["* Reminder: [lobby] #1 read them (/context 1 in:lobby)"]


def test_a_reminder_waits_until_its_person_is_back_also_over_a_restart(stage):
    carol = account(stage, "carol", ServerRole.USER)
    carol.types("/remind 5m tea").hangs_up()
    stage.passes(3_600)
    stage = Stage(before=stage.storage)
    carol = stage.connect().types(f"/login carol {SECRET}")
    stage.passes(1)
    assert "* Reminder: tea" in carol.sees()
    carol.types("/remind list")
    assert carol.sees() == ["* You have no reminders."]


def test_over_http_lines_and_reminders_are_made_listed_and_canceled(stage):
    bob = stage.text("bob")
    web = Web(stage)
    token = web.post("/api/v1/login", {"name": "alice"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    made = web.post("/api/v1/rooms/lobby/scheduled", {"when": "10m", "text": "hi"}, **headers)
    assert (made.status, made.json()["entry"]["due"]) == (201, 1_700_000_600.0)
    assert web.post("/api/v1/me/reminders", {"when": "x", "text": "hi"}, **headers).code == "bad_time"
    assert web.post("/api/v1/me/reminders", {"when": "1h", "text": "tea"}, **headers).status == 201
    assert len(web.get("/api/v1/me/scheduled", **headers).json()["entries"]) == 1
    assert web.asks("DELETE", "/api/v1/me/reminders/2", **headers).json()["canceled"] is True
    assert web.asks("DELETE", "/api/v1/me/reminders/2", **headers).status == 404
    stage.passes(600)
    assert bob.sees()[-1] == "[lobby] alice: hi"
