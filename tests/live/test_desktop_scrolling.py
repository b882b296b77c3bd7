"""Scrolling back in a real window, with the wheel and by keyboard."""

import re

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client

LINES = 500
PLACE = "900x640+0+0"
WHEEL, KEY = ("click", "--repeat", 6, "--delay", 4, 4), ("key", "Prior")


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def seen(window):
    """The first and the last line on the screen, once those are there that it asks for at the top."""
    visible = window.until(lambda text: "Scroll up" not in text, "visible")
    numbers = [int(each) for each in re.findall(r"line (\d+)$", visible, re.MULTILINE)]
    return numbers[0], numbers[-1]


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
        before, _ = seen(alice)
        for hand, goal in (WHEEL, LINES - 250), (KEY, LINES - 400):
            while before > goal:
                alice.hand(*hand)
                first, last = seen(alice)
                assert first <= before <= last + 1
                before = first
