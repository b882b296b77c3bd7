"""Whoever does too much is told so, in each dialect, and can go on when they wait."""

from chatservice.model.values import RoomKind
from chatservice.settings.schema import Rate
from tests.scenes.stage import UNLIMITED, Stage


def test_too_many_lines_get_the_time_to_wait_and_nobody_sees_them():
    stage = Stage(message_rate=Rate(10, 2.5))
    alice, bob = stage.text("alice"), stage.text("bob")
    bob.raw(), alice.raw()
    alice.types(*(f"line {number}" for number in range(12)))
    assert alice.sees() == ["! slow down: 2.5 s"] * 2
    assert bob.sees() == [f"[lobby] alice: line {number}" for number in range(10)]
    stage.passes(2.5)
    alice.types("again")
    assert bob.sees() == ["[lobby] alice: again"]


def test_a_program_is_told_the_seconds_as_a_number():
    stage = Stage(message_rate=Rate(1, 2.05))
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="one", key="a").events()
    alice.asks(cmd="say", room="lobby", text="two", key="b", ref=7)
    assert alice.events() == [
        {
            "event": "error",
            "code": "slow_down",
            "text": "slow down: 2.1 s",
            "retry_after": 2.1,
            "key": "b",
            "room": "lobby",
            "ref": 7,
        }
    ]


def test_the_older_clients_are_told_in_their_words():
    stage = Stage(message_rate=Rate(1, 2.0))
    pipe = stage.pipe().types("carol", "BROADCAST|one")
    pipe.raw()
    pipe.types("BROADCAST|two")
    assert pipe.sees() == ["SERVER: slow down: 2.0 s"]


def test_private_lines_and_topics_and_new_names_count_as_lines():
    stage = Stage(message_rate=Rate(3, 5.0))
    alice, _ = stage.text("alice"), stage.text("bob")
    alice.types("/msg bob hi", "/topic news", "/nick al").raw()
    alice.types("/msg bob hi", "/topic old", "/nick alice", "hello")
    assert alice.sees() == ["! slow down: 5.0 s"] * 4


def test_none_is_no_limit():
    stage = Stage(message_rate=None)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types(*(f"line {number}" for number in range(500)))
    assert len(bob.sees()) == 500


def test_somebody_who_only_floods_is_shown_the_door():
    stage = Stage(max_garbage=20, message_rate=Rate(10, 5.0))
    alice = stage.text("alice")
    alice.types(*(f"line {number}" for number in range(40)))
    assert "* Too many of your lines were refused. The connection is closed." in alice.sees()
    assert alice.network.closed


def test_coming_back_at_once_does_not_begin_anew():
    stage = Stage(message_rate=Rate(10, 10.0), rate_account=1)
    alice = stage.json("alice")
    for number in range(10):
        alice.asks(cmd="say", room="lobby", text=str(number))
    alice.raw()
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    again = stage.connect().asks(cmd="login", token=token, since={"lobby": 10})
    again.raw()
    again.asks(cmd="say", room="lobby", text="11")
    assert again.events("error")[0]["code"] == "slow_down"


def test_everyone_behind_one_address_shares_a_multiple():
    stage = Stage(message_rate=Rate(2, 5.0), rate_address=2)
    people = [stage.text(f"p{number}") for number in range(3)]
    near = people[0].connection.session
    assert near.address == "127.0.0.1"
    for actor in people:
        actor.raw()
        actor.types("one", "two")
    assert [actor.sees().count("! slow down: 2.5 s") for actor in people] == [0, 0, 2]


def test_rooms_are_entered_and_made_at_a_rate():
    stage = Stage(join_rate=Rate(3, 1.0), room_rate=Rate(1, 1.0))
    alice = stage.json("alice")  # the lobby is the first
    alice.asks(cmd="join", room="one").asks(cmd="join", room="two")
    alice.asks(cmd="join", room="one").asks(cmd="group", name="team")
    told = [(e["event"], e.get("code"), e.get("room")) for e in alice.events("joined", "error")]
    assert told == [
        ("joined", None, "one"),
        ("error", "slow_down", "two"),
        ("error", "slow_down", "one"),
        ("error", "slow_down", None),
    ]


