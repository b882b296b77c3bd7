"""Who somebody is: names, guests, tokens, ghosts."""

import re

import pytest
from twisted.internet.defer import Deferred

from tests.scenes.stage import Stage


def login(stage, **fields):
    return stage.connect().asks(cmd="login", **fields)


def test_the_server_speaks_first_and_a_name_lets_one_in():
    stage = Stage()
    alice = stage.connect()
    assert all(line.startswith("* ") for line in alice.sees())
    alice.types("alice")
    lines = alice.sees()
    assert lines[0] == "* Welcome, alice."
    assert lines[1:] == ["* You are in lobby (1 here).", "* Here: alice."]


@pytest.mark.parametrize("name", ["server", "System", "a b", "a|b", "x" * 33, "room_1", "a:b", "e@x"])
def test_a_bad_or_reserved_name_gets_a_refusal_and_another_try(name):
    stage = Stage()
    actor = login(stage, name=name)
    assert actor.events("error")[0]["code"] in {"bad_name", "reserved_name"}
    actor.asks(cmd="login", name="fine")
    assert actor.events("welcome")[0]["name"] == "fine"


def test_a_taken_name_is_refused_however_it_is_written():
    stage = Stage()
    stage.text("Ålice")
    for name in ("Ålice", "ålice", "A\u030alice", "ÅLICE"):
        actor = login(stage, name=name)
        assert actor.events("error")[0]["code"] == "name_taken", name
    again = stage.connect()
    again.raw()
    again.types("ålice")
    assert again.sees()[0].startswith("! ")
    again.types("alina")
    assert again.sees()[0] == "* Welcome, alina."


def test_a_name_is_free_when_its_guest_has_gone():
    stage = Stage()
    stage.text("alice").hangs_up()
    assert login(stage, name="alice").events("welcome")


def test_a_token_is_the_same_person_again():
    stage = Stage()
    bob = stage.json("bob")
    alice = login(stage, name="alice")
    [welcome] = alice.events("welcome")
    alice.asks(cmd="group", name="team", members=["bob"])
    alice.asks(cmd="msg", to="bob", text="before")
    alice.hangs_up()
    bob.asks(cmd="say", room="team", text="meanwhile")
    back = login(stage, token=welcome["token"])
    [again] = back.events("welcome")
    assert (again["name"], again["resumed"]) == ("alice", True)
    assert {room["room"] for room in again["rooms"]} == {"team", "@alice,bob"}
    bob.asks(cmd="say", room="team", text="live")
    assert back.messages() == [("team", "bob", "live")]


def test_login_with_cursors_sends_exactly_what_was_missed_in_every_room():
    stage = Stage()
    bob = stage.json("bob")
    alice = login(stage, name="alice")
    [welcome] = alice.events("welcome")
    alice.asks(cmd="join", room="lobby").asks(cmd="group", name="team", members=["bob"])
    bob.asks(cmd="say", text="seen", room="lobby")
    alice.hangs_up()
    for text in ("one", "two"):
        bob.asks(cmd="say", room="lobby", text=text).asks(cmd="say", room="team", text=text)
    back = login(stage, token=welcome["token"], since={"lobby": 1, "team": 1}, epoch=welcome["epoch"])
    assert sorted(back.messages()) == [
        ("lobby", "bob", "one"),
        ("lobby", "bob", "two"),
        ("team", "bob", "one"),
        ("team", "bob", "two"),
    ]


def test_a_token_puts_out_the_ghost_of_a_cut_connection():
    stage = Stage()
    watcher = stage.text("watcher")
    ghost = login(stage, name="alice")
    ghost.asks(cmd="join", room="lobby")
    token = ghost.events("welcome")[0]["token"]
    watcher.raw()
    back = login(stage, token=token)
    assert back.events("welcome")[0]["name"] == "alice"
    assert ghost.events("bye")[0]["code"] == "superseded"
    assert ghost.network.closed
    assert login(stage, name="alice").events("error")[0]["code"] == "name_taken"


