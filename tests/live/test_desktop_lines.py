"""What is done with lines in a real window, with the mouse and by keyboard alone."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client
from tests.live.test_desktop import LEFT

PARTY = "\N{PARTY POPPER}"


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


def menu_of(window, words):
    """Open the menu of the line with those words."""
    window.click("word", words, button=3)


def test_lines_are_answered_edited_and_reacted_to(display, tmp_path):
    with (
        Server(tmp_path / "data", doors=("port", "http-port")) as server,
        json_client(server.port, "bob") as bob,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        alice.logs_in("alice", server.port)
        bob.asks(cmd="say", room="lobby", text="Shall we eat?", key="k1")
        line = bob.event("ack")["seq"]
        alice.page("Shall we eat?")

        # A reply, from the menu of the line; one click leads to the line, one back.
        menu_of(alice, "Shall we eat?")
        alice.click("choice", "Reply")
        alice.until("Reply to bob: Shall we eat?", "target")
        alice.types("at noo", "Return")
        own = bob.event("message", text="at noo")
        assert own["re"] == line
        alice.page("bob: Shall we eat?")
        alice.until((0).__eq__, "unsent")
        alice.ask("draw")  # until then a click meets the line as it was before it was stored
        assert alice.ask("target") == ""
        alice.click("word", "bob: Shall we eat?")
        alice.click("back")

        # The last line is edited in place of a new one: Up in the empty line.
        alice.click("composer")
        alice.types("", "Up")
        alice.until("at noo", "composer")
        alice.types("n", "Return")
        assert bob.event("edited", line=own["seq"])["text"] == "at noon"
        alice.page("at noon  (edited)")

        # A reaction, found by its name; a click on the chip takes it back.
        menu_of(alice, "at noon")
        alice.click("choice", "React")
        alice.until(["Choose an emoji"].__eq__, "forms")
        alice.types("party pop", "Return")
        assert bob.event("reaction", line=own["seq"])["emoji"] == PARTY
        alice.page(f"{PARTY} 1")
        alice.hand("mousemove", *alice.place("word", f"{PARTY} 1"))
        alice.until("you: party popper", "tip")
        display.picture("lines")
        alice.click("word", f"{PARTY} 1")
        assert bob.event("reaction", line=own["seq"])["on"] is False

        # A poll: a click on a choice votes, and the bars follow. Who types is said.
        bob.asks(cmd="poll", room="lobby", question="When?", choices=["at noon sharp", "at one"])
        alice.page("When?")
        alice.click("word", "at one")
        alice.page("1 vote")
        bob.asks(cmd="typing", room="lobby")
        alice.until("bob is typing", "typing")

        # Bookmarks, in the list at the side; a link to a line leads to it.
        menu_of(alice, "Shall we eat?")
        alice.click("choice", "Bookmark")
        alice.page("Bookmark at")
        alice.types("", "ctrl+l")
        alice.click("choice", "Bookmarks")
        alice.until(["at noon"].__eq__, "hits")
        alice.click("row", "hit", "at noon")
        address = f"http://127.0.0.1:{server.ports['http-port']}/r/lobby/{line}"
        bob.asks(cmd="say", room="lobby", text=f"see {address}")
        alice.click("word", address)
        alice.until(line.__eq__, "hit")

        # A card of the person, from the name at a line.
        bob.asks(cmd="set", name="full_name", value="Bob Baker")
        bob.event("preferences")
        alice.click("word", "bob")
        alice.until(lambda facts: ["Name", "Bob Baker"] in facts, "card")
        alice.click("card_close")

        # By keyboard alone: the page, a line of it, its menu.
        alice.click("composer")
        alice.types("", "F6", "F6", "Up", "Up", "Return")
        alice.until(bool, "choice", "Delete")
        alice.types("", "d")
        alice.until(["Delete line"].__eq__, "forms")
        alice.types("", "Escape")
        alice.until([].__eq__, "forms")
