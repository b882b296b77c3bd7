"""Previews of links on a real server, of real pages."""

import gzip
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.live.page import Pages, needs_browser, say, shows
from tests.live.server import Server, json_client

PAGE = (
    b"<!doctype html><title>A page &amp; more\xe2\x80\xae</title><meta name=description content='about this'>"
)
HTML = {"Content-Type": "text/html; charset=utf-8"}
ANSWERS = {
    "/page": (200, HTML, PAGE),
    "/moved": (302, {"Location": "/page"}, b""),
    "/away": (302, {"Location": "http://127.0.0.2:{port}/page"}, b""),
    "/picture.svg": (200, {"Content-Type": "image/svg+xml"}, b"<svg><title>A page</title></svg>"),
    "/bomb": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(PAGE + bytes(1_000_000))),
    "/endless": (200, HTML, PAGE + b" " * 3_000_000),
}


class Site(ThreadingHTTPServer):
    """Listens on all addresses of this machine; `asked` are those that it was asked at."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("", 0), Handler)
        self.asked = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.request.getsockname()[0], self.path))
        status, headers, body = ANSWERS[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value.format(port=self.server.server_port))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # it was enough for the reader
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    site = Site()
    yield site
    site.shutdown()
    site.server_close()


def titles(alice, url):
    alice.asks(cmd="say", room="lobby", text=f"look: {url}")
    seq = alice.event("message", text=f"look: {url}")["seq"]
    alice.asks(cmd="previews", room="lobby", seq=seq)
    answer = alice.event("previews", line=seq)
    if answer.get("pending"):
        answer = alice.event("previews", line=seq)
    return [(each["title"], each.get("description")) for each in answer.get("previews", [])]


def test_pages_are_shown_and_what_is_none_or_leads_inside_is_not(tmp_path, site):
    options = ("--link-previews", "--preview-inner", "127.0.0.1", "--message-rate", "none")
    found = [("A page & more", "about this")]
    with Server(tmp_path / "data", *options) as server, json_client(server.port, "alice") as alice:
        base = f"http://127.0.0.1:{site.server_port}"
        assert titles(alice, f"{base}/page") == found
        assert titles(alice, f"{base}/moved") == found
        assert titles(alice, f"{base}/endless") == found
        assert titles(alice, f"{base}/away") == []
        assert titles(alice, f"{base}/picture.svg") == []
        assert titles(alice, f"{base}/bomb") == []
        assert titles(alice, f"http://127.0.0.3:{site.server_port}/page") == []
    assert {address for address, _ in site.asked} == {"127.0.0.1"}


@needs_browser
def test_the_page_shows_a_card_which_a_person_can_turn_off(tmp_path, site):
    options = ("--link-previews", "--preview-inner", "127.0.0.1")
    with Server(tmp_path / "data", *options, doors=("port", "http-port")) as server, Pages() as pages:
        page = pages.enter(f"http://127.0.0.1:{server.ports['http-port']}/", "alice")
        say(page, f"look: http://127.0.0.1:{site.server_port}/page")
        card = shows(page, "look:").locator(".link-card")
        card.wait_for()
        assert card.inner_text().split("\n") == [
            f"127.0.0.1:{site.server_port}",
            "A page & more",
            "about this",
        ]
        say(page, f"and `http://127.0.0.1:{site.server_port}/moved`")
        assert shows(page, "and").locator(".link-card").count() == 0
        page.get_by_role("button", name="Settings").click()
        page.get_by_label("Show what links lead to").uncheck()
        card.wait_for(state="detached")
        assert pages.faults == []
    assert [path for _, path in site.asked] == ["/page"]
