"""Programs run in a chat: over real sockets, by a real server, in the real sandbox."""

import json
import os
import shutil
import signal
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.live.chatctl import chatctl
from tests.live.fence import why_not
from tests.live.lesser_server import python
from tests.live.server import DEADLINE, Client, Server, json_client, text_client

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")

PASSWORD = "correct horse battery"
NOBODY = 1002


@pytest.fixture
def server(tmp_path):
    with Server(
        tmp_path / "data", "--registration", "open", doors=("port", "http-port"), code=True
    ) as server:
        server.says("fenced in by")
        yield server


def account(server, name):
    client = json_client(server.port, name)
    client.asks(cmd="register", password=PASSWORD)
    client.event("registered")
    return client


def runs(client, source, language="python", **more):
    """The number of the program, and how it ended."""
    client.asks(cmd="run", room="lobby", source=source, language=language, **more)
    run = client.event("run", "error")
    assert run["event"] == "run", run
    return run["run"], client.event("run_ended", run=run["run"])


def test_a_program_in_a_message_is_run_and_seen_in_a_bare_terminal(server):
    alice = account(server, "alice")
    with text_client(server.port, "bob") as bob:
        alice.asks(cmd="say", room="lobby", text="```python\nfor i in range(104):\n    print('line', i)\n```")
        alice.asks(cmd="run", room="lobby")
        begun = bob.until("runs #")
        assert "Python 3." in begun
        bob.until("| line 19")
        assert bob.until("more lines").startswith("* ... 84 more lines: /run show ")
        bob.until("finished after")
        run = begun.split(" as #")[1].split(":")[0]
        bob.sends(f"/run show {run} 100\n")
        assert bob.until("| line 103")
        bob.sends("/doctor\n")
        bob.until("bubblewrap")
    alice.close()


def test_it_reaches_nothing_of_the_server(server):
    alice = account(server, "alice")
    port, data = server.port, server.data
    source = f"""
import os, socket
for what in (lambda: socket.create_connection(("127.0.0.1", {port}), 1), lambda: os.listdir({str(data)!r})):
    try:
        what()
        print("reached")
    except OSError as error:
        print("held")
print(os.environ.get("CHAT_CODE"), len([p for p in os.listdir("/proc") if p.isdigit()]))
"""
    _, ended = runs(alice, source)
    assert ended["head"] == "held\nheld\nNone 2"
    alice.close()


def test_a_conversation_with_a_program(server):
    alice = account(server, "alice")
    alice.asks(
        cmd="run", room="lobby", source="print('hello', input('Who? '))", language="python", interactive=True
    )
    run = alice.event("run")["run"]
    assert alice.event("run_printed")["text"] == "Who? "
    alice.asks(cmd="run_input", run=run, room="lobby", text="Ada")
    assert alice.event("run_ended")["head"] == "Who? hello Ada"
    alice.close()


def test_what_it_printed_is_there_after_a_restart_and_what_ran_is_closed(server):
    alice = account(server, "alice")
    run, _ = runs(alice, "print('kept')")
    alice.asks(cmd="run", room="lobby", source="import time\nprint('up')\ntime.sleep(60)", language="python")
    lost = alice.event("run")["run"]
    alice.event("run_printed", run=lost)
    server.kill()
    with Server(server.data, doors=("port",), code=True) as second, json_client(second.port, "bob") as bob:
        bob.asks(cmd="run_show", run=run, room="lobby")
        assert bob.event("run_output")["text"] == "kept\n"
        until = time.monotonic() + DEADLINE
        while len(ends := ended_in(bob)) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        assert ends == [(run, "ok"), (lost, "lost")]


def ended_in(client):
    """The programs that have ended in the lobby, and how."""
    client.asks(cmd="history", room="lobby", limit=10)
    lines = client.event("history")["lines"]
    return [(line["run"], line["verdict"]) for line in lines if line["event"] == "run_ended"]


