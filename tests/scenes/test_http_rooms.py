"""curl as a client: say, show and follow, in one world with everybody else."""

import json

import pytest

from chatservice.errors import BadToken
from tests.scenes.stage import Stage
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage(message_rate=None)


@pytest.fixture
def web(stage):
    return Web(stage)


class Follower:
    """One `curl -N`."""

    def __init__(self, web, path, **headers):
        self.browser = web.connect().begins("GET", path, **headers)
        self.head, end, self.seen = self.browser.raw().partition(b"\r\n\r\n")
        assert end, self.head

    def raw(self) -> str:
        data, self.seen = self.seen + self.browser.raw(), b""
        return data.decode()

    def lines(self):
        return self.raw().splitlines()

    def events(self, kind="message"):
        return [e for e in map(json.loads, self.lines()) if e["event"] == kind]

    def blocks(self):
        """Server-sent events as (name, id, data)."""
        found = []
        for block in self.raw().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                found.append((fields.get("event", "message"), fields.get("id"), json.loads(fields["data"])))
        return found


EVENTS = {"Accept": "text/event-stream"}
JSON = {"Accept": "application/x-ndjson"}


# Saying.


def test_what_curl_says_is_read_in_netcat(web, stage):
    alice = stage.text("alice")
    form = {"Content_Type": "application/x-www-form-urlencoded"}  # what curl -d calls it
    answer = web.post("/r/lobby", b"build ok", **form)
    assert answer.status == 201
    came, said = alice.sees()
    guest = came.split()[1]
    assert guest.startswith("guest-")
    assert said == f"[lobby] {guest}: build ok"
    assert answer.text == f"* Said in lobby as {guest}: line 1.\n"


def test_one_machine_is_one_guest(web, stage):
    alice = stage.text("alice")
    web.post("/r/lobby", b"one")
    web.post("/r/lobby", b"two")
    assert len({line.split(":")[0] for line in alice.sees() if line.startswith("[")}) == 1


def test_a_name_by_query_or_by_basic(web, stage):
    alice = stage.text("alice")
    web.post("/r/lobby?name=ci", b"one")
    web.post("/r/lobby", b"two", Authorization="Basic Y2k6")  # curl -u ci:
    assert alice.sees() == ["* ci came into lobby.", "[lobby] ci: one", "[lobby] ci: two"]


def test_nobody_speaks_under_the_name_of_somebody_who_is_here(web, stage):
    alice = stage.connect("192.0.2.7").types("alice")
    alice.raw()
    answer = web.post("/r/lobby?name=alice", b"forged")
    assert (answer.status, alice.sees()) == (409, [])
    assert answer.text == "! alice is taken. Choose another name.\n"


def test_a_room_is_the_same_with_a_space_behind_its_name(web, stage):
    bob = stage.json("bob", room="ops")
    assert web.asks("POST", "/r/ops%20", b"hello").status == 201
    assert [text for _, _, text in bob.messages()] == ["hello"]
    assert web.asks("POST", "/r/new%20", b"hello").status == 201


def test_a_room_is_made_by_talking_in_it_and_a_direct_line_goes_to_one(web, stage):
    alice = stage.text("alice")
    assert web.post("/r/ops?name=ci", b"first").status == 201
    assert web.post("/r/@alice?name=ci", b"psst").status == 201
    assert alice.sees() == ["[from ci] psst"]
    alice.types("/join ops")
    assert any(line.endswith("] ci: first") for line in alice.sees())


def test_json_in_and_out_with_a_key(web):
    said = {"text": "hi\nthere", "key": "k1"}
    one = web.post("/r/lobby?name=ci", said, Accept="application/json")
    two = web.post("/r/lobby?name=ci", said, Accept="application/json")
    assert (one.status, one.json()["event"], one.json()["seq"]) == (201, "ack", 1)
    assert (two.json()["seq"], two.json()["again"]) == (1, True)
    assert "ref" not in one.json()
    three = web.post("/r/lobby?name=ci", b"hi\nthere", Idempotency_Key="k1")
    assert three.text.endswith("line 1.\n")
    assert web.post("/r/lobby?name=ci", b"other", Idempotency_Key="k1").status == 409


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/r/lobby", b"", 400),
        ("/r/lobby", b"  \n", 400),
        ("/r/lobby", b"\xff", 400),
        ("/r/lobby", b"x" * 65_537, 413),
        ("/r/a%2Fb", b"x", 400),
        ("/r/..", b"x", 400),  # clients take it out of an address
        ("/r/a..b", b"x", 201),
        ("/r/room_7", b"x", 400),
        ("/r/@nobody", b"x", 404),
        ("/r/%00", b"x", 400),
    ],
)
def test_what_cannot_be_said_is_told_in_one_line(web, path, body, status):
    answer = web.post(path, body)
    assert answer.status == status
    assert answer.text.count("\n") == 1
    assert answer.headers["content-type"].startswith("text/plain")


