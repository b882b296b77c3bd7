"""Private groups and direct conversations."""

from tests.scenes.stage import Stage


def three(stage):
    actors = [stage.json(name) for name in ("alice", "bob", "carol")]
    for actor in actors:
        actor.raw()
    return actors


def test_a_group_is_made_with_members_and_only_they_read_it():
    stage = Stage()
    alice, bob, carol = three(stage)
    alice.asks(cmd="group", name="team", members=["bob"])
    invited, added = bob.events("invited", "added")
    assert (invited["room"], invited["sender"], invited["members"]) == ("team", "alice", ["alice", "bob"])
    assert (added["sender"], added["who"], added["seq"]) == ("alice", "bob", 1)
    bob.asks(cmd="say", room="team", text="hi")
    assert alice.messages() == [("team", "bob", "hi")]
    assert carol.sees() == []


def test_whoever_makes_a_group_talks_in_it_from_then_on():
    stage = Stage()
    stranger, tb, trap = stage.text("stranger"), stage.text("tb"), stage.text("trap")
    stranger.raw(), tb.raw()
    trap.types("/group private tb")
    assert trap.sees()[:2] == ["* You are in private (2 here).", "* Here: trap, tb."]
    trap.types("the salary list is attached")
    assert stranger.sees() == []
    assert tb.sees()[-1] == "[private] trap: the salary list is attached"


def test_members_who_are_not_found_are_named_and_the_group_is_made():
    stage = Stage()
    stage.text("bob")
    alice = stage.text("alice").types("/group team bob,ghost,wraith,ghost")
    assert [line for line in alice.sees() if line[0] == "!"] == [
        "! User 'ghost' not found",
        "! User 'wraith' not found",
    ]
    alice.types("/who")
    assert alice.sees() == ["* team (2 here): alice, bob."]


def test_a_program_is_refused_the_whole_group_unless_it_says_otherwise():
    stage = Stage()
    alice, bob, _ = three(stage)
    alice.asks(cmd="group", name="team", members=["bob", "ghost"], ref=1)
    [error] = alice.events("error")
    assert (error["code"], error["ref"]) == ("no_such_user", 1)
    alice.asks(cmd="group", name="team", members=["bob", "ghost"], ref=2, skip_unknown=True)
    joined, error = alice.events("joined", "error")
    assert (joined["ref"], joined["members"], joined["here"]) == (2, ["alice", "bob"], 2)
    assert (error["code"], error["room"], error.get("ref")) == ("no_such_user", "team", None)
    assert bob.events("invited")


def three_who_type():
    stage = Stage()
    people = [stage.text(name) for name in ("alice", "pb", "pc")]
    for person in people:
        person.raw()
    return stage, *people


UNCLEAR = "! pc wrote just now, after pb. Repeat it for pc, or /msg pb TEXT"


def test_an_answer_that_another_line_has_just_overtaken_goes_to_nobody_at_first():
    _, alice, pb, pc = three_who_type()
    pb.types("/msg alice are you there?")
    pc.types("/msg alice hi")
    alice.raw(), pb.raw(), pc.raw()
    alice.types("/reply meant for pb")
    assert alice.sees() == [UNCLEAR]
    assert pb.sees() == pc.sees() == []
    alice.types("/reply for pc then")
    assert pc.sees() == ["[from alice] for pc then"]
    pc.types("/msg alice one more")
    alice.raw()
    alice.types("/reply again for pc")
    assert alice.sees() == [UNCLEAR]


def test_an_answer_is_clear_after_a_while_or_when_only_one_writes():
    stage, alice, pb, pc = three_who_type()
    pb.types("/msg alice are you there?")
    pb.raw()
    alice.types("/reply yes")
    assert pb.sees() == ["[from alice] yes"]
    pc.types("/msg alice hi")
    stage.passes(10)
    alice.types("/reply hello pc")
    stage.passes(400)
    pb.types("/msg alice still there?")
    pb.raw()
    alice.types("/reply still")
    assert pb.sees() == ["[from alice] still"]
    pc.types("/msg alice so?")
    alice.types("/msg pb one more", "/reply that was the last word of mine")
    assert pb.sees() == ["[from alice] one more", "[from alice] that was the last word of mine"]


def test_nobody_answers_somebody_they_hear_nothing_of():
    _, alice, pb, pc = three_who_type()
    pb.types("/msg alice hello")
    alice.types("/ignore pc")
    pc.types("/msg alice buy this")
    pb.raw(), pc.raw()
    alice.types("/reply hello pb")
    assert pb.sees() == ["[from alice] hello pb"]
    assert pc.sees() == []


