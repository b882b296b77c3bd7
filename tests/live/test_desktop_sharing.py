"""What else a real window does with a code document: its past, who may do what, names, copies, files."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client
from tests.live.test_desktop import LEFT, RIGHT
from tests.live.test_desktop_code import opens, opens_new


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def test_versions_are_read_compared_and_brought_back(display, tmp_path):
    with Server(tmp_path / "data") as server, Window(display, tmp_path / "a", LEFT) as alice:
        alice.logs_in("alice", server.port)
        opens_new(alice, "hello", "text")
        bob = json_client(server.port, "bob")
        for text in ("one\ntwo\n", "one\n2\nthree\n"):
            bob.asks(cmd="code_put", doc="hello", room="lobby", text=text)
            bob.event("edit_saved")
        alice.until("three", "code")
        alice.click("head", "history")
        alice.until(lambda seen: seen[0].startswith("Version 2 of 2, by bob"), "history")
        alice.click("head", "slider")
        alice.until(lambda seen: seen[0].startswith("Version 1 of 2"), "history")
        _, text, tagged = alice.until(lambda seen: seen[2]["gone"], "history")
        assert text == "one\ntwo\n2\nthree\n"
        assert tagged == {"gone": ["two\n"], "new": ["2\nthree\n"]}
        display.picture("history")
        alice.click("head", "compare")
        alice.until(lambda seen: seen[1] == "one\ntwo\n", "history")
        alice.click("head", "restore")
        alice.until("one\ntwo\n".__eq__, "code")
        alice.until("Saved", "code_saved")


def test_people_are_ticked_given_roles_and_led_in_by_links(display, tmp_path):
    with (
        Server(tmp_path / "data") as server,
        Window(display, tmp_path / "a", LEFT) as alice,
        Window(display, tmp_path / "b", RIGHT, "light") as bob,
    ):
        alice.logs_in("alice", server.port)
        bob.logs_in("bob", server.port)
        opens_new(alice, "hello", "text")
        alice.click("head", "invite")
        alice.click("tick", "bob")
        alice.click("share", "button")
        bob.page("alice asks you to open lobby/hello")
        alice.click("share", "link_button")
        token = alice.until("/code join ", "share_token")
        display.picture("invite")
        alice.types("", "Escape")
        bob.says(token)
        bob.until("Saved", "code_saved")
        alice.click("tab", "lobby")
        alice.says("/code grant bob viewer doc:hello")
        bob.until("Read only: viewer", "code_saved")
        bob.click("head", "invite")
        bob.until([["Everyone else in the room", "editor"], ["bob", "viewer"]].__eq__, "share_roles")
        display.picture("roles")
        bob.types("", "Escape")
        program = json_client(server.port, "carol")
        program.asks(cmd="code_put", doc="hello", room="lobby", text="x")
        program.event("edit_saved")
        opens(alice, "hello")
        alice.click("head", "more")
        alice.click("choice", "Rename")
        alice.fills("better", "field", 0)
        alice.types("", "Return")
        bob.until(lambda tabs: any("better" in tab for tab in tabs), "tabs")
        bob.click("head", "more")
        bob.click("choice", "Make a copy")
        bob.fills("mine", "field", 0)
        bob.types("", "Return")
        bob.until(lambda tabs: any("mine" in tab for tab in tabs), "tabs")
        bob.click("head", "more")
        bob.click("choice", "Save as a file")
        bob.until("Saved as ", "code_notice")
        assert (tmp_path / "b" / "Downloads" / "mine.txt").read_text() == "x"
        alice.click("head", "more")
        alice.click("choice", "Close for everyone")
        display.picture("close")
        alice.click("answer", "Close for everyone")
        alice.until("Closed, read only", "code_saved")
