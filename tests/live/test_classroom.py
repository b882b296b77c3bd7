"""A class on a network: one server, three machines, each with an address of its own, and every way in.

The machines are addresses of 127.0.0.0/8, which all belong to this one: each client comes
from its own address, and asks for the server by that of another.
"""

import re
import shlex
import subprocess

import pytest

from tests.live.desktop import Display, Window
from tests.live.programs import Program
from tests.live.server import DEADLINE, Server
from tests.live.sockets import Socket
from tests.live.test_desktop import LEFT

DOORS = ("port", "http-port")
NOTES = b"Homework: read page 12.\n" * 200


class Machine:
    def __init__(self, number, server, folder):
        self.address = f"127.0.0.{number}"
        self.server = server
        self.folder = folder / self.address
        self.folder.mkdir()

    def url(self, at, path=""):
        """As it reaches the server: by the address of the machine `at`."""
        return f"http://{at.address}:{self.server.ports['http-port']}{path}"

    def nc(self, at):
        return Program("nc", "-s", self.address, at.address, str(self.server.port))

    def runs(self, *words):
        done = subprocess.run(words, cwd=self.folder, capture_output=True, timeout=DEADLINE, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def curl(self, *words):
        return self.runs("curl", "--interface", self.address, "-sS", "--fail-with-body", *words)

    def wget(self, url):
        return self.runs("wget", f"--bind-address={self.address}", "-q", "-O", "-", url)

    def socket(self, at):
        port = self.server.ports["http-port"]
        return Socket(port, host=at.address, source=self.address)


@pytest.fixture
def display():
    with Display() as made:
        yield made


@pytest.fixture(params=[("--open",), ()], ids=["open", "closed"])
def klass(request, tmp_path):
    with Server(tmp_path / "data", "--bind", "0.0.0.0", *request.param, doors=DOORS) as server:  # noqa: S104
        yield [Machine(number, server, tmp_path) for number in (2, 3, 4)]


def link_in(text, name):
    return re.findall(rf"shared {name} \([^)]*\) (http://\S+)", text)[-1]


def test_a_class_meets_by_every_door(klass, display, tmp_path):
    two, three, four = klass
    server = two.server
    (four.folder / "notes.txt").write_bytes(NOTES)
    (three.folder / "secret.txt").write_bytes(b"for the two of us")
    with two.nc(at=two) as ann, three.nc(at=two) as ben, Window(display, tmp_path / "a", LEFT) as window:
        # By netcat, under a name alone; each hears the other.
        ann.types("ann")
        ann.until("* Welcome, ann.")
        ben.types("ben")
        ben.until("* You are in lobby (2 here).")
        ann.until("* ben came into lobby.")
        ben.types("good morning")
        ann.until("[lobby] ben: good morning")

        # By the desktop client.
        window.logs_in("dora", server.port, host=three.address)
        window.page("good morning")
        window.says("hello from a window")
        ben.until("[lobby] dora: hello from a window")

        # By a browser's socket.
        with four.socket(at=three) as socket:
            socket.asks(cmd="login", name="cid")
            socket.asks(cmd="join", room="lobby")
            token = socket.event("welcome")["token"]
            socket.event("joined")
            socket.asks(cmd="say", room="lobby", text="hello from a page")
            ann.until("[lobby] cid: hello from a page")
            window.page("hello from a page")

            # A file by curl, as who one is elsewhere; its link opens on every machine, to everybody.
            bearer = ("-H", f"Authorization: Bearer {token}")
            four.curl(*bearer, "-T", "notes.txt", four.url(two, "/r/lobby/"))
            ben.until("cid shared notes.txt (")
            link = link_in(ben.seen, "notes.txt")
            assert socket.event("file")["url"] == link
        assert [machine.curl(link) for machine in klass] == [NOTES] * 3
        assert three.wget(link) == NOTES
        window.click("word", "notes.txt")
        window.until(lambda rows: rows and "Saved to Downloads" in rows[0], "transfers")
        assert next((tmp_path / "a" / "Downloads").iterdir()).read_bytes() == NOTES

        # A group's file: shown to its members, and their link is as good.
        ben.types("/group pair ann")
        ben.until("* ")
        ben.types("/token")
        ben.until("/login ")
        mine = re.search(r"/login (\w{32})", ben.seen)[1]
        three.curl("-H", f"Authorization: Bearer {mine}", "-T", "secret.txt", three.url(four, "/r/pair/"))
        ann.until("ben shared secret.txt (")
        assert two.curl(link_in(ann.seen, "secret.txt")) == b"for the two of us"
        assert "secret.txt" not in window.ask("page")

        # Pages, on each machine by each address.
        for machine in klass:
            for at in klass:
                page = machine.curl("-H", "Accept: text/html", machine.url(at, "/")).decode()
                assert "<title>chatservice</title>" in page
                for path in re.findall('(?:href|src)="(/[^"]+)"', page):
                    machine.curl("-H", "Accept: text/html", machine.url(at, path))
                assert machine.curl(machine.url(at, "/healthz"))


def test_what_the_start_and_the_first_page_say_works_as_it_stands(klass, tmp_path):
    here = klass[1]
    server, said = here.server, here.server.said()
    (here.folder / "report.pdf").write_bytes(NOTES)
    join, window, look = (
        next(line for line in said.splitlines() if line.startswith(f"{word}: "))
        for word in ("Join", "Window", "Look at it")
    )
    for number, words in enumerate(join.removeprefix("Join: ").split("   or   ")):
        with Program(*shlex.split(words), terminal="telnet" in words) as guest:
            guest.until("Type your name")
            guest.types(f"guest{number}")
            guest.until(f"Welcome, guest{number}.")
    assert f"chat-gui chat://{join.split()[2]}:{server.port}" in window
    url, words = look.removeprefix("Look at it: ").split("   or   ")
    here.runs("curl", "-sS", "--fail-with-body", url)
    here.runs(*shlex.split(words), "-sS", "--fail-with-body")
    told = here.runs("curl", "-sS", url).decode()
    lines = [
        shlex.split("curl" + line.partition("curl")[2]) for line in told.splitlines() if " curl " in line
    ]
    assert len(lines) >= 4
    *steps, follow = sorted(lines, key=lambda words: "-N" in words)
    for words in steps:
        here.runs(*words, "-sS", "--fail-with-body")
    share = next(words for words in steps if "-T" in words)
    with Program(*follow, "-sS", "-D", "-", folder=here.folder) as follower:
        follower.until("200 OK")
        here.runs(*share, "-sS", "--fail-with-body")
        follower.until("shared report.pdf")