def test_a_member_invites_another_and_the_newcomer_reads_the_history():
    stage = Stage()
    alice, bob, carol = three(stage)
    alice.asks(cmd="group", name="team", members=["bob"]).asks(cmd="say", room="team", text="early")
    bob.asks(cmd="invite", name="carol", room="team")
    carol.raw()
    carol.asks(cmd="history", room="team")
    [page] = carol.events("history")
    assert [line["text"] for line in page["lines"] if line["event"] == "message"] == ["early"]


def test_whoever_leaves_a_group_reads_no_more_of_it():
    stage = Stage()
    alice, bob, _ = three(stage)
    alice.asks(cmd="group", name="team", members=["bob"])
    bob.asks(cmd="leave", room="team")
    alice.raw(), bob.raw()
    alice.asks(cmd="say", room="team", text="alone")
    assert bob.sees() == []
    bob.asks(cmd="history", room="team")
    assert bob.events("error")[0]["code"] == "no_such_room"


def test_a_guest_who_says_goodbye_leaves_its_groups_for_good():
    stage = Stage()
    alice, bob, _ = three(stage)
    alice.asks(cmd="group", name="team", members=["bob"])
    alice.raw()
    bob.asks(cmd="quit")
    assert [(event["who"], event["sender"]) for event in alice.events("removed")] == [("bob", "bob")]
    alice.asks(cmd="who", room="team")
    assert alice.events("people")[0]["members"] == ["alice"]


def test_a_group_one_may_not_see_answers_as_a_room_that_does_not_exist():
    stage = Stage()
    alice, _, carol = three(stage)
    alice.asks(cmd="group", name="team", members=["bob"])
    carol.raw()
    for command in ("history", "topic", "who", "missed"):
        answers = []
        for room in ("team", "nothere"):
            carol.asks(cmd=command, room=room)
            [error] = carol.events()
            assert error["text"].replace(room, "ROOM") == error["text"].replace(room, "ROOM")
            answers.append((error["code"], error["text"].replace(room, "ROOM")))
        assert answers[0] == answers[1] == ("no_such_room", answers[0][1])
    for room in ("team", "nothere"):
        carol.asks(cmd="say", room=room, text="hello?")
        assert [event["code"] for event in carol.events()] == ["no_such_room"]
        carol.asks(cmd="search", text="hello", room=room)
        assert [event["code"] for event in carol.events()] == ["no_such_room"]
    carol.asks(cmd="join", room="team")
    assert [event["code"] for event in carol.events()] == ["no_such_room"]


def test_a_private_line_reaches_one_person_and_is_confirmed_to_its_writer():
    stage = Stage()
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.text("carol")
    for actor in (alice, bob, carol):
        actor.raw()
    alice.types("/msg bob psst")
    assert alice.sees() == ["[to bob] psst"]
    assert bob.sees() == ["[from alice] psst"]
    bob.types("/reply what?")
    assert alice.sees() == ["[from bob] what?"]
    assert carol.sees() == []


def test_a_private_line_in_json_has_a_place_in_the_log_of_the_two():
    stage = Stage()
    alice, bob, _ = three(stage)
    alice.asks(cmd="msg", to="bob", text="psst", key="k1", ref=3)
    ack, message = alice.events()
    assert (ack["event"], ack["seq"], ack["ref"], ack["room"]) == ("ack", 1, 3, "@alice,bob")
    assert (message["room"], message["seq"], message["text"]) == ("@alice,bob", 1, "psst")
    bob.raw()
    bob.asks(cmd="say", room="@alice", text="yes?").asks(cmd="say", room="@alice,bob", text="well?")
    assert [text for _, _, text in alice.messages()] == ["yes?", "well?"]


def test_nobody_by_that_name_is_told_so():
    stage = Stage()
    alice = stage.text("alice")
    alice.types("/msg zoe hello")
    [line] = alice.sees()
    assert line.startswith("! ")
    assert "zoe" in line


