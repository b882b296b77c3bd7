"""What people paste: the snippets of an older chat's manual, and curl, on a real server."""

import json
import re
import shlex
import shutil
import socket
import subprocess
import sys

import pytest
import requests

from tests.live.chromium import PROGRAM, Page
from tests.live.programs import Program
from tests.live.server import DEADLINE, Client, Server, json_client, text_client

# As in that manual, but for the host.
PYTHON = """
import requests

# Register
response = requests.post('http://localhost:5003/register',
                        json={'username': 'test_user'})

# Send message
response = requests.post('http://localhost:5003/send',
                        json={
                            'sender': 'test_user',
                            'recipient': 'room_1',
                            'message': 'Hello room!'
                        })

# Get messages
response = requests.get('http://localhost:5003/messages?username=test_user&last_id=0')
messages = response.json()['messages']
"""

JAVASCRIPT = """
// Register user
const registerUser = async (username) => {
  const response = await fetch('/register', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username })
  });
  return response.json();
};

// Send message
const sendMessage = async (sender, recipient, message) => {
  const response = await fetch('/send', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sender, recipient, message })
  });
  return response.json();
};

// Poll for new messages
const pollMessages = async (username, lastId) => {
  const response = await fetch(`/messages?username=${username}&last_id=${lastId}`);
  return response.json();
};
"""

