"""A process that runs programs in the sandbox, with things beside it that they must not reach.

It is one of its own so that a guard can be put around it, and so that it can be root or
not. It reads a line of JSON for each program (the path, and the limits to run it under), and
writes one with what became of it and of the things beside it.

    python -m tests.live.attack_range [--uid N] [--no-seccomp] [--cgroup] [--where FOLDER]

With ``--uid`` a root that starts it becomes that user first, for good.
"""

import argparse
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.threads import deferToThread

from chatservice.model.runs import Program
from chatservice.sandbox import cgroup, host
from chatservice.sandbox.languages import BY_NAME, MIB
from chatservice.sandbox.policy import RunLimits
from chatservice.sandbox.start import Starter
from tests.live.attacks import Attack
from tests.live.server import DEADLINE

SECRET = "CANARY-7f3a9"
# As programs name them; those that are here are free ones, so that several of these run on a machine.
PORT, UDP_PORT, ABSTRACT = "18765", "18766", "canary-host-sock"
CLOSED_PORT = 18767  # nobody is given it: it is none of those that the kernel chooses from
SAMPLE = 0.03
RUNNERS_UID = 65530
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER = 4, 36


class Surroundings:
    """The server's own things, as a program would find them if it got out."""

    def __init__(self, uid: int, where: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="canary-", dir=where))
        self.folder.chmod(0o755)
        self.database = self.folder / "server.db"
        self.database.write_text(SECRET)
        self.database.chmod(0o644)
        self.listeners = []
        tcp = socket.create_server(("127.0.0.1", 0))
        path = socket.socket(socket.AF_UNIX)
        path.bind(str(self.folder / "server.sock"))
        os.chmod(self.folder / "server.sock", 0o777)  # noqa: S103
        abstract = socket.socket(socket.AF_UNIX)
        abstract.bind(f"\0canary-{os.getpid()}")
        for listener in (tcp, path, abstract):
            listener.listen()
            threading.Thread(target=self._answer, args=(listener,), daemon=True).start()
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        self.names = {
            "@CANARY_DIR@": str(self.folder),
            PORT: str(self.port),
            UDP_PORT: str(self.udp.getsockname()[1]),
            ABSTRACT: f"canary-{os.getpid()}",
        }
        threading.Thread(target=self._answer_udp, daemon=True).start()
        become = {"user": uid, "group": uid, "extra_groups": []} if os.geteuid() == 0 else {}
        # With a parent that is killed it ends, too.
        victim = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--", "/usr/bin/sleep", "100000"]
        self.victim = subprocess.Popen(victim, **become)
        self.before = self._listing()

    def _answer(self, listener: socket.socket) -> None:
        while True:
            with suppress(OSError):
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(SECRET.encode())

    def _answer_udp(self) -> None:
        while True:
            with suppress(OSError):
                _, sender = self.udp.recvfrom(2048)
                self.udp.sendto(SECRET.encode(), sender)

    def within(self, source: str) -> str:
        """The program, with what is here in place of what it names."""
        for name, here in self.names.items():
            source = source.replace(name, here)
        return source

    def _listing(self) -> set[str]:
        return {f"{folder}/{name}" for folder in ("/", "/etc", "/usr") for name in os.listdir(folder)}

    def wrong(self) -> list[str]:
        """What of it is not as it was."""
        found = []
        if self.database.read_text() != SECRET:
            found.append("the database was written to")
        if self.victim.poll() is not None:
            found.append("the victim is dead")
        if sorted(os.listdir(self.folder)) != ["server.db", "server.sock"]:
            found.append(f"in the server's folder is {os.listdir(self.folder)}")
        if new := self._listing() - self.before:
            found.append(f"new on the host: {new}")
        with socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE) as connection:
            if connection.recv(100) != SECRET.encode():
                found.append("the server does not answer")
        return found

    def end(self) -> None:
        self.victim.kill()
        self.victim.wait()
        for name in os.listdir(self.folder):
            (self.folder / name).unlink()
        self.folder.rmdir()