def cut_guest(stage):
    """hugo's token, when he was in team with bob and his connection was cut."""
    bob, hugo = stage.json("bob"), login(stage, name="hugo")
    token = hugo.events("welcome")[0]["token"]
    bob.asks(cmd="group", name="team", members=["hugo"])
    return bob, hugo, token


@pytest.mark.parametrize("ghost", [True, False])
def test_whoever_typed_a_name_first_may_still_show_the_token(ghost):
    stage = Stage()
    bob, hugo, token = cut_guest(stage)
    if not ghost:
        hugo.hangs_up()
    name = "hugo2" if ghost else "hugo"
    again = stage.text(name)
    bob.raw()
    again.types(f"/login {token}")
    told = again.sees()
    assert told[0] == "* Welcome back, hugo."
    assert "* You are in lobby (2 here)." in told
    assert hugo.network.closed is ghost
    bob.asks(cmd="who", room="*")
    assert bob.events("people")[0]["members"] == ["bob", "hugo"]
    bob.asks(cmd="say", room="team", text="there you are")
    assert again.sees()[-1] == "[team] bob: there you are"
    again.types("hello")
    assert bob.messages()[-1] == ("lobby", "hugo", "hello")


def test_who_finds_the_old_name_taken_comes_back_under_the_one_they_have():
    stage = Stage()
    bob, hugo, token = cut_guest(stage)
    hugo.hangs_up()
    stage.text("hugo")
    again = stage.text("hugo2").types(f"/login {token}")
    assert again.sees()[0] == "* Welcome back, hugo2."
    bob.asks(cmd="say", room="team", text="there you are")
    assert again.sees()[-1] == "[team] bob: there you are"


def test_a_guest_who_shows_a_password_is_that_account():
    stage = Stage()
    stage.text("alice").types("/register correct horse", "/quit")
    guest = stage.text("someone")
    guest.types("/login alice wrong horse")
    assert guest.sees() == ["! Wrong name or password."]
    guest.types("/who *")
    assert guest.sees() == ["* Everyone (1 here): someone."]
    guest.types("/login alice correct horse")
    assert guest.sees()[0] == "* Welcome, alice."
    guest.types("/login alice correct horse")
    assert guest.sees() == ["! You are already logged in as alice. /nick changes your name."]


def test_what_is_in_the_way_costs_a_guest_nothing():
    stage = Stage(guest_grace=600.0)
    bob, hugo, token = cut_guest(stage)
    hugo.hangs_up()
    again = stage.json("hugo2")
    mine = again.asks(cmd="token").events("token")[0]["token"]
    stage.json("hugo")
    for fields, code in (
        ({"token": "ab" * 16}, "bad_token"),
        ({"token": token, "name": "hugo"}, "name_taken"),
        ({"token": mine}, "already_logged_in"),
    ):
        again.asks(cmd="login", **fields)
        assert again.events("error")[0]["code"] == code
    stage.passes(601)
    again.asks(cmd="login", token=token)
    assert again.events("error")[0]["code"] == "bad_token"
    again.asks(cmd="say", room="lobby", text="still hugo2")
    assert ("lobby", "hugo2", "still hugo2") in bob.messages()


def test_a_guest_is_over_after_the_grace_period():
    stage = Stage(guest_grace=600.0)
    alice = login(stage, name="alice")
    token = alice.events("welcome")[0]["token"]
    alice.hangs_up()
    stage.passes(601)
    assert login(stage, token=token).events("error")[0]["code"] == "bad_token"


@pytest.mark.parametrize("dialect", ["json", "text"])
def test_the_end_of_what_somebody_sends_is_no_goodbye_since_a_killed_program_ends_so_too(dialect):
    stage = Stage()
    bob = stage.json("bob")
    alice = stage.connect()
    alice.asks(cmd="login", name="alice") if dialect == "json" else alice.types("alice", "/token")
    token = re.findall(r"[0-9a-f]{32}", alice.raw().decode())[-1]
    bob.asks(cmd="group", name="team", members=["alice"])
    alice.ends_input()
    assert alice.network.closed
    alice.hangs_up()
    back = login(stage, token=token)
    assert back.events("welcome")[0]["resumed"]
    bob.asks(cmd="say", room="team", text="still with us")
    assert ("team", "bob", "still with us") in back.messages()