def test_nobody_makes_more_rooms_than_their_share():
    stage = Stage(rooms_by_user=2)
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join one", "/group two", "/join three")
    assert alice.sees()[-1] == "! No more than 2 rooms made by one person."
    bob.types("/join three", "/join one")
    assert not any(line.startswith("!") for line in bob.sees())


def test_logins_from_one_address_come_at_a_rate():
    stage = Stage(login_rate=Rate(2, 3.0))
    stage.text("alice"), stage.text("bob")
    carol = stage.connect()
    carol.raw()
    carol.types("carol")
    assert carol.sees() == ["! slow down: 3.0 s"]
    stage.passes(3)
    assert carol.types("carol").sees()[0] == "* Welcome, carol."


def test_only_so_many_connections_come_from_one_address():
    stage = Stage(clients_per_address=2)
    alice, _ = stage.text("alice"), stage.text("bob")
    third = stage.connect()
    assert third.sees()[-1] == "* No more than 2 connections from one address."
    assert third.network.closed
    far = stage.connect("192.0.2.7")
    assert not far.network.closed
    alice.types("quit")
    assert stage.text("carol").types("hello").sees() == []


def test_names_have_the_length_that_is_set():
    stage = Stage(max_name=5, max_room_name=6)
    alice = stage.connect().types("caroline", "alice", "/join kitchen", "/group kitchen", "/nick alicia")
    assert [line for line in alice.sees() if line.startswith("!")] == [
        "! The name is longer than 5 characters. Choose another one.",
        "! The room is longer than 6 characters. Choose another one.",
        "! The room is longer than 6 characters. Choose another one.",
        "! The name is longer than 5 characters. Choose another one.",
    ]


def test_nobody_comes_back_to_more_rooms_than_they_could_be_in():
    stage = Stage(rooms_per_session=2)
    for number in range(9):
        stage.storage.rooms.create(RoomKind.PUBLIC, f"room{number}", (), 0, 1.0)
    alice = stage.connect().asks(cmd="login", name="alice", since={f"room{n}": 0 for n in range(9)})
    told = [event.get("code", event["event"]) for event in alice.events("joined", "error")]
    assert told == ["joined", "joined", "too_many"]


def test_what_cannot_be_looked_up_is_refused_room_by_room():
    stage = Stage(rooms_per_session=2)
    since = {f"a b{n}": 0 for n in range(9)} | {"": 0}
    alice = stage.connect().asks(cmd="login", name="alice", since=since)
    assert [event["code"] for event in alice.events("error")] == ["bad_name"] * 4 + ["too_many"]


def test_conversations_are_begun_at_the_rate_of_rooms_entered():
    stage = Stage(join_rate=Rate(2, 1.0))
    people = [stage.text(name) for name in ("b", "c", "d")]
    alice = stage.json("alice")  # the lobby is the first
    alice.asks(cmd="history", room="@b").asks(cmd="who", room="@c").asks(cmd="msg", to="d", text="hi")
    assert [event["code"] for event in alice.events("error")] == ["slow_down"] * 2
    alice.asks(cmd="msg", to="b", text="hi")
    assert people[0].sees()[-1] == "[from alice] hi"


def test_a_list_of_members_is_measured_before_they_are_looked_up():
    stage = Stage(group_members=3)
    alice = stage.json("alice").asks(cmd="group", name="team", members=["nobody"] * 4)
    assert [event["code"] for event in alice.events("error")] == ["too_many"]


