"""Nobody comes in, and no room is made, under a name that looks like another one."""

import pytest

from chatservice.model.looks import looks
from chatservice.model.names import fold
from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.web import Web

SECRET = "long enough 1"
ALICE = "\u0430lice"  # the first letter is Cyrillic


@pytest.fixture
def stage():
    return Stage()


def code(actor):
    return [event["code"] for event in actor.events("error")]


@pytest.mark.parametrize("name", [ALICE, "aIice", "al\u0131ce", "alice\ufe0f", "al\u3164ice"])
def test_nobody_comes_in_who_looks_like_somebody_who_is_here(stage, name):
    stage.text("alice")
    stranger = stage.connect().asks(cmd="login", name=name)
    assert code(stranger) in (["name_alike"], ["bad_name"])
    assert stranger.asks(cmd="login", name="alicia").events("welcome")


def test_a_person_is_told_whose_name_it_looks_like(stage):
    stage.text("alice")
    stranger = stage.connect()
    stranger.raw()
    stranger.types(ALICE)
    assert stranger.sees() == [f"! {ALICE} looks like alice, which is taken. Choose another name."]


def test_nor_while_the_other_is_only_coming(stage):
    one, other = stage.connect(), stage.connect()
    stage.storage.hold()
    one.asks(cmd="login", name="alice")
    other.asks(cmd="login", name=ALICE)
    stage.storage.release()
    stage.settle()
    assert one.events("welcome")
    assert code(other) == ["name_alike"]


def test_nor_who_looks_like_somebody_with_an_account_who_is_away(stage):
    stage.json("alice").asks(cmd="register", password=SECRET).hangs_up()
    stage.passes(1)
    for command in ({"cmd": "login"}, {"cmd": "register", "password": SECRET}):
        assert code(stage.connect().asks(name=ALICE, **command)) == ["name_alike"]
    bob = stage.json("bob").asks(cmd="nick", name=ALICE)
    assert code(bob) == ["name_alike"]


def test_the_name_of_somebody_who_has_gone_is_free_to_look_like(stage):
    stage.text("alice").types("quit")
    assert stage.connect().asks(cmd="login", name=ALICE).events("welcome")
    assert stage.chat.presence._by_look.keys() == {"alice"}


def test_one_may_look_like_oneself(stage):
    alice = stage.json("alice")
    for name in ("Alice", "aIice", ALICE, "alice"):
        assert alice.asks(cmd="nick", name=name).events("name_is")[0]["name"] == name
    alice.hangs_up()
    assert stage.chat.presence._by_look == {}


def test_nor_like_another_by_other_capitals(stage):
    neil, _ = stage.json("neil"), stage.text("Nell")
    assert code(neil.asks(cmd="nick", name="NEIL")) == ["name_alike"]
    assert neil.asks(cmd="nick", name="Neil").events("name_is")


def test_a_guest_who_comes_back_keeps_the_name_whoever_has_registered_meanwhile(stage):
    alice = stage.json("alice")
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    stage.connect().asks(cmd="register", name=ALICE, password=SECRET)
    assert stage.connect().asks(cmd="login", token=token).events("error", "welcome")[0]["name"] == "alice"


@pytest.mark.parametrize(
    "name", ["admin", "adrnin", "Operator", "chatctl", "erased-1", "guest-ab12", "\u0455erver"]
)
def test_nobody_takes_what_only_the_server_and_its_operator_give(stage, name):
    assert code(stage.connect().asks(cmd="login", name=name)) == ["reserved_name"]
    assert code(stage.connect().asks(cmd="register", name=name, password=SECRET)) == ["reserved_name"]
    bob = stage.json("bob").asks(cmd="nick", name=name).asks(cmd="register", password=SECRET)
    bob.asks(cmd="bot", name=name)
    assert code(bob) == ["reserved_name"] * 2


def test_the_operators_admin_comes_in(stage):
    stage.storage.accounts.create("admin", "plain " + SECRET, ServerRole.OWNER, 1.0)
    stage.settle()
    assert stage.connect().asks(cmd="login", name="admin", password=SECRET).events("welcome")
    assert code(stage.connect().asks(cmd="login", name="\u0430dmin")) == ["reserved_name"]


def test_who_has_no_name_is_given_one_and_cannot_own_it(stage):
    web = Web(stage)
    me = web.get("/api/v1/me").json()
    assert me["name"].startswith("guest-")
    answer = web.post("/api/v1/commands/register", {"password": SECRET})
    assert answer.code == "reserved_name"


def test_an_account_with_a_name_that_would_not_be_given_today_comes_in(stage):
    stage.storage.accounts.create("bob\ufe0f", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    bob = stage.connect().asks(cmd="login", name="bob\ufe0f", password=SECRET)
    assert bob.events("welcome")
    token = bob.asks(cmd="token", label="phone").events("token")[0]["token"]
    assert stage.connect().asks(cmd="login", token=token).events("welcome")
    stage.json("alice").asks(cmd="msg", to="bob\ufe0f", text="hi")
    assert bob.messages() == [("@alice,bob\ufe0f", "alice", "hi")]


def test_an_old_name_that_would_not_be_given_today_is_shown_with_a_note(stage):
    old = {"alice": "alice", "friend": ALICE, "blank": "bob\ufe0f", "chief": "r\u043e\u043et"}
    for name, then in old.items():
        stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
        stage.settle()
        stage.storage.connection.execute(
            "UPDATE principals SET name = ?, folded = ?, look = ?, folded_look = ? WHERE name = ?",
            (then, fold(then), *looks(then), name),
        )
    carol = stage.text("carol")
    carol.raw()
    seen = [carol.types(f"/profile {name}").sees()[1:] for name in old.values()]
    assert seen == [
        [],
        ["* Take care: this name looks like that of alice, an older account."],
        ["* Take care: this name would not be given today."],
        ["* Take care: this name looks like a name of the server; it is an ordinary person's."],
    ]
    [card] = stage.json("dan").asks(cmd="profile", name=ALICE).events("profile")
    assert (card["name_note"], card["name_like"]) == ("alike", "alice")


@pytest.mark.parametrize(
    "name", ["lobb\u0443", "0ps", "\u043eps", "ops\u034f", "..", ".", "\u3164", "\u2800"]
)
def test_no_room_or_group_is_made_that_looks_like_another_or_like_nothing(stage, name):
    alice = stage.json("alice").asks(cmd="join", room="ops")
    alice.raw()
    alice.asks(cmd="join", room=name).asks(cmd="group", name=name).asks(cmd="create_chatroom", name=name)
    assert set(code(alice)) <= {"room_name_alike", "bad_name"}
    assert [room.name for room in stage.chat.directory.rooms.all()] == ["lobby", "ops"]
