"""Rooms, as their people see them."""

from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, registered
from tests.scenes.web import Web


def test_a_message_goes_only_to_those_in_the_same_room():
    stage = Stage()
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.text("carol")
    alice.types("/join ops")
    bob.types("/join ops")
    for actor in (alice, bob, carol):
        actor.raw()
    alice.types("deploying")
    assert bob.sees() == ["[ops] alice: deploying"]
    assert carol.sees() == []


def test_a_room_is_made_when_somebody_joins_it():
    stage = Stage()
    alice = stage.text("alice").types("/join ops")
    assert alice.sees()[:2] == ["* You are in ops (1 here).", "* Here: alice."]


def test_everybody_else_gets_a_line_and_its_writer_does_not():
    stage = Stage()
    alice, bob, carol = stage.text("alice"), stage.text("bob"), stage.text("carol")
    for actor in (alice, bob, carol):
        actor.raw()
    alice.types("hello")
    assert alice.sees() == []
    assert bob.sees() == carol.sees() == ["[lobby] alice: hello"]


def test_the_other_device_of_the_writer_gets_its_line():
    stage = Stage()
    alice = stage.connect().asks(cmd="login", name="alice")
    [welcome] = alice.events("welcome")
    assert welcome["token"]


def test_several_rooms_at_once_and_one_of_them_current():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops", "/join dev")
    bob.types("/join ops", "/join dev")
    alice.raw(), bob.raw()
    alice.types("in dev", "/join ops", "in ops")
    assert bob.sees() == ["[dev] alice: in dev", "[ops] alice: in ops"]


def test_leaving_a_room_goes_back_to_the_one_before():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops")
    alice.raw(), bob.raw()
    alice.types("/leave", "back")
    assert "[lobby] alice: back" in bob.sees()


def test_comings_and_goings_are_told_to_the_others_in_the_room():
    stage = Stage()
    alice = stage.text("alice")
    bob = stage.text("bob")
    assert alice.sees() == ["* bob came into lobby."]
    bob.hangs_up()
    assert alice.sees() == ["* bob left lobby."]


def test_the_lobby_is_room_number_0():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="say", room="0", text="hello")
    assert bob.messages() == [("lobby", "alice", "hello")]


def test_who_shows_who_is_in_a_room_and_everyone():
    stage = Stage()
    alice, _bob = stage.text("alice"), stage.json("bob", room="ops")
    alice.raw()
    alice.types("/who")
    assert "alice" in alice.raw().decode()
    alice.types("/who *")
    assert "bob" in alice.raw().decode()


def test_seen_says_when_a_person_was_last_here():
    stage = Stage()
    alice = stage.text("alice")
    bob = stage.connect().asks(cmd="register", name="bob", password="correct horse")
    alice.raw()
    alice.types("/seen bob", "/seen nobody")
    assert alice.sees() == ["* bob: last here now.", "! User 'nobody' not found"]
    left = stage.clock.now()
    bob.hangs_up()
    stage.passes(60)
    alice.raw()
    alice.types("/seen bob")
    assert alice.sees() == ["* bob: last here 2023-11-14 22:13 UTC."]
    carol = stage.json("carol").asks(cmd="seen", name="bob", ref=7)
    assert carol.events("seen") == [{"event": "seen", "name": "bob", "at": left, "ref": 7}]


def test_a_topic_is_set_shown_and_kept():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.json("bob")
    alice.types("/topic all things deployed")
    [topic] = bob.events("topic")
    assert (topic["text"], topic["sender"], topic["seq"]) == ("all things deployed", "alice", 1)
    carol = stage.connect().types("carol")
    assert "all things deployed" in carol.raw().decode()


def test_a_room_without_a_topic_has_no_time_of_one():
    stage = Stage()
    alice = stage.json("alice")
    alice.asks(cmd="join", room="ops").asks(cmd="leave", room="ops").raw()
    [rooms] = alice.asks(cmd="rooms").events("rooms")
    [lobby] = alice.asks(cmd="topic").events("topic_is")
    assert [name for room in (*rooms["rooms"], lobby) for name in room if name in ("topic_at", "at")] == []


def test_rooms_lists_public_rooms_and_ones_own_private_ones_only():
    stage = Stage()
    alice, bob, carol = (stage.json(name) for name in ("alice", "bob", "carol"))
    alice.asks(cmd="group", name="secret", members=["bob"])
    carol.asks(cmd="join", room="ops")
    carol.raw(), bob.raw()
    carol.asks(cmd="rooms")
    assert {room["room"] for room in carol.events("rooms")[0]["rooms"]} == {"lobby", "ops"}
    bob.asks(cmd="rooms")
    assert {room["room"] for room in bob.events("rooms")[0]["rooms"]} == {"lobby", "ops", "secret"}


