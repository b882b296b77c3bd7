"""Scrolling back in a real window, with the wheel and by keyboard."""

import re

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client

LINES = 500
PLACE = "900x640+0+0"


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def seqs(window):
    return [int(each) for each in re.findall(r"line (\d+)$", window.ask("visible"), re.MULTILINE)]


def rests(window):
    """The lines on the screen, once it no longer moves."""
    last = []

    def same(visible):
        last.append(visible)
        return len(last) > 2 and last[-1] == last[-2] == last[-3]

    window.until(same, "visible")
    return seqs(window)


def test_nothing_is_passed_over_on_the_way_back(display, tmp_path):
    with (
        Server(tmp_path / "data", "--message-rate", "none") as server,
        json_client(server.port, "bob") as bob,
        Window(display, tmp_path / "a", PLACE) as alice,
    ):
        for number in range(1, LINES + 1):
            bob.asks(cmd="say", room="lobby", text=f"line {number}", ref=number)
        bob.event("ack", ref=LINES)
        alice.logs_in("alice", server.port)
        alice.page(f"line {LINES}\n")
        alice.click("word", f"line {LINES - 3}")
        before = rests(alice)
        for hand in [("click", "--repeat", 6, "--delay", 4, 4)] * 8 + [("key", "Prior")] * 8:
            display.hand(*hand)
            now = rests(alice)
            assert now[0] < before[0] <= now[-1] + 1
            before = now
        assert before[0] < LINES - 200