def test_more_cursors_than_there_can_be_rooms_are_not_even_looked_at(monkeypatch):
    stage = Stage(**UNLIMITED)
    alice = stage.json("alice").asks(cmd="register", password="long enough 1")
    for number in range(30):
        stage.json(f"guest{number}", room="").asks(cmd="msg", to="alice", text="hi").hangs_up()
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    looked, real = [], stage.chat.directory.subscription_called
    monkeypatch.setattr(
        stage.chat.directory, "subscription_called", lambda *asked: looked.append(asked) or real(*asked)
    )
    since = {f"@{number:x}": 0 for number in range(5_000)}
    again = stage.connect().asks(cmd="login", token=token, since=since)
    told = again.events("welcome", "error")
    assert len(told[0]["rooms"]) == 30
    assert [event["code"] for event in told[1:]] == ["no_such_user"] * 128 + ["too_many"]
    assert len(looked) <= 4 * 128


def test_cursors_of_conversations_that_one_is_in_do_not_count():
    stage = Stage(rooms_per_session=2, **UNLIMITED)
    alice = stage.json("alice").asks(cmd="register", password="long enough 1")
    people = [stage.json(f"p{number}", room="") for number in range(9)]
    for person in people:
        person.asks(cmd="msg", to="alice", text="hi")
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    since = {f"@p{number}": 1 for number in range(9)} | {f"@alice,p{number}": 1 for number in range(9)}
    again = stage.connect().asks(cmd="login", token=token, since=since | {"lobby": 0})
    assert again.events("error") == []


def test_a_session_keeps_no_long_labels():
    stage = Stage(**UNLIMITED)
    stage.json("bob")
    alice = stage.json("al").asks(cmd="msg", to="bob", text="hi")
    for number in range(300):
        alice.asks(cmd="who", room="@" + "al," * (20_000 + number) + "bob")
        alice.asks(cmd="who", room="@" + "al," * (number % 80) + "bob")
    labels = alice.connection.session._labels
    assert "@al,bob" in labels
    assert max(map(len, labels)) <= 100


def guesses(stage, addresses, **command):
    """From each address, as often as it is let."""
    for address in addresses:
        guesser = stage.connect(address)
        for number in range(12):
            guesser.asks(**command, password=f"wrong {number}")


def test_whoever_guesses_at_a_password_from_two_addresses_does_not_lock_its_owner_out():
    stage = Stage()
    stage.json("carol").asks(cmd="register", password="long enough 1").hangs_up()
    guesses(stage, ["127.0.0.1", "127.0.0.2"], cmd="login", name="carol")
    carol = stage.connect("127.0.0.99").asks(cmd="login", name="carol", password="long enough 1")
    assert [event["event"] for event in carol.events()] == ["welcome"]
    carol.hangs_up()
    guesses(stage, [f"127.0.1.{n}" for n in range(20)], cmd="login", name="carol")
    carol = stage.connect("127.0.0.99").asks(cmd="login", name="carol", password="long enough 1")
    assert [event["event"] for event in carol.events()] == ["welcome"], "many addresses, where she was lately"


def test_nor_those_who_were_in_a_room_that_has_a_password():
    stage = Stage()
    owner = stage.json("owner").asks(cmd="join", room="ops")
    owner.asks(cmd="mode", room="ops", entry="password", password="long enough 1")
    bob = stage.connect("127.0.0.99").asks(cmd="login", name="bob")
    bob.asks(cmd="join", room="ops", password="long enough 1").raw()
    for n in range(20):
        guesser = stage.connect(f"127.0.1.{n}").asks(cmd="login", name=f"guesser{n}")
        for number in range(12):
            guesser.asks(cmd="join", room="ops", password=f"wrong {number}")
    bob.asks(cmd="leave", room="ops").asks(cmd="join", room="ops", password="long enough 1")
    assert [event["event"] for event in bob.events("joined", "error")] == ["joined"]


def test_nobody_keeps_a_person_from_a_new_password_by_registering_the_name():
    stage = Stage()
    alice = stage.json("alice").asks(cmd="register", password="long enough 1")
    for n in range(20):
        for number in range(12):
            stage.connect(f"127.0.1.{n}").asks(cmd="register", name="alice", password=f"long enough {number}")
    alice.raw()
    alice.asks(cmd="password", old="long enough 1", new="long enough 2")
    assert [event["event"] for event in alice.events()] == ["password_changed"]
