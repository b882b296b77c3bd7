"""Browsers in the same rooms as everybody else."""

import json
import struct

import pytest
from twisted.internet.defer import Deferred
from twisted.logger import capturedLogs

from chatservice.errors import ServerStopping
from tests.scenes.sockets import Browser, browser
from tests.scenes.stage import Stage
from tests.scenes.web import Web
from tests.wire.frames import BINARY, CLOSE, MASK, PING, PONG, TEXT, UPGRADE, framed


@pytest.fixture
def stage():
    return Stage()


def test_a_browser_and_a_netcat_talk(stage):
    alice, bob = browser(stage, "alice"), stage.text("bob")
    bob.types("hello there")
    assert alice.messages() == [("lobby", "bob", "hello there")]
    alice.asks(cmd="say", room="lobby", text="hi", ref=1)
    assert bob.sees() == ["[lobby] alice: hi"]
    assert [(e["event"], e.get("ref")) for e in alice.events()] == [("ack", 1), ("message", None)]


def test_it_is_greeted_in_json(stage):
    assert [event["event"] for event in Browser(stage).events()] == ["hello"]


def test_each_object_is_a_frame_of_its_own(stage):
    alice, bob = browser(stage, "alice"), browser(stage, "bob")
    alice.gets()
    texts = ["x" * size for size in (1, 500, 60_000)]
    for text in texts:
        bob.asks(cmd="say", text=text)
    frames = alice.gets()
    assert [opcode for opcode, _ in frames] == [TEXT] * 3
    assert [json.loads(payload)["text"] for _, payload in frames] == texts
    assert not any(payload.endswith(b"\n") for _, payload in frames)


def test_all_browsers_get_the_same_bytes_object(stage):
    browsers = [browser(stage, f"b{n}") for n in range(5)]
    for one in browsers:
        one.raw()
    stage.text("carol").types("hello")
    last = {id(one.network.sent[-1]) for one in browsers}
    assert len(last) == 1


def test_a_message_may_come_in_pieces(stage):
    alice = browser(stage, "alice")
    alice.sends(framed(b'{"cmd":', fin=False) + framed(b"", opcode=PING) + framed(b'"ping"}', opcode=0))
    assert sorted(opcode for opcode, _ in alice.gets()) == [TEXT, PONG]


def test_and_one_byte_at_a_time(stage):
    alice = browser(stage, "alice")
    for byte in framed(b'{"cmd":"ping","ref":7}'):
        alice.sends(bytes([byte]))
    assert alice.events() == [{"event": "pong", "ref": 7}]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"hello", "bad_json"),
        (b"[]", "bad_json"),
        (b'{"cmd":"dance"}', "unknown_command"),
        (b'{"cmd":"ping"}\n{"cmd":"ping"}', "bad_json"),
        (b'{"cmd":"say","text":"' + b"x" * 70_000 + b'"}', "line_too_long"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_the_session_lives_on(stage, message, code):
    alice = browser(stage, "alice")
    alice.sends(framed(message))
    assert [event["code"] for event in alice.events()] == [code]
    alice.asks(cmd="ping")
    assert alice.events() == [{"event": "pong"}]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (framed(b"\x01\x02", opcode=BINARY), 1003),
        (b"\x81\x02hi", 1002),  # not masked
        (b"\xc1\x80" + MASK, 1002),  # compressed, which was not agreed on
        (b"\x83\x80" + MASK, 1002),  # an opcode that is none
        (framed(b"\xff"), 1007),
        (b"\x81\xff" + (1 << 40).to_bytes(8, "big") + MASK, 1009),
        (b"\x81\xff" + ((1 << 20) + 1).to_bytes(8, "big") + MASK, 1009),
        (framed(b"x" * 600_000, fin=False) + framed(b"x" * 600_000, opcode=0), 1009),
    ],
)
def test_what_breaks_the_protocol_closes_with_its_code(stage, data, code):
    alice, bob = browser(stage, "alice"), stage.text("bob")
    alice.sends(data)
    assert alice.closed_with()[0] == code
    bob.types("still here")
    assert alice.messages() == []
    stage.passes(4)  # it never answers
    assert alice.network.closed


def test_quit_is_a_goodbye_and_closes_with_1000(stage):
    alice = browser(stage, "alice")
    alice.asks(cmd="quit")
    *_, bye, close = alice.gets()
    assert json.loads(bye[1])["event"] == "bye"
    assert close == (CLOSE, b"\x03\xe8bye")
    assert not alice.network.closed  # its own close is waited for
    alice.sends(framed(b"\x03\xe8", opcode=CLOSE))
    assert alice.network.closed
    assert not alice.network.aborted


