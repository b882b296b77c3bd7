"""The HTTP door itself: what is let in, how it is refused, and what takes too long."""

import gc

import pytest
from twisted.internet.defer import Deferred

from chatservice.errors import NoSuchRoom
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.routes import Route
from chatservice.settings.schema import Settings
from tests.scenes.stage import Stage
from tests.scenes.web import Web


class Basket:
    """A sink that keeps what it gets."""

    def __init__(self, slow: bool = False):
        self.data = b""
        self.aborted = 0
        self.waiting = [] if slow else None

    def write(self, data):
        self.data += data
        if self.waiting is not None:
            self.waiting.append(Deferred())
            return self.waiting[-1]
        return None

    def abort(self):
        self.aborted += 1


class Door(Web):
    """A door with routes made for these tests."""

    def __init__(self, stage=None, basket=None, opening=None, **settings):
        self.basket = basket or Basket()
        self.seen = []

        async def echo(call):
            self.seen.append(call)
            return responses.Response(200, call.body, responses.TEXT)

        async def told(call):
            return responses.json({**call.params, **call.query})

        async def fails(call):
            raise NoSuchRoom("ops")

        async def breaks(call):
            raise ValueError("a defect")

        async def never(call):
            await Deferred()

        async def opened(call):
            if opening is not None:
                await opening
            return self.basket

        rows = [
            Route("POST", "/echo", echo),
            Route("GET", "/echo", echo, linked=True),
            Route("GET", "/room/{room}", told),
            Route("GET", "/room/{room}/stream", echo),
            Route("PUT", "/room/{room}/{name}", told),
            Route("GET", "/fails", fails),
            Route("GET", "/breaks", breaks),
            Route("GET", "/never", never),
            Route("PUT", "/file", echo, sink=opened, most=lambda settings: 100),
        ]
        super().__init__(stage or Stage(**settings), rows)


@pytest.fixture
def door():
    return Door()


# Asking.


def test_several_requests_share_a_connection(door):
    browser = door.connect()
    for text in (b"one", b"two"):
        answer = browser.asks("POST", "/echo", text)
        assert (answer.status, answer.body) == (200, text)
    assert not browser.closed


def test_requests_sent_at_once_are_answered_in_order(door):
    one = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n"
    browser = door.connect().sends(one + b"a" + one + b"b")
    assert [browser.answer().body, browser.answer().body] == [b"a", b"b"]


GET = b"GET /room/lobby HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_of_many_requests_sent_at_once_one_is_answered_a_turn_and_others_in_between(door):
    greedy, other = door.connect(), door.connect()
    greedy.channel.dataReceived(GET * 200)
    assert greedy.raw().count(b"HTTP/1.1 200") == 1
    for _ in range(3):
        door.stage.turn()
        assert greedy.raw().count(b"HTTP/1.1 200") == 1
    other.channel.dataReceived(GET)
    assert other.raw().count(b"HTTP/1.1 200") == 1
    door.stage.settle()
    assert greedy.raw().count(b"HTTP/1.1 200") == 196


def test_who_asks_much_and_reads_nothing_is_given_one_answer():
    door = Door(outbox=1000)
    browser = door.connect()
    browser.network.full = True
    for _ in range(50):
        if browser.network.reading:
            browser.sends(GET * 100)
    assert browser.raw().count(b"HTTP/1.1 200") == 1
    assert not browser.network.reading
    assert browser.channel._behind < 100_000
    browser.network.full = False
    for _ in range(50):
        browser.network.producer.resumeProducing()
        browser.sends(GET) if browser.network.reading else None
        door.stage.settle()
    assert browser.raw().count(b"HTTP/1.1 200") > 99
    assert browser.network.reading


def test_what_comes_behind_a_long_answer_is_not_read_without_end(door):
    """The client neither reads nor ceases to send."""
    browser = door.connect()
    browser.network.full = True
    browser.begins("GET", "/never")
    sent = 0
    while browser.network.reading:
        browser.sends(GET * 10)
        sent += 1
        assert sent < 1000
    assert browser.channel._behind < 20_000


