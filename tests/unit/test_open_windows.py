"""A second start of the desktop client: which window opens what it asks for, and who may ask."""

import socket

import pytest
from twisted.internet.testing import StringTransport

from chatservice.client import open_windows
from chatservice.client.model.openings import Opening
from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.client.open_windows import OpenWindows, Start, windows_folder
from chatservice.client.tk.window_door import IDLE_MAX, OPENING_MAX, STARTS_MAX, WindowDoors
from tests.clock import TestClock

ANN = SavedServer("chat.example", 5555, False, "Ann")


@pytest.mark.parametrize(
    ("opening", "fits"),
    [
        (Opening(), True),
        (Opening("chat.example", 5555, room="ops"), True),
        (Opening("CHAT.example", 5555, name="ann"), True),
        (Opening("chat.example", 6000), False),
        (Opening("other.example", 5555), False),
        (Opening("chat.example", 5555, name="bob"), False),
        (Opening(name="bob"), False),
        (Opening(name="ann"), True),
    ],
)
def test_a_window_is_for_one_person_at_one_server(opening, fits):
    assert opening.fits(ANN) is fits


def test_what_is_not_given_is_as_it_was_last(tmp_path):
    memory = Preferences(tmp_path / "desktop.json")
    assert Opening(name="zoe").login(memory) == SavedServer(name="zoe")
    memory.used(SavedServer("old.example", 5556, True, "olga"))
    memory.used(ANN)
    assert Opening().login(memory) == ANN
    assert Opening("old.example", 5556, True).login(memory).name == "olga"
    assert Opening("new.example", 5555, name="zoe").login(memory) == SavedServer(
        "new.example", 5555, False, "zoe"
    )


def test_windows_with_other_preferences_or_on_other_displays_are_others(tmp_path):
    first = windows_folder({"XDG_RUNTIME_DIR": "/run/user/1", "DISPLAY": ":0"}, tmp_path)
    assert first.parent.name == "chatservice"
    assert first != windows_folder({"XDG_RUNTIME_DIR": "/run/user/1", "DISPLAY": ":1"}, tmp_path)
    assert first != windows_folder({"XDG_RUNTIME_DIR": "/run/user/1", "DISPLAY": ":0"}, tmp_path / "x")
    assert windows_folder({}, tmp_path / "desktop.json").parent == tmp_path


def test_only_the_user_can_reach_the_socket_and_a_dead_one_is_removed(tmp_path):
    windows = OpenWindows(tmp_path / "w")
    with windows.start(None).listening as listening:
        path = listening.getsockname()
    folder = tmp_path / "w"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / path).stat().st_mode & 0o777 == 0o600
    dead = (folder / path).rename(folder / "1")
    with windows.start(Opening()).listening:
        assert not dead.exists()


def test_a_window_that_hangs_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(open_windows, "PATIENCE", 0.01)
    windows = OpenWindows(tmp_path / "w")
    with windows.start(None).listening as hanging, windows.start(Opening()).listening as listening:
        assert hanging.fileno() != listening.fileno()


def test_without_a_folder_each_start_opens_a_window(tmp_path):
    (tmp_path / "file").touch()
    assert OpenWindows(tmp_path / "file" / "w").start(Opening()) == Start()
    assert OpenWindows(tmp_path / ("x" * 120)).start(Opening()) == Start()


class Doors:
    """A window's door with starts that ask there."""

    def __init__(self, takes=True):
        self.clock, self.taken = TestClock(), []
        self.doors = WindowDoors(self.clock, lambda opening: self.taken.append(opening) or takes)

    def asked(self, *pieces):
        door, transport = self.doors.buildProtocol(None), StringTransport()
        door.makeConnection(transport)
        for piece in pieces:
            door.dataReceived(piece)
        if transport.disconnected or transport.disconnecting:
            door.connectionLost()
        return transport


def test_the_answer_says_whether_the_window_opens_it():
    doors = Doors()
    assert doors.asked(b'{"host":"h","port":1', b',"room":"ops"}\n').value() == b'{"taken":true}\n'
    assert doors.taken == [Opening("h", 1, room="ops")]
    assert Doors(takes=False).asked(b"{}\n").value() == b'{"taken":false}\n'


@pytest.mark.parametrize("words", [b"hello\n", b'{"host":1}\n', b"\xff\xfe\n", b"x" * (OPENING_MAX + 1)])
def test_other_words_end_the_connection(words):
    doors = Doors()
    transport = doors.asked(words)
    assert transport.disconnected
    assert transport.value() == b""
    assert doors.taken == []


def test_few_may_ask_at_a_time_and_not_for_long():
    doors = Doors()
    waiting = [doors.asked() for _ in range(STARTS_MAX)]
    assert doors.asked(b"").disconnected
    doors.clock.advance(IDLE_MAX)
    assert all(each.disconnected for each in waiting)


def test_a_socket_has_no_room_for_a_long_path(tmp_path):
    """What `test_without_a_folder` relies on."""
    with socket.socket(socket.AF_UNIX) as line, pytest.raises(OSError, match="too long"):
        line.bind(str(tmp_path / ("x" * 120)))