def test_several_requests_of_one_caller_are_done_in_their_order(web, stage):
    web.post("/r/lobby?name=ci", b"zero")
    stage.storage.hold()
    lines = [web.connect().begins("POST", "/r/lobby?name=ci", b"line %d" % n) for n in range(3)]
    looks = [web.connect().begins("GET", f"/r/lobby?name=ci&limit={n}") for n in (1, 2)]
    late = web.connect().begins("POST", "/r/lobby?name=ci", b"late")
    assert all(not each.raw() for each in (*lines, *looks, late))
    stage.storage.release()
    stage.settle()
    assert [each.answer().text[-8:] for each in lines] == [f"line {n}.\n" for n in (2, 3, 4)]
    assert [each.answer().text.count("\n") for each in looks] == [1, 2]
    assert late.answer().text.endswith("line 5.\n")


def test_what_cannot_be_stored_is_a_507_and_nobody_has_seen_it(web, stage):
    alice = stage.text("alice")
    web.post("/r/lobby?name=ci", b"before")
    alice.raw()
    stage.storage.hold()
    one = web.connect().begins("POST", "/r/lobby?name=ci", b"lost")
    other = web.connect().begins("POST", "/api/v1/rooms/lobby/messages?name=ci", b'{"text":"lost"}')
    stage.storage.fail_next("the disk is full")
    stage.storage.release()
    stage.settle()
    assert (one.answer().status, other.answer().code) == (507, "not_stored")
    assert alice.sees() == []
    assert web.post("/r/lobby?name=ci", b"after").status == 201
    assert alice.sees() == ["[lobby] ci: after"]


# Showing.


def test_the_last_lines_as_text_and_as_json(web, stage):
    alice = stage.text("alice")
    alice.types("one", "two", "three")
    lines = web.get("/r/lobby?limit=2").text.splitlines()
    assert lines == ["[lobby 2023-11-14 22:13] alice: two", "[lobby 2023-11-14 22:13] alice: three"]
    page = web.get("/r/lobby?limit=2&before=3", Accept="application/json").json()
    assert [line["text"] for line in page["lines"]] == ["one", "two"]
    rows = web.get("/r/lobby?after=1", Accept="application/x-ndjson").text.splitlines()
    assert [json.loads(row)["text"] for row in rows] == ["two", "three"]
    assert web.get("/r/lobby?limit=x").status == 400
    assert web.get("/r/nowhere").status == 404


def test_the_rooms_there_are(web, stage):
    stage.text("alice").types("/join ops", "/topic Release")
    assert [line.split()[1] for line in web.get("/r").text.splitlines()[1:]] == ["ops", "lobby"]
    assert [room["room"] for room in web.get("/r", Accept="application/json").json()["rooms"]] == [
        "ops",
        "lobby",
    ]


def test_who_has_the_page_already_is_told_so(web, stage):
    stage.text("alice").types("one")
    tag = web.get("/r/lobby").headers["etag"]
    answer = web.get("/r/lobby", If_None_Match=tag)
    assert (answer.status, answer.body) == (304, b"")
    web.post("/r/lobby", b"more")
    assert web.get("/r/lobby", If_None_Match=tag).status == 200


def test_a_group_is_not_there_for_strangers(web, stage):
    alice = stage.text("alice")
    web.post("/r/lobby?name=ci", b"hello")
    alice.types("/group team ci", "/join team", "just us")
    assert web.get("/r/team?name=ci").text.endswith("] alice: just us\n")
    for answer in (web.get("/r/team"), web.get("/r/team/stream"), web.post("/r/team", b"x")):
        assert (answer.status, "just us" in answer.text) == (404, False)