def test_a_new_taker_of_a_guests_name_sees_nothing_of_the_formers():
    stage = Stage()
    alice, bob, _ = three(stage)
    alice.asks(cmd="msg", to="bob", text="secret of the first bob")
    alice.asks(cmd="group", name="team", members=["bob"])
    bob.hangs_up()
    second = stage.connect().asks(cmd="login", name="bob")
    [welcome] = second.events("welcome")
    assert "rooms" not in welcome
    second.asks(cmd="join", room="lobby")
    second.raw()
    for room in ("@alice", "@alice,bob", "team"):
        second.asks(cmd="history", room=room)
    second.asks(cmd="search", text="secret").asks(cmd="missed")
    assert b"secret of the first bob" not in second.raw()
    alice.raw()
    alice.asks(cmd="say", room="team", text="for members")
    assert second.sees() == []


def test_a_conversation_with_oneself_is_allowed():
    stage = Stage()
    alice = stage.json("alice")
    alice.asks(cmd="msg", to="alice", text="note")
    assert [text for _, _, text in alice.messages()] == ["note"]


def test_members_over_the_cap_are_refused():
    stage = Stage(group_members=2)
    alice, _, _ = three(stage)
    alice.asks(cmd="group", name="team", members=["bob", "carol"])
    assert [event["code"] for event in alice.events()] == ["too_many"]


def two_devices(stage, name):
    first = stage.json(name).asks(cmd="register", password="correct horse")
    [token] = [event["token"] for event in first.asks(cmd="token").events("token")]
    second = stage.connect().asks(cmd="login", token=token)
    second.raw()
    return first, second


def test_every_device_of_whoever_makes_a_group_is_in_it():
    for name in ("team", ""):
        stage = Stage()
        first, second = two_devices(stage, "alice")
        bob = stage.json("bob")
        [joined] = first.asks(cmd="group", name=name, members=["bob"]).events("joined")
        [invited] = second.events("invited")
        assert (invited["room"], invited["sender"]) == (joined["room"], "alice")
        bob.asks(cmd="say", room=joined["room"], text="hi")
        assert first.messages() == second.messages() == [(joined["room"], "bob", "hi")]


def test_every_device_hears_that_its_person_has_left():
    stage = Stage()
    first, second = two_devices(stage, "alice")
    bob = stage.json("bob")
    first.asks(cmd="group", name="team", members=["bob"])
    second.asks(cmd="join", room="team")
    first.raw(), second.raw()
    first.asks(cmd="leave", room="team", ref=1)
    assert [(event["room"], event.get("ref")) for event in first.events("left")] == [("team", 1)]
    [left] = second.events("left")
    assert (left["room"], left.get("current", "")) == ("team", "")
    bob.asks(cmd="say", room="team", text="gone")
    assert first.messages() == second.messages() == []


def test_a_device_that_comes_in_while_the_other_makes_a_group_and_is_cut_is_in_it():
    stage = Stage()
    first = stage.json("alice").asks(cmd="register", password="correct horse")
    [token] = [event["token"] for event in first.asks(cmd="token").events("token")]
    stage.reads.hold("private", step="answer")
    second = stage.connect().asks(cmd="login", token=token)
    coming = stage.reads.overtake()
    stage.reads.hold("members", step="answer")
    first.asks(cmd="group", name="solo", members=[])
    first.hangs_up()
    stage.reads.release()
    stage.settle()
    for answer in coming:
        answer()
    stage.settle()
    second.raw()
    second.asks(cmd="say", room="solo", text="note to self")
    assert second.messages() == [("solo", "alice", "note to self")]


def test_whoever_left_a_group_by_mistake_comes_back_for_a_moment():
    stage = Stage()
    owner, bob, mallory = stage.text("owner"), stage.text("bob"), stage.text("mallory")
    owner.types("/group crew bob mallory", "the first line")
    owner.raw(), bob.raw(), mallory.raw()
    bob.types("/leave crew")
    assert bob.sees() == [
        "* You left crew. You are in lobby.",
        "* /join crew brings you back, for 60 s; later only an invitation.",
    ]
    owner.types("while bob is out").raw()
    stage.passes(59)
    bob.types("/join crew")
    assert any("while bob is out" in line for line in bob.sees())
    assert owner.sees() == ["* bob came back to crew."]
    owner.types("again").raw()
    assert bob.sees() == ["[crew] owner: again"]
    bob.types("/leave crew")
    owner.types("/kick mallory in:crew").raw()
    mallory.raw()
    mallory.types("/join crew")
    assert "brings you back" not in mallory.raw().decode()
    stage.passes(60)
    bob.types("/join crew")
    owner.raw(), bob.raw(), mallory.raw()
    owner.types("/who crew")
    assert owner.sees() == ["* crew (1 here): owner."]