def test_a_server_that_stops_ends_what_runs_and_says_so(server):
    alice = account(server, "alice")
    alice.asks(cmd="run", room="lobby", source="import time\ntime.sleep(60)", language="python")
    run = alice.event("run")["run"]
    server.stop()
    assert alice.event("run_ended")["verdict"] == "stopped"
    alice.close()
    export = chatctl(server.data, "export", "lobby")
    assert f"#{run} was stopped after" in export.out


def test_two_run_at_once_and_all_of_eight_end(server):
    people = [account(server, f"user{number}") for number in range(8)]
    for client in people:
        client.asks(cmd="run", room="lobby", source="print('done')", language="python")
    for client in people:
        run = client.event("run")["run"]
        assert client.event("run_ended", run=run)["head"] == "done"
        client.close()


def test_over_http(server):
    account(server, "alice").close()
    where = f"http://127.0.0.1:{server.ports['http-port']}/api/v1/rooms/lobby/runs"

    def asks(method, url, body=None):
        data = json.dumps(body).encode() if body is not None else None
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, data, kind, method=method)  # noqa: S310
        login = urllib.request.HTTPPasswordMgrWithPriorAuth()
        login.add_password(None, where, "alice", PASSWORD, is_authenticated=True)
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(login))
        with opener.open(request, timeout=DEADLINE) as answer:
            return json.load(answer)

    run = asks("POST", where, {"source": "print(6 * 7)", "language": "python"})["run"]
    until = time.monotonic() + DEADLINE
    while (found := asks("GET", f"{where}/{run}")).get("running") and time.monotonic() < until:
        time.sleep(0.02)
    assert found["text"] == "42\n"


@pytest.mark.skipif(os.geteuid() != 0 or not python(), reason="only root can become another user")
def test_a_server_of_a_user_without_rights_runs_programs_too():
    folder = Path(tempfile.mkdtemp())  # which that user may pass
    folder.chmod(0o755)
    try:
        options = ("--registration", "open")
        lesser = {"module": "tests.live.lesser_server", "arguments": (str(NOBODY),)}
        with Server(folder / "data", *options, **lesser, code=True) as server:
            server.says("as the server's own user")
            assert (folder / "data").stat().st_uid == NOBODY
            with account(server, "alice") as alice:
                _, ended = runs(alice, "import os\nprint(os.getuid(), os.path.exists('/tmp/x'))")
                assert ended["head"] == "1000 False"
    finally:
        shutil.rmtree(folder)


def test_a_program_that_tries_to_harm_the_server_does_not(server):
    """It prints without an end, in as many processes as it may have; everybody talks on."""
    alice = account(server, "alice")
    source = "import os\nfor _ in range(6): os.fork()\nwhile True: os.write(1, b'\\x1b[2Jx' * 1000)"
    alice.asks(cmd="run", room="lobby", source=source, language="python")
    with Client(server.port, b"bob\n") as bob:
        bob.sends("still here?\n/ping\n")
        bob.until("pong")
    ended = alice.event("run_ended")
    assert (ended["verdict"], ended["size"]) == ("output_limit", 256 * 1024)
    assert "\x1b" not in ended["head"]
    with suppress(OSError):
        alice.close()


def test_the_limits_are_those_of_the_settings(tmp_path):
    config = tmp_path / "chat.toml"
    config.write_text("")
    limits = ("--config", str(config), "--code-output", "1000", "--code-memory", "64MiB")
    with Server(tmp_path / "data", "--registration", "open", *limits, code=True) as server:
        server.says("fenced in by")
        with account(server, "alice") as alice:
            _, ended = runs(alice, "print('x' * 1001)")
            assert (ended["verdict"], ended["size"], ended["limit"]) == ("output_limit", 1000, 1000)
            _, ended = runs(alice, "x = bytearray(80 << 20)")
            assert "MemoryError" in ended["head"]
            config.write_text("code_timeout = 1\n")
            server.process.send_signal(signal.SIGHUP)
            server.says("code_timeout is now 1s")
            _, ended = runs(alice, "while True: pass")
            assert ended["verdict"] == "timeout"
            assert ended["seconds"] >= 1
