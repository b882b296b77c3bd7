"""Nobody is brought into group after group by strangers, nor back into one that they left."""

from chatservice.model.values import ServerRole
from chatservice.settings.schema import Rate
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, login, registered
from tests.scenes.test_moderation import account
from tests.scenes.web import Web

EASY = {**UNLIMITED, "room_rate": None}


def asked_by(actor):
    return [(e["sender"], e["room"]) for e in actor.events("invited") if e.get("asked")]


def members(stage, name):
    room = stage.chat.directory.rooms._named.get(name)
    return sorted(member.name for member in room.state.members.values())


def test_strangers_bring_one_into_a_few_groups_and_ask_for_the_others():
    stage = Stage(stranger_rate=Rate(3, 3600.0), **EASY)
    victims = [stage.json(f"v{number}") for number in range(40)]
    mal = stage.json("mal")
    for number in range(20):
        mal.asks(cmd="group", name=f"spam{number}", members=[f"v{number}" for number in range(40)])
    told = victims[7].events("invited", "added")
    assert len([e for e in told if e["event"] == "invited" and not e.get("asked")]) == 3
    assert len([e for e in told if e.get("asked")]) == 3, "one stranger's questions are told three times"
    assert len(told) == 6 + 3 * 40
    assert members(stage, "spam2") == sorted(["mal", *(f"v{number}" for number in range(40))])
    assert members(stage, "spam3") == ["mal"]
    assert mal.events("asked")[-1]["who"][:2] == ["v0", "v1"]
    stage.passes(3600)
    mal.asks(cmd="group", name="later", members=["v7"])
    assert members(stage, "later") == ["mal", "v7"]


def test_whoever_is_asked_joins_or_does_not():
    stage = Stage(group_invitations="ask", **EASY)
    bob, carol = stage.text("bob"), stage.text("carol")
    ann = stage.text("ann").types("/group team bob,carol", "the plan")
    bob.raw()
    assert ann.sees()[-1] == "* bob and carol: invited into team, a member after joining it."
    bob.types("/join team", "hello")
    shown = bob.sees()
    assert shown[0] == "* You are in team (2 here)."
    assert any("ann: the plan" in line for line in shown)
    assert "[team] bob: hello" in ann.sees()
    assert (
        "* ann invites you into the group team. /join team accepts; /ignore ann stops such invitations."
        in carol.sees()
    )
    carol.types("/history in:team", "/who team")
    assert [line for line in carol.sees() if line.startswith("! ")] == [
        "! There is no room team that you can enter. /rooms lists the rooms."
    ] * 2


def test_those_who_know_each_other_do_not_ask():
    stage = Stage(group_invitations="ask", **EASY)
    ann, bob, carol = (stage.json(name) for name in ("ann", "bob", "carol"))
    ann.asks(cmd="msg", to="bob", text="hi")
    ann.asks(cmd="group", name="one", members=["bob"])
    assert members(stage, "one") == ["ann"], "bob has not answered yet"
    bob.asks(cmd="msg", to="ann", text="hi")
    ann.asks(cmd="invite", room="one", name="bob")
    assert members(stage, "one") == ["ann", "bob"]
    bob.asks(cmd="say", room="one", text="hello")
    carol.asks(cmd="msg", to="bob", text="hi")
    bob.asks(cmd="invite", room="one", name="carol")
    assert members(stage, "one") == ["ann", "bob", "carol"]
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    moderator.types("/group staff ann,carol")
    assert members(stage, "staff") == ["ann", "carol", "mod"]


def test_open_is_as_it_was():
    stage = Stage(group_invitations="open", stranger_rate=Rate(1, 3600.0), **EASY)
    bob = stage.json("bob")
    ann = stage.json("ann")
    for number in range(9):
        ann.asks(cmd="group", name=f"g{number}", members=["bob"])
    assert len(bob.events("invited")) == 9


