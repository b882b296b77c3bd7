"""Owning a name: registering, coming in by password or token, several devices at once."""

import pytest

from chatservice.errors import Busy
from chatservice.model.values import ServerRole, StoredInvitation
from chatservice.settings.schema import Rate
from tests.scenes.stage import Stage

SECRET = "correct horse"


def registered(stage, name="alice"):
    actor = stage.json(name)
    actor.asks(cmd="register", password=SECRET)
    assert actor.events("registered")[0]["name"] == name
    return actor


def login(stage, **fields):
    return stage.connect().asks(cmd="login", **fields)


def test_a_guest_registers_and_comes_back_with_the_password_history_and_all():
    stage = Stage()
    bob = stage.json("bob")
    alice = stage.json("alice").asks(cmd="group", name="team", members=["bob"])
    alice.asks(cmd="msg", to="bob", text="before").asks(cmd="register", password=SECRET)
    alice.asks(cmd="quit")
    bob.asks(cmd="say", room="team", text="meanwhile").asks(cmd="msg", to="alice", text="are you there?")
    assert bob.events("error") == []
    back = login(stage, name="alice", password=SECRET)
    [welcome] = back.events("welcome")
    assert (welcome["role"], {room["room"] for room in welcome["rooms"]}) == ("user", {"team", "@alice,bob"})
    back.asks(cmd="missed")
    [missed] = back.events("missed")
    said = [line["text"] for page in missed["rooms"] for line in page["lines"]]
    assert sorted(said) == ["are you there?", "meanwhile"]


def test_whoever_comes_back_is_told_where_something_is_unread():
    stage = Stage()
    alice = stage.text("alice").types(f"/register {SECRET}", "/quit")
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="one").asks(cmd="msg", to="alice", text="two")
    bob.asks(cmd="group", name="team", members=["alice"]).asks(cmd="say", room="team", text="three")
    alice = stage.connect()
    alice.raw()
    alice.types(f"/login alice {SECRET}")
    assert alice.sees()[:3] == [
        "* Welcome, alice.",
        "* Your groups: team.",
        "* Unread: 2 in @alice,bob and 1 in team. /missed shows it.",
    ]


def test_a_conversation_that_nobody_is_in_is_called_by_its_names_too():
    stage = Stage()
    alice, bob = registered(stage), registered(stage, "bob")
    bob.asks(cmd="msg", to="alice", text="one")
    alice.hangs_up()
    bob.asks(cmd="msg", to="alice", text="two").hangs_up()
    [welcome] = login(stage, name="alice", password=SECRET).events("welcome")
    assert [(room["room"], room["unread"]) for room in welcome["rooms"]] == [("@alice,bob", 1)]


def test_whoever_has_no_name_yet_registers_with_one():
    stranger = Stage().connect().asks(cmd="register", password=SECRET)
    assert [event["text"] for event in stranger.events("error")] == [
        "Not understood: a name and a password are needed."
    ]
    assert stranger.asks(cmd="register", name="alice", password=SECRET).events("registered")


def test_in_text_a_name_is_registered_and_asked_for():
    stage = Stage()
    alice = stage.text("alice").types(f"/register {SECRET}")
    assert alice.sees()[0] == "* The name alice is yours now."
    other = stage.connect()
    other.raw()
    other.types("alice")
    assert other.sees() == ["! alice is registered. If it is yours: /login alice PASSWORD"]
    other.types("/login alice wrong horse")
    assert other.sees() == ["! Wrong name or password."]
    other.types(f"/login alice {SECRET}")
    assert other.sees()[:2] == ["* Welcome, alice.", "* You are in lobby (1 here)."]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer_after_the_same_work():
    stage = Stage()
    registered(stage)
    answers = []
    for name in ("alice", "nobody"):
        before = stage.passwords.verified
        [error] = login(stage, name=name, password="wrong horse").events("error")
        answers.append((error["code"], error["text"], stage.passwords.verified - before))
    assert answers == [("bad_credentials", "Wrong name or password.", 1)] * 2


