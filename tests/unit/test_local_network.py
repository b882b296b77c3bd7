"""What is stopped while the local network is being set up for it is closed once: two threads that close it
at the same time fail."""

import sys
from types import SimpleNamespace

import pytest

from chatservice.client.link.discovery import Discovery
from chatservice.net import announcement
from chatservice.net.announcement import LanAnnouncement


class Threads:
    """A reactor whose threads are done at once."""

    def callInThread(self, work):
        work()


@pytest.fixture
def network(monkeypatch):
    """The library, with `meanwhile` called while it is set up, and how often it was closed."""
    told = SimpleNamespace(meanwhile=lambda: None, closed=0)

    class Zeroconf:
        def __init__(self, interfaces):
            pass

        def register_service(self, info, allow_name_change):
            told.meanwhile()

        def close(self):
            told.closed += 1

    library = SimpleNamespace(
        Zeroconf=Zeroconf,
        InterfaceChoice=SimpleNamespace(Default=None),
        ServiceBrowser=lambda *_: told.meanwhile(),
        ServiceInfo=lambda *_, **__: None,
    )
    monkeypatch.setitem(sys.modules, "zeroconf", library)
    monkeypatch.setattr(announcement, "deferToThread", lambda work: work())
    return told


@pytest.mark.parametrize("when", ["before", "meanwhile", "later"])
def test_what_looks_for_servers_is_closed_once(network, when):
    discovery = Discovery(Threads(), found=lambda servers: None)
    _stopped(network, when, discovery.stop, discovery._browse)


@pytest.mark.parametrize("when", ["before", "meanwhile", "later"])
def test_what_announces_a_server_is_closed_once(network, when):
    announced = LanAnnouncement("chat", ["192.168.0.2"], 5555, tls=False)
    _stopped(network, when, announced.stop, announced._register)


def _stopped(network, when, stop, work):
    if when == "before":
        stop()
    elif when == "meanwhile":
        network.meanwhile = stop
    work()
    if when == "later":
        assert network.closed == 0
        stop()
    stop()
    assert network.closed == 1
