"""Doors as endpoint strings, on real sockets: each is joined in the way the start line says."""

import os
import re
import socket
import struct
import subprocess
import sys

import pytest
from twisted.internet import reactor

from chatservice.errors import StartError
from chatservice.net.open_doors import open_doors
from chatservice.settings.schema import Settings
from chatservice.wire.proxy_header import V2
from tests.live.certificates import Authority, put, whoever
from tests.live.server import DEADLINE, ROOT, Client, Server, text_client

# What systemd does: descriptors from 3 on, and the process they are for.
SYSTEMD = (
    sys.executable,
    "-c",
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid()); "
    "os.execvp(sys.argv[2], sys.argv[2:])",
)


PROXIED = "haproxy:tcp:0:interface=127.0.0.1"
PROXY = "through the proxy that sends PROXY headers to 127.0.0.1:"


def joins(client: Client, name: str) -> None:
    client.sends(f"{name}\n")
    client.until(f"* Welcome, {name}.")
    client.until("* You are in lobby")


def refused(folder, *options) -> str:
    """The one line that a server which cannot start says."""
    command = [sys.executable, "-m", "chatservice", "--data", str(folder / "other"), "--http-port", "none"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [*command, *options],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    return ended.stderr


def test_a_unix_socket_is_joined_with_netcat_and_goes_with_the_server(tmp_path):
    path = tmp_path / "chat.sock"
    with Server(tmp_path / "data", "--port", f"unix:{path}", doors=()) as server:
        server.says(f"Join: nc -U {path}")
        assert path.stat().st_mode & 0o777 == 0o660
        said = subprocess.run(
            ["nc", "-N", "-U", str(path)],
            check=True,
            input=b"alice\nhi\n/quit\n",
            capture_output=True,
            timeout=DEADLINE,
        )
        assert b"* Welcome, alice.\n" in said.stdout
        with Client(0, path=str(path)) as bob, Client(0, path=str(path)) as carol:
            joins(bob, "bob")
            joins(carol, "carol")
            carol.sends("over a file\n")
            bob.until("carol: over a file")
        server.stop()
    assert not path.exists()


def test_the_mode_of_a_unix_socket_can_be_set(tmp_path):
    path = tmp_path / "chat.sock"
    with Server(tmp_path / "data", "--port", f"unix:{path}:mode=600", doors=()) as server:
        server.says("nc -U")
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_socket_of_a_killed_server_is_taken_over_and_that_of_a_living_one_is_not(tmp_path):
    path = tmp_path / "chat.sock"
    door = ("--port", f"unix:{path}")
    with Server(tmp_path / "data", *door, doors=()) as server:
        server.says("nc -U")
        server.kill()
    assert path.is_socket()
    with Server(tmp_path / "data2", *door, doors=()) as server:
        server.says("nc -U")
        told = refused(tmp_path, *door)
        assert told == f"chat: --port unix:{path}: somebody listens there already; " + (
            "stop that one, or choose another name\n"
        )
        with Client(0, path=str(path)) as client:
            joins(client, "alice")
        # Whoever put another file there meanwhile keeps it.
        path.unlink()
        path.write_text("mine")
        server.stop()
    assert path.read_text() == "mine"
    assert "Traceback" not in server.said()
    assert "is not a socket" in refused(tmp_path, *door)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_UNIX])
def test_a_socket_of_systemd_is_listened_at_and_left_to_systemd(tmp_path, monkeypatch, family):
    path = tmp_path / "chat.sock"
    monkeypatch.setenv("LISTEN_FDS", "1")
    monkeypatch.setenv("LISTEN_FDNAMES", "chat")
    with socket.socket(family) as passed:
        passed.bind(str(path) if family == socket.AF_UNIX else ("127.0.0.1", 0))
        passed.listen()
        if family == socket.AF_UNIX:
            path.chmod(0o600)
        number = passed.fileno()
        domain = "UNIX" if family == socket.AF_UNIX else "INET"
        with Server(
            tmp_path / "data",
            "--port",
            f"systemd:domain={domain}:name=chat",
            doors=(),
            prefix=(*SYSTEMD, str(number)),
            pass_fds=(number,),
        ) as server:
            if family == socket.AF_UNIX:
                server.says(f"Join: nc -U {path}")
                client = Client(0, path=str(path))
            else:
                port = passed.getsockname()[1]
                server.says(f"Join: nc 127.0.0.1 {port} ")
                client = Client(port)
            joins(client, "alice")
            client.close()
            server.stop()
            assert "Traceback" not in server.said()
        if family == socket.AF_UNIX:
            assert path.is_socket()
            assert path.stat().st_mode & 0o777 == 0o600


