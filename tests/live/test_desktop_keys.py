"""A window by keyboard: Enter does what has the focus, what is typed anywhere goes to the line, and a
second start is where the first one ended."""

import socket

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server
from tests.live.test_desktop import LEFT


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def test_enter_does_what_has_the_focus_and_typing_goes_to_the_line(display, tmp_path):
    with Server(tmp_path / "data") as server:
        with Window(display, tmp_path / "a", LEFT) as alice:
            alice.logs_in("alice", server.port)
            alice.types("one line", "Return")
            alice.page("one line")

            # In the page and in the list there is nothing to write into.
            alice.click("word", "one line")
            alice.types("from the page")
            alice.until("from the page", "composer")
            alice.click("row", "place", "lobby")
            alice.types("F")
            alice.until("from the pageF", "composer")
            alice.types("", "F6", "F6")
            alice.types("G")
            alice.until("from the pageFG", "composer")

            # In a form, Tab to Cancel. In an empty line it leads on, too, and writes nothing.
            alice.click("composer")
            alice.types("", "ctrl+a", "BackSpace", "Tab")
            alice.until("file".__eq__, "button_with_keys")
            assert alice.ask("composer") == ""
            alice.types("", "ctrl+g")
            alice.until("Create a group", "keyboard")
            alice.types("team", "Tab", "Tab", "Return")
            alice.until([].__eq__, "forms")
            assert alice.ask("places") == [["lobby", ""]]
            alice.click("composer")
            alice.types("/join ops", "Return")
            alice.until(["lobby", "ops"].__eq__, "tabs")
            alice.types("first line of ops", "Return")
            alice.page("first line of ops")
            alice.until((0).__eq__, "unsent")
            # Where an arrow recalls or chooses a line, with Alt it walks the list.
            alice.types("", "alt+Up")
            alice.page("one line")
            alice.types("", "F6", "F6", "alt+Down")
            alice.page("first line of ops")
            alice.until("".__eq__, "composer")
            # What is chosen in the list stays while others come, and is forgotten when one goes elsewhere.
            alice.types("", "F6", "Up")
            alice.until("lobby".__eq__, "chosen_place")
            bob = socket.create_connection(("127.0.0.1", server.port))
            bob.sendall(b"bob\n")
            alice.until(lambda places: ["bob", ""] in places, "places")
            assert alice.ask("chosen_place") == "lobby"
            alice.types("", "F6")
            alice.until("ops".__eq__, "chosen_place")
            # Beside the open list of a field, too, the list of rooms is drawn.
            alice.types("", "ctrl+comma")
            alice.until("Settings", "keyboard")
            alice.types("", "Down")
            alice.until("popdown", "keys_at")
            carl = socket.create_connection(("127.0.0.1", server.port))
            carl.sendall(b"carl\n")
            alice.until(lambda places: ["carl", ""] in places, "places")
            for person in (bob, carl):
                person.sendall(b"/quit\n")
                person.close()
            alice.types("", "Escape")
            alice.until("theme".__eq__, "control_with_keys")
            alice.types("", "Escape")
            alice.until([].__eq__, "forms")
            alice.click("composer")
            alice.types("", "ctrl+shift+Prior")
            alice.until(["ops", "lobby"].__eq__, "tabs")
            x, y = alice.until(bool, "add", "rooms")
            alice.hand("mousemove", x - 100, y, "click", 1)  # the heading, which folds
            alice.until([].__eq__, "places")
            alice.types("", "ctrl+q")
            alice.ended()

        # The second start: the name is known, and Enter logs in.
        with Window(display, tmp_path / "a", LEFT) as alice:
            alice.until("", "login")
            x, _ = alice.until(bool, "at", "login")
            alice.hand("mousemove", x, 30, "click", 1)  # as a window manager gives the focus
            alice.until("chatservice", "keyboard")
            alice.types("", "Return")
            alice.until(["ops", "lobby"].__eq__, "tabs")
            alice.page("first line of ops")
            assert alice.ask("places") == []
            alice.types("", "ctrl+q")
            alice.ended()