def test_a_guest_cannot_take_an_owned_name_by_any_way_in():
    stage = Stage()
    registered(stage).asks(cmd="quit")
    assert login(stage, name="ALICE").events("error")[0]["code"] == "name_owned"
    mallory = stage.json("mallory")
    assert mallory.asks(cmd="nick", name="alice").events("error")[0]["code"] == "name_owned"
    pipe = stage.pipe().sends(b"alice\n")
    assert pipe.raw() == b"NAME_TAKEN\n"
    prompt = stage.prompt().sends(b"den\nalice\n")
    assert b"is registered" in prompt.raw()


def test_the_owner_comes_in_by_the_doors_of_older_clients_too():
    stage = Stage()
    registered(stage).asks(cmd="quit")
    assert stage.pipe().sends(f"alice|{SECRET}\n".encode()).raw().startswith(b"CONNECTED\n")
    stage.prompt().sends(f"lobby\nalice|{SECRET}\n".encode())
    [people] = stage.json("bob").asks(cmd="who", room="lobby").events("people")
    assert sorted(people["members"]) == ["alice", "bob"]


def test_the_owner_puts_out_a_guest_that_has_the_name():
    stage = Stage()
    ghost = stage.json("carol")
    operator = stage.chat.storage.accounts
    operator.create("carol", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    owner = login(stage, name="carol", password=SECRET)
    assert owner.events("welcome")
    assert ghost.events("bye")[0]["code"] == "name_claimed"
    assert ghost.network.closed


def test_several_devices_are_one_person_with_one_read_position():
    stage = Stage()
    phone = registered(stage)
    bob = stage.json("bob")
    laptop = login(stage, name="alice", password=SECRET, device="laptop").asks(cmd="join", room="lobby")
    laptop.raw(), phone.raw()
    phone.asks(cmd="say", room="lobby", text="from my phone")
    assert laptop.messages() == [("lobby", "alice", "from my phone")]
    bob.asks(cmd="msg", to="alice", text="psst")
    assert phone.messages() == [("lobby", "alice", "from my phone"), ("@alice,bob", "bob", "psst")]
    assert laptop.messages() == [("@alice,bob", "bob", "psst")]
    phone.hangs_up()
    assert not bob.events("went")  # she is still here
    laptop.hangs_up()
    again = login(stage, name="alice", password=SECRET).asks(cmd="missed")
    assert again.events("missed")[0]["rooms"] == []


def test_a_device_that_comes_second_has_not_missed_what_the_first_one_read():
    stage = Stage()
    phone = registered(stage)
    phone.hangs_up()
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="read on the phone")
    phone = login(stage, name="alice", password=SECRET)
    assert phone.asks(cmd="missed").events("missed")[0]["rooms"]
    bob.asks(cmd="msg", to="alice", text="and this")
    assert phone.messages()
    laptop = login(stage, name="alice", password=SECRET).asks(cmd="missed")
    assert laptop.events("missed")[0]["rooms"] == []


def test_a_token_is_good_on_several_connections_of_an_account():
    stage = Stage()
    alice = registered(stage)
    token = alice.asks(cmd="token", label="bot").events("token")[0]["token"]
    first, second = login(stage, token=token), login(stage, token=token)
    assert first.events("welcome")
    assert second.events("welcome")
    assert not first.network.closed


def test_tokens_are_listed_and_a_revoked_one_signs_out():
    stage = Stage()
    alice = registered(stage)
    token = alice.asks(cmd="token", label="bot").events("token")[0]["token"]
    bot = login(stage, token=token)
    [tokens] = alice.asks(cmd="tokens").events("tokens")
    [mine] = [one for one in tokens["tokens"] if one["label"] == "bot"]
    assert mine["used"] is not None
    assert token not in str(tokens)
    assert alice.asks(cmd="revoke", id="00000000").events("error")[0]["code"] == "no_such_token"
    assert alice.asks(cmd="revoke", id=mine["id"]).events("revoked")
    assert bot.events("bye")[0]["code"] == "signed_out"
    assert login(stage, token=token).events("error")[0]["code"] == "bad_token"
    assert not alice.network.closed