# Following.


def test_a_room_is_followed_as_text(web, stage):
    alice = stage.text("alice")
    alice.types("before")
    follower = Follower(web, "/r/lobby/stream")
    assert b"Content-Type: text/plain; charset=utf-8" in follower.head
    alice.types("one", "two\x1b[2J")
    web.post("/r/lobby?name=ci", b"three")
    assert follower.lines() == [
        "[lobby] alice: one",
        "[lobby] alice: two␛[2J",
        "* ci came into lobby.",
        "[lobby] ci: three",
    ]


def test_some_lines_from_before_if_asked_for(web, stage):
    stage.text("alice").types("one", "two", "three")
    follower = Follower(web, "/r/lobby/stream?last=2")
    assert follower.lines() == ["[lobby] alice: two", "[lobby] alice: three"]


def test_a_room_is_followed_as_json_lines(web, stage):
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream", **JSON)
    alice.types("one")
    joined, message = map(json.loads, follower.lines())
    assert (joined["event"], joined["epoch"]) == ("joined", "memory")
    assert (message["event"], message["text"], message["seq"]) == ("message", "one", 1)


def test_a_room_is_followed_as_server_sent_events(web, stage):
    alice = stage.text("alice")
    alice.types("before")
    follower = Follower(web, "/r/lobby/stream", **EVENTS)
    assert follower.raw().startswith("retry: 1000\nid: memory:1\n\n")
    alice.types("two\nlines")
    stage.text("bob")
    kinds = follower.blocks()
    assert [(name, id_) for name, id_, _ in kinds] == [
        ("message", "memory:2"),
        ("message", "memory:3"),
        ("came", None),
    ]


@pytest.mark.parametrize("how", [EVENTS, JSON])
def test_who_comes_back_with_the_cursor_misses_nothing(web, stage, how):
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream", **how)
    alice.types("one", "two")
    follower.raw()
    follower.browser.hangs_up()
    alice.types("three", "four")
    again = Follower(web, "/r/lobby/stream", Last_Event_ID="memory:2", **how)
    alice.types("five")
    texts = (
        [e["text"] for _, _, e in again.blocks()] if how is EVENTS else [e["text"] for e in again.events()]
    )
    assert texts == ["three", "four", "five"]


def test_a_cursor_of_another_epoch_is_told_to_reload(web, stage):
    stage.text("alice").types("one", "two")
    follower = Follower(web, "/r/lobby/stream", Last_Event_ID="older:1", **EVENTS)
    assert [name for name, _, _ in follower.blocks()] == ["reload", "message", "message"]
    assert web.get("/r/lobby/stream", Last_Event_ID="rubbish rubbish").status == 400


def test_followers_see_the_same_bytes_encoded_once(web, stage, monkeypatch):
    from chatservice.wire.jsonlines import JsonCodec  # noqa: PLC0415

    alice = stage.text("alice")
    followers = [Follower(web, "/r/lobby/stream", **JSON) for _ in range(5)]
    for follower in followers:
        follower.raw()
    counted = []
    encode = JsonCodec.encode
    monkeypatch.setattr(
        JsonCodec, "encode", lambda self, event, viewer: counted.append(1) or encode(self, event, viewer)
    )
    alice.types("one")
    assert len({follower.raw() for follower in followers}) == 1
    assert len(counted) == 1


def test_following_one_room_tells_nothing_of_others(web, stage):
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream?name=ci", **JSON)
    alice.types("/msg ci psst", "/group team ci", "/join team", "team only", "/join lobby", "all")
    assert [e["text"] for e in follower.events()] == ["all"]


def test_following_keeps_the_name_and_ends_with_the_connection(web, stage):
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream?name=ci")
    stage.passes(3_600)
    alice.types("/who *")
    assert "ci" in alice.sees()[-1]
    follower.browser.hangs_up()
    alice.types("/who *")
    assert "ci" not in alice.sees()[-1]
    assert stage.shared.connections.keys() == {alice.connection}


def test_a_silent_room_keeps_the_connection_warm(web, stage):
    follower = Follower(web, "/r/lobby/stream", **EVENTS)
    follower.raw()
    stage.passes(26)
    assert follower.raw() == ":\n\n"


