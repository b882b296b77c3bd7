"""What happens to accounts when two things happen at once."""

import pytest

from chatservice.core.commands.signing_in import sign_in
from chatservice.model.values import ServerRole, StoredInvitation
from tests.scenes.stage import Stage
from tests.scenes.test_accounts import SECRET, login, registered


def codes(actor):
    return [event["code"] for event in actor.events("error", "bye")]


def account(stage, name, role=ServerRole.USER):
    stage.storage.accounts.create(name, "plain " + SECRET, role, 1.0)
    stage.settle()


def work(stage):
    """What was held back is done, the passwords first."""
    stage.passwords.release()
    stage.settle()


def test_a_name_is_not_held_by_whoever_was_cut_while_registering():
    stage = Stage()
    alice = stage.json("alice")
    stage.storage.hold()
    alice.asks(cmd="register", password=SECRET)
    alice.hangs_up()
    stage.storage.release()
    stage.settle()
    owner = login(stage, name="alice", password=SECRET)
    assert owner.events("welcome")
    assert len(stage.chat.presence) == 1


def test_whoever_is_cut_before_the_password_is_worked_on_has_not_registered():
    stage = Stage()
    alice = stage.json("alice")
    stage.passwords.hold()
    alice.asks(cmd="register", password=SECRET)
    alice.hangs_up()
    work(stage)
    assert login(stage, name="alice").events("welcome")[0]["role"] == "guest"


def test_a_login_with_the_old_password_does_not_outlive_its_change():
    stage = Stage()
    phone = registered(stage)
    stage.passwords.hold()
    thief = login(stage, name="alice", password=SECRET)
    stage.passwords._held, held = None, stage.passwords._held
    phone.asks(cmd="password", old=SECRET, new="another horse")
    assert phone.events("password_changed")
    for done, answer in held:
        done.callback(answer)
    stage.settle()
    assert codes(thief) == ["bad_credentials"]
    assert [d.token for d in stage.chat.presence.named("alice").sessions] == [phone.connection.session.token]


@pytest.mark.parametrize("first", ["bot", "alice"])
@pytest.mark.parametrize("how", ["revoke", "password"])
def test_a_login_with_a_token_does_not_outlive_it(how, first):
    stage = Stage()
    alice = registered(stage)
    token = alice.asks(cmd="token", label="bot").events("token")[0]["token"]
    [mine] = [t for t in alice.asks(cmd="tokens").events("tokens")[0]["tokens"] if t["label"] == "bot"]
    stage.storage.hold()
    if first == "bot":
        bot = login(stage, token=token)  # it is known already, and waits for its use to be noted
    if how == "revoke":
        alice.asks(cmd="revoke", id=mine["id"])
    else:
        alice.asks(cmd="password", old=SECRET, new="another horse")
    if first == "alice":
        bot = login(stage, token=token)
    stage.storage.release()
    stage.settle()
    assert set(codes(bot)) & {"bad_token", "signed_out"}
    assert len(stage.chat.presence.named("alice").sessions) == 1


@pytest.mark.parametrize("first", ["guest", "owner"])
def test_the_owner_comes_in_while_a_guest_tries_the_name(first):
    stage = Stage()
    account(stage, "carol")
    stage.storage.hold()
    if first == "guest":
        guest = login(stage, name="carol")
    owner = login(stage, name="carol", password=SECRET)
    if first == "owner":
        guest = login(stage, name="carol")
    stage.storage.release()
    stage.settle()
    assert owner.events("welcome")
    assert codes(guest) == ["name_owned"]
    assert stage.chat.presence.named("carol").sessions
    assert codes(login(stage, name="carol")) == ["name_owned"]


def test_a_role_given_during_a_login_counts():
    stage = Stage()
    account(stage, "boss", ServerRole.OWNER)
    account(stage, "chief", ServerRole.ADMIN)
    boss = login(stage, name="boss", password=SECRET)
    stage.passwords.hold()
    chief = login(stage, name="chief", password=SECRET)
    boss.asks(cmd="role", name="chief", role="user", room="*")
    work(stage)
    assert chief.events("welcome")[0]["role"] == "user"
    assert codes(chief.asks(cmd="invitation")) == ["not_allowed"]


def test_a_name_changed_while_another_device_comes_stays_changed():
    stage = Stage()
    phone = registered(stage)
    stage.passwords.hold()
    laptop = login(stage, name="alice", password=SECRET)
    phone.asks(cmd="nick", name="alina").hangs_up()
    work(stage)
    assert laptop.events("welcome")[0]["name"] == "alina"


def test_two_devices_of_one_guest_register_once():
    """The second one is the same guest, come back."""
    stage = Stage()
    first = stage.json("alice")
    stage.passwords.hold()
    first.asks(cmd="register", password=SECRET)
    second = login(stage, token=first.connection.session.token)
    second.asks(cmd="register", password="another horse")
    work(stage)
    assert second.events("registered")
    assert login(stage, name="alice", password="another horse").events("welcome")
    assert codes(login(stage, name="alice", password=SECRET)) == ["bad_credentials"]


