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


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home):
    with Server(home / "data") as server:
        yield server


@pytest.fixture(scope="module")
def pair(display, home, server):
    with Window(display, home / "a", LEFT) as alice, Window(display, home / "b", RIGHT, "light") as bob:
        alice.logs_in("alice", server.port)
        bob.logs_in("bob", server.port)
        yield alice, bob


def test_versions_are_read_compared_and_brought_back(display, pair, server, home):
    alice, _ = pair
    opens_new(alice, "hello", "text")
    carol = json_client(server.port, "carol")
    for text in ("one\ntwo\n", "one\n2\nthree\n"):
        carol.asks(cmd="code_put", doc="hello", room="lobby", text=text)
        carol.event("edit_saved")
    alice.until("three", "code")
    alice.click("head", "history")
    alice.until(lambda seen: seen[0].startswith("Version 2 of 2, by carol"), "history")
    alice.click("head", "slider")
    alice.until(lambda seen: seen[0].startswith("Version 1 of 2"), "history")
    _, text, tagged = alice.until(lambda seen: seen[2]["gone"], "history")
    assert text == "one\ntwo\n2\nthree\n"
    assert tagged == {"gone": ["two\n"], "new": ["2\nthree\n"]}
    display.picture("history")
    alice.click("head", "more")
    alice.click("choice", "Save changes since the shown version")
    alice.until("hello.txt.patch", "code_notice")
    patch = (home / "a" / "Downloads" / "hello.txt.patch").read_text()
    assert patch.startswith("--- hello.txt\tversion 1\n")
    alice.click("head", "compare")
    alice.until(lambda seen: seen[1] == "one\ntwo\n", "history")
    alice.click("head", "restore")
    alice.until("one\ntwo\n".__eq__, "code")
    alice.until("Saved", "code_saved")


def test_people_are_ticked_given_roles_and_led_in_by_links(display, pair, server, home):
    alice, bob = pair
    opens_new(alice, "plan", "text")
    alice.click("head", "invite")
    alice.until(bool, "at", "share", "button")
    top = alice.ask("sheet_top")
    alice.until(bool, "share_roles")  # which come later and make it longer: what is aimed at stays there
    assert alice.ask("sheet_top") == top
    alice.click("tick", "bob")
    alice.click("share", "button")
    bob.page("alice asks you to open lobby/plan")
    alice.click("share", "link_button")
    token = alice.until("/code join ", "share_token")
    display.picture("invite")
    alice.types("", "Escape")
    alice.until([].__eq__, "forms")
    bob.says(token)
    bob.until("Saved", "code_saved")
    alice.click("tab", "lobby")
    alice.says("/code grant bob viewer doc:plan")
    bob.until("Read only: viewer", "code_saved")
    bob.click("head", "invite")
    bob.until([["Everyone else in the room", "editor"], ["bob", "viewer"]].__eq__, "share_roles")
    display.picture("roles")
    bob.types("", "Escape")
    bob.until([].__eq__, "forms")
    program = json_client(server.port, "dora")
    program.asks(cmd="code_put", doc="plan", room="lobby", text="x")
    program.event("edit_saved")
    opens(alice, "plan")
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
    assert (home / "b" / "Downloads" / "mine.txt").read_text() == "x"
    alice.click("head", "more")
    alice.click("choice", "Close for everyone")
    display.picture("close")
    alice.click("answer", "Close for everyone")
    alice.until("Closed, read only", "code_saved")
