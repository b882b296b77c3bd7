"""Polls: asked, voted on from every door, closed, and what is anonymous stays so."""

import json

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account, refusals
from tests.scenes.test_reactions import two_devices
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage()


ASK = '/poll "When shall we meet?" Mon "Tue, late"'


def test_a_poll_is_asked_voted_on_and_closed(stage):
    alice, bob, json_ = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.types(ASK)
    asked = "* alice asks #1: When shall we meet? 1 Mon, 2 Tue, late (/vote 1 1)"
    assert alice.sees()[-1] == asked
    assert bob.sees()[-1] == asked
    [event] = json_.events("poll")
    assert (event["question"], event["choices"]) == ("When shall we meet?", ["Mon", "Tue, late"])
    bob.types("/vote 1 2")
    assert bob.sees() == ["* Your vote in #1: 2."]
    assert alice.sees() == []  # a vote is no line
    json_.asks(cmd="vote", room="lobby", seq=1, choices=[2])
    tallies = [event["tally"] for event in json_.events("poll_changed")]
    assert tallies == [
        {"counts": [0, 1], "voters": 1, "version": 1},
        {"counts": [0, 2], "voters": 2, "version": 2},
    ]
    bob.types("/vote #1 1").raw()
    bob.types("/poll show 1")
    assert bob.sees() == [
        "* #1: When shall we meet? (2 voted)",
        "* 1 Mon: 1 (bob)",
        "* 2 Tue, late: 1 (carol)",
        "* Your vote: 1.",
    ]
    bob.types("/vote 1 none")
    assert bob.sees() == ["* Your vote in #1 is withdrawn."]
    bob.types("/poll close 1")
    assert refusals(bob) == ["! Only moderators of the room and moderators of the server may do that: poll."]
    alice.types("/poll close 1")
    result = "* alice closed the poll #1: When shall we meet? Mon 0, Tue, late 1 (1 voted)"
    assert alice.sees() == bob.sees() == [result]
    [closed] = json_.events("poll_closed")
    assert closed["tally"] == {"counts": [0, 1], "voters": 1, "version": 4, "closed": True}
    bob.types("/vote 1 1")
    assert refusals(bob) == ["! The poll #1 is closed. /poll show 1 shows its result."]
    alice.types("/poll close 1")
    assert refusals(alice) == ["! The poll #1 is closed. /poll show 1 shows its result."]


