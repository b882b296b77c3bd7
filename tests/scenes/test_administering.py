"""Admins do over JSON and HTTP what the operator does with chatctl, within their rank."""

import pytest

from chatservice.errors import StartError
from chatservice.model.values import ServerRole
from tests.scenes.operator import Operator
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, login
from tests.scenes.test_http_login import basic
from tests.scenes.test_invitations import admin, codes
from tests.scenes.test_rights import account
from tests.scenes.web import Web

DAY = 86_400.0


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


def does(actor, cmd, password=SECRET, **fields):
    actor.asks(cmd="administer", do={"cmd": cmd, **fields}, password=password)


def test_only_admins_and_only_what_is_theirs(stage):
    chief = admin(stage)
    account(stage, "mod", ServerRole.MODERATOR)
    mod = login(stage, name="mod", password=SECRET)
    does(mod, "status")
    assert codes(mod) == ["not_allowed"]
    does(chief, "status")
    [status] = chief.events("status")
    assert status["people"] == 2
    for foreign in ("swap", "admin", "checkup"):
        does(chief, foreign, name="x")
    assert set(codes(chief)) == {"bad_command"}


def test_what_cannot_be_undone_wants_the_password_again(stage):
    chief = admin(stage)
    account(stage, "bob", ServerRole.USER)
    does(chief, "users_password", password="", name="bob")
    does(chief, "users_password", password="wrong", name="bob")
    assert codes(chief) == ["bad_command", "bad_credentials"]
    does(chief, "users_password", name="bob")
    [changed] = chief.events("account")
    bob = login(stage, name="bob", password=changed["password"])
    assert bob.events("welcome")
    does(chief, "users_disable", name="bob")
    assert bob.events("bye")[0]["code"] == "signed_out"
    does(chief, "users_erase", name="bob")
    assert chief.events("erased")[0]["now"].startswith("erased-")
    does(chief, "users_list", password="")
    assert [row["name"] for row in chief.events("users")[0]["users"]] == ["chief"]


def test_nothing_is_done_to_people_of_their_rank(stage):
    chief = admin(stage)
    for name, role in (("owner", ServerRole.OWNER), ("other", ServerRole.ADMIN)):
        account(stage, name, role)
        for cmd in ("users_password", "users_disable", "users_erase"):
            does(chief, cmd, name=name)
        does(chief, "tokens_revoke", name=name, id="all")
    does(chief, "users_add", name="third", role="admin")
    assert codes(chief) == ["not_allowed"] * 9
    does(chief, "users_disable", name="chief")
    assert codes(chief)[-1] == "bad_command"
    does(chief, "users_add", name="helper", role="moderator")
    assert chief.events("account")[0]["role"] == "moderator"


def test_the_audit_log_says_who_did_it(stage):
    chief = admin(stage)
    account(stage, "bob", ServerRole.USER)
    does(chief, "users_disable", name="bob")
    Operator(stage).asks(cmd="users_disable", name="bob")
    entries = chief.asks(cmd="audit").events("audit")[0]["deeds"]
    assert [row["actor"] for row in entries if row["action"] == "disable"] == ["server", "chief"]


def test_sessions_rooms_and_settings_are_listed(stage):
    chief = admin(stage)
    stage.json("bob", "ops")
    for cmd in ("sessions", "rooms_list", "settings", "stats"):
        does(chief, cmd, password="")
    told = {event["event"]: event for event in chief.events()}
    assert {row["name"] for row in told["sessions"]["sessions"]} == {"chief", "bob"}
    assert {row["name"] for row in told["all_rooms"]["rooms"]} == {"lobby", "ops"}
    assert told["stats"]["people"] == 2
    assert told["error"]["code"] == "not_supported"  # the settings are those of a running server


def test_a_backup_is_made_now(stage):
    chief = admin(stage)
    does(chief, "back_up")
    assert codes(chief) == ["not_supported"]
    stage.chat.process.back_up = lambda: done("chat-20261128-010203")
    does(chief, "back_up")
    assert chief.events("backup_made")[0]["name"] == "chat-20261128-010203"
    stage.chat.process.back_up = lambda: failed("the disk is full")
    does(chief, "back_up")
    assert chief.events("error")[-1]["text"] == "This backup is not supported here: the disk is full."


async def done(name):
    return name


async def failed(why):
    raise StartError(why)


# How much the server is used.


def usage(actor, days=1):
    does(actor, "usage", password="", days=days)
    return actor.events("usage")[-1]


def test_what_was_said_is_counted_by_day_and_stays_counted(stage):
    chief = admin(stage)
    bob = stage.json("bob", "ops")
    bob.asks(cmd="say", room="ops", text="one").asks(cmd="say", room="ops", text="two")
    stage.json("carol").asks(cmd="say", room="lobby", text="three")
    bob.asks(cmd="react", room="ops", seq=1, emoji="+1")
    [today] = usage(chief)["days"]
    assert {name: today[name] for name in ("people", "rooms", "lines", "files", "runs", "accounts")} == {
        "people": 2,
        "rooms": 2,
        "lines": 3,
        "files": 0,
        "runs": 0,
        "accounts": 0,
    }
    assert today["bytes"] > 0
    bob.asks(cmd="delete", room="ops", seq=1).asks(cmd="say", room="ops", text="again")
    [later] = usage(chief)["days"]
    assert (later["people"], later["rooms"], later["lines"]) == (2, 2, 4)
    stage.passes(2 * DAY)
    stage.json("dave").asks(cmd="say", room="lobby", text="hi")
    answer = usage(chief, 3)
    assert [(row["people"], row["lines"]) for row in answer["days"]] == [(2, 4), (0, 0), (1, 1)]
    assert sum(answer["hours"]) == 5
    assert len(answer["hours"]) == 24
    rows = stage.storage.connection.execute("SELECT count(*), count(DISTINCT day) FROM usage_seen").fetchone()
    assert rows == (2, 1)  # whom it knows of two days ago are only numbers


def test_it_is_counted_without_being_asked_for(stage):
    stage.json("bob").asks(cmd="say", room="lobby", text="one")
    stage.passes(301)
    counted = stage.storage.connection.execute("SELECT value FROM usage WHERE name = 'lines'").fetchall()
    assert counted == [(1,)]


def test_days_that_are_too_many_are_refused(stage):
    chief = admin(stage)
    for days in (0, 3_661):
        does(chief, "usage", password="", days=days)
    assert codes(chief) == ["bad_command"] * 2


def test_admins_get_it_as_csv_over_http(stage):
    admin(stage)
    account(stage, "bob", ServerRole.USER)
    stage.json("carol").asks(cmd="say", room="lobby", text="one")
    web = Web(stage)
    table = web.get("/usage?days=2", **basic("chief", SECRET))
    assert table.headers["content-type"].startswith("text/csv")
    head, _, today = table.text.splitlines()
    assert head == "day,people,rooms,lines,files,runs,accounts,bytes"
    assert today.split(",")[1:4] == ["1", "1", "1"]
    same = web.get("/usage?days=2", Accept="application/json", **basic("chief", SECRET)).json()
    assert [row["lines"] for row in same["days"]] == [0, 1]
    assert web.get("/usage", **basic("bob", SECRET)).status == 403
    assert web.get("/usage?days=x", **basic("chief", SECRET)).status == 400
    assert web.get("/usage").status == 403
