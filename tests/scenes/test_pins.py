"""Lines are pinned for a room, marked for oneself, and found again by their number."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account, refusals
from tests.scenes.test_reactions import two_devices
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage()


def test_a_moderator_pins_and_unpins_and_all_see_it(stage):
    moderator, alice, json = (
        account(stage, "mod", ServerRole.MODERATOR),
        stage.text("alice"),
        stage.json("bob"),
    )
    alice.types("the rules: be kind").raw()
    json.raw(), moderator.raw()
    alice.types("/pin 1")
    assert refusals(alice) == ["! Only moderators of the room and moderators of the server may do that: pin."]
    moderator.types("/pin 1")
    assert alice.sees() == ["* mod pinned #1: the rules: be kind"]
    [event] = json.events("pinned")
    assert (event["line"], event["on"], event["text"]) == (1, True, "the rules: be kind")
    alice.types("/pins")
    assert alice.sees() == [
        "* Pinned in lobby, /context SEQ shows what was around:",
        "* #1 alice: the rules: be kind (pinned by mod)",
    ]
    moderator.types("/pin 1", "/unpin 1", "/unpin 1")
    assert refusals(moderator) == ["! Line #1 is not pinned. /pins shows what is."]
    assert alice.sees() == ["* mod unpinned #1"]
    alice.types("/pins")
    assert alice.sees() == ["* Nothing is pinned in lobby."]


def test_in_a_group_and_in_a_conversation_everyone_pins(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/group team bob", "plan").raw()
    bob.types("/join team", "/pin 2")
    assert "* [team] bob pinned #2: plan" in alice.sees()
    alice.types("/msg bob hi")
    bob.types("/pin 1 in:@alice")
    assert alice.sees()[-1].endswith("bob pinned #1: hi")


def test_a_pinned_text_is_the_present_one_and_goes_with_its_line(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    moderator.types("old secret", "/pin 1", "/edit 1 new").raw()
    moderator.types("/pins")
    assert moderator.sees()[-1] == "* #1 mod: new (pinned by mod)"
    bob = stage.connect().asks(cmd="login", name="bob").asks(cmd="join", room="lobby", since=0)
    assert [e["text"] for e in bob.events("pinned")] == ["new"]
    moderator.types("/delete 1", "/pins")
    assert moderator.sees()[-1] == "* Nothing is pinned in lobby."
    carol = stage.connect().asks(cmd="login", name="carol").asks(cmd="join", room="lobby", since=0)
    assert [e.get("text", "") for e in carol.events("pinned")] == [""]
    bodies = stage.storage.connection.execute("SELECT body FROM events").fetchall()
    assert not [body for (body,) in bodies if "secret" in body or "new" in body]


def test_a_room_has_so_many_pins_and_a_person_so_many_bookmarks():
    stage = Stage(max_pins=1, max_bookmarks=1)
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    moderator.types("a", "b", "/pin 1", "/pin 2", "/bookmark 1", "/bookmark 1", "/bookmark 2")
    assert refusals(moderator) == [
        "! No more than 1 pinned lines in one room.",
        "! No more than 1 bookmarks.",
    ]


def test_what_is_no_line_is_not_pinned(stage):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    moderator.types("a", "/react 1 +1", "/pin 2", "/pin 9", "/pin 1 in:nowhere", "/bookmark 2", "/context 9")
    assert len(refusals(moderator)) == 5


# Bookmarks.


def test_a_bookmark_is_its_persons_own_and_on_all_their_devices(stage):
    (alice, other), bob = two_devices(stage, "alice"), stage.text("bob")
    bob.types("good idea").raw()
    alice.asks(cmd="bookmark", room="lobby", seq=1)
    assert alice.events("bookmarked") == other.events("bookmarked") != []
    assert bob.sees() == []
    bob.types("/bookmarks", "/unbookmark 1")
    assert bob.sees()[0] == "* You have no bookmarks. /bookmark SEQ makes one."
    alice.asks(cmd="bookmarks")
    [marked] = alice.events("bookmarks")[0]["bookmarks"]
    assert (marked["line"]["text"], marked["line"]["seq"]) == ("good idea", 1)
    other.asks(cmd="unbookmark", room="lobby", seq=1)
    assert [e["on"] for e in alice.events("bookmarked")] == [False]


def test_bookmarks_of_rooms_that_one_sees_no_more_are_not_shown(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/group team bob", "plan"), bob.types("/join team", "/bookmark 2 in:team", "/join lobby")
    bob.raw()
    bob.types("/bookmarks")
    assert bob.sees()[-1] == "* [team] #2 alice: plan"
    alice.types("/kick bob in:team")
    bob.raw()
    bob.types("/bookmarks")
    assert bob.sees() == ["* You have no bookmarks. /bookmark SEQ makes one."]


def test_pages_of_bookmarks_and_deleted_lines(stage):
    alice = stage.text("alice")
    alice.types("a", "b", "/bookmark 1", "/bookmark 2", "/delete 1").raw()
    alice.types("/bookmarks 1")
    assert alice.sees()[1:] == ["* [lobby] #2 alice: b", "* Older ones: /bookmarks before:2"]
    alice.types("/bookmarks before:2")
    assert alice.sees()[1:] == ["* [lobby] #1 deleted"]


# Context and permalinks.


def test_context_is_the_line_in_the_middle_of_others_with_their_numbers(stage):
    alice = stage.text("alice")
    alice.types(*"abcdefg").raw()
    alice.types("/context 4 3")
    stamp = "lobby 2023-11-14 22:13"
    assert alice.sees() == [
        "* Earlier lines: /history before 3 in:lobby",
        *(f"[{stamp} #{seq}] alice: {text}" for seq, text in ((3, "c"), (4, "d"), (5, "e"))),
    ]


def test_a_page_shows_what_is_attached_to_a_line(stage):
    moderator, json = account(stage, "mod", ServerRole.MODERATOR), stage.json("bob")
    moderator.types("release", "/react 1 +1", "/pin 1")
    json.asks(cmd="react", room="lobby", seq=1, emoji="+1").asks(cmd="react", room="lobby", seq=1, emoji="🎉")
    moderator.raw(), json.raw()
    json.asks(cmd="history", room="lobby").asks(cmd="history", room="lobby", around=1)
    for page in json.events("history"):
        assert page["lines"][0]["pinned"] is True
        assert page["lines"][0]["reactions"] == [
            {"emoji": "👍", "count": 2, "seq": 4, "mine": True},
            {"emoji": "🎉", "count": 1, "seq": 5, "mine": True},
        ]
    moderator.types("/context 1 1")
    assert moderator.sees()[-1] == "* [lobby 2023-11-14 22:13 #1] pinned, +1 2, 🎉 1"
    stage = Stage(before=stage.storage)
    carol = stage.json("carol")
    carol.asks(cmd="history", room="lobby")
    [page] = carol.events("history")
    assert [each["count"] for each in page["lines"][0]["reactions"]] == [2, 1]
    assert "mine" not in page["lines"][0]["reactions"][0]


def test_a_permalink_is_text_for_curl_and_json_for_who_asks(stage):
    alice = stage.text("alice")
    alice.types("/join ops", *"abc").raw()
    web = Web(stage)
    page = web.get("/r/ops/2?limit=3", X_User="bob")
    token = web.post("/api/v1/login", {"name": "bob"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    page = web.get("/r/ops/2?limit=3", **headers)
    assert page.text.splitlines()[1] == "[ops 2023-11-14 22:13 #2] alice: b"
    page = web.get("/r/ops/2", Accept="application/json", **headers).json()
    assert [line["text"] for line in page["lines"]] == list("abc")
    assert web.get("/r/ops/99", **headers).status == 404
    assert web.get("/r/ops/x", **headers).status == 404
    assert web.get("/r/nowhere/1", **headers).status == 404
    assert web.asks("PUT", "/api/v1/rooms/ops/messages/1/bookmark", **headers).status == 200
    assert len(web.get("/api/v1/me/bookmarks", **headers).json()["bookmarks"]) == 1
    assert web.get("/api/v1/rooms/ops/pins", **headers).json()["pins"] == []
    assert web.asks("PUT", "/api/v1/rooms/ops/messages/1/pin", **headers).status == 403
