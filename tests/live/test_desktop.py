"""Two real windows on a display without a screen, a real server, and a hand on keys and mouse."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client, text_client

LEFT, RIGHT = "845x720+0+0", "845x720+850+0"


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def said(page):
    """The lines of a page that somebody said, without names and times."""
    return [line for line in page.splitlines() if line.startswith("line ")]


def test_two_people_chat(display, tmp_path):
    with (
        Server(tmp_path / "data") as server,
        Window(display, tmp_path / "a", LEFT) as alice,
        Window(display, tmp_path / "b", RIGHT, "light") as bob,
    ):
        alice.click("name")
        display.picture("login")
        alice.logs_in("alice", server.port)
        bob.fills(f"127.0.0.1:{server.port}", "server")
        bob.fills("alice", "name")
        bob.click("login")
        bob.until("taken", "login")
        bob.fills("bob", "name")
        bob.click("login")
        bob.is_in()
        assert alice.ask("title") == f"chatservice - Connected to: 127.0.0.1:{server.port}"

        # A room: both see what is said, once.
        alice.says("hello **bob**, see https://example.org")
        bob.page("hello bob, see https://example.org")
        bob.says("hi!")
        assert alice.page("hi!").count("hi!") == 1
        alice.until(lambda members: members == ["alice (you)", "bob"], "members")
        display.picture("room")

        # A private chat by double-click; unread counts on the other side.
        alice.click("header", "people")
        alice.click("row", "member", "bob", times=2)
        alice.until(lambda tabs: "bob" in tabs, "tabs")
        alice.says("just you")
        bob.until(lambda tabs: "alice (1)" in tabs, "tabs")
        assert bob.ask("title").startswith("★ (1) ")
        bob.click("tab", "alice")
        bob.page("just you")
        bob.until(lambda tabs: "alice" in tabs, "tabs")

        # A group, through its form.
        alice.click("add", "groups")
        alice.fills("team", "field", 0)
        alice.fills("bob", "field", 1)
        alice.click("done")
        alice.until(lambda tabs: "team" in tabs, "tabs")
        alice.says("we two")
        bob.until(lambda rows: any(row[0] == "team" and row[1] for row in rows), "places")
        bob.click("row", "place", "team")
        bob.page("we two")
        display.picture("group")

        # A room by its form, a command with completion, a refusal that says why.
        bob.click("add", "rooms")
        bob.fills("ops", "field", 0)
        bob.types("", "Return")
        bob.until(lambda tabs: "ops" in tabs, "tabs")
        bob.click("composer")
        bob.types("/top", "Tab")
        bob.until("/topic ", "composer")
        bob.types("On call: bob", "Return")
        bob.page("set the topic of ops: On call: bob")
        bob.says("/nick a,b")
        bob.page("may not contain")

        # Quitting closes the window; the other one sees it.
        bob.says("quit")
        bob.ended()
        alice.click("tab", "lobby")
        alice.page("bob left")


def test_the_server_is_killed_and_nothing_is_lost_or_doubled(display, tmp_path):
    with Window(display, tmp_path / "a", LEFT) as alice, Window(display, tmp_path / "b", RIGHT) as bob:
        with Server(tmp_path / "data") as server:
            alice.logs_in("alice", server.port)
            bob.logs_in("bob", server.port)
            alice.says("line 1")
            bob.page("line 1")
            server.kill()
            alice.until("Reconnecting", "banner")
            bob.until("Reconnecting", "banner")
        for text in ("line 2", "line 3"):
            alice.says(text)
        alice.until("2 unsent", "status")
        display.picture("reconnecting")
        with Server(tmp_path / "data", "--port", str(server.port)) as again:
            with text_client(again.port, "carol") as carol:
                carol.sends("line 0\n")
                alice.until("online", "status")
                alice.says("line 4")
                bob.page("line 4")
                carol.until("line 4")
            heard = said(bob.ask("page"))
            assert [text for text in heard if text != "line 0"] == ["line 1", "line 2", "line 3", "line 4"]
            assert heard.count("line 0") == 1
            alice.page(lambda page: sorted(said(page)) == sorted(heard))


def test_what_cannot_be_reached_is_said_in_the_window(display, tmp_path):
    with Window(display, tmp_path / "a", LEFT) as alice:
        alice.fills("al ice", "name")
        alice.click("login")
        alice.until("may not contain spaces", "login")
        alice.fills("alice", "name")
        alice.fills("127.0.0.1:1", "server")
        alice.click("login")
        alice.until("Nothing listens at 127.0.0.1:1", "login")
        alice.fills("127.0.0.1:99999", "server")
        alice.click("login")
        alice.until("A port is a number", "login")
        alice.fills("nowhere.invalid", "server")
        alice.click("login")
        alice.until("There is no host nowhere.invalid", "login")
        display.picture("refused")


def test_a_certificate_is_trusted_once_and_a_changed_one_is_refused(display, tmp_path):
    data = tmp_path / "data"
    with Window(display, tmp_path / "a", LEFT) as alice:
        with Server(data, "--port", "none", doors=("tls-port",)) as server:
            port = server.ports["tls-port"]
            alice.fills(f"127.0.0.1:{port}", "server")
            alice.fills("alice", "name")
            alice.click("login")
            alice.until("That port speaks TLS", "login")
            alice.click("tls")
            alice.click("login")
            alice.until("No trusted authority", "login")
            display.picture("certificate")
            assert alice.ask("fingerprint") in server.said()
            alice.click("yes")
            alice.is_in()
            alice.says("over TLS")
            alice.page("over TLS")
        alice.until("Reconnecting", "banner")
        for file in data.glob("tls-*.pem"):
            file.unlink()
        with Server(data, "--port", "none", "--tls-port", str(port), doors=("tls-port",)) as changed:
            alice.until("CHANGED", "banner")
            display.picture("changed")
            alice.click("banner_button")
            alice.until("CHANGED", "login")
            alice.click("yes")
            alice.until("forgotten", "login")
            alice.ask("draw")
            assert "forgotten" in alice.ask("login")
            alice.click("login")
            alice.until("No trusted authority", "login")
            assert alice.ask("fingerprint") in changed.said()


HOSTILE = [
    "\x1b[31mred\x1b[0m \x07 \x00",
    "evil\u202egnp.exe \u2066x",
    "Z" + "\u0301" * 1000,
    "z" * 60_000,
    "\U0001f389\u2764\ufe0f\U0001f468\u200d\U0001f469 \U0001f1e9\U0001f1ea \ufdfa \U000e0001\U0010ffff",
    "```" * 300,
    "a\nalice  14:02\nI quit",
]


def test_hostile_text_is_shown_harmlessly_and_the_history_is_searched(display, tmp_path):
    options = ("--message-rate", "none", "--join-rate", "none")
    with (
        Server(tmp_path / "data", *options) as server,
        json_client(server.port, "mallory") as mallory,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        mallory.asks(cmd="say", room="lobby", text="a needle, long ago")
        for number in range(400):
            mallory.asks(cmd="say", room="lobby", text=f"hay {number}")
        alice.logs_in("alice", server.port)
        for text in HOSTILE:
            mallory.asks(cmd="say", room="lobby", text=text)
        mallory.asks(cmd="say", room="lobby", text="the last one")
        page = alice.page("the last one")
        assert "evilgnp.exe" in page
        assert "\N{SYMBOL FOR ESCAPE}[31mred" in page
        assert "Show all (57,000 more characters)" in page
        assert not any(mark in page for mark in "\x1b\x07\u202e\u2066")
        assert page.count("\u0301") < 20
        display.picture("hostile")

        # Search, and jump to a line that is not loaded yet; then back to the end.
        alice.click("header", "search")
        alice.fills("needle", "search")
        alice.types("", "Return")
        alice.until(["a needle, long ago"].__eq__, "hits")
        alice.click("row", "hit", "a needle, long ago")
        alice.until("a needle, long ago", "visible")
        display.picture("found")
        alice.click("newest")
        alice.until("the last one", "visible")

        # All of it by keyboard, and faster than windows come: search is left, a room entered, its topic set,
        # the window closed.
        alice.types("", "ctrl+f", "Escape", "ctrl+j", "o", "p", "s", "Return")
        alice.until(lambda tabs: "ops" in tabs, "tabs")
        alice.types("/topic by keyboard", "Return")
        alice.page("by keyboard")
        alice.types("", "ctrl+w")
        alice.until(lambda tabs: tabs == ["lobby"], "tabs")
        alice.click("composer")
        alice.types(
            "keep this",
            "Escape",
            "ctrl+o",
            "Escape",
            "ctrl+p",
            "Escape",
            "ctrl+k",
            "Escape",
            "ctrl+f",
            "Escape",
        )
        # What is typed next comes after all of that, in the line that was begun.
        alice.types("!")
        alice.until("keep this!".__eq__, "composer")
        assert alice.ask("forms") == []
        alice.types("", "ctrl+q")
        alice.ended()
