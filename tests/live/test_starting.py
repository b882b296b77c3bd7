"""Starting where not all is as it should be: without a network, on a database with a defect."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from tests.live.server import DEADLINE, ROOT, Server

# A network namespace of its own, made as the root of a user namespace of its own.
ALONE = ("unshare", "--user", "--map-root-user", "--net", "sh", "-c")
LOOPBACK = "ip link set lo up && "
CABLE = LOOPBACK + (
    "ip link add v0 type veth peer name v1 && ip addr add 10.9.9.1/24 dev v0 && "
    "ip link set v0 up && ip link set v1 up && "
)
CLIENT = """
import socket, sys
line = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10).makefile("rb").readline()
sys.stdout.buffer.write(line)
"""


DAEMON = "import tests.live.broken_server; from twisted.scripts import twistd; twistd.run()"
EVERYWHERE = "0.0.0.0"  # noqa: S104


def may_be_alone(script: str) -> str:
    """Why no network of one's own can be made here, if so."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return "unshare or ip is not installed"
    tried = subprocess.run([*ALONE, script + "true"], capture_output=True, text=True, check=False)
    return tried.stderr.strip() or "not permitted" if tried.returncode else ""


class Alone(Server):
    """A server in a network made by `script`."""

    def __init__(self, data, script, *options):
        if why := may_be_alone(script):
            pytest.skip(f"a network of its own cannot be made: {why}")
        super().__init__(data, *options, doors=("port",), prefix=(*ALONE, script + 'exec "$@"', "sh"))

    def _ports(self, start, count):
        self.says("Join: ")
        return [0] * count

    def greets(self, host: str, port: str) -> str:
        """What somebody in the same network gets to see first."""
        enter = ("nsenter", "--preserve-credentials", "--user", "--net", "-t", str(self.process.pid))
        asked = subprocess.run(
            [*enter, sys.executable, "-c", CLIENT, host, port],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=True,
        )
        return asked.stdout


@pytest.mark.parametrize(
    ("script", "bind", "address"),
    [
        (LOOPBACK, EVERYWHERE, "127.0.0.1"),
        (LOOPBACK, "::", "::1"),
        (CABLE, EVERYWHERE, "10.9.9.1"),
        (CABLE, "::", "10.9.9.1"),
    ],
    ids=["no network", "no network, IPv6", "no way out", "no way out, IPv6"],
)
def test_a_server_without_a_route_to_the_world_says_how_to_join_and_serves(tmp_path, script, bind, address):
    with Alone(tmp_path / "data", script, "--bind", bind) as server:
        join = next(line for line in server.said().splitlines() if line.startswith("Join: "))
        host, port = join.split()[2:4]
        assert host == address
        assert server.greets(host, port).startswith("* chatservice ")
        assert "only this machine" not in server.said()
        assert server.stop() == -signal.SIGTERM  # as twistd ends, once all is closed


def ends(*command: str, folder) -> tuple[int, list[str]]:
    ended = subprocess.run(
        [sys.executable, *command, "--port", "0", "--http-port", "none", "--data", str(folder)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return ended.returncode, ended.stdout.splitlines()


def test_a_database_with_a_row_that_is_not_understood_ends_the_process_with_one_line(tmp_path):
    data = tmp_path / "data"
    with Server(data) as server:
        server.stop()
    with sqlite3.connect(data / "chat.db") as database:
        database.execute(
            "INSERT INTO sanctions (measure, made, made_by, name, network, room_id, room_name, reason)"
            " VALUES ('shun', 0, 'x', '', '', 0, '*', 'said by somebody')"
        )
    database.close()
    status, lines = ends("-m", "chatservice", folder=data)
    assert status == 1
    [line] = lines
    assert "the server does not start: " in line
    assert "shun" not in line


def test_a_defect_at_the_start_ends_the_process_with_one_line(tmp_path):
    status, lines = ends("-m", "tests.live.broken_server", folder=tmp_path / "data")
    assert status == 1
    [line] = lines
    assert "the server does not start: ValueError at " in line
    assert "secret" not in line


def test_a_daemon_that_cannot_start_tells_whoever_started_it_and_leaves_no_pid(tmp_path):
    command = [sys.executable, "-c", DAEMON]
    command += ["--logfile", str(tmp_path / "log"), "--pidfile", str(tmp_path / "pid"), "chat"]
    command += ["--port", "0", "--http-port", "none", "--data", str(tmp_path / "data")]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert ended.returncode == 1
    assert "look at log" in ended.stderr
    assert "the server does not start: ValueError at " in (tmp_path / "log").read_text()
    assert not (tmp_path / "pid").exists()


@pytest.mark.parametrize(
    ("words", "status", "lines"),
    [
        (
            ["--bind", EVERYWHERE, "--no-guests", "--http-port", "none"],
            0,
            [
                "http_port = none  (option)",
                f"bind = {EVERYWHERE}  (option)",
                "guests = no  (option)",
                "note: passwords and messages travel unencrypted through port, which other machines can "
                "reach: use tls_port and https_port, or a proxy with TLS",
                "The settings are valid.",
            ],
        ),
        (
            ["--tls-port", "0", "--cert", "/no.pem"],
            1,
            ["chat: --cert /no.pem: cannot be read: No such file or directory."],
        ),
    ],
)
def test_settings_are_checked_without_opening_or_making_anything(tmp_path, words, status, lines):
    done = subprocess.run(
        [sys.executable, "-m", "chatservice", "--check", *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    assert (done.returncode, (done.stdout or done.stderr).splitlines()) == (status, lines)
    assert not list(tmp_path.iterdir())
