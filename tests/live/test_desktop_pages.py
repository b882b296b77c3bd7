"""The pages of a window: the account and the settings."""

import json

from tests.live.desktop import Display, Window
from tests.live.server import Server
from tests.live.test_desktop import LEFT

PASSWORD = "correct horse battery"


def opens(window, words):
    window.click("menu")
    window.click("choice", words)


def test_a_guest_registers_changes_the_look_and_is_known_again(tmp_path):
    home = tmp_path / "a"
    with Display() as display, Server(tmp_path / "data") as server:
        with Window(display, home, LEFT) as alice:
            alice.logs_in("alice", server.port)
            opens(alice, "Account")
            alice.fills(PASSWORD, "control", "password")
            alice.fills("something else", "control", "again")
            alice.types("", "Return")
            alice.until("The two passwords differ.", "page_says")
            alice.fills(PASSWORD, "control", "again")
            display.picture("account")
            alice.click("control", "register")
            alice.until("The name is yours now", "page_says")

            # The page is that of an account now; a certificate is listed in it.
            alice.until(bool, "listed", "tokens")
            alice.fills("12:34", "control", "fingerprint")
            alice.click("control", "certify")
            alice.until("64 hexadecimal digits", "page_says")
            alice.fills("0123456789abcdef" * 4, "control", "fingerprint")
            alice.click("control", "certify")
            alice.until("logs in from now on", "page_says")
            alice.until(["0123456789abcdef"].__eq__, "listed", "certificates")
            display.picture("certificates")
            alice.types("", "Escape")
            alice.until([].__eq__, "forms")

            # What is chosen holds at once and is kept, what is typed when it is saved.
            opens(alice, "Settings")
            alice.click("control", "tabs")
            alice.click("control", "autostart")
            alice.fills("", "control", "folder")
            alice.types("files", "Return")
            alice.until("Give the whole path", "page_says")
            alice.fills(str(home / "elsewhere"), "control", "folder")
            alice.fills("22:00-07:00", "control", "hours")
            alice.click("control", "save")
            alice.until("Saved.", "page_says")
            display.picture("settings")
            alice.types("", "Escape")
            alice.until([].__eq__, "forms")
            alice.click("composer")
            alice.types("", "ctrl+q")
            alice.ended()
        values = json.loads((home / "desktop.json").read_text())
        assert values["show_tabs"] is False
        assert "--background\n" in (home / "autostart" / "chatservice.desktop").read_text()
        assert values["downloads"] == str(home / "elsewhere")
        assert PASSWORD not in (home / "desktop.json").read_text()

        with Window(display, home, LEFT) as alice:
            alice.fills(PASSWORD, "password")
            alice.logs_in("alice", server.port)
            opens(alice, "Account")
            alice.until(bool, "at", "control", "change")


def test_tabs_stay_and_a_small_window_shows_one_part_at_a_time(tmp_path):
    names = ["lobby", *(f"room-{number}" for number in range(8))]
    with (
        Display() as display,
        Server(tmp_path / "data", "--join-rate", "none") as server,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        alice.logs_in("alice", server.port)
        for name in names[1:]:
            alice.says(f"/join {name}")
            alice.until(lambda tabs: name in tabs, "tabs")  # noqa: B023
        assert alice.ask("tabs") == names
        alice.until(bool, "tab", "room-7")  # the strip has scrolled to it
        alice.types("", "ctrl+w")
        alice.until(names[:-1].__eq__, "tabs")

        # By its key, and dragged with the mouse, a tab takes another place.
        alice.types("", "ctrl+shift+Prior")
        alice.until([*names[:-3], "room-6", "room-5"].__eq__, "tabs")
        (x, y), (left, _) = alice.place("tab", "room-5"), alice.place("tab", "room-6")
        alice.hand(
            "mousemove", x, y, "mousedown", 1, "mousemove", x - 20, y, "mousemove", left, y, "mouseup", 1
        )
        alice.until(names[:-1].__eq__, "tabs")

        # Where the topic has no room, its beginning stands in the head and the whole under the mouse; where
        # not even a word of it fits, nothing does.
        topic = "Homework is due"
        alice.says(f"/topic {topic} on Friday: page 12, all of it, and as much of page 13 as you can")
        alice.until(lambda shown: shown.startswith(topic) and shown.endswith("…"), "topic")
        display.hand("mousemove", *alice.place("header_topic"))
        alice.until("as much of page 13", "header_tip")
        alice.says("/rename an-open-hour-for-all")
        alice.until(lambda tabs: "an-open-hour-for-all" in tabs, "tabs")
        alice.ask("move", "480x360+0+0")
        alice.until(bool, "at", "composer")
        alice.until("".__eq__, "topic")
        left, right = (alice.place(part)[0] for part in ("file", "send"))
        assert right - left > 300
        display.picture("small")
        alice.click("composer")
        for keys, heading in (("F1", "Keys"), ("ctrl+comma", "Settings"), ("ctrl+g", "Create a group")):
            alice.types("", keys)
            alice.until(heading, "keyboard")
            assert alice.ask("beyond") == []
            alice.types("", "Escape")
            alice.until([].__eq__, "forms")
        alice.types("", "ctrl+m")
        alice.click("choice", "Account")
        alice.until("Account", "keyboard")
        assert alice.ask("beyond") == []
        alice.types("", "Tab", "Tab", "Tab", "Tab")
        alice.until(bool, "in_sight")  # the page follows the keyboard
        alice.types("", "Escape")
        alice.until([].__eq__, "forms")
        alice.types("", "ctrl+b")
        alice.click("row", "place", "lobby")
        alice.says("from a small window")
        alice.page("from a small window")