def test_a_socket_that_systemd_did_not_pass_is_one_line(tmp_path):
    told = refused(tmp_path, "--port", "systemd:domain=INET:name=chat")
    assert told == (
        "chat: --port systemd:domain=INET:name=chat: systemd passed no socket 'chat'; "
        "is the socket unit started?\n"
    )


def port_of(server: Server, words: str) -> int:
    """The port that follows these words in what the server says."""
    return int(server.finds(re.escape(words) + r"(\d+)\s")[1])


@pytest.mark.parametrize("begin", [b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 5555\r\n", b"second"])
def test_a_proxy_speaks_for_its_clients(tmp_path, begin):
    if begin == b"second":
        addresses = bytes([192, 0, 2, 7, 127, 0, 0, 1]) + struct.pack("!HH", 4711, 5555)
        begin = V2 + struct.pack("!BBH", 0x21, 0x11, len(addresses)) + addresses
    with Server(tmp_path / "data", "--port", PROXIED, doors=()) as server:
        port = port_of(server, f"Join: {PROXY}")
        with Client(port, begin) as client:
            joins(client, "alice")
            client.sends("and a half-closed line\n")
            client.socket.shutdown(socket.SHUT_WR)
            assert client.rest()[-1] == "* Goodbye."
        with Client(port, b"alice\n") as client:
            assert client.rest() == []
        server.stop()
        assert "Traceback" not in server.said()


def test_limits_by_address_are_those_of_the_proxys_clients(tmp_path):
    with Server(tmp_path / "data", "--port", PROXIED, "--clients-per-address", "1", doors=()) as server:
        port = port_of(server, PROXY)
        clients = [Client(port, b"PROXY TCP4 192.0.2.%d 127.0.0.1 1 2\r\n" % host) for host in (1, 2, 1)]
        joins(clients[0], "alice")
        joins(clients[1], "bob")
        assert any("address" in line for line in clients[2].rest())
        for client in clients:
            client.close()


def test_tls_behind_a_proxy_that_passes_it_through(tmp_path):
    with Server(tmp_path / "data", "--tls-port", PROXIED) as server:
        port = port_of(server, PROXY)
        with socket.create_connection(("127.0.0.1", port), DEADLINE) as plain:
            plain.sendall(b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 5555\r\n")
            with whoever().wrap_socket(plain) as encrypted:
                encrypted.sendall(b"alice\n")
                seen = b""
                while b"Welcome, alice" not in seen:
                    seen += encrypted.recv(4096)
                bob = text_client(server.port, "bob")
                bob.sends("nothing goes past the encryption\n")
                while b"past the encryption" not in seen:
                    seen += encrypted.recv(4096)
                bob.close()


@pytest.mark.parametrize("kind", ["ssl", "tls"])
def test_the_tls_endpoints_of_twisted_work_as_they_are(tmp_path, kind):
    cert, key = Authority().pair()
    leaf = cert[: cert.index(b"-----END CERTIFICATE-----\n") + len(b"-----END CERTIFICATE-----\n")]
    put(tmp_path, leaf, key)
    folder = tmp_path / "pems"
    folder.mkdir()
    (folder / "localhost.pem").write_bytes(leaf + key)
    pair = f"privateKey={tmp_path / 'key.pem'}:certKey={tmp_path / 'cert.pem'}"
    doors = {
        "ssl": f"ssl:0:{pair}:interface=127.0.0.1",
        "tls": f"tls:{folder}:0:interface=\\:\\:ffff\\:127.0.0.1",
    }
    hosts = {"ssl": "127.0.0.1", "tls": "[::ffff:127.0.0.1]"}
    with Server(tmp_path / "data", "--port", doors[kind], doors=()) as server:
        port = port_of(server, f"Join: openssl s_client -quiet -connect {hosts[kind]}:")
        with Client(port, tls=whoever()) as client, Client(port, tls=whoever()) as other:
            joins(client, "alice")
            joins(other, "bob")
            other.sends("hi\n")
            client.until("bob: hi")


PLUGIN = """
from twisted.internet.endpoints import serverFromString
from twisted.internet.interfaces import IListeningPort, IStreamServerEndpoint
from twisted.internet.interfaces import IStreamServerEndpointStringParser
from twisted.internet.task import deferLater
from twisted.plugin import IPlugin
from zope.interface import implementer

@implementer(IListeningPort)
class Published:
    def __init__(self, port):
        self.port = port
    def getHost(self):
        return f"somewhere.onion:{self.port.getHost().port}"
    def startListening(self):
        pass
    def stopListening(self):
        return self.port.stopListening()

@implementer(IStreamServerEndpoint)
class Late:
    def __init__(self, reactor, number, fails):
        self.reactor, self.number, self.fails = reactor, number, fails
    def listen(self, factory):
        return deferLater(self.reactor, 0.1, self.publish, factory)
    def publish(self, factory):
        if self.fails:
            raise ValueError("nobody publishes it")
        at = f"tcp:{self.number}:interface=127.0.0.1"
        return serverFromString(self.reactor, at).listen(factory).addCallback(Published)

@implementer(IPlugin, IStreamServerEndpointStringParser)
class Parser:
    prefix = "late"
    def parseStreamServer(self, reactor, number, fails=""):
        return Late(reactor, number, fails)

parser = Parser()
"""


def test_a_door_of_a_plugin_may_open_later(tmp_path, monkeypatch):
    plugins = tmp_path / "site" / "twisted" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "late_endpoint.py").write_text(PLUGIN)
    with Server(
        tmp_path / "data",
        "--pipe-port",
        "late:0",
        "--prompt-port",
        "late:0:fails=yes",
        path=tmp_path / "site",
    ) as server:
        server.says("at late:0")
        port = port_of(server, "late:0 is open: somewhere.onion:")
        server.says("late:0:fails=yes could not be opened: nobody publishes it")
        with Client(port, b"alice\n") as client:
            assert client.line() == "CONNECTED"
        server.stop()
        assert " at /" not in server.said()


@pytest.mark.parametrize(
    ("door", "told"),
    [
        ("unix:{folder}/no/chat.sock", "No such file or directory"),
        ("unix:{folder}/chat.sock:mode=rw", "the mode is in octal, such as 660"),
        ("unix:{folder}/chat.sock:colour=red", "write unix:PATH or unix:PATH:mode=660"),
        ("unix:{folder}/" + "x" * 120, "AF_UNIX path too long"),
        ("nonsense:5555", "Unknown endpoint type: 'nonsense'"),
        ("tcp:port", "invalid literal"),
        ("systemd:domain=INET", "Specify exactly one of descriptor index or name"),
        ("haproxy:nonsense:1", "Unknown endpoint type: 'nonsense'"),
        ("tls:{folder}:0", "root.pem holds a root certificate"),
        ("ssl:0:privateKey={folder}/no.pem", "No such file or directory"),
    ],
)
def test_a_door_that_cannot_be_opened_is_one_sentence(tmp_path, door, told):
    (tmp_path / "root.pem").write_bytes(Authority().pem)
    door = door.format(folder=tmp_path)
    with pytest.raises(StartError) as refusal:
        open_doors(Settings(data=str(tmp_path), port=door, http_port=None), reactor)
    said = str(refusal.value)
    assert said.startswith(f"--port {door}: ")
    assert told in said
    assert "\n" not in said
