"""What a room asks of people: who may enter, who may speak, how often."""

import pytest

from chatservice.core import slow_mode
from chatservice.core.members import give_role
from chatservice.model.values import RoomRole
from chatservice.settings.schema import Rate
from tests.scenes.stage import Stage
from tests.scenes.test_accounts import login, registered

SESAME = "open sesame"


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def alice(stage):
    """She made the room ops, and so it is hers."""
    alice = registered(stage)
    alice.asks(cmd="join", room="ops").raw()
    return alice


def codes(actor):
    return [event["code"] for event in actor.events("error")]


def test_whoever_makes_a_room_may_make_others_its_moderators(stage, alice):
    bob, carol = stage.json("bob", "ops"), stage.json("carol", "ops")
    bob.raw(), carol.raw()
    assert codes(bob.asks(cmd="mode", room="ops", readonly=True)) == ["not_allowed"]
    alice.asks(cmd="role", name="bob", role="moderator", room="ops")
    assert [(e["sender"], e["who"], e["role"]) for e in carol.events("role")] == [
        ("alice", "bob", "moderator")
    ]
    bob.asks(cmd="mode", room="ops", readonly=True)
    [mode] = carol.events("mode")
    assert (mode["sender"], mode["readonly"]) == ("bob", True)
    assert codes(carol.asks(cmd="say", room="ops", text="hi")) == ["read_only"]
    assert bob.asks(cmd="say", room="ops", text="hear hear").events("ack")
    assert carol.messages() == [("ops", "bob", "hear hear")]


def test_a_room_by_invitation_is_shown_and_entered_by_the_invited_only(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="invite")
    bob, carol = stage.json("bob"), stage.json("carol")
    assert codes(bob.asks(cmd="join", room="ops")) == ["needs_invitation"]
    for command in ("history", "who", "missed"):
        assert codes(bob.asks(cmd=command, room="ops")) == ["needs_invitation"], command
    alice.asks(cmd="invite", name="bob", room="ops")
    [invited] = bob.events("invited")
    assert (invited["room"], invited["sender"], invited["kind"]) == ("ops", "alice", "public")
    assert not bob.asks(cmd="say", room="ops", text="x").events("ack")  # not entered yet
    assert bob.asks(cmd="join", room="ops").events("joined")
    [rooms] = carol.asks(cmd="rooms").events("rooms")
    assert [r["entry"] for r in rooms["rooms"] if r["room"] == "ops"] == ["invite"]


def test_a_room_with_a_password_lets_in_whoever_knows_it(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="password", password=SESAME)
    bob = stage.text("bob")
    bob.types("/join ops")
    assert bob.sees() == ["! ops has a password: /join ops PASSWORD"]
    bob.types("/join ops wrong sesame")
    assert bob.sees() == ["! ops has a password: /join ops PASSWORD"]
    bob.types(f"/join ops {SESAME}")
    assert bob.sees()[0] == "* You are in ops (2 here)."
    bob.types("/leave", "/join ops")
    assert bob.sees()[-1] == "! ops has a password: /join ops PASSWORD"


def test_an_account_that_knew_the_password_once_is_let_in_from_then_on(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="password", password=SESAME)
    bob = registered(stage, "bob").asks(cmd="join", room="ops", password=SESAME)
    assert bob.asks(cmd="leave", room="ops").asks(cmd="join", room="ops").events("error") == []
    assert SESAME not in str(alice.events())


def test_a_password_goes_with_the_entry_password_only(stage, alice):
    assert codes(alice.asks(cmd="mode", room="ops", entry="open", password=SESAME)) == ["bad_command"]
    assert codes(alice.asks(cmd="mode", room="ops", entry="password")) == ["bad_command"]
    assert codes(alice.asks(cmd="mode", room="ops", entry="sideways")) == ["bad_command"]
    assert codes(alice.asks(cmd="mode", room="ops", entry="password", password="short")) == ["bad_password"]


def test_in_a_slow_room_one_waits_between_two_lines(stage, alice):
    alice.asks(cmd="mode", room="ops", slow=10)
    bob = stage.json("bob", "ops")
    assert bob.asks(cmd="say", room="ops", text="one").events("ack")
    stage.passes(7.9)
    bob.asks(cmd="say", room="ops", text="two")
    [error] = bob.events("error")
    assert (error["code"], error["text"]) == ("slow_down", "slow down: 2.1 s")
    stage.passes(2.2)
    assert bob.asks(cmd="say", room="ops", text="two").events("ack")
    for text in ("she", "need", "not wait"):
        assert alice.asks(cmd="say", room="ops", text=text).events("ack")


def test_whoever_is_muted_reads_and_does_not_speak(stage, alice):
    bob = stage.text("bob").types("/join ops")
    alice.asks(cmd="role", name="bob", role="muted", room="ops")
    bob.raw()
    bob.types("hello?")
    assert bob.sees() == ["! You are muted in ops: you may read, but not speak."]
    alice.asks(cmd="say", room="ops", text="read this")
    assert bob.sees() == ["[ops] alice: read this"]
    alice.asks(cmd="role", name="bob", role="member", room="ops")
    bob.raw()
    bob.types("thanks")
    assert bob.sees() == []