# What a page would do with them.
PLAY = """
(async () => [
  await registerUser('NAME'),
  await sendMessage('NAME', 'ann', 'hello from NAME'),
  await pollMessages('NAME', 0),
])()
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("http")
    with Server(folder / "data", "--message-rate", "none", doors=("port", "http-port")) as server:
        yield server


@pytest.fixture
def site(server):
    return f"http://127.0.0.1:{server.ports['http-port']}"


def curl(*words: str, data: bytes = b"") -> str:
    done = subprocess.run(
        ["curl", "-sS", "--max-time", "20", *words],
        input=data,
        capture_output=True,
        timeout=DEADLINE,
        check=True,
    )
    return done.stdout.decode()


def test_the_python_snippet_runs_and_netcat_reads_it(server, site):
    snippet = PYTHON.replace("http://localhost:5003", site)
    with Program("nc", "127.0.0.1", str(server.port)) as ann:
        ann.until("* ")
        ann.types("ann_py")
        ann.until("* Welcome, ann_py.")
        first: dict = {}
        exec(snippet, first)  # noqa: S102
        assert first["messages"] == []  # there is no room yet
        made = requests.post(
            f"{site}/create_room", json={"admin": "test_user", "participants": ["ann_py"]}, timeout=20
        )
        assert made.json()["room_id"] == "room_1"
        again: dict = {}
        exec(snippet, again)  # noqa: S102
        assert [m["message"] for m in again["messages"]][-1] == "Hello room!"
        assert [list(m) for m in again["messages"]] == [["id", "sender", "recipient", "message"]] * 2
        ann.until("[room_1] test_user: Hello room!")


def check(played, name):
    registered, sent, polled = played
    assert registered == {"status": "success", "message": f"User {name} registered successfully."}
    assert sent == {"status": "success", "message": "Message sent successfully."}
    assert polled == {"status": "success", "messages": []}


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node here")
def test_the_javascript_snippet_runs_in_node_and_netcat_reads_it(server, site):
    here = f"const plain = fetch; globalThis.fetch = (path, how) => plain('{site}' + path, how);\n"
    script = (
        here
        + JAVASCRIPT
        + f"{PLAY.replace('NAME', 'node_user').strip()}.then(all => console.log(JSON.stringify(all)))"
    )
    with text_client(server.port, "ann") as ann:
        done = subprocess.run(["node", "-e", script], capture_output=True, timeout=DEADLINE, check=True)
        check(json.loads(done.stdout), "node_user")
        ann.until("[from node_user] hello from node_user")


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")
def test_the_javascript_snippet_runs_in_a_page_of_the_server(server, site, tmp_path):
    with text_client(server.port, "ann") as ann, Page(site + "/", tmp_path) as page:
        assert "chatservice" in page.runs("document.title")
        page.runs(JAVASCRIPT)
        check(page.runs(PLAY.replace("NAME", "page_user")), "page_user")
        ann.until("[from page_user] hello from page_user")
        # A room followed live, as browsers do it.
        page.runs(
            "globalThis.heard = new Promise(done => {"
            "  const source = new EventSource('/r/lobby/stream');"
            "  source.onmessage = event => { source.close(); done([event.lastEventId, event.data]); };"
            "  globalThis.open = new Promise(opened => source.onopen = opened);"
            "})"
            "; open.then(() => 1)"
        )
        ann.sends("to all pages\n")
        id_, data = page.runs("heard")
        message = json.loads(data)
        assert (message["text"], id_.rpartition(":")[2]) == ("to all pages", str(message["seq"]))


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")
def test_what_the_reference_page_offers_can_be_tried_in_it(server, site, tmp_path):
    """Log in, then say: the token is taken over."""
    try_it = """
        globalThis.tried = async (asked) => {
          const button = document.querySelector(`button.try[value="${asked}"]`), box = button.parentNode;
          button.click();
          if (asked.endsWith("login")) box.querySelector("textarea").value = '{"name":"tess"}';
          box.querySelector("button.send").click();
          const shown = box.querySelector("pre");
          await new Promise((done) => new MutationObserver(done).observe(shown, { childList: true }));
          return shown.textContent;
        }; 1
    """
    with text_client(server.port, "ben") as ben, Page(site + "/api/v1/docs", tmp_path) as page:
        assert page.runs("document.getElementById('here').textContent") == site
        page.runs(try_it)
        assert page.runs("tried('POST /api/v1/login')").startswith("200 OK\n")
        assert page.runs("tried('POST /api/v1/rooms/lobby/messages')").startswith("201 Created\n")
        ben.until("[lobby] tess: hello")
        assert page.runs("tried('GET /api/v1/rooms')").startswith("200 OK\n")


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")
def test_a_page_of_another_site_cannot_ask(server, site, tmp_path):
    """The same machine under another name and port is another site already."""
    (tmp_path / "page.html").write_text("<title>evil</title>")
    home = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = home.stdout.readline().split()[5].decode()
        with (
            text_client(server.port, "ann") as ann,
            Page(f"http://127.0.0.1:{port}/page.html", tmp_path / "b") as page,
        ):
            for how in ("{method: 'POST', body: 'forged', mode: 'no-cors'}", "{}"):
                asked = f"fetch('{site}/r/lobby', {how}).then(() => 'answered', () => 'refused')"
                assert page.runs(asked) == "refused"
            requests.post(f"{site}/r/lobby", data="the next line", timeout=20)
            while "the next line" not in (line := ann.line()):
                assert "forged" not in line
    finally:
        home.kill()
        home.wait(DEADLINE)


def test_curl_says_shows_and_follows(server, site):
    with (
        text_client(server.port, "carl") as carl,
        Program("curl", "-sSN", "-H", "Accept: application/x-ndjson", f"{site}/r/ops/stream") as early,
    ):
        early.until('"event":"joined"')
        assert curl("-d", "build ok", f"{site}/r/ops").startswith("* Said in ops as guest-")
        early.until("build ok")
        carl.sends("/join ops\n")
        carl.until("build ok")
        with (
            Program("curl", "-sSN", f"{site}/r/ops/stream?name=fay") as text,
            Program("curl", "-sSN", "-H", "Accept: application/x-ndjson", f"{site}/r/ops/stream") as lines,
        ):
            lines.until('"event":"joined"')
            carl.until("fay came into ops")
            curl("-d", "deployed", f"{site}/r/ops?name=ci")
            for follower in (text, lines):
                follower.until("deployed")
            assert "[ops] ci: deployed\n" in text.seen
            carl.until("[ops] ci: deployed")
        assert curl(f"{site}/r/ops?limit=1").endswith("] ci: deployed\n")


def test_a_follower_comes_back_without_a_gap_after_a_cut_and_after_a_kill(tmp_path):
    with Server(tmp_path / "data", "--message-rate", "none", doors=("port", "http-port")) as server:
        site = f"http://127.0.0.1:{server.ports['http-port']}"
        says(site, "one")
        follower = Events(site, "0")
        assert follower.next() == "one"
        says(site, "two")
        assert follower.next() == "two"
        follower.close()
        says(site, "three")
        follower = Events(site, follower.last)
        assert follower.next() == "three"
        says(site, "four")
        server.kill()
    with Server(tmp_path / "data", "--message-rate", "none", doors=("port", "http-port")) as server:
        site = f"http://127.0.0.1:{server.ports['http-port']}"
        says(site, "five")
        again = Events(site, follower.last)
        assert [again.next(), again.next()] == ["four", "five"]


def says(site, text):
    assert requests.post(f"{site}/r/lobby?name=ci", data=text, timeout=20).status_code == 201


class Events:
    """`curl -N` for server-sent events, which notes the last id as a browser does."""

    def __init__(self, site, last):
        self.last = last
        self.answer = requests.get(
            f"{site}/r/lobby/stream",
            headers={"Accept": "text/event-stream", "Last-Event-ID": last},
            stream=True,
            timeout=20,
        )
        self.lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def next(self) -> str:
        """The next message's text."""
        kind, id_ = "message", ""
        for line in self.lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "id":
                id_ = value
            elif name == "data" and kind == "message":
                self.last = id_
                return json.loads(value)["text"]
            elif not line:
                kind = "message"
        raise AssertionError("the stream ended")

    def close(self):
        self.answer.close()


