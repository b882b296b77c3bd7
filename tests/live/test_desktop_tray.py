"""The icon of the desktop client in a tray: how many lines are unread, a click, the menu, closing into it."""

import shutil

import pytest

from tests.live.desktop import Display, Window, until
from tests.live.server import Server, text_client
from tests.live.tray_host import SessionDaemon, TrayHost

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="D-Bus is not here")
PLACE = "845x720+0+0"


@pytest.fixture
def display():
    with Display() as made, SessionDaemon() as daemon:
        made.env["DBUS_SESSION_BUS_ADDRESS"] = daemon.address
        yield made


def test_the_window_closes_into_the_tray_and_comes_back(display, tmp_path):
    folder = tmp_path / "a"
    with (
        Server(tmp_path / "data") as server,
        TrayHost(display.env["DBUS_SESSION_BUS_ADDRESS"]) as host,
        Window(display, folder, PLACE) as alice,
    ):
        alice.logs_in("alice", server.port)
        host.until_registered()
        assert [size[:2] for size in host.shows("IconPixmap")] == [(24, 24), (48, 48)]
        plain = host.shows("IconPixmap")
        alice.click("composer")
        alice.types("", "ctrl+comma")
        alice.click("control", "tray")
        alice.types("", "Escape")
        alice.until(lambda forms: not forms, "forms")
        alice.ask("close")
        alice.until("withdrawn", "state")
        with text_client(server.port, "bob") as bob:
            bob.sends("hello @alice\n")
            until(lambda: host.shows("Title") == "chatservice: 1 unread line")
        assert host.shows("IconPixmap") != plain
        host.asks("Activate", "ii", 0, 0)
        alice.until("normal", "state")
        alice.page("hello @alice")
        until(lambda: host.shows("IconPixmap") == plain)

        # The tray ends while the window is hidden there: it may not be lost.
        alice.ask("close")
        alice.until("withdrawn", "state")
        host.leaves()
        alice.until(lambda state: state != "withdrawn", "state")  # "iconic" where a window manager is
        with TrayHost(display.env["DBUS_SESSION_BUS_ADDRESS"]) as again:
            again.until_registered()
            _, (_, _, entries) = again.asks("GetLayout", "iias", 0, -1, [], menu=True)
            assert [entry[1][1]["label"][1] for entry in entries] == ["Open", "Quit"]
            again.asks("Event", "isvu", entries[0][1][0], "clicked", ("s", ""), 0, menu=True)
            alice.until("normal", "state")
            again.asks("Event", "isvu", entries[1][1][0], "clicked", ("s", ""), 0, menu=True)
            alice.ended()