def test_whoever_says_goodbye_is_over_at_once():
    stage = Stage()
    alice = login(stage, name="alice")
    token = alice.events("welcome")[0]["token"]
    alice.asks(cmd="quit")
    assert alice.events("bye")
    assert alice.network.closed
    assert login(stage, token=token).events("error")[0]["code"] == "bad_token"


def test_whoever_comes_back_to_a_taken_name_may_choose_another():
    stage = Stage()
    alice = login(stage, name="alice")
    token = alice.events("welcome")[0]["token"]
    alice.hangs_up()
    login(stage, name="alice")
    back = login(stage, token=token)
    assert back.events("error")[0]["code"] == "name_taken"
    back.asks(cmd="login", token=token, name="alicia")
    assert back.events("welcome")[0]["name"] == "alicia"


def test_a_new_name_is_told_and_shown_in_the_history():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("old line", "/nick alicia")
    bob.raw()
    alice.types("new line")
    assert bob.sees() == ["[lobby] alicia: new line"]
    bob.types("/history")
    assert "alicia: old line" in bob.raw().decode()
    alice.raw()
    bob.types("/msg alicia hi")
    assert alice.sees() == ["[from bob] hi"]


def test_a_direct_conversation_goes_on_under_a_new_name():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/msg bob one", "/nick alicia")
    alice.raw(), bob.raw()
    alice.types("/msg bob two")
    assert alice.sees() == ["[to bob] two"]
    assert bob.sees() == ["[from alicia] two"]


def test_a_send_before_the_name_is_refused():
    stage = Stage()
    actor = stage.connect().asks(cmd="say", room="lobby", text="hi", ref="r")
    [error] = actor.events("error")
    assert (error["code"], error["ref"]) == ("not_logged_in", "r")


def test_a_second_login_is_refused():
    stage = Stage()
    alice = stage.json("alice").asks(cmd="login", name="other")
    assert alice.events("error")[0]["code"] == "already_logged_in"


def test_nobody_stays_at_the_door_for_ever():
    stage = Stage(login_timeout=300.0)
    actor = stage.connect()
    actor.raw()
    stage.passes(301)
    assert actor.network.closed
    assert actor.sees()[0].startswith("* ")


def test_more_clients_than_the_cap_are_told_why():
    stage = Stage(max_clients=1)
    stage.text("alice")
    late = stage.connect()
    assert late.network.closed
    assert "1" in late.sees()[-1]


def test_only_a_flood_of_garbage_closes_and_says_so():
    stage = Stage(max_garbage=5)
    alice = stage.json("alice")
    for _ in range(4):
        alice.sends(b"{broken\n")
    alice.asks(cmd="ping")
    assert [event["event"] for event in alice.events()] == ["error"] * 4 + ["pong"]
    for _ in range(5):
        alice.sends(b"{broken\n")
    assert alice.events("bye")[0]["code"] == "flood"
    assert alice.network.closed


def test_a_bare_quit_says_goodbye():
    stage = Stage()
    for word in ("quit", "QUIT", "/quit"):
        actor = stage.text("alice")
        actor.types("last words", word)
        assert actor.network.closed
        assert actor.sees()[-1].startswith("* ")


def test_input_that_ends_is_done_before_the_goodbye():
    stage = Stage()
    reader = stage.text("reader")
    actor = stage.connect().sends(b"bob\nhello\nno line end")
    reader.raw()
    actor.ends_input()
    assert reader.sees() == ["[lobby] bob: no line end", "* bob left lobby."]
    assert actor.network.closed


def test_coming_back_to_a_room_that_is_gone_leaves_the_others():
    stage = Stage()
    alice = stage.connect().asks(cmd="login", name="alice", since={"@gone": 3, "b@d": 1, "lobby": 0}, ref=7)
    seen = alice.events("welcome", "error", "joined")
    assert [event.get("room", event["event"]) for event in seen] == ["welcome", "@gone", "b@d", "lobby"]
    assert [event["code"] for event in seen if event["event"] == "error"] == ["no_such_user", "bad_name"]


