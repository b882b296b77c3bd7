"""A cap for all is nobody's to use up: each person, room and address has a share of it."""

import pytest

from chatservice.admin import verbs as v
from chatservice.admin.errors import AdminError
from chatservice.model.values import ServerRole
from tests.scenes.operator import operator
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_moderation import account, refusals


def test_a_guest_who_bans_all_day_in_its_room_takes_no_ban_from_anybody_else():
    stage = Stage(max_sanctions=20, sanctions_by_room=8, sanctions_by_user=12, **UNLIMITED)
    mal = stage.json("mal", room="den")
    for number in range(30):
        mal.asks(cmd="ban", target=f"nobody{number}", room="den")
    assert [event["text"] for event in mal.events("error")] == [
        "No more than 8 bans and mutes in one room."
    ] * 22
    mal.asks(cmd="join", room="den2")
    for number in range(30):
        mal.asks(cmd="ban", target=f"nobody{number}", room="den2")
    assert mal.events("error")[-1]["text"] == "No more than 12 bans and mutes by one person."
    admin, alice = account(stage, "admin", ServerRole.ADMIN), stage.text("alice")
    admin.types(*(f"/ban spammer{number}" for number in range(20)))
    assert refusals(admin) == []
    admin.types("/ban onemore")
    assert refusals(admin) == ["! No more than 20 bans and mutes."]
    assert operator(stage, v.BanVerb(target="onemore"))[0].text == "onemore is banned for good."
    alice.types("/join garden", "/ban bob in:garden")
    assert refusals(alice) == []


def test_bans_end_with_their_room_and_a_new_one_of_its_name_has_none():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join den", "/ban bob in:den", "/delete_chatroom den", "/join den", "/bans den")
    assert alice.sees()[-1] == "* Nobody is banned or muted in den."
    bob.types("/join den")
    assert refusals(bob) == []
    assert list(stage.chat.sanctions) == []


def test_what_is_in_force_can_always_be_found_and_lifted():
    stage = Stage(history_max=3, **UNLIMITED)
    admin = account(stage, "admin", ServerRole.ADMIN)
    admin.types(*(f"/ban spammer{number}" for number in range(7)), "/ban 192.0.2.0/24").raw()
    admin.types("/bans")
    assert admin.sees()[1:] == [
        "* spammer5 banned by admin",
        "* spammer6 banned by admin",
        "* 192.0.2.0/24 banned by admin",
        "* And 5 older ones: /bans * NAME finds one.",
    ]
    admin.types("/bans * SPAMMER0", "/bans * 192.0", "/unban spammer0", "/bans * spammer0")
    assert [line for line in admin.sees() if "spammer0" in line or "192" in line] == [
        "* spammer0 banned by admin",
        "* 192.0.2.0/24 banned by admin",
        "* admin unbanned spammer0.",
    ]


def test_the_operator_reaches_bans_and_mutes_of_rooms():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops", "/ban eve in:ops")
    bob.types("/join ops")
    alice.types("/mute bob in:ops")
    rows = operator(stage, v.BansVerb(room="ops"))
    assert [(row.measure, row.name, row.by) for row in rows] == [
        ("ban", "eve", "alice"),
        ("mute", "bob", "alice"),
    ]
    operator(stage, v.LiftBan(target="eve", room="ops"))
    operator(stage, v.LiftMute(name="bob", room="ops"))
    assert operator(stage, v.BansVerb(room="ops")) == []
    with pytest.raises(AdminError):
        operator(stage, v.BansVerb(room="nowhere"))


def test_what_is_done_in_rooms_pushes_nothing_out_of_the_servers_own_record():
    stage = Stage(max_audit=50, audit_by_user=10, **UNLIMITED)
    operator(stage, v.BanVerb(target="realspammer", reason="evidence"))
    admin, mal = account(stage, "admin", ServerRole.ADMIN), stage.json("mal", room="den")
    for _ in range(200):
        mal.asks(cmd="ban", target="zz", room="den").asks(cmd="unban", target="zz", room="den")
    admin.types("/audit")
    assert [line.partition(" ")[2][17:] for line in admin.sees()] == [
        "server: ban realspammer (for good: evidence)"
    ]
    admin.types("/audit 100 rooms")
    told = admin.sees()
    assert len(told) == 10
    assert all("mal: " in line and "in den" in line for line in told)
    assert len(operator(stage, v.AuditVerb(rooms=True))) == 10


def test_one_who_reports_all_day_leaves_room_for_the_others():
    stage = Stage(max_reports=30, reports_by_user=5, reports_by_address=12, **UNLIMITED)
    mal, bob = stage.json("mal"), stage.json("bob")
    for number in range(10):
        mal.asks(cmd="say", room="lobby", text=f"line {number}").asks(
            cmd="report", room="lobby", seq=number + 1
        )
    assert [event["text"] for event in mal.events("error")] == [
        "No more than 5 open reports by one person."
    ] * 5
    bob.raw()
    bob.asks(cmd="report", room="lobby", seq=1)
    assert bob.events("error") == []