def test_bodies_that_are_not_whole_have_a_cap_together_and_a_share_for_each_address():
    door = Door(http_body=100_000, http_bodies=800_000)
    slow = [door.connect() for _ in range(6)]
    for browser in slow:
        browser.begins("POST", "/echo", b"x" * 90_000, Content_Length="100000")
    refused = [browser for browser in slow if browser.closed]
    assert len(refused) == 2  # half of it is for one address
    answer = refused[0].answer()
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "busy", "5")
    door.peer = "10.0.0.2"
    assert door.connect().asks("POST", "/echo", b"y" * 90_000).status == 200
    for browser in slow:
        browser.hangs_up()
    assert (door.site.bodies.used, len(door.site.bodies)) == (0, 0)


def test_a_body_counts_no_more_once_it_was_answered(door):
    for _ in range(3):
        assert door.asks("POST", "/echo", b"x" * 50_000).status == 200
    assert door.site.bodies.used == 0
    late = door.connect()
    late.begins("POST", "/echo", b"x" * 100, Content_Length="200")
    assert 100 <= door.site.bodies.used < 100_000
    door.stage.passes(door.stage.settings.http_body_time + 2)
    assert late.answer().status == 408
    assert door.site.bodies.used == 0


def test_an_answer_that_nobody_reads_counts_to_what_all_may_hold():
    door = Door(http_body=400_000)
    readers = [door.connect() for _ in range(3)]
    for reader in readers:
        reader.network.full = True
        reader.begins("POST", "/echo", b"x" * 400_000)
    assert 1_000_000 < door.stage.shared.allowance.used < 1_300_000
    for reader in readers:
        reader.network.reads()
        assert reader.answer().body == b"x" * 400_000
    assert door.stage.shared.allowance.used == 0


def test_of_answers_that_nobody_reads_the_largest_gives_way_when_all_hold_too_much():
    door = Door(http_body=400_000, outbox_total=900_000)
    readers = [door.connect() for _ in range(4)]
    for reader in readers:
        reader.network.full = True
        reader.begins("POST", "/echo", b"x" * 400_000)
    assert door.stage.shared.allowance.used < 900_000
    assert sum(reader.network.aborted for reader in readers) == 2


@pytest.mark.parametrize(
    "head",
    [
        b"".join(b"x%d: y\r\n" % n for n in range(200)),
        b"x: y" + b"\r\n " * 200 + b"\r\n",
        b"Cookie: " + b"c" * 20_000 + b"\r\n",
        b"Cookie: " + b"c" * 20_000,
        b"x: " + b"y" * 9_000 + b"\r\nz: " + b"y" * 9_000 + b"\r\n",
    ],
    ids=["many lines", "a line that goes on", "a long line", "a line without end", "long lines"],
)
def test_a_head_that_is_too_large_is_answered(door, head):
    browser = door.connect().sends(b"GET /echo HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n")
    answer = browser.answer()
    assert (answer.status, answer.code) == (431, "head_too_large")
    assert browser.closed
    assert door.seen == []


def test_as_many_headers_as_a_browser_behind_proxies_sends(door):
    headers = {f"x-{n}": "y" for n in range(100)}
    assert door.connect().asks("GET", "/echo", **headers).status == 200


def test_what_a_request_leaves_needs_no_collector(door):
    browser = door.connect()
    for _ in range(3):
        browser.asks("GET", "/room/lobby")
        browser.asks("GET", "/nothing")
        browser.asks("GET", "/fails")
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            browser.asks("GET", "/room/lobby")
            browser.asks("GET", "/nothing")
            browser.asks("GET", "/fails")
        assert gc.collect() < 50
    finally:
        gc.enable()


def test_a_request_behind_an_unread_answer_does_not_run_out_of_time(door):
    browser = door.connect()
    browser.network.full = True
    browser.sends(GET * 2)
    door.stage.passes(100)
    assert not browser.closed
    browser.network.reads()
    door.stage.settle()
    assert browser.raw().count(b"HTTP/1.1 200") == 2


def test_what_a_closing_client_has_not_read_it_gets_first(door):
    browser = door.connect()
    browser.network.full = True
    browser.begins("POST", "/echo", b"x" * 200_000, Connection="close")
    assert not browser.closed
    browser.network.reads()
    assert browser.closed
    assert browser.raw().endswith(b"x" * 200_000)


