"""What one writes in a real window, with hands on real keys: where it goes, and where it does not."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, text_client
from tests.live.test_desktop import LEFT


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def has_beside(window, name, words):
    """Until that stands beside it in the list on the left."""
    window.until(lambda places: dict(places)[name] == words, "places")


def test_a_draft_stays_in_its_conversation(display, tmp_path):
    with (
        Server(tmp_path / "data") as server,
        text_client(server.port, "bob") as bob,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        alice.logs_in("alice", server.port)
        alice.says("/join ops")
        alice.until(lambda tabs: "ops" in tabs, "tabs")
        alice.click("composer")
        alice.types("a secret only for ops")
        alice.until("a secret only for ops", "composer")
        alice.click("tab", "lobby")
        alice.until("".__eq__, "composer")
        has_beside(alice, "ops", "✎")
        display.picture("draft")
        alice.types("", "Return", "ctrl+z", "Return", "Up", "Down", "Return")
        alice.types("good morning", "Return")
        assert bob.until("alice: ") == "[lobby] alice: good morning"
        alice.click("row", "place", "ops")
        alice.until("a secret only for ops", "composer")
        has_beside(alice, "ops", "")
        alice.types("", "Return")
        alice.page("a secret only for ops")


def test_what_is_wrong_stays_until_the_text_is_another(display, tmp_path):
    with Server(tmp_path / "data") as server, Window(display, tmp_path / "a", LEFT) as alice:
        alice.logs_in("alice", server.port)
        alice.says("/nosuch! thing")
        wrong = "There is no command /nosuch!. /help lists the commands."
        alice.until(wrong, "notice")
        alice.types("", "Shift_L", "Left")
        assert alice.ask("notice") == wrong
        alice.types("s")
        alice.until(lambda notice: notice != wrong, "notice")


def test_lines_that_were_not_sent_outlive_the_window(display, tmp_path):
    data, home = tmp_path / "data", tmp_path / "a"
    with Server(data) as server:
        with Window(display, home, LEFT) as alice:
            alice.logs_in("alice", server.port)
            alice.says("line 1")
            alice.page("line 1")
            alice.until((0).__eq__, "unsent")  # what stands there may be on its way still
            server.kill()
            alice.until("Reconnecting", "banner")
            for text in ("line 2", "line 3"):
                alice.says(text)
            alice.until("2 unsent", "status")
            alice.types("", "ctrl+q")
            alice.until(["Not sent yet"].__eq__, "forms")
            display.picture("unsent")
            alice.types("", "Escape")
            alice.until([].__eq__, "forms")
            alice.click("composer")
            alice.types("", "ctrl+q")
            alice.until(["Not sent yet"].__eq__, "forms")
            alice.types("", "Return")
            alice.ended()
        (kept,) = home.glob("unsent-*.json")
        assert kept.stat().st_mode & 0o777 == 0o600
        with (
            Server(data, "--port", str(server.port)) as again,
            text_client(again.port, "bob") as bob,
            Window(display, home, LEFT) as alice,
        ):
            alice.logs_in("alice", again.port)
            assert [bob.until("] alice: ").partition("] ")[2] for _ in range(3)] == [
                "alice: line 1",
                "alice: line 2",
                "alice: line 3",
            ]
            alice.page("line 3")
            alice.until("online", "status")
            alice.says("line 4")
            assert bob.until("alice: ") == "[lobby] alice: line 4"
            alice.until(lambda _: not kept.exists(), "status")
