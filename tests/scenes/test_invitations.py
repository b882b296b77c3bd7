"""Invitation links: a token that lets a number of people in, for some time, maybe into a room."""

import pytest

from chatservice.model.values import ServerRole
from chatservice.settings.schema import Rate
from tests.scenes.operator import Operator
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, login
from tests.scenes.test_rights import account
from tests.scenes.web import Web

EASY = UNLIMITED


def codes(actor):
    return [event["code"] for event in actor.events("error")]


def admin(stage, name="chief", role=ServerRole.ADMIN):
    account(stage, name, role)
    return login(stage, name=name, password=SECRET)


def owner_of(stage, room, **mode):
    """A guest who has created the room and set its mode."""
    alice = stage.json("alice", room)
    alice.asks(cmd="mode", room=room, **mode)
    return alice


def invited(actor, **fields):
    (made,) = actor.asks(cmd="invitation", **fields).events("invitation")
    return made


def test_an_admins_link_lets_as_many_guests_in_as_it_says_where_guests_are_not_admitted():
    stage = Stage(guests=False, **EASY)
    link = invited(admin(stage), uses=2)
    assert codes(login(stage, name="bob")) == ["no_guests"]
    assert login(stage, name="bob", invitation=link["token"]).events("welcome")
    carol = stage.connect()
    carol.raw()
    carol.types(f"/redeem {link['token']} carol")
    assert "* Welcome, carol." in carol.sees()
    assert codes(login(stage, name="dave", invitation=link["token"])) == ["bad_invitation"]
    assert codes(login(stage, name="dave", invitation="ab" * 16)) == ["bad_invitation"]
    (hashed,) = stage.storage.connection.execute("SELECT hash FROM invitations").fetchone()
    assert hashed.hex() != link["token"]


@pytest.mark.parametrize("mode", [{"entry": "invite"}, {"entry": "password", "password": "sesame"}])
def test_a_rooms_link_leads_into_a_room_that_is_not_open(mode):
    stage = Stage(**EASY)
    alice = owner_of(stage, "ops", **mode)
    link = invited(alice, room="ops", uses=1)
    assert (link["room"], link["uses"]) == ("ops", 1)
    bob = login(stage, name="bob", invitation=link["token"])
    assert [event["room"] for event in bob.events("welcome", "joined") if "room" in event] == ["ops"]
    bob.asks(cmd="leave", room="ops")
    assert bob.asks(cmd="join", room="ops").events("joined")  # admitted, without another use
    carol = stage.json("carol")
    assert codes(carol.asks(cmd="redeem", invitation=link["token"])) == ["bad_invitation"]


def test_a_link_into_a_group_is_redeemed_inside_and_counts_those_only_who_were_not_in_it():
    stage = Stage(**EASY)
    alice = stage.json("alice").asks(cmd="group", name="crew")
    link = invited(alice, room="crew", uses=1)
    assert alice.asks(cmd="redeem", invitation=link["token"]).events("joined")
    bob = stage.text("bob")
    bob.types(f"/redeem http://localhost:8080/i/{link['token']}?x=1")
    assert any(line.startswith("* You are in crew") for line in bob.sees())
    assert codes(stage.json("carol").asks(cmd="redeem", invitation=link["token"])) == ["bad_invitation"]


def test_who_registers_by_a_link_enters_its_room():
    stage = Stage(registration="invite", **EASY)
    chief = admin(stage)
    chief.asks(cmd="join", room="ops").asks(cmd="mode", room="ops", entry="invite")
    link = invited(chief, room="ops", uses=3)
    bob = stage.connect().asks(cmd="redeem", invitation=link["token"], name="bob", password=SECRET)
    assert bob.events("registered") == [{"event": "registered", "name": "bob"}]
    assert login(stage, name="bob", password=SECRET).asks(cmd="join", room="ops").events("joined")
    carol = stage.json("carol").asks(cmd="register", password=SECRET, invitation=link["token"])
    seen = carol.events("registered", "joined")
    assert [event["event"] for event in seen] == ["joined", "registered"]


def test_the_link_of_somebody_who_is_no_admin_opens_a_room_but_not_the_server():
    stage = Stage(guests=False, registration="invite", **EASY)
    chief = admin(stage)
    chief.asks(cmd="join", room="ops").asks(cmd="mode", room="ops", entry="invite")
    account(stage, "alice", ServerRole.USER)
    chief.asks(cmd="invite", name="alice", room="ops").asks(
        cmd="role", name="alice", role="moderator", room="ops"
    )
    alice = login(stage, name="alice", password=SECRET).asks(cmd="join", room="ops")
    token = invited(alice, room="ops", uses=9)["token"]
    assert codes(login(stage, name="bob", invitation=token)) == ["no_guests"]
    stranger = stage.connect().asks(cmd="register", name="bob", password=SECRET, invitation=token)
    assert codes(stranger) == ["registration_closed"]
    account(stage, "carol", ServerRole.USER)
    carol = login(stage, name="carol", password=SECRET)
    assert carol.asks(cmd="redeem", invitation=token).events("joined")
    # And it is worth nothing when its maker may not invite any more.
    chief.asks(cmd="role", name="alice", role="member", room="ops")
    account(stage, "dave", ServerRole.USER)
    dave = login(stage, name="dave", password=SECRET)
    assert codes(dave.asks(cmd="redeem", invitation=token)) == ["bad_invitation"]


def test_a_link_does_not_lead_past_a_ban_and_ends_with_its_room():
    stage = Stage(**EASY)
    alice = owner_of(stage, "ops", entry="invite")
    token = invited(alice, room="ops", uses=5)["token"]
    bob = stage.json("bob")
    alice.asks(cmd="ban", target="bob", room="ops")
    assert codes(bob.asks(cmd="redeem", invitation=token)) == ["banned_from"]
    Operator(stage).asks(cmd="delete_chatroom", room="ops")
    assert codes(stage.json("carol").asks(cmd="redeem", invitation=token)) == ["bad_invitation"]
    assert stage.storage.connection.execute("SELECT * FROM invitations").fetchall() == []