def test_a_line_under_way_when_its_writer_is_muted_is_not_stored(stage, alice):
    bob = stage.json("bob", "ops")
    stage.storage.hold()
    alice.asks(cmd="role", name="bob", role="muted", room="ops")
    bob.asks(cmd="say", room="ops", text="too late", key="k")
    stage.storage.release()
    stage.settle()
    assert codes(bob) == ["muted"]
    assert alice.messages() == []


def test_a_line_under_way_when_somebody_else_is_muted_is_stored(stage, alice):
    bob, carol = stage.json("bob", "ops"), stage.json("carol", "ops")
    stage.storage.hold()
    alice.asks(cmd="role", name="carol", role="muted", room="ops")
    bob.asks(cmd="say", room="ops", text="in time", key="k")
    stage.storage.release()
    stage.settle()
    assert bob.events("ack")
    assert ("ops", "bob", "in time") in carol.messages()


def test_roles_on_the_server_are_given_by_those_above(stage):
    from chatservice.model.values import ServerRole  # noqa: PLC0415

    for name, role in (("boss", ServerRole.OWNER), ("chief", ServerRole.ADMIN), ("plain", ServerRole.USER)):
        stage.storage.accounts.create(name, "plain correct horse", role, 1.0)
    stage.settle()
    chief = login(stage, name="chief", password="correct horse")
    plain = login(stage, name="plain", password="correct horse")
    boss = login(stage, name="boss", password="correct horse")
    chief.asks(cmd="role", name="plain", role="moderator", room="*")
    assert [(e["name"], e["role"]) for e in plain.events("role_is")] == [("plain", "moderator")]
    for name, role in (("plain", "admin"), ("boss", "user"), ("chief", "owner")):
        assert codes(chief.asks(cmd="role", name=name, role=role, room="*")) == ["not_allowed"], (name, role)
    assert boss.asks(cmd="role", name="plain", role="admin", room="*").events("role_is")
    assert plain.asks(cmd="invitation").events("invitation")
    stage.json("guest")
    assert codes(boss.asks(cmd="role", name="guest", role="admin", room="*")) == ["bad_command"]


def test_roles_and_modes_are_in_the_history_as_lines(stage, alice):
    bob = stage.text("bob").types("/join ops")
    alice.asks(cmd="role", name="bob", role="moderator", room="ops").asks(cmd="mode", room="ops", slow=5)
    bob.raw()
    bob.types("/history in:ops", "/mode")
    assert [line.partition("] ")[2] for line in bob.sees()[:2]] == [
        "alice made bob moderator of ops.",
        "alice decided: ops is in slow mode: one line every 5 s.",
    ]
    bob.types("/mode")
    assert bob.sees()[-1] == "* ops: anyone may enter, everyone in it may speak, one line every 5 s."


def test_in_a_read_only_room_a_topic_is_not_a_way_to_speak(stage, alice):
    bob = stage.json("bob", "ops")
    alice.asks(cmd="mode", room="ops", readonly=True)
    assert codes(bob.asks(cmd="topic", room="ops", text="buy this")) == ["read_only"]
    assert alice.asks(cmd="topic", room="ops", text="news").events("ack")


def test_a_line_that_came_too_fast_does_not_begin_the_wait_of_a_slow_room():
    stage = Stage(message_rate=Rate(1, 1.0))
    alice = registered(stage)
    alice.asks(cmd="join", room="ops").asks(cmd="mode", room="ops", slow=60).raw()
    bob = stage.json("bob").asks(cmd="join", room="ops").asks(cmd="say", room="lobby", text="elsewhere")
    bob.raw()
    assert bob.asks(cmd="say", room="ops", text="too fast").events("error")[0]["retry_after"] == 1
    stage.passes(1)
    assert bob.asks(cmd="say", room="ops", text="one").events("ack")
    stage.passes(1)
    assert bob.asks(cmd="say", room="ops", text="two").events("error")[0]["retry_after"] == 59


def test_those_who_wait_in_a_slow_room_are_remembered_up_to_a_cap(stage, alice, monkeypatch):
    monkeypatch.setattr(slow_mode, "WAITING_MOST", 2)
    alice.asks(cmd="mode", room="ops", slow=60)
    people = [stage.json(name, "ops") for name in ("b", "c", "d")]
    for actor in people:
        assert actor.asks(cmd="say", room="ops", text="one").events("ack")
    assert [codes(actor.asks(cmd="say", room="ops", text="two")) for actor in people[1:]] == [
        ["slow_down"]
    ] * 2
    assert people[0].asks(cmd="say", room="ops", text="two").events("ack")
    stage.passes(60)
    assert people[1].asks(cmd="say", room="ops", text="three").events("ack")
    assert len(stage.chat.directory.rooms._named["ops"].slow_mode) == 1