def test_a_request_may_come_a_byte_at_a_time(door):
    browser = door.connect()
    for byte in b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi":
        browser.sends(bytes([byte]))
    assert browser.answer().body == b"hi"


def test_who_asks_to_close_is_closed(door):
    browser = door.connect()
    assert browser.asks("GET", "/echo", Connection="close").headers["connection"] == "close"
    assert browser.network.closed


def test_head_is_get_without_the_body(door):
    answer = door.connect().asks("HEAD", "/room/ops")
    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "15", b"")


def test_every_answer_carries_the_safe_headers(door):
    for path in ("/echo", "/nowhere"):
        headers = door.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"


def test_a_segment_is_text_and_never_a_path(door):
    assert door.get("/room/%E4%B8%8A%2F..%2f?x=%20y&x=z").json() == {"room": "上/../", "x": "z"}
    assert door.get("/room/..%2f..%2fetc").json() == {"room": "../../etc"}
    assert door.get("/room/%ff").code == "bad_request"
    assert door.get("/room/a/b/c").code == "no_such_page"
    assert door.get("/room/").code == "no_such_page"


def test_the_plainer_address_wins_and_the_other_methods_stay(door):
    assert door.get("/room/ops/stream").text == ""
    assert door.asks("PUT", "/room/ops/stream").json() == {"room": "ops", "name": "stream"}


# Refusals.


def test_what_is_not_there_and_what_is_not_for_it(door):
    assert (door.get("/nowhere").status, door.get("/nowhere").code) == (404, "no_such_page")
    answer = door.asks("DELETE", "/echo")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_a_fault_has_its_status_and_a_problem_document(door):
    answer = door.get("/fails")
    assert answer.status == 404
    assert answer.json() == {
        "type": "/api/v1/docs#no_such_room",
        "title": "No such room",
        "status": 404,
        "code": "no_such_room",
        "detail": "There is no room ops that you can enter. /rooms lists the rooms.",
        "room": "ops",
    }


def test_a_defect_is_a_500_and_the_connection_lives_on(door, caplog):
    from twisted.logger import globalLogPublisher  # noqa: PLC0415

    said = []
    globalLogPublisher.addObserver(said.append)
    try:
        browser = door.connect()
        assert browser.asks("GET", "/breaks").code == "internal"
        assert browser.asks("GET", "/echo").status == 200
    finally:
        globalLogPublisher.removeObserver(said.append)
    assert "ValueError" in str([event.get("log_failure") for event in said])


def test_what_is_not_http_gets_a_400(door):
    for rubbish in (
        b"hello\r\n",
        b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ):
        browser = door.connect().sends(rubbish)
        assert (browser.answer().status, browser.closed) == (400, True)


def test_a_head_that_is_too_large_gets_a_400(door):
    browser = door.connect().sends(b"GET /echo HTTP/1.1\r\nX: " + b"x" * 20_000)
    browser.sends(b"\r\n\r\n")
    assert browser.closed


def test_the_host_must_be_ours():
    door = Door(http_hosts="chat.example.org")
    for host in (
        "localhost",
        "127.0.0.1:8080",
        "[::1]:8080",
        "10.1.2.3",
        "CHAT.example.org:80",
        "thismachine",
    ):
        assert door.get("/echo", Host=host).status == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8080"):
        assert door.get("/echo", Host=host).status == 421, host
    for host in ("", "localhost:<b>", "<b>.localhost", "[::1", "localhost:123456"):
        assert door.get("/echo", Host=host).code == "bad_request", host
    browser = door.connect().sends(b"GET /echo HTTP/1.1\r\n\r\n")
    assert browser.answer().code == "bad_request"


def test_a_foreign_page_is_refused_whatever_it_asks(door):
    for origin in ("https://evil.example", "null", "http://localhost:3000", "https://localhost:8080"):
        assert door.get("/echo", Origin=origin).code == "foreign_origin", origin
        assert door.post("/echo", b"x", Origin=origin, Content_Type="text/plain").code == "foreign_origin"
    for site in ("cross-site", "same-site"):
        assert door.get("/echo", Sec_Fetch_Site=site).code == "foreign_origin"
    assert door.seen == []


