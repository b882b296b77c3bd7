"""What guests leave is swept: rooms end or have another owner, nothing stays locked for ever."""

import pytest

from chatservice.admin import doctor
from chatservice.admin import verbs as v
from chatservice.admin.errors import AdminError
from chatservice.core.departures import AGAIN
from chatservice.model import commands as c
from chatservice.model.values import ServerRole
from tests.scenes.operator import Operator, operator
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import registered
from tests.scenes.test_moderation import account

GRACE = 600.0
DAY = 86_400.0


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


def sweep(stage):
    """What the server does by itself each minute."""
    stage.passes(60)


def rooms(stage):
    return [row.name for row in operator(stage, c.RoomsList())]


def owns(actor, room):
    """Whether that client may do in the room what only an owner may."""
    actor.raw()
    actor.asks(cmd="mode", room=room, entry="open")
    return [event["event"] for event in actor.events("ack", "error")] == ["ack"]


# Rooms in which nothing was ever said.


def test_a_room_made_by_a_slip_goes_with_its_last_visitor(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join opps")
    bob.types("/join opps", "/leave opps")
    assert rooms(stage) == ["lobby", "opps"], "somebody is still there"
    alice.types("/leave opps")
    assert rooms(stage) == ["lobby"]
    alice.types("/join opps", "/quit")
    assert rooms(stage) == ["lobby"]
    bob.types("/join opps", "hello", "/leave opps")
    assert rooms(stage) == ["lobby", "opps"], "something was said there"


def test_whoever_was_only_cut_finds_it_again_until_the_grace_is_over(stage):
    alice = stage.json("alice", room="den")
    token = alice.asks(cmd="token").events("token")[0]["token"]
    alice.hangs_up()
    stage.passes(GRACE / 2)
    sweep(stage)
    back = stage.connect().asks(cmd="login", token=token, since={"den": 0})
    assert [event["room"] for event in back.events("joined")] == ["den"]
    back.hangs_up()
    stage.passes(GRACE + 120)
    sweep(stage)
    assert rooms(stage) == ["lobby"]


def test_whoever_enters_while_it_goes_has_a_new_one(stage):
    alice, bob = stage.json("alice", room="den"), stage.json("bob")
    stage.storage.hold()
    alice.asks(cmd="leave", room="den")
    bob.asks(cmd="join", room="den")
    assert bob.events("joined") == []
    stage.storage.release()
    stage.settle()
    assert [event["head"] for event in bob.events("joined")] == [0]
    assert owns(bob, "den")


def test_a_line_said_while_it_goes_keeps_it(stage):
    alice = stage.json("alice", room="den")
    alice.asks(cmd="say", room="den", text="wait")
    stage.storage.hold()
    alice.asks(cmd="leave", room="den")
    stage.storage.release()
    stage.settle()
    assert "den" in rooms(stage)


def test_a_room_made_on_purpose_is_kept_for_a_day_and_the_operators_own_for_good(stage):
    alice = registered(stage, "alice")
    alice.asks(cmd="create_chatroom", name="plans").asks(cmd="open_chatroom", room="plans")
    alice.asks(cmd="leave", room="plans").asks(cmd="join", room="ours")
    operator(stage, v.RoomsCreate(name="lounge"))
    stage.passes(DAY - 60)
    sweep(stage)
    assert rooms(stage) == ["lobby", "plans", "ours", "lounge"]
    stage.passes(120)
    sweep(stage)
    assert rooms(stage) == ["lobby", "ours", "lounge"], "one of them has somebody in it"
    alice.asks(cmd="topic", room="ours", text="plans").asks(cmd="leave", room="ours")
    stage.passes(DAY + 60)
    sweep(stage)
    assert rooms(stage) == ["lobby", "ours", "lounge"], "a topic was set in it"


def test_the_operator_deletes_all_that_are_empty(stage):
    alice = registered(stage, "alice")
    for name in ("a", "b", "c"):
        alice.asks(cmd="create_chatroom", name=name)
    alice.asks(cmd="join", room="b").asks(cmd="join", room="c").asks(cmd="say", room="c", text="x")
    alice.asks(cmd="leave", room="c")
    operator(stage, v.RoomsCreate(name="lounge"))
    assert operator(stage, v.RoomsDelete(empty=True))[0].text == "1 empty room is deleted."
    assert rooms(stage) == ["lobby", "b", "c", "lounge"]
    for verb in (v.RoomsDelete(), v.RoomsDelete(room="b", empty=True)):
        with pytest.raises(AdminError):
            operator(stage, verb)


def test_rooms_have_a_share_for_each_address():
    stage = Stage(max_rooms=12, rooms_by_address=5, rooms_by_user=3, **UNLIMITED)
    for name, count in (("a", 3), ("b", 2), ("c", 0)):
        actor = stage.text(name)
        actor.types(*(f"/create_chatroom {name}{number}" for number in range(4)))
        assert sum("is made" in line for line in actor.sees()) == count
    far = stage.connect("192.0.2.7").types("far", "/create_chatroom far")
    assert "* The room far is made" in far.raw().decode()
    admin = account(stage, "admin", ServerRole.ADMIN)
    admin.types("/create_chatroom one", "/create_chatroom two")
    assert sum("is made" in line for line in admin.sees()) == 2
    for number in range(8):
        operator(stage, v.RoomsCreate(name=f"operator{number}"))
    assert len(rooms(stage)) == 17


def test_a_sweep_that_cannot_be_stored_is_tried_again(stage):
    stage.json("silent").hangs_up()
    stage.storage.fail_next("the disk is full")
    stage.passes(GRACE + 120)
    sweep(stage)
    assert known(stage) == []


def test_who_leaves_while_the_disk_is_full_is_gone_once_it_can_be_stored(stage):
    ann, bob = stage.json("ann"), stage.json("bob")
    there = [person.id for person in stage.storage.people.values() if person.left is None]
    stage.storage.fail_next("the disk is full")
    ann.asks(cmd="quit")
    left = stage.clock.now()
    bob.asks(cmd="say", text="hi").raw()
    assert [stage.storage.people[id_].left for id_ in there] == [None, None]
    stage.passes(AGAIN)
    assert [stage.storage.people[id_].left for id_ in there] == [left, None]


def test_who_is_back_by_the_time_that_their_leaving_can_be_stored_stays(stage):
    ann = stage.json("ann")
    [token] = [event["token"] for event in ann.asks(cmd="token").events("token")]
    stage.storage.fail_next("the disk is full")
    ann.hangs_up()
    stage.reads.hold("batch", step="answer")
    ann = stage.connect().asks(cmd="login", token=token)
    answers = stage.reads.overtake()
    stage.passes(AGAIN)
    for answer in answers:
        answer()
    stage.settle()
    assert ann.events("welcome")
    assert [person.left for person in stage.storage.people.values()] == [None]


# Owners.


def test_the_room_of_a_guest_who_left_is_the_moderators(stage):
    ann, bob, carol = (stage.json(name, room="frozen") for name in ("ann", "bob", "carol"))
    ann.asks(cmd="role", room="frozen", name="carol", role="moderator")
    ann.asks(cmd="mode", room="frozen", readonly=True).asks(cmd="quit")
    told = [(e["sender"], e["who"], e["role"]) for e in bob.events("role")]
    assert told[-1] == ("ann", "carol", "owner")
    assert owns(carol, "frozen")
    assert not owns(bob, "frozen")


def test_without_moderators_it_falls_to_whoever_has_been_there_for_longest(stage):
    zoe = stage.json("zoe", room="frozen")
    ann = stage.json("ann", room="frozen")
    bob = stage.json("bob", room="frozen").asks(cmd="say", room="frozen", text="hi")
    zoe.asks(cmd="quit")
    assert owns(ann, "frozen")
    assert not owns(bob, "frozen")


def test_a_guest_who_was_cut_keeps_it_until_the_grace_is_over(stage):
    ann, bob = stage.json("ann", room="den"), stage.json("bob", room="den")
    ann.asks(cmd="say", room="den", text="hi").hangs_up()
    stage.passes(GRACE - 1)
    sweep(stage)
    assert not owns(bob, "den")
    stage.passes(120)
    sweep(stage)
    assert owns(bob, "den")


def test_a_room_that_nobody_is_left_in_is_theirs_who_enter_next(stage):
    ann = stage.json("ann", room="frozen")
    ann.asks(cmd="mode", room="frozen", readonly=True).asks(cmd="quit")
    bob = stage.text("bob").types("/join frozen")
    assert "* bob is owner of frozen now." in bob.sees()
    carol = stage.json("carol", room="frozen")
    assert not owns(carol, "frozen")


def test_an_account_owns_its_room_however_long_it_is_away(stage):
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").asks(cmd="say", room="ops", text="hi").asks(cmd="quit")
    bob = stage.json("bob", room="ops")
    stage.passes(30 * DAY)
    sweep(stage)
    assert not owns(bob, "ops")


def test_the_lobby_and_rooms_of_the_operator_fall_to_nobody(stage):
    operator(stage, v.RoomsCreate(name="lounge"))
    bob = stage.json("bob", room="lounge").asks(cmd="join", room="lobby")
    assert not owns(bob, "lounge")
    assert not owns(bob, "lobby")


def test_a_bot_and_whoever_is_muted_inherit_nothing(stage):
    alice = registered(stage, "alice")
    alice.asks(cmd="bot", name="robo")
    token = alice.events("bot")[0]["token"]
    ann = stage.json("ann", room="den")
    bob, carol = stage.json("bob", room="den"), stage.json("carol", room="den")
    stage.connect().asks(cmd="login", token=token).asks(cmd="join", room="den")
    ann.asks(cmd="say", room="den", text="hi").asks(cmd="mute", room="den", name="bob").asks(cmd="quit")
    assert owns(carol, "den")
    assert not owns(bob, "den")


def test_a_locked_room_of_a_guest_who_left_is_not_locked_for_good(stage):
    ann = stage.json("ann", room="general").asks(cmd="say", room="general", text="secret plans")
    ann.asks(cmd="mode", room="general", entry="password", password="long enough 1").asks(cmd="quit")
    bob = stage.json("bob")
    bob.asks(cmd="join", room="general")
    assert bob.events("error")[0]["code"] == "needs_password"
    bob.asks(cmd="join", room="general", password="long enough 1")
    assert owns(bob, "general"), "who knows the password may have it"
    bob.asks(cmd="mode", room="general", entry="invite").asks(cmd="quit")
    stage.passes(DAY + 60)
    sweep(stage)
    carol = stage.json("carol", room="general")
    assert owns(carol, "general")
    carol.asks(cmd="history", room="general")
    assert [line["event"] for line in carol.events("history")[0]["lines"]] == ["mode"], "it is another one"
    deeds = operator(stage, v.AuditVerb(rooms=True))
    assert ("server", "delete_chatroom", "general") in [(row.actor, row.action, row.room) for row in deeds]


def test_a_closed_room_with_an_account_in_it_is_kept(stage):
    alice = registered(stage, "alice")
    ann = stage.json("ann", room="board")
    ann.asks(cmd="mode", room="board", entry="invite").asks(cmd="invite", room="board", name="alice")
    alice.asks(cmd="quit")
    ann.asks(cmd="quit")
    stage.passes(DAY + 60)
    sweep(stage)
    assert "board" in rooms(stage)
    back = (
        stage.connect()
        .asks(cmd="login", name="alice", password="correct horse")
        .asks(cmd="join", room="board")
    )
    assert owns(back, "board")


def test_an_open_room_in_which_something_was_said_is_kept_however_long_nobody_is_there(stage):
    ann = stage.json("ann", room="general").asks(cmd="say", room="general", text="hello")
    ann.asks(cmd="mode", room="general", entry="password", password="long enough 1")
    ann.asks(cmd="mode", room="general", entry="open").asks(cmd="quit")
    for _ in range(3):
        stage.passes(DAY + 60)
        sweep(stage)
    bob = stage.json("bob", room="general").asks(cmd="history", room="general")
    assert bob.events("history")[0]["lines"][0]["text"] == "hello"


# Groups.


def test_a_group_whose_maker_left_has_another_owner(stage):
    ann, bob, carol = (stage.json(name) for name in ("ann", "bob", "carol"))
    ann.asks(cmd="group", name="team", members=["bob", "carol"]).asks(cmd="leave", room="team")
    assert [(e["sender"], e["who"], e["role"]) for e in carol.events("role")] == [("ann", "bob", "owner")]
    bob.raw()
    bob.asks(cmd="kick", room="team", name="carol")
    assert bob.events("error") == []


def test_a_guest_who_does_not_come_back_is_in_no_group(stage):
    ann, bob = stage.json("ann"), stage.json("bob")
    ann.asks(cmd="group", name="team", members=["bob"]).hangs_up()
    bob.raw()
    stage.passes(GRACE - 1)
    assert bob.events("role", "removed") == []
    stage.passes(GRACE)
    assert [(e["event"], e["who"]) for e in bob.events("role", "removed")] == [
        ("removed", "ann"),
        ("role", "bob"),
    ]
    bob.asks(cmd="who", room="team")
    assert bob.events("people")[0]["members"] == ["bob"]


def test_a_group_that_nobody_is_in_is_gone_with_its_name(stage):
    ann = stage.json("ann").asks(cmd="group", name="team").asks(cmd="say", room="team", text="x")
    ann.asks(cmd="leave", room="team")
    assert rooms(stage) == ["lobby"]
    ann.raw()
    ann.asks(cmd="group", name="team")
    assert ann.events("error") == []


# Guests.


def known(stage):
    return sorted(person.name for person in stage.storage.people.values())


def test_guests_who_said_nothing_and_are_in_nothing_go(stage):
    stage.json("talker").asks(cmd="say", room="lobby", text="hi").hangs_up()
    stage.json("member")
    maker = registered(stage, "maker").asks(cmd="group", name="team", members=["member"])
    assert maker.events("error") == []
    stage.json("asked")
    stage.json("asker").asks(cmd="msg", to="asked", text="hi").hangs_up()
    stage.json("looker").asks(cmd="history", room="@maker").hangs_up()
    stage.json("reporter").asks(cmd="report", room="lobby", seq=1).hangs_up()
    for number in range(30):
        stage.json(f"silent{number}").hangs_up()
    for name in ("member", "asked"):
        for device in list(stage.chat.presence.named(name).sessions):
            device.lost()
    stage.settle()
    present = stage.json("present")
    stage.passes(GRACE + 120)
    sweep(stage)
    assert known(stage) == ["asked", "asker", "maker", "member", "present", "reporter", "talker"]
    assert present.asks(cmd="say", room="lobby", text="hi").events("error") == []
    assert operator(stage, c.Stats())[0].guests == 6


def test_a_conversation_in_which_nothing_was_said_goes_with_its_guest(stage):
    maker = registered(stage, "maker")
    guest = stage.json("guest").asks(cmd="history", room="@maker")
    guest.asks(cmd="rooms")
    assert "@guest,maker" in [room["room"] for room in guest.events("rooms")[0]["rooms"]]
    assert operator(stage, c.Stats())[0].directs == 1
    guest.hangs_up()
    stage.passes(GRACE + 120)
    sweep(stage)
    maker.raw()
    assert operator(stage, c.Stats())[0].directs == 0
    maker.asks(cmd="say", room="@guest,maker", text="hello?")
    assert [event["code"] for event in maker.events("error")] == ["no_such_user"]


def test_the_doctor_counts_guests_who_are_gone(stage):
    stage.json("talker").asks(cmd="say", room="lobby", text="hi").asks(cmd="quit")
    found = {row.check: row.text for row in doctor.of_server(Operator(stage).answer(c.Checkup()))}
    assert found["guests"] == "1 who are gone are known; who said nothing and is in nothing is forgotten"
