"""What the server says when it is ready."""

import pytest

from chatservice import __version__
from chatservice.net.greeting import address, greeting, qr_code
from chatservice.net.listening import ListenAddress

NETWORK = "Network: only this machine can join; for others add --bind 0.0.0.0"


class Door:
    def __init__(self, option: str, how: str, at: ListenAddress, hint: bool = True):
        self.option, self.how, self.at, self.hint = option, how, at, hint
        self.url = f"http://{at.authority}" if option == "--http-port" else ""

    def place(self) -> ListenAddress:
        return self.at

    def lines(self) -> list[str]:
        return [f"{self.how}: {self.at.host} {self.at.port}"] + [NETWORK] * self.hint


LINE = Door("--port", "Join", ListenAddress("5555", "127.0.0.1", 5555))
WEB = Door("--http-port", "Look at it", ListenAddress("8080", "127.0.0.1", 8080))


def test_the_folder_each_way_in_and_once_and_last_what_opens_it_to_the_network():
    assert greeting([LINE, WEB], "/srv/chat") == [
        f"chatservice {__version__}: ready, with its data in /srv/chat",
        "Join: 127.0.0.1 5555",
        "Window: chat-gui chat://127.0.0.1:5555",
        "Look at it: 127.0.0.1 8080",
        NETWORK,
    ]


@pytest.mark.parametrize(
    ("door", "line"),
    [
        (
            Door("--tls-port", "Join", ListenAddress("5556", "chat.example", 5556, tls=True)),
            "chats://chat.example:5556",
        ),
        (Door("--port", "Join", ListenAddress("unix:/run/chat", path="/run/chat")), None),
        (Door("--port", "Join", ListenAddress("haproxy:tcp:5555", "127.0.0.1", 5555, proxied=True)), None),
        (WEB, None),
    ],
)
def test_the_window_joins_at_a_line_door_that_it_can_reach(door, line):
    window = [said for said in greeting([door], "data") if said.startswith("Window: ")]
    assert window == ([f"Window: chat-gui {line}"] if line else [])


def test_what_is_opened_first_is_the_page_or_else_the_link():
    assert address([LINE, WEB]) == "http://127.0.0.1:8080"
    assert address([LINE]) == "chat://127.0.0.1:5555"
    assert address([]) == ""


def test_a_qr_code_is_a_square_of_half_blocks():
    lines = qr_code("http://127.0.0.1:8080")
    assert len(lines) > 10
    assert len({len(line) for line in lines if line.strip()}) <= 2
