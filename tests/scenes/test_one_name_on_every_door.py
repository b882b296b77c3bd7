"""In open mode a name is a person's at every door: over HTTP it is enough, from the same address."""

import pytest

from tests.scenes.stage import Stage
from tests.scenes.test_accounts import SECRET, registered
from tests.scenes.web import Web

BASIC = "Basic YWxpY2U6"  # curl -u alice:


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def web(stage):
    return Web(stage)


def test_who_is_here_by_netcat_is_the_same_person_by_curl(web, stage):
    alice, bob = stage.json("alice", room="ops"), stage.json("bob", room="ops")
    alice.asks(cmd="group", name="crew", members=["bob"]).raw()
    bob.raw()
    assert web.asks("PUT", "/r/ops/report.pdf", b"%PDF", Authorization=BASIC).status == 201
    assert web.post("/r/crew?name=Alice", b"to us").status == 201
    assert bob.messages() == [("crew", "alice", "to us")]
    assert len(stage.chat.presence) == 2
    alice.hangs_up()
    assert web.post("/r/crew?name=alice", b"still I").status == 201


def test_a_name_that_was_used_once_by_curl_is_free_for_netcat(web, stage):
    assert web.get("/r/lobby?name=zoe").status == 200
    zoe = stage.connect().types("zoe")
    assert "* You are in lobby" in zoe.raw().decode()
    assert web.post("/r/lobby?name=zoe", b"and by curl again").status == 201
    assert len(stage.chat.presence) == 1


def test_from_another_address_it_is_taken_both_ways(web, stage):
    web.get("/r/lobby?name=zoe")
    assert "! zoe is taken." in stage.connect("192.0.2.7").types("zoe").raw().decode()
    stage.connect("192.0.2.7").types("bob")
    assert web.get("/r/lobby?name=bob").status == 409


def test_who_follows_a_room_keeps_the_name(web, stage):
    web.connect().begins("GET", "/r/lobby/stream?name=zoe")
    assert "! zoe is taken." in stage.connect().types("zoe").raw().decode()


def test_a_request_on_its_way_when_the_name_goes_is_told_so(web, stage):
    web.get("/r/lobby?name=zoe")
    stage.storage.hold()
    asking = web.connect()
    asking.begins("POST", "/r/lobby?name=zoe", b"hi")
    zoe = stage.connect().types("zoe")
    stage.storage.release()
    stage.settle()
    assert "* You are in lobby" in zoe.raw().decode()
    assert asking.answer().status in (201, 409)


def test_who_changes_the_name_is_known_by_the_new_one_alone(web, stage):
    assert web.asks("PATCH", "/api/v1/me?name=nina", b'{"name":"nina2"}').json()["name"] == "nina2"
    assert web.get("/api/v1/me?name=nina2").json()["name"] == "nina2"
    assert web.get("/api/v1/me?name=nina").json()["name"] == "nina"
    assert sorted(person.name for person in stage.chat.presence) == ["nina", "nina2"]
    assert web.post("/send", {"sender": "nina2", "recipient": "nina", "message": "hi"}).status == 200


def test_a_link_on_another_site_gives_nobody_a_name(web, stage):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert web.get("/r/lobby?name=bob", **link).status == 200
    assert stage.chat.presence.named("bob") is None


# Accounts.


def test_a_registered_name_without_proof_is_a_401_at_the_older_addresses(web, stage):
    registered(stage, "ann")
    for answer in (
        web.post("/send", {"sender": "ann", "recipient": "ann", "message": "hi"}),
        web.get("/messages?username=ann&last_id=0"),
        web.post("/logout", {"username": "ann"}),
    ):
        assert (answer.status, answer.json()["status"]) == (401, "fail")
        assert "Basic" in answer.headers["www-authenticate"]
    unknown = web.post("/send", {"sender": "bea", "recipient": "ann", "message": "hi"})
    assert (unknown.status, unknown.json()["message"]) == (400, "Sender not registered.")


def test_logging_out_of_an_account_ends_its_token_and_no_other(web, stage):
    registered(stage, "ann")
    shown = {"name": "ann", "password": SECRET}
    tokens = [web.post("/api/v1/login", shown).json()["token"] for _ in range(2)]
    first, second = ({"Authorization": f"Bearer {token}"} for token in tokens)
    assert web.asks("DELETE", "/api/v1/login", **first).status == 204
    assert web.get("/api/v1/me", **first).code == "bad_token"
    assert web.get("/api/v1/me", **second).status == 200


def test_a_bot_that_logs_out_keeps_its_token(web, stage):
    alice = registered(stage, "alice")
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    shown = {"Authorization": f"Bearer {made['token']}"}
    assert web.asks("DELETE", "/api/v1/login", **shown).status == 204
    assert web.get("/api/v1/me", **shown).json()["name"] == "robo"