def test_more_rooms_than_the_cap_are_refused():
    stage = Stage(rooms_per_session=2)
    alice = stage.json("alice")
    alice.asks(cmd="join", room="one").asks(cmd="join", room="two", ref=7)
    [error] = alice.events("error")
    assert (error["code"], error["ref"]) == ("too_many", 7)
    alice.asks(cmd="leave", room="one").asks(cmd="join", room="two")
    assert [event["room"] for event in alice.events("joined")] == ["two"]


def test_a_name_that_cannot_be_a_room_is_refused():
    stage = Stage()
    alice = stage.json("alice")
    for room in ("12", "room_3", "a|b", "x" * 65, "a b"):
        alice.asks(cmd="join", room=room)
        [error] = alice.events("error")
        assert error["code"] in {"bad_name", "reserved_name"}, room


def test_being_brought_into_groups_does_not_use_up_the_rooms_one_may_enter():
    stage = Stage(rooms_per_session=2)
    alice, bob = stage.json("alice"), stage.json("bob")
    for name in ("g1", "g2", "g3"):
        bob.asks(cmd="group", name=name, members=["alice"])
    alice.raw()
    alice.asks(cmd="join", room="ops")
    assert [event["room"] for event in alice.events("joined")] == ["ops"]
    alice.asks(cmd="join", room="more")
    assert [event["code"] for event in alice.events("error")] == ["too_many"]


def test_two_who_enter_a_room_that_does_not_exist_yet_are_both_in_it():
    stage = Stage()
    first, second = stage.json("first", room=""), stage.json("second", room="")
    # Both are told that there is none; one of them makes it before the other has heard.
    stage.reads.hold("by_name", step="answer")
    second.asks(cmd="join", room="new")
    [answer] = stage.reads.take()
    first.asks(cmd="join", room="new")
    stage.reads.release()
    stage.settle()
    answer()
    stage.settle()
    assert [event["event"] for event in first.events("joined", "error")] == ["joined"]
    assert [event["event"] for event in second.events("joined", "error")] == ["joined"]


def test_typed_the_busiest_rooms_are_listed_and_the_others_are_counted():
    stage = Stage(**UNLIMITED, room_rate=None)
    alice = stage.text("alice")
    alice.types(*(f"/create_chatroom quiet{number}" for number in range(30)))
    people = [stage.json(f"p{number}", room="listeners") for number in range(3)]
    people[0].asks(cmd="join", room="talkers").asks(cmd="say", room="talkers", text="hi")
    alice.raw()
    alice.types("/rooms")
    told = alice.sees()
    assert told[:4] == [
        "* Rooms, /join ROOM enters one:",
        "* listeners (3 here)",
        "* talkers (1 here)",
        "* lobby (1 here, you are in it)",
    ]
    assert len(told) == 1 + 20 + 1
    assert told[-1] == "* And 13 more: /rooms all shows them, /rooms WORD those with it in their name."
    alice.types("/rooms all")
    assert len(alice.sees()) == 1 + 33
    alice.types("/rooms IET1")
    assert [line.split()[1] for line in alice.sees()[1:]] == [
        "quiet1",
        *(f"quiet1{number}" for number in range(10)),
    ]
    program = stage.json("program").asks(cmd="rooms")
    assert len(program.events("rooms")[0]["rooms"]) == 33


def test_more_rooms_than_are_read_are_counted_and_found():
    stage = Stage(**UNLIMITED, room_rate=None, history_max=10)
    alice = stage.text("alice")
    alice.types(*(f"/create_chatroom quiet{number}" for number in range(30)))
    alice.raw()
    alice.types("/rooms all", "/rooms quiet29", "/rooms nothing")
    told = alice.sees()
    assert told[1:3] == ["* lobby (1 here, you are in it)", "* quiet0 (0 here)"]
    assert told[11] == "* And 21 more: /rooms after quiet16 all shows the next."
    assert told[-2:] == ["* quiet29 (0 here)", "* There are no matching rooms. /join ROOM creates one."]