def test_an_invitation_given_to_two_lets_one_in():
    stage = Stage(registration="invite")
    stage.storage.accounts.invite("ab" * 16, StoredInvitation("", None, 1.0, stage.clock.now() + 10), 9)
    stage.settle()
    alice, bob = stage.json("alice"), stage.json("bob")
    stage.storage.hold()
    for actor in (alice, bob):
        actor.asks(cmd="register", password=SECRET, invitation="ab" * 16)
    stage.storage.release()
    stage.settle()
    assert alice.events("registered")
    assert codes(bob) == ["bad_invitation"]


def test_a_name_given_up_taken_and_wanted_back():
    stage = Stage()
    alice = registered(stage)
    alice.asks(cmd="nick", name="alina")
    guest = stage.json("alice")
    assert codes(alice.asks(cmd="nick", name="alice")) == ["name_taken"]
    guest.asks(cmd="quit")
    assert alice.asks(cmd="nick", name="alice").events("name_is")
    assert codes(login(stage, name="alice")) == ["name_owned"]


def test_somebody_who_comes_back_at_once_is_not_noted_as_gone():
    stage = Stage()
    alice = stage.json("alice")
    token = alice.connection.session.token
    stage.storage.hold()
    alice.hangs_up()
    login(stage, token=token)
    stage.storage.release()
    stage.settle()
    assert stage.storage.people[1].left is None


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_devices_close_in_any_order(order):
    stage = Stage()
    devices = [registered(stage)]
    devices += [login(stage, name="alice", password=SECRET).asks(cmd="join", room="lobby") for _ in range(2)]
    bob = stage.json("bob")
    bob.asks(cmd="say", room="lobby", text="one")
    for place in order:
        assert stage.chat.presence.named("alice") is not None
        devices[place].hangs_up()
    assert stage.chat.presence.named("alice") is None
    assert [event["who"] for event in bob.events("went")] == [["alice"]]
    back = login(stage, name="alice", password=SECRET).asks(cmd="join", room="lobby", since=0)
    assert back.asks(cmd="missed").events("missed")[0]["rooms"] == []
    assert len(stage.chat.presence.named("alice").sessions) == 1


def test_a_read_that_fails_during_a_login_leaves_nobody_half_way_in(monkeypatch):
    stage = Stage()

    def fails(principal):
        raise OSError("as the test has it")

    monkeypatch.setattr(stage.storage.rooms, "private", fails)
    registered(stage, "bob").asks(cmd="quit")
    bob = login(stage, name="bob", password=SECRET)
    assert codes(bob) == ["internal"]
    assert stage.chat.presence.named("bob") is None
    monkeypatch.undo()
    assert bob.asks(cmd="login", name="bob", password=SECRET).events("welcome")


def test_what_is_in_memory_knows_that_a_guest_has_registered():
    stage = Stage()
    bob = stage.json("bob")
    alice = stage.json("alice").asks(cmd="msg", to="bob", text="hi")
    alice.asks(cmd="register", password=SECRET).asks(cmd="quit")
    assert codes(bob.asks(cmd="leave", room="@alice")) == []


@pytest.mark.parametrize("who", ["account", "guest"])
def test_whoever_is_banned_while_coming_in_does_not(who):
    stage = Stage()
    account(stage, "boss", ServerRole.OWNER)
    boss = login(stage, name="boss", password=SECRET)
    if who == "account":
        account(stage, "carol")
    stage.storage.hold()
    boss.asks(cmd="ban", target="carol", room="*")
    carol = login(stage, name="carol", **({"password": SECRET} if who == "account" else {}))
    stage.storage.release()
    stage.settle()
    assert "banned" in codes(carol)
    assert stage.chat.presence.named("carol") is None
    assert codes(login(stage, name="carol")) == ["banned"]


def test_a_request_with_the_old_password_does_not_outlive_its_change():
    stage = Stage()
    phone = registered(stage)
    session = stage.connect().connection.session
    principal = phone.connection.session.person_or_none.principal
    stage.chat.spawn(sign_in(stage.chat, session, principal, password="plain of before"))
    stage.settle()
    assert session.person_or_none is None
    assert len(stage.chat.presence.named("alice").sessions) == 1


def test_who_is_banned_while_they_come_back_into_a_group_is_not_in_it():
    stage = Stage()
    account(stage, "boss", ServerRole.OWNER)
    boss = login(stage, name="boss", password=SECRET)
    bob = registered(stage, "bob")
    boss.asks(cmd="group", name="team", members=["bob"])
    bob.asks(cmd="join", room="team").asks(cmd="leave", room="team")
    stage.storage.hold()
    boss.asks(cmd="ban", target="bob", room="*")
    bob.asks(cmd="join", room="team")
    stage.storage.release()
    stage.settle()
    boss.events()
    assert boss.asks(cmd="who", room="team").events("people")[0]["members"] == ["boss"]