def test_a_changed_password_signs_out_the_other_devices():
    stage = Stage()
    phone = registered(stage)
    laptop = login(stage, name="alice", password=SECRET)
    token = laptop.events("welcome")[0]["token"]
    wrong = phone.asks(cmd="password", old="wrong horse", new="another horse")
    assert wrong.events("error")[0]["code"] == "bad_credentials"
    phone.asks(cmd="password", old=SECRET, new="another horse")
    assert phone.events("password_changed")
    assert laptop.events("bye")[0]["code"] == "signed_out"
    assert login(stage, token=token).events("error")[0]["code"] == "bad_token"
    assert login(stage, name="alice", password=SECRET).events("error")[0]["code"] == "bad_credentials"
    assert login(stage, name="alice", password="another horse").events("welcome")


def test_the_owner_of_a_name_takes_another_one_and_owns_that():
    stage = Stage()
    alice = registered(stage)
    alice.asks(cmd="nick", name="alina").asks(cmd="quit")
    assert login(stage, name="alina", password=SECRET).events("welcome")
    assert login(stage, name="alice").events("welcome")[0]["role"] == "guest"


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_that_is_too_short_or_too_long_is_refused(password):
    stage = Stage()
    alice = stage.json("alice").asks(cmd="register", password=password)
    assert alice.events("error")[0]["code"] == "bad_password"
    assert alice.asks(cmd="register", password=SECRET).events("registered")


def test_registering_is_slowed_down_like_guessing():
    """It is as much work, and an account is for good."""
    stage = Stage(registration="invite", password_rate=Rate(2, 10.0), rate_address=2)
    alice, stranger = stage.json("alice"), stage.connect()
    for _ in range(3):
        alice.asks(cmd="register", password=SECRET, invitation="forged")
    for name in ("b", "c", "d"):
        stranger.asks(cmd="register", name=name, password=SECRET, invitation="forged")
    told = [event["code"] for actor in (alice, stranger) for event in actor.events("error")]
    assert told == ["bad_invitation"] * 2 + ["slow_down"] + ["bad_invitation"] * 2 + ["slow_down"]
    assert stage.passwords.encoded == 4


def test_a_password_with_blanks_in_it_is_changed_by_typing():
    stage = Stage()
    alice = stage.text("alice").types(f"/register {SECRET}")
    alice.raw()
    alice.types("/password", f"/password {SECRET}", f'/password "{SECRET}" another  horse')
    assert alice.sees() == [
        "! Not understood: type /password OLD NEW.",
        "! Wrong name or password.",
        "* Your password is changed; your other devices are signed out.",
    ]
    assert login(stage, name="alice", password="another  horse").events("welcome")
    assert alice.types("/password wrong horse").sees() == ["! Wrong name or password."]


def test_a_password_is_compared_to_its_end():
    stage = Stage()
    stage.json("alice").asks(cmd="register", password="x" * 1024)
    assert login(stage, name="alice", password="x" * 1025).events("error")[0]["code"] == "bad_credentials"
    assert login(stage, name="alice", password="x" * 1024).events("welcome")


def test_a_password_that_could_not_be_tried_does_not_count_as_wrong():
    stage = Stage()
    registered(stage)

    def busy(encoded, password):
        raise Busy

    verify, stage.passwords.verify = stage.passwords.verify, busy
    for _ in range(6):
        assert login(stage, name="alice", password=SECRET).events("error")[0]["code"] == "busy"
    stage.passwords.verify = verify
    assert login(stage, name="alice", password=SECRET).events("welcome")