def test_a_browser_that_goes_may_come_back_with_its_token(stage):
    alice, bob = Browser(stage), stage.text("bob")
    alice.asks(cmd="login", name="alice")
    [welcome] = alice.events("welcome")
    alice.asks(cmd="join", room="lobby")
    alice.sends(framed(b"\x03\xe9", opcode=CLOSE))  # 1001, as a page that is reloaded
    assert alice.closed_with()[0] == 1000
    assert alice.network.closed
    alice.hangs_up()
    bob.types("are you there?")
    again = Browser(stage)
    again.asks(cmd="login", token=welcome["token"], since={"lobby": 0}, epoch=welcome["epoch"])
    assert again.messages() == [("lobby", "bob", "are you there?")]


def test_what_was_said_before_the_close_is_stored_and_answered(stage):
    stage.storage.hold()
    alice = Browser(stage)
    alice.sends(framed(b'{"cmd":"login","name":"alice"}') + framed(b'{"cmd":"join","room":"lobby"}'))
    stage.storage.release()
    stage.settle()
    alice.gets()
    stage.storage.hold()
    alice.sends(framed(b'{"cmd":"say","text":"last words"}') + framed(b"", opcode=CLOSE))
    assert not alice.network.closed
    alice.asks(cmd="say", text="nothing is read after a close")
    stage.storage.release()
    stage.settle()
    frames = alice.gets()
    assert [json.loads(payload)["event"] for opcode, payload in frames if opcode == TEXT] == [
        "ack",
        "message",
        "bye",
    ]
    assert frames[-1][0] == CLOSE
    assert alice.network.closed


def test_a_full_server_says_so_before_the_upgrade():
    stage = Stage(max_clients=1)
    browser(stage, "alice")
    answer = Web(stage).asks("GET", "/ws", **UPGRADE)
    assert (answer.status, answer.code) == (503, "server_full")


def test_a_stop_closes_with_1001_and_reads_the_answer(stage):
    alice = browser(stage, "alice")
    for connection in stage.shared.connections:
        connection.read(False)  # as a stop does
    stage.shared.stopping = True
    for session in list(stage.chat.sessions):
        session.close(ServerStopping())
    assert alice.closed_with() == (1001, "server_stopping")
    assert alice.network.reading


def test_one_that_never_says_a_name_is_closed_with_the_reason():
    stage = Stage(login_timeout=30.0, ping_every=None)
    alice = Browser(stage)
    stage.passes(31)
    assert alice.closed_with() == (1008, "login_timeout")


def test_a_slow_reader_is_told_where_to_resume():
    stage = Stage(outbox=4096, ping_every=None, message_rate=None)
    alice, bob = browser(stage, "alice"), stage.json("bob")
    alice.network.full = True
    for number in range(30):
        bob.asks(cmd="say", room="lobby", text=f"{number:04}" * 100)
    alice.network.reads()
    [*said, bye] = [e for e in alice.events() if e["event"] in ("message", "bye")]
    assert bye["code"] == "too_slow"
    assert bye["resume"]["lobby"] == said[-1]["seq"]
    assert bob.events("bye") == []


def test_pings_are_answered_but_not_piled_up_for_one_who_does_not_read(stage):
    alice, bob = browser(stage, "alice"), stage.text("bob")
    alice.sends(framed(b"one", opcode=PING))
    assert (PONG, b"one") in alice.gets()
    alice.sends(framed(b"two", opcode=PING) * 1000 + framed(b"three", opcode=PING))
    pongs = alice.gets()
    assert len(pongs) < 10  # one for all that is taken apart in a turn
    assert pongs[-1] == (PONG, b"three")
    alice.network.full = True
    bob.types("this one fills it")
    before = len(alice.network.sent)
    for _ in range(100):
        alice.sends(framed(b"x" * 125, opcode=PING))
    assert len(alice.network.sent) == before


def test_one_that_answers_no_ping_is_gone():
    stage = Stage(ping_every=25.0, ping_timeout=20.0)
    alice = browser(stage, "alice")
    stage.passes(26)
    [(opcode, payload)] = alice.gets()
    assert opcode == PING
    alice.sends(framed(payload, opcode=PONG))
    stage.passes(26)
    assert [opcode for opcode, _ in alice.gets()] == [PING]
    stage.passes(21)
    assert alice.network.aborted


def test_one_that_reads_slowly_is_not_taken_for_gone():
    stage = Stage(ping_every=25.0, ping_timeout=20.0)
    alice, bob = browser(stage, "alice"), stage.text("bob")
    alice.network.full = True
    bob.types("this one fills it")
    stage.passes(26)
    stage.passes(21)
    assert not alice.network.aborted


