"""A page of another origin can neither use the session of a person who is logged in here, nor frame it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.live.page import Pages, needs_browser, say, shows
from tests.live.server import Server

pytestmark = needs_browser

SOCKET = """(url) => new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve("open");
    socket.onmessage = (message) => resolve(message.data);
    socket.onclose = () => resolve("closed");
})"""
FETCH = """([url, facts]) => fetch(url, facts).then(
    async (answer) => `${answer.type} ${answer.status} ${(await answer.text()).length}`, () => "refused")"""
FRAME = """(url) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    frame.onload = () => resolve(frame.contentWindow.length);
    document.body.append(frame);
})"""


class Elsewhere(BaseHTTPRequestHandler):
    """A site of somebody else, without any policy."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><body>")

    def log_message(self, *_):
        pass


@pytest.fixture
def elsewhere():
    site = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=site.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()
    thread.join()
    site.server_close()


def test_a_page_of_another_origin_gets_nothing(tmp_path, elsewhere):
    options = {
        "method": "POST",
        "credentials": "include",
        "headers": {"Content-Type": "text/plain"},
        "body": "x",
    }
    with Pages() as pages, Server(tmp_path / "data", doors=("port", "http-port")) as server:
        own = f"http://127.0.0.1:{server.ports['http-port']}"
        alice = pages.enter(own, "alice")
        say(alice, "only mine")
        shows(alice, "only mine")
        assert pages.faults == []
        foreign = alice.context.new_page()  # with the same cookies and caches
        foreign.goto(elsewhere)
        assert foreign.evaluate(SOCKET, own.replace("http", "ws") + "/ws") == "closed"
        assert foreign.evaluate(FETCH, [own + "/r/lobby", {"credentials": "include"}]) == "refused"
        assert foreign.evaluate(FETCH, [own + "/r/lobby", options]) == "refused"
        sent = foreign.evaluate(FETCH, [own + "/r/lobby?name=alice", {**options, "mode": "no-cors"}])
        assert sent in ("opaque 0 0", "refused")  # it cannot know, but see below
        assert foreign.evaluate(FRAME, own + "/") == 0
        assert foreign.frames[1].evaluate("document.body.innerText").find("only mine") < 0
        say(alice, "the last")
        shows(alice, "the last")
        assert [row.strip() for row in alice.locator(".row .body").all_inner_texts()] == [
            "only mine",
            "the last",
        ]