def test_a_follower_who_does_not_read_is_closed_and_told_where_to_resume(web, stage):
    stage = Stage(outbox=20_000, message_rate=None)
    web = Web(stage)
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream", **EVENTS)
    follower.raw()
    follower.browser.network.full = True
    for _ in range(40):
        alice.types("x" * 1000)
    stage.settle()
    follower.browser.network.reads()
    name, _, bye = follower.blocks()[-1]
    assert (name, bye["code"], "lobby" in bye["resume"]) == ("bye", "too_slow", True)
    assert follower.browser.network.closed


def test_what_a_follower_sends_is_not_heard(web, stage):
    alice = stage.text("alice")
    follower = Follower(web, "/r/lobby/stream")
    alice.raw()
    follower.browser.sends(b"POST /r/lobby HTTP/1.1\r\n\r\n" * 10)
    assert alice.sees() == []


# Several rooms, times, and polling.


def test_several_rooms_are_followed_on_one_connection(web, stage):
    ops, dev = stage.json("alice", room="ops"), stage.json("bob", room="dev")
    text, events = Follower(web, "/r/ops,dev/stream"), Follower(web, "/r/ops,dev,ops/stream", **EVENTS)
    text.raw(), events.raw()
    ops.asks(cmd="say", room="ops", text="one")
    dev.asks(cmd="say", room="dev", text="two")
    assert text.raw() == "[ops] alice: one\n[dev] bob: two\n"
    seen = events.raw()
    assert seen.count("data: ") == 2
    assert "id: " not in seen  # a cursor is of one room
    answer = web.get("/r/ops,dev/stream?since=3")
    assert (answer.status, answer.text) == (
        400,
        "! The request cannot be understood: a cursor is of one room.\n",
    )
    assert web.get("/r/" + ",".join(f"r{n}" for n in range(65)) + "/stream").status == 409


def test_the_first_line_of_a_room_can_be_waited_for(web, stage):
    follower = Follower(web, "/r/fresh/stream?name=bob")
    web.post("/r/fresh?name=ann", b"the first")
    assert "ann: the first\n" in follower.raw()
    stage.json("alice", room="").asks(cmd="group", name="crew")
    assert web.get("/r/crew/stream").status == 404


def test_what_was_said_in_the_last_while(web, stage):
    web.post("/r/ops?name=ann", b"old")
    stage.passes(1000)
    web.post("/r/ops?name=ann", b"new")
    assert web.get("/r/ops?since=10m").text.endswith("ann: new\n")
    assert "old" not in web.get("/r/ops?since=10m").text
    assert "old" in web.get("/r/ops?since=1h").text
    assert "new" in web.get("/r/ops?since=1").text
    assert "old" not in web.get("/r/ops?since=1").text
    assert web.get("/r/ops?since=nonsense").status == 400
    follower = Follower(web, "/r/ops/stream?since=10m")
    assert "new" in (seen := follower.raw())
    assert "old" not in seen


def test_polling_gives_what_there_is_and_ends(web, stage):
    web.post("/r/ops?name=ann", b"one")
    web.post("/r/dev?name=ann", b"two")
    answer = web.get("/r/ops,dev/stream?poll=1&last=5")
    assert answer.status == 200
    assert [line.rpartition(": ")[2] for line in answer.text.splitlines()] == ["one", "two"]
    answer = web.get("/r/ops/stream?poll=1&since=0", Accept="application/x-ndjson")
    assert json.loads(answer.text)["text"] == "one"
    assert web.get("/r/ops/stream?poll=1&since=1").text == ""


def test_json_lines_have_a_beat_too(web, stage):
    follower = Follower(web, "/r/lobby/stream", Accept="application/x-ndjson")
    follower.raw()
    stage.passes(26)
    assert follower.raw() == '{"event":"beat"}\n'


def test_who_may_not_sign_in_any_more_when_the_stream_begins_is_told_and_disconnected(monkeypatch):
    async def refuse(*args, **more):
        raise BadToken

    stage = Stage()
    web = Web(stage)
    web.get("/r/lobby?name=bob")
    monkeypatch.setattr("chatservice.net.http.curl.follow.sign_in", refuse)
    following = web.connect().begins("GET", "/r/lobby/stream?name=bob", Accept="application/x-ndjson")
    assert b'"code":"bad_token"' in following.raw()
    assert following.closed