def test_roles_and_modes_count_as_lines():
    stage = Stage(message_rate=Rate(2, 1.0))
    alice = registered(stage).asks(cmd="join", room="ops")
    alice.asks(cmd="role", name="alice", role="owner", room="ops").asks(cmd="mode", room="ops", slow=1)
    assert codes(alice) == []
    alice.asks(cmd="role", name="alice", role="owner", room="ops").asks(cmd="mode", room="ops", slow=2)
    assert codes(alice) == ["slow_down"] * 2


def test_guesses_at_a_rooms_password_are_slowed_down(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="password", password=SESAME)
    bob = stage.json("bob")
    for _ in range(5):
        bob.asks(cmd="join", room="ops", password="wrong sesame")
    assert codes(bob) == ["needs_password"] * 5
    assert codes(bob.asks(cmd="join", room="ops", password=SESAME)) == ["slow_down"]
    stage.passes(10)
    assert bob.asks(cmd="join", room="ops", password=SESAME).events("joined")


def test_a_room_password_that_changed_while_it_was_tried_does_not_open(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="password", password=SESAME)
    bob, carol = registered(stage, "bob"), registered(stage, "carol")
    stage.passwords.hold()
    bob.asks(cmd="join", room="ops", password=SESAME)
    carol.asks(cmd="join", room="ops", password=SESAME)
    stage.passwords._held, held = None, stage.passwords._held
    alice.asks(cmd="mode", room="ops", entry="password", password="close sesame")
    held[0][0].callback(True)
    stage.settle()
    assert codes(bob) == ["needs_password"]
    alice.asks(cmd="mode", room="ops", entry="invite")
    held[1][0].callback(True)
    stage.settle()
    assert codes(carol) == ["needs_invitation"]


def test_what_an_owner_asked_for_is_not_done_once_they_are_owner_no_more(stage, alice):
    bob = stage.json("bob", "ops")
    alice.asks(cmd="role", name="bob", role="owner", room="ops")
    stage.json("carol", "ops")
    stage.storage.hold()
    alice.asks(cmd="role", name="bob", role="member", room="ops")
    bob.asks(cmd="role", name="carol", role="moderator", room="ops")
    stage.storage.release()
    stage.settle()
    assert codes(bob) == ["not_allowed"]
    assert RoomRole.MODERATOR not in stage.storage.roles_in("ops")


def test_a_mode_asked_for_by_somebody_demoted_meanwhile_is_not_set(stage, alice):
    bob = stage.json("bob", "ops")
    alice.asks(cmd="role", name="bob", role="moderator", room="ops")
    bob.raw()
    stage.storage.hold()
    alice.asks(cmd="role", name="bob", role="member", room="ops")
    bob.asks(cmd="mode", room="ops", readonly=True)
    stage.storage.release()
    stage.settle()
    assert codes(bob) == ["not_allowed"]


def test_whoever_is_muted_while_invited_stays_muted(stage, alice):
    bob = stage.json("bob", "ops")
    stage.storage.hold()
    alice.asks(cmd="invite", name="bob", room="ops")
    bobs = bob.connection.session.person_or_none.principal
    ops = stage.chat.directory.rooms._named["ops"]
    boss = alice.connection.session.principal
    work = give_role(stage.chat, boss, ops, bobs, RoomRole.MUTED, lambda: None)
    stage.chat.spawn(work)
    stage.storage.release()
    stage.settle()
    assert codes(bob.asks(cmd="say", room="ops", text="hm")) == ["muted"]


def test_a_room_password_that_could_not_be_stored_is_not_half_there(stage, alice):
    alice.asks(cmd="mode", room="ops", entry="password", password=SESAME)
    stage.storage.fail_next("the disk is full")
    assert codes(alice.asks(cmd="mode", room="ops", entry="password", password="close sesame")) == [
        "not_stored"
    ]
    assert stage.storage.room_named("ops").password == "plain " + SESAME
    assert stage.json("bob").asks(cmd="join", room="ops", password=SESAME).events("joined")


def test_a_room_whose_rights_are_not_those_on_disk_learns_them(stage, alice):
    """As after a change whose outcome was not known."""
    room = stage.chat.directory.rooms._named["ops"]
    for wrong in (1, -1):
        room.state.access += wrong
        alice.asks(cmd="say", room="ops", text="hi", ref="line")
        room.state.access += wrong
        alice.asks(cmd="mode", room="ops", readonly=False, ref="mode")
        stage.chat.rights.everywhere += wrong
        alice.asks(cmd="say", room="ops", text="hi", ref="last")
        assert [event["ref"] for event in alice.events("ack", "error")] == ["line", "mode", "last"]
    assert codes(alice.asks(cmd="invite", name="alice", room="ops")) == ["already_member"]


def test_roles_are_given_to_so_many_only(stage):
    stage = Stage(group_members=2)
    alice = registered(stage).asks(cmd="join", room="ops")
    for name in ("bob", "carol"):
        stage.json(name)
        alice.asks(cmd="role", name=name, role="muted", room="ops")
    assert codes(alice) == ["too_many"]