def test_a_ping_goes_behind_what_waits():
    stage = Stage(ping_every=25.0)
    alice, bob = browser(stage, "alice"), stage.text("bob")
    alice.gets()
    alice.network.full = True
    bob.types("one", "two", "three")
    stage.passes(26)
    alice.network.reads()
    assert [opcode for opcode, _ in alice.gets()] == [TEXT, TEXT, TEXT, PING]


def test_a_token_in_the_query_or_a_header_is_a_login(stage):
    alice = Browser(stage)
    alice.asks(cmd="login", name="alice")
    [welcome] = alice.events("welcome")
    for again in (
        Browser(stage, f"/ws?token={welcome['token']}"),
        Browser(stage, Authorization=f"Bearer {welcome['token']}"),
    ):
        [_, back] = again.events("hello", "welcome")
        assert back["name"] == "alice"
        assert back["resumed"]


def test_a_token_that_is_none_leaves_a_stranger_who_may_still_log_in(stage):
    alice = Browser(stage, "/ws?token=nonsense")
    assert [event.get("code") for event in alice.events("error", "welcome")] == ["bad_token"]
    alice.asks(cmd="login", name="alice")
    assert alice.events("welcome")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upgrade": "h2c"}, 426, "upgrade_needed"),
        ({"Connection": "keep-alive"}, 426, "upgrade_needed"),
        ({"Sec_WebSocket_Version": "8"}, 426, "upgrade_needed"),
        ({"Sec_WebSocket_Key": "short"}, 400, "bad_request"),
        ({"Sec_WebSocket_Key": "not base64, but as long!"}, 400, "bad_request"),
        ({"Origin": "http://evil.example"}, 403, "foreign_origin"),
        ({"Origin": "null"}, 403, "foreign_origin"),
        ({"Origin": "http://localhost:9999"}, 403, "foreign_origin"),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "websocket"}, 403, "foreign_origin"),
        ({"Host": "rebound.example"}, 421, "foreign_host"),
    ],
)
def test_an_upgrade_that_is_not_in_order_is_refused_in_http(stage, headers, status, code):
    answer = Web(stage).asks("GET", "/ws", **{**UPGRADE, **headers})
    assert (answer.status, answer.code) == (status, code)
    if status == 426:
        assert answer.headers["upgrade"] == "websocket"
        assert answer.headers["sec-websocket-version"] == "13"


def test_a_page_of_ours_and_of_an_origin_that_is_allowed_get_in():
    stage = Stage(http_origins="https://app.example")
    for origin in ("http://localhost:8080", "https://app.example"):
        assert Browser(stage, Origin=origin).events("hello")


def test_nothing_of_http_is_left_of_an_upgraded_connection(stage):
    web = Web(stage)
    alice = Browser(stage, web=web)
    assert not web.site.channels
    assert stage.shared.others == 0
    stage.passes(1000)  # no deadline of HTTP's
    assert not alice.network.closed


def test_a_network_that_is_full_already_is_respected(stage):
    alice = browser(stage, "alice")
    assert alice.network.producer is not None
    alice.hangs_up()
    assert stage.shared.connections == {}


# Browsers, and what other pages could do with them.


def cookie_of(web, name):
    answer = web.post("/api/v1/login", {"name": name})
    assert answer.status == 200
    return answer.headers["set-cookie"].partition(";")[0]


def test_the_cookie_of_a_login_over_http_is_a_login(stage):
    cookie = cookie_of(Web(stage), "alice")
    first, second = Browser(stage, Cookie=cookie), Browser(stage, Cookie=cookie)
    for tab in (first, second):
        assert [event["name"] for event in tab.events("welcome")] == ["alice"]
        tab.asks(cmd="join", room="lobby")
    stage.text("bob").types("hello")
    for tab in (first, second):
        assert tab.messages() == [("lobby", "bob", "hello")]
        assert tab.events("bye") == []


def test_with_an_empty_token_the_cookie_is_no_login_and_the_command_is(stage):
    cookie = cookie_of(Web(stage), "alice")
    tab = Browser(stage, "/ws?token=", Cookie=cookie)
    assert tab.events("welcome") == []
    tab.asks(cmd="login", name="bob")
    assert [event["name"] for event in tab.events("welcome")] == ["bob"]


def test_a_cookie_that_is_no_good_leaves_a_stranger(stage):
    assert [e["code"] for e in Browser(stage, Cookie="chat=" + "0" * 32).events("error")] == ["bad_token"]