def test_every_room_is_found_by_going_through_the_list_by_name():
    stage = Stage(**UNLIMITED, room_rate=None, history_max=4)
    alice, web = stage.json("alice"), Web(stage)
    for number in range(7):
        alice.asks(cmd="join", room=f"Room{number}")
        alice.asks(cmd="group", name=f"r{number}")
    alice.asks(cmd="mode", room="Room3", unlisted=True).raw()
    every = {"lobby", *(f"Room{number}" for number in range(7)), *(f"r{number}" for number in range(7))}
    found, after = [], ""
    while after or not found:
        (page,) = alice.asks(cmd="rooms", after=after).events("rooms")
        assert len(page["rooms"]) == min(4, len(every) - len(found))
        found += [room["room"] for room in page["rooms"]]
        after = page.get("next", "")
        assert page.get("more", 0) == len(every) - len(found)
    assert sorted(found, key=str.casefold) == found
    assert set(found) == every
    assert len(found) == len(every)
    (page,) = alice.asks(cmd="rooms", after="", limit=2).events("rooms")
    assert ([room["room"] for room in page["rooms"]], page["next"]) == (["lobby", "r0"], "r0")
    assert "next" not in alice.asks(cmd="rooms", about="room6", after="").events("rooms")[0]
    for limit in (0, -1):
        refusal = alice.asks(cmd="rooms", after="", limit=limit).events("error")[0]["text"]
        assert refusal == "Not understood: limit is at least 1."
    listed, address = [], "/api/v1/rooms?after=&limit=3&name=bob"
    while address:
        answer = web.get(address)
        listed += [room["room"] for room in answer.json()["rooms"]]
        address = answer.headers.get("link", "").partition(">")[0].lstrip("<")
    assert listed == ["lobby", *(f"Room{number}" for number in (0, 1, 2, 4, 5, 6))]


def test_who_looks_at_a_conversation_with_somebody_does_not_write_into_their_list():
    stage = Stage()
    alice, web = registered(stage, "alice"), Web(stage)
    assert web.get("/r/@alice?name=bob").status == 200

    def listed(actor, name):
        return [room["room"] for room in actor.asks(cmd=name).events("rooms")[-1]["rooms"]]

    assert listed(alice, "rooms") == ["lobby"]
    again = stage.json("").asks(cmd="login", name="alice", password=SECRET)
    assert again.events("welcome")[0].get("rooms", []) == []
    rooms = web.get("/api/v1/rooms?name=bob").json()["rooms"]
    assert "@alice,bob" in [room["room"] for room in rooms], "who began it has it"
    web.post("/r/@alice?name=bob", b"hello")
    assert listed(alice, "rooms") == ["lobby", "@alice,bob"]
    again = stage.json("").asks(cmd="login", name="alice", password=SECRET)
    assert [room["room"] for room in again.events("welcome")[0]["rooms"]] == ["@alice,bob"]


def test_a_short_list_says_how_many_rooms_there_are_more():
    stage = Stage()
    alice = stage.json("alice")
    for name in ("a", "b", "c"):
        alice.asks(cmd="join", room=f"public-{name}").asks(cmd="group", name=f"group-{name}").raw()
    (listed,) = alice.asks(cmd="rooms").events("rooms")
    assert (len(listed["rooms"]), listed.get("more", 0)) == (7, 0)
    (listed,) = alice.asks(cmd="rooms", limit=2).events("rooms")
    assert (len(listed["rooms"]), listed["more"]) == (4, 3)


def test_how_much_is_said_is_told_to_those_who_may_read_it():
    stage = Stage()
    alice = stage.json("alice", room="")
    for room, entry in (
        ("open", {}),
        ("crew", {"entry": "invite"}),
        ("safe", {"entry": "password", "password": "open sesame"}),
    ):
        alice.asks(cmd="join", room=room).asks(cmd="say", room=room, text="x")
        if entry:
            alice.asks(cmd="mode", room=room, **entry)
    bob = stage.json("bob").asks(cmd="join", room="safe", password="open sesame")

    def heads(client):
        client.raw()
        client.asks(cmd="rooms")
        return {row["room"]: row.get("head") for row in client.events("rooms")[0]["rooms"]}

    assert heads(alice) == {"open": 1, "crew": 2, "safe": 2, "lobby": None}
    assert heads(bob) == {"open": 1, "crew": None, "safe": 2, "lobby": None}
    for client in (alice, bob):
        client.types('{"cmd":"quit"}')
    stage.passes(700)
    assert heads(stage.json("carol")) == {"open": 1, "crew": None, "safe": None, "lobby": None}