@pytest.mark.parametrize("here", [False, True])
def test_the_same_token_twice_at_once_is_one_connection_in_the_end(here):
    stage = Stage()
    alice = stage.connect().asks(cmd="login", name="alice")
    token = alice.events("welcome")[0]["token"]
    if not here:
        alice.hangs_up()
    stage.storage.hold()
    devices = [stage.connect().asks(cmd="login", token=token) for _ in range(3)]
    stage.storage.release()
    stage.settle()
    last = [device.events("welcome", "error", "bye")[-1] for device in devices]
    assert sorted(event.get("code", event["event"]) for event in last) == ["superseded"] * 2 + ["welcome"]
    assert [device.network.closed for device in devices].count(True) == 2
    bob = stage.json("bob")
    bob.asks(cmd="who", room="*")
    assert bob.events("people")[0]["members"] == ["alice", "bob"]


def test_a_token_s_second_connection_that_is_cut_while_it_waits_leaves_the_first_in_place():
    stage = Stage()
    alice = stage.connect().asks(cmd="login", name="alice")
    token = alice.events("welcome")[0]["token"]
    alice.hangs_up()
    stage.storage.hold()
    first, second = (stage.connect().asks(cmd="login", token=token) for _ in range(2))
    second.hangs_up()
    stage.storage.release()
    stage.settle()
    assert first.events("welcome")
    bob = stage.json("bob")
    bob.asks(cmd="who", room="*")
    assert bob.events("people")[0]["members"] == ["alice", "bob"]


def test_who_comes_back_under_another_name_is_not_mistaken_for_who_has_the_old_one():
    stage = Stage()
    bob, anna = stage.json("bob"), stage.connect().asks(cmd="login", name="anna")
    token = anna.events("welcome")[0]["token"]
    bob.asks(cmd="msg", to="anna", text="for the first anna")
    bob.asks(cmd="group", name="team", members=["anna"])
    anna.hangs_up()
    other = stage.json("anna")
    bob.asks(cmd="msg", to="anna", text="for the second")
    bob.raw()
    again = stage.connect().asks(cmd="login", token=token, name="ann")
    [welcome] = again.events("welcome")
    assert {room["room"] for room in welcome["rooms"]} == {"@ann,bob", "team"}
    renamed = [(e["room"], e["was"], e["name"]) for e in bob.events("renamed")]
    assert sorted(renamed) == [("@ann,bob", "anna", "ann"), ("team", "anna", "ann")]
    again.asks(cmd="say", room="@bob", text="it is me")
    assert bob.messages() == [("@ann,bob", "ann", "it is me")]
    bob.asks(cmd="msg", to="ann", text="good")
    bob.asks(cmd="msg", to="anna", text="other")
    assert again.messages()[-1] == ("@ann,bob", "bob", "good")
    assert other.messages()[-1] == ("@anna,bob", "bob", "other")


def test_whoever_ends_its_input_still_gets_its_own_last_line_before_the_goodbye():
    stage = Stage()
    program = login(stage, name="bot").asks(cmd="join", room="lobby")
    program.raw()
    stage.storage.hold()
    program.asks(cmd="say", room="lobby", text="build ok")
    program.ends_input()
    stage.storage.release()
    stage.settle()
    assert [event["event"] for event in program.events()] == ["ack", "message", "bye"]


def test_a_conversation_begun_while_one_comes_back_is_not_missed():
    stage = Stage()
    bob = stage.json("bob")
    alice = login(stage, name="alice")
    token = alice.events("welcome")[0]["token"]
    alice.hangs_up()
    # The list of private rooms is read, and then somebody writes before it is answered.
    listed = stage.storage.real.rooms.private
    waiting = []

    def slowly(principal):
        answer = Deferred()
        waiting.append((answer, listed(principal).result))
        return answer

    stage.storage.real.rooms.private = slowly
    back = login(stage, token=token)
    bob.asks(cmd="msg", to="alice", text="welcome back")
    [(answer, rows)] = waiting
    answer.callback(rows)
    stage.settle()
    bob.asks(cmd="msg", to="alice", text="are you there?")
    assert "are you there?" in [text for _, _, text in back.messages()]
