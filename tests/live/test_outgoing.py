"""Outgoing webhooks on a real server, to a real program that speaks HTTP."""

import hashlib
import hmac
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from tests.live.server import DEADLINE, Server, json_client

ANSWERS = {
    "/echo": (200, "application/json", b'{"text":"<https://x.example|done>","response_type":"in_channel"}'),
    "/private": (200, "text/plain", b"only you"),
    "/large": (200, "text/plain", b"x" * 1_000_000),
    "/elsewhere": (302, "text/plain", b""),
    "/broken": (400, "text/plain", b""),
}


class Receiver(ThreadingHTTPServer):
    """`got` has (headers, body) of each post."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got = queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.put((self.headers, body))
        status, kind, answer = ANSWERS[self.path]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Location", "/echo")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.shutdown()
    receiver.server_close()


def owner(server):
    alice = json_client(server.port, "alice")
    alice.asks(cmd="register", password="correct horse battery")
    alice.asks(cmd="join", room="ops")
    alice.event("joined", room="ops")
    return alice


@pytest.fixture(scope="module")
def alice(tmp_path_factory):
    data = tmp_path_factory.mktemp("outgoing") / "data"
    with (
        Server(data, "--outgoing-inner", "127.0.0.1", "--message-rate", "none") as server,
        owner(server) as alice,
    ):
        yield alice


def ask(alice, url, **more):
    alice.asks(cmd="outgoing", **{"name": "ci", "room": "ops", "url": url, **more})
    return alice.event("outgoing", "error")


def test_a_line_is_posted_and_signed_and_the_answer_is_said(alice, receiver):
    made = ask(alice, receiver.url("/echo", "localhost"), words="deploy")
    alice.asks(cmd="say", room="ops", text="deploy prod & more")
    headers, body = receiver.got.get(timeout=DEADLINE)
    signed = f"v0:{headers['X-Slack-Request-Timestamp']}:".encode() + body
    digest = hmac.new(made["token"].encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    fields = {name: value for name, [value] in parse_qs(body.decode()).items()}
    assert (fields["token"], fields["text"], fields["user_name"]) == (
        made["token"],
        "deploy prod & more",
        "alice",
    )
    assert alice.event("message", sender="ci")["text"] == "done (https://x.example)"


@pytest.mark.parametrize(
    ("path", "event", "text"),
    [
        ("/private", "slash", "only you"),
        ("/large", "slash", "x" * 65536),
        ("/elsewhere", "error", "The program that answers this cannot: it answers 302."),
        ("/broken", "error", "The program that answers this cannot: it answers 400."),
    ],
)
def test_a_command_is_answered_and_nothing_is_followed(alice, receiver, path, event, text):
    ask(alice, receiver.url(path), words=f"/{path[1:]}")
    alice.asks(cmd="slash", name=path[1:], text="now", room="ops")
    told = alice.event("slash", "error")
    assert (told["event"], told["text"]) == (event, text)
    assert b"command=%2F" + path[1:].encode() in receiver.got.get(timeout=DEADLINE)[1]


def test_inner_addresses_are_not_reached_whatever_their_name(tmp_path, receiver):
    with Server(tmp_path / "data", "--message-rate", "none") as server, owner(server) as alice:
        for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"):
            assert ask(alice, receiver.url("/echo", host))["code"] == "bad_url"
        assert ask(alice, receiver.url("/echo", "localhost"), words="/go")["event"] == "outgoing"
        alice.asks(cmd="slash", name="go", room="ops")
        assert alice.event("slash", "error")["code"] == "callout_failed"
        for url in (
            "http://a:b@x.example/",
            "file:///etc/passwd",
            "http://x y/",
            "http://x.example:0/",
            "http://[",
        ):
            assert ask(alice, url)["code"] == "bad_url"
    assert receiver.got.empty()
    assert "Traceback" not in server.said()


def test_what_cannot_be_reached_is_told(alice, receiver):
    free = Receiver()
    free.shutdown()
    free.server_close()
    ask(alice, free.url("/echo"), words="/gone")
    alice.asks(cmd="slash", name="gone", room="ops")
    assert json.dumps(alice.event("slash", "error")["text"]).startswith(
        '"The program that answers this cannot: '
    )