class Observed:
    """One run as it is seen from outside, independently of what the sandbox counts itself."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.run = None
        self.namespace = ""
        self.peak = 0
        self.most = 0
        self.reachable = False
        self.over = threading.Event()
        self.ending = None

    def running(self) -> None:
        pass

    def printed_(self, text: str, error: bool) -> None:
        self.printed.append(text)

    def ended(self, ending) -> None:
        self.ending = ending
        self.over.set()

    def watch(self) -> None:
        while not self.over.wait(SAMPLE):
            if not self.namespace and self.run is not None and self.run._first:
                with suppress(OSError):
                    self.namespace = os.readlink(f"/proc/{self.run._first.pid}/ns/pid")
            if self.namespace:
                pids = self.alive()
                self.most = max(self.most, sum(map(threads, pids)))
                self.peak = max(self.peak, sum(map(memory, pids)))
            if not self.reachable:
                with suppress(OSError), socket.create_connection(("127.0.0.1", CLOSED_PORT), timeout=0.1):
                    self.reachable = True

    def alive(self) -> list[int]:
        """Processes of its pid namespace. By that and by nothing else are they told apart."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit():
                with suppress(OSError):
                    if os.readlink(f"/proc/{name}/ns/pid") == self.namespace:
                        found.append(int(name))
        return found


class Told:
    """The watcher that a run wants; the name of one method is taken by the data of `Observed`."""

    def __init__(self, observed: Observed) -> None:
        self.running = observed.running
        self.printed = observed.printed_
        self.ended = observed.ended


def threads(pid: int) -> int:
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/task"))
    return 0


def memory(pid: int) -> int:
    with suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        values = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        return (values["Pss_Anon"] + values["Pss_Shmem"]) * 1024
    return 0


def run_one(starter: Starter, surroundings: Surroundings, job: dict) -> dict:
    attack = Attack.read(Path(job["path"]))
    source = surroundings.within(attack.source)
    language = BY_NAME[attack.header["LANG"]]
    limits = RunLimits(seconds=attack.wall, compile_seconds=attack.compile)
    observed = Observed()
    watching = threading.Thread(target=observed.watch)
    began = time.monotonic()

    def start() -> None:
        program = Program(language.name, source, attack.header.get("STDIN", ""))
        observed.run = starter.start(program, language, limits, Told(observed))

    reactor.callFromThread(start)
    watching.start()
    ended = observed.over.wait(attack.wall + attack.compile + 30)
    seconds = time.monotonic() - began
    wrong = surroundings.wrong()
    if not ended:
        wrong.append("it has not ended")
        observed.over.set()
        reactor.callFromThread(observed.run.stop)
    watching.join()
    if observed.namespace and (left := observed.alive()):
        wrong.append(f"{len(left)} of its processes are alive")
    if observed.reachable:
        wrong.append("the host could connect to it")
    ending = observed.ending
    return {
        "verdict": str(ending.verdict) if ending else "none",
        "status": ending.status if ending else None,
        "detail": ending.detail if ending else "",
        "printed": "".join(observed.printed),
        "seconds": seconds,
        "peak_mb": observed.peak / MIB,
        "most_pids": observed.most,
        "wrong": wrong,
    }


def become(uid: int) -> None:
    """For good, and as if it had been started so."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--uid", type=int)
    parser.add_argument("--no-seccomp", action="store_true")
    parser.add_argument("--cgroup", action="store_true")
    parser.add_argument("--where", default="/tmp")  # noqa: S108 (everybody has to reach it)
    options = parser.parse_args()
    "".encode("idna")  # what is loaded late may be out of reach then
    os.environ["CANARY_SECRET"] = "CANARY-env"
    place = cgroup.find() if options.cgroup else None
    if options.uid and os.geteuid() == 0:
        become(options.uid)
    os.chdir("/")
    own = RUNNERS_UID if os.geteuid() == 0 else os.geteuid()
    here = host.examine(RUNNERS_UID, owner=0)
    if options.no_seccomp:
        here = here._replace(seccomp=None)
    surroundings = Surroundings(own, options.where)
    starter = Starter(here, place, reactor, deferToThread)

    def serve() -> None:
        try:
            for line in sys.stdin:
                result = run_one(starter, surroundings, json.loads(line))
                sys.stdout.write(json.dumps(result) + "\n")
                sys.stdout.flush()
        finally:
            surroundings.end()
            reactor.callFromThread(reactor.stop)

    reactor.callWhenRunning(lambda: threading.Thread(target=serve).start())
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))
    reactor.run()


if __name__ == "__main__":
    main()
