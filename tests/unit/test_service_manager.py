"""systemd is told what the server does, in datagrams; without systemd, nothing happens."""

import socket

import pytest
from twisted.internet.task import Clock

from chatservice.net.service_manager import ServiceManager


class Systemd:
    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind("\0" + address[1:] if address.startswith("@") else address)

    def hears(self) -> list[str]:
        found = []
        while True:
            try:
                found.append(self.socket.recv(4096).decode())
            except BlockingIOError:
                return found


@pytest.fixture(params=["path", "abstract"])
def address(request, tmp_path):
    return str(tmp_path / "notify") if request.param == "path" else f"@{tmp_path}"


def test_it_is_told_that_the_server_is_ready_reloads_and_stops(address):
    systemd = Systemd(address)
    environ = {"NOTIFY_SOCKET": address, "HOME": "/"}
    manager = ServiceManager(environ, 7, Clock())
    assert environ == {"HOME": "/"}  # programs that are run are not told where it listens
    manager.ready()
    manager.reloading()
    manager.stopping()
    ready, reloading, stopping = systemd.hears()
    assert ready == "READY=1\nSTATUS=ready"
    assert reloading.startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert stopping == "STOPPING=1\nSTATUS=stopping"
    systemd.socket.close()


@pytest.mark.parametrize(("meant", "signs"), [("", 3), ("7", 3), ("8", 0)])
def test_the_watchdog_is_fed_twice_as_often_as_it_waits(address, meant, signs):
    systemd, clock = Systemd(address), Clock()
    environ = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "60000000", "WATCHDOG_PID": meant}
    manager = ServiceManager(environ, 7, clock)
    assert systemd.hears() == []
    manager.ready()
    clock.advance(30)
    manager.ready()  # after a reload: still one
    clock.advance(30)
    assert systemd.hears().count("WATCHDOG=1") == signs
    systemd.socket.close()


@pytest.mark.parametrize(
    "environ", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}, {"NOTIFY_SOCKET": "vsock:2:1"}]
)
def test_without_it_nothing_happens(environ):
    manager = ServiceManager({**environ, "WATCHDOG_USEC": "junk"}, 7, Clock())
    manager.ready()
    manager.reloading()
    manager.stopping()