def test_a_link_ends_in_time_and_is_listed_and_revoked_by_those_who_may():
    stage = Stage(**EASY)
    alice = owner_of(stage, "ops", entry="invite")
    late = invited(alice, room="ops", seconds=60)["token"]
    stage.passes(61)
    assert codes(stage.json("dave").asks(cmd="redeem", invitation=late)) == ["bad_invitation"]
    token = invited(alice, room="ops", uses=5)["token"]
    bob = stage.json("bob")
    (listed,) = alice.asks(cmd="invitations").events("invitations")[-1]["invitations"]
    assert (listed["by"], listed["room"], listed["uses"]) == ("alice", "ops", 5)
    assert bob.asks(cmd="invitations").events("invitations")[-1]["invitations"] == []
    assert codes(bob.asks(cmd="invitations", room="ops")) == ["needs_invitation"]
    assert codes(bob.asks(cmd="uninvite", id=listed["id"])) == ["no_such_invitation"]
    chief = admin(stage)
    assert chief.asks(cmd="invitations").events("invitations")[-1]["invitations"] == [listed]
    assert chief.asks(cmd="uninvite", id=listed["id"].upper()).events("uninvited")
    assert codes(bob.asks(cmd="redeem", invitation=token)) == ["bad_invitation"]
    token = invited(chief, room="ops")["token"]  # an admin may invite anywhere
    (listed,) = alice.asks(cmd="invitations", room="ops").events("invitations")[-1]["invitations"]
    assert alice.asks(cmd="uninvite", id=listed["id"]).events("uninvited")


def test_bad_figures_and_too_many_links_are_refused():
    stage = Stage(invitations_by_user=2, **EASY)
    alice = owner_of(stage, "ops", entry="invite")
    for fields in ({"uses": 0}, {"uses": 10_001}, {"seconds": 0.0}, {"seconds": 1e9}):
        assert codes(alice.asks(cmd="invitation", room="ops", **fields)) == ["bad_command"]
    assert codes(alice.asks(cmd="invitation")) == ["not_allowed"]
    bob = stage.json("bob")
    assert codes(bob.asks(cmd="invitation", room="ops")) == ["needs_invitation"]
    invited(alice, room="ops")
    invited(alice, room="ops")
    assert codes(alice.asks(cmd="invitation", room="ops")) == ["too_many"]
    chief = admin(stage)
    plain = invited(chief)["token"]
    assert codes(chief.asks(cmd="redeem", invitation=plain)) == ["bad_command"]
    assert codes(stage.connect().asks(cmd="redeem", invitation=plain)) == ["bad_command"]


def test_tokens_cannot_be_guessed_quickly():
    stage = Stage(read_rate=Rate(2, 60.0), rate_address=1)
    bob, strangers = stage.json("bob"), [stage.connect() for _ in range(2)]
    told = [codes(bob.asks(cmd="redeem", invitation="ab" * 16))[-1] for _ in range(2)]
    told += [codes(each.asks(cmd="redeem", invitation="cd" * 16, name="x"))[-1] for each in strangers]
    web = Web(stage).get(f"/i/{'ab' * 16}")
    assert (told, web.status) == (["bad_invitation"] * 2 + ["slow_down"] * 2, 429)


def test_the_links_page_says_where_it_leads_and_what_it_says_works():
    stage = Stage(guests=False, **EASY)
    chief = admin(stage)
    chief.asks(cmd="join", room="ops").asks(cmd="mode", room="ops", entry="invite")
    link = invited(chief, room="ops", uses=2)
    web = Web(stage, peer="10.0.0.9")
    page = web.get(f"/i/{link['token']}", Accept="text/html")
    assert page.headers["content-type"].startswith("text/html")
    plain = web.get(f"/i/{link['token']}")
    assert plain.headers["referrer-policy"] == "no-referrer"
    assert "chief invites you to ops. The invitation is valid 2 times more." in plain.text
    assert web.get(f"/i/{link['token']}", Accept="application/json").json()["room"] == "ops"
    body = b'{"name":"bob","invitation":"%b"}' % link["token"].encode()
    entered = web.asks("POST", "/api/v1/login", body)
    assert entered.status == 200
    cookie = entered.headers["set-cookie"].partition(";")[0]
    assert web.asks("POST", "/r/ops", b"hello", Cookie=cookie).status == 201
    assert web.get(f"/i/{'ab' * 16}").status == 403


def test_chatctl_makes_links_into_rooms_too():
    stage = Stage(guests=False, **EASY)
    door = Operator(stage).asks(cmd="create_chatroom", name="ops")
    made = door.asks(cmd="invitations_create", room="ops", uses=2, days=1).events()[-1]
    bob = login(stage, name="bob", invitation=made["token"])
    assert [event["room"] for event in bob.events("joined")] == ["ops"]
    assert [
        (row["room"], row["uses"]) for row in door.asks(cmd="invitations_list").events()[-1]["invitations"]
    ] == [("ops", 1)]


def test_where_no_accounts_are_made_a_link_still_lets_a_friend_in_as_a_guest():
    stage = Stage(guests=False, registration="closed", **EASY)
    token = invited(admin(stage), uses=1)["token"]
    stranger = stage.connect().asks(cmd="register", name="bob", password=SECRET, invitation=token)
    assert codes(stranger) == ["registration_closed"]
    bob = login(stage, name="bob", invitation=token)
    assert [event["role"] for event in bob.events("welcome")] == ["guest"]