def test_a_name_is_registered_once():
    stage = Stage()
    alice = registered(stage)
    assert alice.asks(cmd="register", password=SECRET).events("error")[0]["code"] == "already_registered"


def test_the_first_word_of_a_password_does_not_become_a_name():
    stage = Stage()
    bob, alice = stage.text("bob"), stage.connect()
    alice.raw(), bob.raw()
    alice.types("/register long password 1")
    assert alice.sees() == ["! Not understood: type your name first, and then /register PASSWORD."]
    alice.types("alice", "/register long password 1")
    assert "* The name alice is yours now." in alice.sees()
    assert bob.sees() == ["* alice came into lobby."]


def test_whoever_has_not_come_in_registers_and_is_in():
    stage = Stage(guests=False)
    alice = stage.connect()
    alice.types("alice")
    assert "/register PASSWORD" in alice.sees()[-1]
    alice.types(f"/register {SECRET}")
    lines = alice.sees()
    assert lines[0] == "* The name alice is yours now."
    assert "* Welcome, alice." in lines
    assert "* You are in lobby (1 here)." in lines


def test_registration_by_invitation():
    stage = Stage(registration="invite")
    alice = stage.json("alice")
    assert alice.asks(cmd="register", password=SECRET).events("error")[0]["code"] == "registration_closed"
    stage.storage.accounts.invite("ab" * 16, StoredInvitation("", None, 1.0, stage.clock.now() + 10), 9)
    stage.settle()
    forged = alice.asks(cmd="register", password=SECRET, invitation="ba" * 16)
    assert forged.events("error")[0]["code"] == "bad_invitation"
    assert alice.asks(cmd="register", password=SECRET, invitation="ab" * 16).events("registered")
    bob = stage.json("bob").asks(cmd="register", password=SECRET, invitation="ab" * 16)
    assert bob.events("error")[0]["code"] == "bad_invitation"


def test_registration_that_is_closed_is_closed_with_an_invitation_too():
    stage = Stage(registration="closed")
    alice = stage.json("alice").asks(cmd="register", password=SECRET, invitation="ab" * 16)
    assert alice.events("error")[0]["code"] == "registration_closed"


@pytest.mark.parametrize(
    ("settings", "how"),
    [
        ({}, "open"),
        ({"bind": "::1"}, "open"),
        ({"port": "unix:/run/chat.sock"}, "open"),
        ({"bind": "192.0.2.1"}, "invite"),
        ({"port": "tcp:5555"}, "invite"),
        ({"bind": "192.0.2.1", "registration": "open"}, "open"),
        ({"registration": "closed"}, "closed"),
    ],
)
def test_who_may_register_where_nothing_is_set(settings, how):
    assert Stage(**settings).settings.registered_by == how


def test_without_guests_one_needs_an_account():
    stage = Stage(guests=False)
    assert login(stage, name="alice").events("error")[0]["code"] == "no_guests"
    alice = stage.connect().asks(cmd="register", name="alice", password=SECRET)
    assert alice.events("welcome")[0]["name"] == "alice"


def test_somebody_away_is_written_to_and_added_to_groups():
    stage = Stage()
    registered(stage).asks(cmd="quit")
    bob = stage.json("bob")
    bob.asks(cmd="group", name="team", members=["alice"]).asks(cmd="msg", to="Alice", text="one")
    bob.asks(cmd="msg", to="alice", text="two")
    assert bob.events("error") == []
    assert bob.asks(cmd="msg", to="nobody", text="x").events("error")[0]["code"] == "no_such_user"
    alice = login(stage, name="alice", password=SECRET).asks(cmd="history", room="@bob")
    [page] = alice.events("history")
    assert [line["text"] for line in page["lines"]] == ["one", "two"]
    alice.asks(cmd="who", room="team")
    assert sorted(alice.events("people")[0]["members"]) == ["alice", "bob"]