def test_our_own_page_may_ask(door):
    assert door.get("/echo", Origin="http://localhost:8080", Sec_Fetch_Site="same-origin").status == 200
    assert door.get("/echo", Sec_Fetch_Site="none").status == 200


def test_a_link_may_lead_to_a_page_that_is_made_for_it(door):
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert door.get("/echo", **link).status == 200
    assert door.get("/room/ops", **link).code == "foreign_origin"
    assert door.post("/echo", b"x", **link).code == "foreign_origin"


def test_options_is_answered_at_every_path(door):
    answer = door.asks("OPTIONS", "/echo")
    assert (answer.status, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert door.asks("OPTIONS", "/nowhere/at/all").status == 204
    assert door.asks("OPTIONS", "*").status == 204


def test_a_preflight_is_for_configured_origins_only():
    door = Door(http_origins="https://ours.example")
    asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
    answer = door.asks("OPTIONS", "/echo", Origin="https://ours.example", **asked)
    assert answer.headers["access-control-allow-origin"] == "https://ours.example"
    assert "POST" in answer.headers["access-control-allow-methods"]
    answer = door.get("/echo", Origin="https://ours.example")
    assert answer.headers["access-control-allow-origin"] == "https://ours.example"
    answer = door.asks("OPTIONS", "/echo", Origin="https://evil.example", **asked)
    assert answer.status == 204
    assert not [name for name in answer.headers if name.startswith("access-control")]


# Bodies.


def test_a_body_over_the_cap_is_refused_before_it_is_read():
    door = Door(http_body=1_000)
    browser = door.connect().begins("POST", "/echo", Content_Length="1001", Expect="100-continue")
    answer = browser.answer()
    assert (answer.status, answer.code, browser.closed) == (413, "body_too_large", True)
    assert browser.raw() == b""
    browser.sends(b"x" * 5_000)
    assert (browser.raw(), door.seen) == (b"", [])


def test_a_body_that_does_not_say_its_length_is_cut_off_at_the_cap():
    door = Door(http_body=1_000)
    browser = door.connect().begins("POST", "/echo", Transfer_Encoding="chunked")
    browser.sends(b"%x\r\n%b\r\n" % (900, b"x" * 900))
    assert browser.raw() == b""
    browser.sends(b"%x\r\n%b\r\n" % (900, b"x" * 900))
    assert (browser.answer().status, browser.closed, door.seen) == (413, True, [])


def test_a_small_body_that_is_refused_is_read_and_the_connection_kept(door):
    browser = door.connect()
    assert browser.asks("POST", "/nowhere", b"x" * 100).status == 404
    assert browser.asks("POST", "/echo", b"x").body == b"x"


def test_who_stops_half_way_leaves_nothing(door):
    browser = door.connect().begins("POST", "/echo", Content_Length="100")
    browser.sends(b"half")
    browser.hangs_up()
    assert (door.seen, door.site.channels, door.stage.shared.others) == ([], {}, 0)


def test_a_file_is_poured_as_it_comes(door):
    browser = door.connect().begins("PUT", "/file", Content_Length="6")
    browser.sends(b"abc")
    assert door.basket.data == b"abc"
    browser.sends(b"def")
    assert (browser.answer().status, door.basket.data, door.basket.aborted) == (200, b"abcdef", 0)
    assert len(door.seen[0].request.body) == 0


def test_an_empty_file_is_one_too(door):
    assert door.connect().asks("PUT", "/file", Content_Length="0").status == 200
    assert len(door.seen) == 1


def test_nothing_is_read_before_the_sink_is_open():
    opening = Deferred()
    door = Door(opening=opening)
    browser = door.connect().begins("PUT", "/file", Content_Length="6")
    browser.sends(b"abcdef")
    assert (browser.network.reading, door.basket.data) == (False, b"")
    opening.callback(None)
    assert (browser.network.reading, door.basket.data) == (True, b"abcdef")
    assert browser.answer().status == 200


def test_nothing_is_read_while_the_sink_is_slow():
    door = Door(basket=Basket(slow=True))
    browser = door.connect().begins("PUT", "/file", Content_Length="6")
    browser.sends(b"abc")
    assert not browser.network.reading
    door.basket.waiting[0].callback(None)
    assert browser.network.reading
    browser.sends(b"def")
    assert browser.raw() == b""
    door.basket.waiting[1].callback(None)
    assert browser.answer().status == 200


def test_a_sink_that_refuses_is_heard_at_once():
    door = Door()

    async def full(call):
        raise NoSuchRoom("ops")

    door.site.routes.add(Route("PUT", "/full", door.seen.append, sink=full, most=lambda settings: 1_000_000))
    browser = door.connect().begins("PUT", "/full", Content_Length="900000")
    browser.sends(b"abc")
    assert (browser.answer().code, browser.closed, door.seen) == ("no_such_room", True, [])


def test_half_a_file_is_aborted(door):
    browser = door.connect().begins("PUT", "/file", Content_Length="6")
    browser.sends(b"abc")
    browser.hangs_up()
    assert (door.basket.aborted, door.seen) == (1, [])


def test_a_file_over_its_cap_is_aborted(door):
    browser = door.connect().begins("PUT", "/file", Content_Length="1000000")
    assert browser.answer().status == 413
    browser = door.connect().begins("PUT", "/file", Transfer_Encoding="chunked")
    for _ in range(3):
        browser.sends(b"%x\r\n%b\r\n" % (40, b"x" * 40))
    assert (browser.answer().status, door.basket.aborted, door.seen) == (413, 1, [])


# Time.


@pytest.mark.parametrize(
    ("sent", "limit", "answered"),
    [
        (b"", "http_idle", b""),
        (b"GET /echo HTT", "http_header_time", b"HTTP/1.1 408"),
        (
            b"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx",
            "http_body_time",
            b"HTTP/1.1 408",
        ),
    ],
)
def test_what_takes_too_long_is_ended(door, sent, limit, answered):
    browser = door.connect()
    if sent:
        browser.sends(sent)
    seconds = getattr(Settings(), limit)
    door.stage.passes(seconds - 1)
    if sent:
        browser.sends(b"x" if b"\r\n\r\n" in sent else b"P")  # trickling does not help
    assert not browser.closed
    door.stage.passes(3)
    assert browser.closed
    assert browser.raw()[:12] == answered[:12]
    door.stage.passes(5)
    assert browser.network.aborted


def test_a_file_may_take_longer_as_long_as_it_comes():
    door = Door(upload_least=1)
    browser = door.connect().begins("PUT", "/file", Content_Length="100")
    for _ in range(5):
        browser.sends(b"x" * 19)
        door.stage.passes(20)
    assert not browser.closed
    door.stage.passes(62)
    assert browser.answer().status == 408
    assert door.basket.aborted == 1


def test_an_answer_may_take_its_time(door):
    browser = door.connect().begins("GET", "/never")
    door.stage.passes(3_600)
    assert not browser.closed
    browser.hangs_up()


def test_an_answer_may_be_read_slowly_but_not_for_ever(door):
    browser = door.connect()
    browser.network.full = True
    browser.begins("GET", "/echo")
    door.stage.passes(500)
    assert not browser.closed
    door.stage.passes(200)
    door.stage.passes(3)
    assert browser.closed


def test_a_full_server_says_so():
    door = Door(max_clients=2)
    first = door.connect()
    door.stage.connect()
    third = door.connect()
    assert (third.answer().code, third.closed) == ("server_full", True)
    third.hangs_up()
    first.hangs_up()
    assert door.connect().asks("GET", "/echo").status == 200


def test_after_a_body_whose_end_is_not_known_nothing_is_read():
    stage = Stage()
    alice, browser = stage.text("alice"), Web(stage).connect()
    head = b"POST /r/lobby?name=bob HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\n\r\n"
    hidden = b"POST /r/lobby?name=bob HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nhidden"
    browser.sends(head + hidden)
    answer = browser.raw()
    assert answer.count(b"HTTP/1.1 ") == answer.count(b"HTTP/1.1 400 ") == 1
    assert browser.closed
    assert alice.sees() == []