def test_a_foreign_page_gets_nothing_with_the_visitors_cookie(stage):
    """Cross-site WebSocket hijacking: a browser sends the cookie with whatever page asks."""
    web = Web(stage)
    cookie = cookie_of(web, "alice")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:8080.evil.example"},
        {"Origin": "http://evil.localhost:8080"},
        {"Origin": "https://localhost:8080"},  # another scheme is another origin
        {"Origin": "null"},  # a sandboxed frame, a file
        {"Origin": "http://localhost:8080", "Sec_Fetch_Site": "cross-site", "Host": "evil.example:8080"},
    ):
        answer = web.asks("GET", "/ws", **{**UPGRADE, "Cookie": cookie, **headers})
        assert answer.status in (403, 421), headers
    assert all(session.outlet.__class__.__name__ != "Connection" for session in stage.chat.sessions)


def test_a_client_that_goes_while_it_is_looked_who_it_is_leaves_nothing_behind(stage, monkeypatch):
    web = Web(stage)
    cookie = cookie_of(web, "alice")
    waiting = Deferred()
    monkeypatch.setattr(stage.storage.principals, "by_token", lambda token: waiting)
    http = web.connect()
    http.begins("GET", "/ws", **{**UPGRADE, "Cookie": cookie})
    http.hangs_up()
    with capturedLogs() as logged:
        waiting.callback(None)
        stage.settle()
    assert stage.shared.connections == {}
    assert logged == []


def test_nor_does_one_that_wanted_to_follow_a_room(stage):
    web = Web(stage)
    alice = stage.json("alice").asks(cmd="register", password="correct horse").asks(cmd="token", label="curl")
    [token] = alice.events("token")
    alice.hangs_up()
    stage.storage.hold()
    http = web.connect()
    http.begins("GET", "/r/lobby/stream", Authorization=f"Bearer {token['token']}")
    http.hangs_up()
    with capturedLogs() as logged:
        stage.storage.release()
        stage.settle()
    assert stage.shared.connections == {}
    assert logged == []


def test_of_many_small_frames_some_are_taken_a_turn_and_nothing_more_is_read(stage):
    alice = browser(stage, "alice")
    flood = framed(json.dumps({"cmd": "ping", "ref": "r"}).encode()) * 2_000
    alice.connection.dataReceived(flood)
    answered = []
    while sum(answered) < 2_000:
        assert not (alice.connection.busy and alice.network.reading)
        stage.turn()
        answered.append(len(alice.events("pong")))
    assert sum(answered) == 2_000
    assert max(answered) <= 300
    stage.settle()
    assert alice.network.reading


def test_what_came_before_the_end_of_the_connection_is_done(stage):
    alice, bob = browser(stage, "alice"), stage.text("bob")
    line = json.dumps({"cmd": "say", "room": "lobby", "text": "long " * 2_000})
    alice.connection.dataReceived(framed(line.encode()))
    alice.hangs_up()
    assert any("long long" in line for line in bob.sees())


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (struct.pack("!H", 999), 1002),
        (struct.pack("!H", 1004), 1002),
        (struct.pack("!H", 1005), 1002),
        (struct.pack("!H", 1006), 1002),
        (struct.pack("!H", 2999), 1002),
        (struct.pack("!H", 5000), 1002),
        (struct.pack("!H", 65535), 1002),
        (b"\x03", 1002),
        (struct.pack("!H", 1000) + b"\xff", 1007),
        (struct.pack("!H", 1000) + "bis später".encode(), 1000),
        (struct.pack("!H", 4321), 1000),
        (b"", 1000),
    ],
)
def test_a_close_frame_is_answered_as_the_standard_has_it(payload, code):
    stage = Stage()
    bob = stage.json("bob")
    alice = browser(stage, "alice")
    bob.raw()
    alice.asks(cmd="say", room="lobby", text="a last word")
    alice.sends(framed(payload, CLOSE))
    assert alice.closed_with()[0] == code
    assert [text for *_, text in bob.messages()] == ["a last word"]


def test_a_browser_sends_commands_as_they_are_typed(stage):
    alice, bob = browser(stage, "alice"), stage.text("bob")
    alice.events()
    alice.asks(cmd="typed", line="/topic Release", room="lobby", ref="typed:1")
    assert bob.sees() == ["* alice set the topic of lobby: Release"]
    alice.asks(cmd="typed", line="/seen bob", room="lobby", ref="typed:2")
    alice.asks(cmd="typed", line="/sen bob", room="lobby", ref="typed:3")
    said = {event["ref"]: event for event in alice.events() if "ref" in event}
    assert said["typed:2"]["notices"] == ["bob: last here now."]
    assert said["typed:3"]["text"].startswith("There is no command /sen. Did you mean /seen?")