def test_after_leaving_nobody_brings_one_in_again_and_after_ignoring_nobody_asks():
    stage = Stage(**EASY)
    mal, bob = stage.json("mal"), stage.json("bob")
    mal.asks(cmd="group", name="spam", members=["bob"])
    bob.asks(cmd="leave", room="spam").raw()
    mal.raw()
    mal.asks(cmd="invite", room="spam", name="bob", ref=7)
    assert mal.events("asked", "error") == [
        {
            "event": "asked",
            "room": "spam",
            "rid": stage.chat.directory.rooms._named["spam"].rid,
            "who": ["bob"],
            "ref": 7,
        }
    ]
    assert asked_by(bob) == [("mal", "spam")]
    assert members(stage, "spam") == ["mal"]
    bob.asks(cmd="ignore", name="mal").raw()
    mal.asks(cmd="invite", room="spam", name="bob", ref=8)
    assert [event["who"] for event in mal.events("asked")] == [["bob"]], "as before"
    mal.asks(cmd="group", name="spam2", members=["bob"])
    assert bob.events("invited", "added", "message") == []
    assert members(stage, "spam2") == ["mal"]
    stage.passes(61)  # until then whoever left by mistake may come back
    bob.asks(cmd="join", room="spam")
    assert [event["code"] for event in bob.events("error")] == ["no_such_room"]


def test_whoever_was_put_out_may_be_brought_in_again():
    stage = Stage(**EASY)
    ann, bob = stage.json("ann"), stage.json("bob")
    ann.asks(cmd="group", name="team", members=["bob"]).asks(cmd="kick", room="team", name="bob")
    ann.asks(cmd="invite", room="team", name="bob")
    assert [e.get("asked", False) for e in bob.events("invited")] == [False, False]
    assert members(stage, "team") == ["ann", "bob"]


def test_questions_wait_for_whoever_is_away():
    stage = Stage(group_invitations="ask", **EASY)
    registered(stage, "alice").asks(cmd="quit")
    ann = stage.json("ann").asks(cmd="group", name="team", members=["alice"])
    assert members(stage, "team") == ["ann"]
    back = login(stage, name="alice", password=SECRET)
    assert asked_by(back) == [("ann", "team")]
    token = back.asks(cmd="token").events("token")[0]["token"]
    back.hangs_up()
    resumed = login(stage, token=token, since={"team": 0})
    assert members(stage, "team") == ["ann"], "a cursor is no answer"
    resumed.raw()
    resumed.asks(cmd="join", room="team")
    assert [event["head"] for event in resumed.events("joined")] == [1]
    assert ann.events("error") == []


def test_a_question_is_good_by_the_rooms_id_as_long_as_who_asked_is_in_it():
    stage = Stage(group_invitations="ask", **EASY)
    ann, bob, carol = (stage.json(name) for name in ("ann", "bob", "carol"))
    carol.asks(cmd="msg", to="ann", text="hi")
    ann.asks(cmd="group", name="team", members=["bob", "carol"])
    [question] = [e for e in bob.events("invited") if e.get("asked")]
    assert question["members"] == []
    bob.asks(cmd="join", room=question["rid"])
    assert [event["room"] for event in bob.events("joined")] == ["team"]
    dan = stage.json("dan")
    ann.asks(cmd="invite", room="team", name="dan").asks(cmd="leave", room="team")
    dan.raw()
    dan.asks(cmd="join", room="team")
    assert [event["code"] for event in dan.events("error")] == ["no_such_room"]


def test_a_public_room_is_no_way_around_being_ignored():
    stage = Stage(**EASY)
    mal, bob = stage.json("mal", room="BUY-NOW"), stage.json("bob")
    bob.asks(cmd="ignore", name="mal").raw()
    mal.asks(cmd="invite", room="BUY-NOW", name="bob")
    assert mal.events("error") == []
    assert bob.events("invited") == []


def test_who_is_added_together_is_told_in_one_line():
    stage = Stage(**EASY)
    people = [stage.text(f"p{number}") for number in range(12)]
    ann = stage.text("ann")
    for actor in (*people, ann):
        actor.raw()
    ann.types("/group team " + ",".join(f"p{number}" for number in range(12)))
    named = ", ".join(f"p{number}" for number in range(10))
    assert people[3].sees()[2:] == [f"* ann added {named} and 2 more to team."]
    program = stage.json("program")
    ann.types("/group other program,p1")
    assert [event["who"] for event in program.events("added")] == ["program", "p1"]


def test_an_older_rest_client_makes_rooms_as_ever():
    stage = Stage(**EASY)
    web = Web(stage)
    for name in ("alice", "bob"):
        web.post("/register", {"username": name})
    for number in range(1, 4):
        answer = web.post("/create_room", {"admin": "alice", "participants": ["alice", "bob"]})
        assert answer.json()["room_id"] == f"room_{number}"
        assert members(stage, f"room_{number}") == ["alice", "bob"]
