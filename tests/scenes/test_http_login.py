"""Who asks over HTTP: tokens, passwords, bare names."""

import base64

import pytest

from tests.scenes.stage import Stage
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(message_rate=None)


@pytest.fixture
def web(stage):
    return Web(stage, peer="10.1.2.3")  # from where a bare name is not enough


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.fixture
def alice(stage):
    """Somebody with an account, who is here."""
    actor = stage.json("alice").asks(cmd="register", password="correct horse")
    assert actor.events("registered")
    return actor


def token(actor, label="bot"):
    return actor.asks(cmd="token", label=label).events("token")[0]["token"]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_an_account_by_token_is_one_more_device(web, stage, alice):
    bob = stage.text("bob")
    assert web.post("/r/lobby", b"from a bot", **bearer(token(alice))).status == 201
    assert bob.sees()[-1] == "[lobby] alice: from a bot"
    assert alice.messages() == [("lobby", "alice", "from a bot")]
    assert not alice.network.closed


def test_an_account_by_name_and_password(web, stage, alice):
    assert web.post("/r/lobby", b"hi", **basic("alice", "correct horse")).status == 201
    wrong = web.post("/r/lobby", b"hi", **basic("alice", "wrong"))
    assert wrong.status == 401
    assert wrong.text == "! Wrong name or password.\n"


def test_an_account_whose_person_is_not_here(web, alice):
    shown = bearer(token(alice))
    alice.hangs_up()
    assert web.post("/r/lobby", b"hi", **shown).status == 201
    assert web.get("/r/lobby", **shown).text.endswith("] alice: hi\n")


def test_a_registered_name_is_not_enough_even_in_open_mode(stage, alice):
    alice.hangs_up()
    open_web = Web(stage)
    answer = open_web.post("/r/lobby?name=alice", b"forged")
    assert answer.status == 401
    answer = open_web.post("/register", {"username": "alice"})
    assert (answer.status, answer.json()["status"]) == (401, "fail")
    assert open_web.post("/register", {"username": "alice"}, **basic("alice", "correct horse")).status == 200
    sent = open_web.post(
        "/send", {"sender": "alice", "recipient": "lobby", "message": "x"}, **basic("alice", "correct horse")
    )
    assert sent.status == 200


def test_a_revoked_token_is_worth_nothing_at_once(web, alice):
    shown = bearer(token(alice))
    assert web.get("/r/lobby", **shown).status == 200
    ids = {row["label"]: row["id"] for row in alice.asks(cmd="tokens").events("tokens")[0]["tokens"]}
    alice.asks(cmd="revoke", id=ids["bot"])
    assert web.get("/r/lobby", **shown).status == 401


def test_a_password_that_was_changed_is_worth_nothing_at_once(web, alice):
    shown = basic("alice", "correct horse")
    assert web.get("/r/lobby", **shown).status == 200
    alice.asks(cmd="password", old="correct horse", new="battery staple")
    assert web.get("/r/lobby", **shown).status == 401
    assert web.get("/r/lobby", **basic("alice", "battery staple")).status == 200


def test_what_a_script_says_for_somebody_makes_nothing_look_read(web, stage, alice):
    shown = bearer(token(alice))
    bob = stage.text("bob")
    bob.types("/msg alice seen")
    alice.hangs_up()
    assert web.post("/r/lobby", b"from a bot", **shown).status == 201
    bob.types("/msg alice unseen")
    stage.passes(31)  # marks are saved
    welcome = stage.connect().asks(cmd="login", name="alice", password="correct horse").events("welcome")[0]
    assert [(room["room"], room["unread"]) for room in welcome["rooms"]] == [("@alice,bob", 1)]


def test_a_guest_by_token_stays_connected(web, stage):
    bob = stage.json("bob")
    mine = bob.asks(cmd="token").events("token")[0]["token"]
    assert web.post("/r/lobby", b"hi", **bearer(mine)).status == 201
    assert bob.messages() == [("lobby", "bob", "hi")]
    assert not bob.network.closed


def test_the_cookie_counts_as_a_token(web, stage):
    mine = stage.json("bob").asks(cmd="token").events("token")[0]["token"]
    assert web.get("/r/lobby", Cookie=f"x=y; chat={mine}").status == 200


@pytest.mark.parametrize(
    "shown",
    [
        {},
        bearer("nonsense"),
        {"Authorization": "Basic ???"},
        {"Cookie": "chat=x"},
        {"Authorization": "Basic Og=="},
    ],
)
def test_others_are_told_what_to_show(web, shown):
    answer = web.get("/r/lobby", **shown)
    assert answer.status in (400, 401)
    assert answer.text.startswith("! ")


def test_a_server_without_guests_has_none_over_http():
    web = Web(Stage(guests=False))
    assert web.get("/r/lobby").status == 401
    assert web.post("/register", {"username": "bob"}).json()["status"] == "fail"


def test_visitors_have_a_cap():
    web = Web(Stage(http_visitors=2, message_rate=None))
    assert [web.get(f"/r/lobby?name=v{n}").status for n in range(3)] == [200, 200, 503]
    assert web.get("/r/lobby?name=v1").status == 200
    web.stage.passes(700)
    assert web.get("/r/lobby?name=v2").status == 200
    assert len(web.site.visitors) == 1


def test_one_visitor_asks_only_so_much_at_once(stage):
    stage = Stage(max_under_way=4, message_rate=None)
    web = Web(stage)
    web.get("/r/lobby?name=bob")
    stage.storage.hold()
    begun = [web.connect().begins("POST", "/r/lobby?name=bob", b"x") for _ in range(8)]
    stage.storage.release()
    stage.settle()
    statuses = [each.answer().status for each in begun]
    assert (statuses.count(201), statuses.count(409)) == (5, 3)


def test_guessing_is_slowed_down(stage, alice):
    web = Web(stage)
    statuses = [web.get("/r/lobby", **basic("alice", f"guess {n}")).status for n in range(12)]
    assert statuses[:5] == [401] * 5
    assert statuses[-1] == 429