def test_several_choices_only_where_it_is_for_many(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types('/poll --many "Which?" a b c', ASK)
    assert alice.sees()[-2] == "* alice asks #1: Which? 1 a, 2 b, 3 c (/vote 1 1, several)"
    bob.types("/vote 1 3,1", "/vote 2 1 2", "/vote 1 4", "/vote 1 0", "/vote 1", "/vote 1 x", "/vote 9 1")
    assert bob.sees()[-7] == "* Your vote in #1: 1, 3."
    bob.types("/vote 2 1 2", "/vote 1 4", "/vote 1 0", "/vote 1", "/vote 1 x", "/vote 9 1")
    two = "! The poll #{0} has the choices 1 to {1}: /vote {0} NUMBER, and only one where it is not for many."
    usage = "! Not understood: type /vote SEQ [in:ROOM] NUMBER or none."
    assert refusals(bob) == [
        two.format(2, 2),
        two.format(1, 3),
        two.format(1, 3),
        usage,
        usage,
        "! There is no poll #9 there. /history numbered shows the numbers.",
    ]


def test_what_is_no_poll_is_refused(stage):
    alice = stage.text("alice")
    alice.types(
        '/poll "When?" Mon', "/poll When?", '/poll "When?" Mon Mon', "/poll", f'/poll "When?" a {"b" * 600}'
    )
    alice.types('/poll "When?" ' + " ".join(map(str, range(21))), '/poll "When? a b')
    refused = refusals(alice)
    assert len(refused) == 7
    assert refused[0] == "! Not understood: a poll has two choices or more."


def test_an_anonymous_poll_tells_nobody_who_voted_also_not_in_the_database_of_events(stage):
    alice, bob, json_ = stage.text("alice"), stage.text("bob"), stage.json("carol")
    alice.types(ASK + " --anonymous")
    assert alice.sees()[-1].endswith("(/vote 1 1, anonymous)")
    bob.types("/vote 1 2").raw()
    alice.types("/poll show 1")
    assert alice.sees() == [
        "* #1: When shall we meet? (1 voted, anonymous)",
        "* 1 Mon: 0",
        "* 2 Tue, late: 1",
    ]
    assert "bob" not in json.dumps(json_.events("poll", "poll_changed"))
    actors = stage.storage.connection.execute("SELECT DISTINCT actor_id FROM events").fetchall()
    assert len(actors) == 1
    bob.types("/poll show 1")
    assert bob.sees()[-1] == "* Your vote: 2."


def test_history_has_the_votes_and_which_are_ones_own_also_after_a_restart(stage):
    alice, other = two_devices(stage, "alice")
    alice.asks(cmd="poll", room="lobby", question="When?", choices=["Mon", "Tue"]).raw()
    other.raw()
    alice.asks(cmd="vote", room="lobby", seq=1, choices=[2])
    assert [e["choices"] for e in other.events("voted")] == [[2]]
    alice.asks(cmd="history", room="lobby")
    tally = {"counts": [0, 1], "voters": 1, "version": 1, "mine": [2]}
    assert alice.events("history")[0]["lines"][0]["tally"] == tally
    alice.asks(cmd="poll_close", room="lobby", seq=1)
    stage = Stage(before=stage.storage)
    bob = stage.connect().types("bob", "/history")
    stamp = "* [lobby 2023-11-14 22:13]"
    assert bob.sees()[-3:] == [
        f"{stamp} alice asks #1: When? 1 Mon, 2 Tue (/vote 1 1)",
        f"{stamp} #1: Mon 0, Tue 1 (1 voted, closed)",
        f"{stamp} alice closed the poll #1: When? Mon 0, Tue 1 (1 voted)",
    ]
    bob.types("/vote 1 1")
    assert refusals(bob) == ["! The poll #1 is closed. /poll show 1 shows its result."]


def test_in_a_large_room_votes_are_told_together():
    stage = Stage(notice_room=1)
    alice, bob = stage.json("alice"), stage.text("bob")
    alice.asks(cmd="poll", room="lobby", question="When?", choices=["Mon", "Tue"])
    alice.asks(cmd="vote", room="lobby", seq=1, choices=[1])
    bob.types("/vote 1 1")
    assert alice.events("poll_changed") == []
    stage.passes(1)
    assert [event["tally"]["voters"] for event in alice.events("poll_changed")] == [2]


def test_a_moderator_closes_and_deletes_a_poll_and_it_is_gone_with_its_votes(stage):
    moderator, alice, bob = (
        account(stage, "mod", ServerRole.MODERATOR),
        stage.text("alice"),
        stage.text("bob"),
    )
    alice.types(ASK, '/poll "Other?" a b'), bob.types("/vote 1 1", "/vote 2 1")
    moderator.types("/poll close 2", "/delete 1", "/delete 2")
    bob.raw()
    bob.types("/poll show 1", "/vote 1 1", "/poll show 2")
    assert len(refusals(bob)) == 3
    connection = stage.storage.connection
    assert connection.execute("SELECT seq FROM polls UNION ALL SELECT seq FROM votes").fetchall() == []
    bodies = connection.execute("SELECT body FROM events").fetchall()
    assert not [body for (body,) in bodies if "Other" in body]
    carol = stage.connect().asks(cmd="login", name="carol").asks(cmd="join", room="lobby", since=0)
    assert [event["question"] for event in carol.events("poll_closed")] == [""]


def test_the_end_of_a_poll_that_was_deleted_tells_no_votes_also_after_a_restart(stage):
    olga = stage.json("olga", "ops")
    olga.asks(cmd="poll", room="ops", question="when?", choices=["a", "b"])
    olga.asks(cmd="vote", room="ops", seq=1, choices=[1]).asks(cmd="poll_close", room="ops", seq=1)
    olga.asks(cmd="delete", room="ops", seq=1).raw()
    for actor in (olga, Stage(before=stage.storage).json("otto", "ops")):
        [page] = actor.asks(cmd="history", room="ops").events("history")
        [closed] = [line for line in page["lines"] if line["event"] == "poll_closed"]
        assert (closed["question"], closed["tally"]) == ("", {"counts": [], "closed": True})


def test_muted_people_do_not_vote(stage):
    moderator, alice = account(stage, "mod", ServerRole.MODERATOR), stage.text("alice")
    moderator.types(ASK, "/mute alice")
    alice.types("/vote 1 1", '/poll "a?" b c')
    assert len(refusals(alice)) == 2


def test_a_question_is_found_by_a_search(stage):
    alice = account(stage, "alice")
    bob = stage.text("bob")
    alice.types('/poll "Where is the treasure?" here there')
    bob.raw()
    bob.types("/search treasure")
    assert "alice asks #1: Where is the treasure?" in bob.sees()[0]


def test_over_http_a_poll_is_asked_voted_on_and_closed(stage):
    web = Web(stage)
    token = web.post("/api/v1/login", {"name": "alice"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/rooms/lobby/polls"
    made = web.post(path, {"question": "When?", "choices": ["Mon", "Tue"]}, **headers)
    assert (made.status, made.json()["seq"]) == (201, 1)
    body = {"Content_Type": "application/json", **headers}
    assert web.asks("PUT", f"{path}/1/vote", b'{"choices": [2]}', **body).json()["choices"] == [2]
    assert web.asks("PUT", f"{path}/1/vote", b'{"choices": [7]}', **body).code == "bad_vote"
    assert web.get(f"{path}/1", **headers).json()["choices"][1] == {
        "text": "Tue",
        "count": 1,
        "who": ["alice"],
    }
    assert web.post(f"{path}/1/close", b"", **headers).status == 200
    assert web.post(f"{path}/1/close", b"", **headers).code == "poll_ended"
    assert web.post(path, {"question": "When?", "choices": ["Mon"]}, **headers).code == "bad_command"
    assert web.get(f"{path}/9", **headers).status == 404
