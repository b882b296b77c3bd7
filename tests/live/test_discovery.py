"""A server on the local network is found by the windows there, and is gone when it stops."""

import os
import queue
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chatservice.client.link.discovery import Discovery, FoundServer
from chatservice.net.announcement import LanAnnouncement, label, local_addresses
from tests.live.server import DEADLINE

zeroconf = pytest.importorskip("zeroconf")
HERE = "127.0.0.1"


class Threads:
    """A reactor's threads: the library wants none in which an event loop of asyncio runs, as the driver of a
    browser has it in that of the tests."""

    def __init__(self):
        self.calls = queue.Queue()
        self.pool = ThreadPoolExecutor()

    def callInThread(self, call, *arguments):
        self.pool.submit(call, *arguments)

    def callFromThread(self, call, *arguments):
        self.calls.put((call, arguments))

    def until(self, is_so):
        """Turns until it is so: what is found may be told more than once."""
        until = time.monotonic() + DEADLINE
        while not is_so():
            call, arguments = self.calls.get(timeout=max(0.001, until - time.monotonic()))
            call(*arguments)


@pytest.fixture
def threads():
    threads = Threads()
    with threads.pool:
        yield threads


def test_a_server_is_found_and_lost(threads):
    found = []
    discovery = Discovery(threads, found.append, [HERE])
    name = f"room {os.getpid()}. 12"  # others on this machine may announce themselves meanwhile
    server = FoundServer(name.replace(".", "-"), HERE, 6960, True)
    announcement = LanAnnouncement(name, [HERE], 6960, tls=True)
    discovery.start()
    try:
        threads.pool.submit(announcement._register).result(DEADLINE)
        threads.until(lambda: found and server in found[-1])
        threads.pool.submit(announcement._zeroconf.close).result(DEADLINE)
        threads.until(lambda: server not in found[-1])
    finally:
        discovery.stop()


def test_what_could_not_be_announced_leaves_nothing_open(monkeypatch, threads):
    closed = []

    class Refusing(zeroconf.Zeroconf):
        def register_service(self, *_, **__):
            raise zeroconf.NonUniqueNameException

        def close(self):
            closed.append(self)
            super().close()

    monkeypatch.setattr(zeroconf, "Zeroconf", Refusing)
    with pytest.raises(zeroconf.NonUniqueNameException):
        threads.pool.submit(LanAnnouncement("room", [HERE], 6960, tls=False)._register).result(DEADLINE)
    assert closed


@pytest.mark.parametrize(
    ("bound", "addresses"),
    [
        *(("127.0.0.1", []), ("::1", []), ("8.8.8.8", []), ("::ffff:127.0.0.1", [])),
        *(("10.1.2.3", ["10.1.2.3"]), ("::ffff:10.1.2.3", ["10.1.2.3"]), ("fe80::1", ["fe80::1"])),
    ],
)
def test_only_private_addresses_are_announced(bound, addresses):
    assert local_addresses(bound) == addresses


def test_of_all_addresses_none_is_of_this_machine_alone():
    assert HERE not in local_addresses("::")


def test_a_name_is_one_label():
    assert label("a.b\n") == "a-b"
    assert len(label("é" * 80).encode()) <= 59
    assert label("\x00") == "chat"