def test_what_is_wrong_gets_its_answer_on_a_real_socket(server, site):
    port = server.ports["http-port"]
    large = curl(
        "-o", "/dev/null", "-w", "%{http_code}", "-T", "-", f"{site}/r/lobby/x/y/z", data=b"x" * 3_000_000
    )
    assert large == "404"
    said = curl(
        "-o",
        "/dev/null",
        "-w",
        "%{http_code} %{size_upload}",
        "-H",
        "Expect: 100-continue",
        "--expect100-timeout",
        "20",
        "-d",
        "@-",
        f"{site}/r/lobby",
        data=b"x" * 3_000_000,
    )
    assert said == "413 0"
    for sent, status in (
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "421"),
        (b"GET / HTTP/1.1\r\n\r\n", "400"),
        (b"GET / HTTP/1.1\nHost: localhost\n\n", "400"),
        (b"GET /healthz HTTP/1.2\r\nHost: localhost\r\n\r\n", "200"),
        (b"GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", "505"),
        (b"POST /r/lobby HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"),
        (b"GET /r/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\n\r\n", "404"),
    ):
        with Client(port, sent) as client:
            assert client.line().split()[1] == status
    with Client(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") as client:
        assert client.rest() == []


@pytest.mark.parametrize("path", ["/r/lobby", "/healthz", "/api/v1/openapi.json"])
def test_who_closes_one_side_after_two_requests_gets_both_answers(server, path):
    ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with Client(server.ports["http-port"], ask * 2) as client:
        client.socket.shutdown(socket.SHUT_WR)
        assert sum("HTTP/1.1 200 OK" in line for line in client.rest()) == 2


def test_netcat_that_closes_its_side_is_told_that_its_line_was_said(server):
    port = str(server.ports["http-port"])
    say = b"POST /r/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"
    told = subprocess.run(
        ["nc", "-N", "127.0.0.1", port], input=say, capture_output=True, timeout=DEADLINE, check=False
    )
    assert told.stdout.startswith(b"HTTP/1.1 201 Created")
    with Client(server.ports["http-port"], say[:-1]) as client:
        client.socket.shutdown(socket.SHUT_WR)
        assert client.rest() == []  # half a request is none


def test_over_tls_and_through_a_unix_socket(tmp_path):
    socket = tmp_path / "http.sock"
    doors = ("--http-port", f"unix:{socket}")
    with Server(tmp_path / "data", *doors, doors=("port", "https-port")) as server:
        site = f"https://127.0.0.1:{server.ports['https-port']}"
        assert curl("-k", "-d", "over TLS", f"{site}/r/lobby?name=ci").endswith("as ci: line 1.\n")
        assert curl("-k", "--http2", "-o", "/dev/null", "-w", "%{http_version}", f"{site}/") == "1.1"
        with Program(
            "curl", "-ksSN", "-H", "Accept: application/x-ndjson", f"{site}/r/lobby/stream"
        ) as follower:
            follower.until('"event":"joined"')
            curl("-k", "-d", "again", f"{site}/r/lobby?name=ci")
            follower.until('"text":"again"')
        # Whoever is behind the socket may be a proxy for anybody: a name is not enough.
        assert curl("--unix-socket", str(socket), "http://localhost/r/lobby").startswith("! Show who you are")
        with json_client(server.port, "ann") as ann:
            shown = ("--unix-socket", str(socket), "-H", f"Authorization: Bearer {ann.welcome['token']}")
            assert "over TLS" in curl(*shown, "http://localhost/r/lobby")


def test_a_stop_answers_what_was_asked_and_ends(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        site = f"http://127.0.0.1:{server.ports['http-port']}"
        session = requests.Session()
        assert session.get(f"{site}/online", timeout=20).status_code == 200  # kept open
        with Program(
            "curl", "-sSN", "-H", "Accept: application/x-ndjson", f"{site}/r/lobby/stream"
        ) as follower:
            follower.until('"event":"joined"')
            server.stop()
            follower.until('"code":"server_stopping"')


def test_the_command_that_the_start_shows_works_with_a_certificate_of_its_own(tmp_path):
    with Server(tmp_path / "data", "--http-port", "none", doors=("port", "https-port")) as server:
        [shown] = re.findall(r"or   (curl \S.*https://\S+)", server.said())
        done = subprocess.run(shlex.split(shown), check=False, capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stdout) == (0, "* Nothing more was said in lobby.\n")
