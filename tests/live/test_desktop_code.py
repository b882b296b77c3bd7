"""Two real windows write one program at the same time, and run it."""

import pytest

from tests.live.desktop import Display, Window
from tests.live.fence import why_not
from tests.live.server import Server, json_client, text_client
from tests.live.test_desktop import LEFT, RIGHT


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHAT_CODE_GUESTS", "yes")
        with Server(tmp_path_factory.mktemp("code") / "data", code=not why_not()) as server:
            yield server


@pytest.fixture(scope="module")
def windows(display, server, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with Window(display, home / "a", LEFT) as alice, Window(display, home / "b", RIGHT, "light") as bob:
        alice.logs_in("alice", server.port)
        bob.logs_in("bob", server.port)
        yield alice, bob


def opens_new(window, title, language):
    window.click("row", "place", "lobby")
    window.click("header", "code")
    window.click("choice", "New code document")
    window.fills(title, "field", 0)
    window.fills(language, "field", 1)
    window.click("done")
    window.until("Saved", "code_saved")


def opens(window, label):
    window.click("row", "place", "lobby")
    window.click("header", "code")
    window.click("choice", label)
    window.until("Saved", "code_saved")


def closes(window):
    """Closes all but the lobby."""
    for title in window.ask("tabs")[1:]:
        window.click("tab", title)
        window.types("", "ctrl+w")
        window.until(lambda tabs: title not in tabs, "tabs")  # noqa: B023


@pytest.fixture
def title(request):
    """Of the document that a test is about."""
    return request.node.name.removeprefix("test_").replace("_", "-")[:30]


@pytest.fixture
def pair(windows, title):
    """Alice has created a document, and bob has opened it."""
    alice, bob = windows
    closes(alice)
    closes(bob)
    opens_new(alice, title, "python" if not why_not() else "text")
    opens(bob, title)
    return windows


def settles(*windows):
    """All show the same text, saved; returns it."""
    for window in windows:
        window.until("Saved", "code_saved")
    text = windows[0].ask("code")
    for window in windows[1:]:
        window.until(text.__eq__, "code")
    return text


def test_two_windows_write_at_once_and_undo_their_own(pair, title):
    alice, bob = pair
    alice.until(["alice (you)", "bob"].__eq__, "code_people")
    alice.click("code_text")
    alice.types("def greet(name):", "Return")
    alice.types("return name", "Return")
    bob.until(lambda text: text.endswith("return name\n"), "code")
    assert bob.ask("code") == "def greet(name):\n    return name\n"
    bob.until(["alice"].__eq__, "code_flags")
    bob.click("code_text")
    bob.types("", "ctrl+Home")
    bob.types("# greets", "Return")
    text = "# greets\ndef greet(name):\n    return name\n"
    alice.until(text.__eq__, "code")
    alice.until(["bob"].__eq__, "code_flags")
    alice.click("code_text")
    alice.types("", "ctrl+z")
    alice.until(lambda shown: shown != text and shown.startswith("# greets\n"), "code")
    alice.types("", "ctrl+y")
    assert settles(alice, bob) == text
    alice.types("", "ctrl+w")
    alice.until(["lobby"].__eq__, "tabs")
    bob.until(["bob (you)"].__eq__, "code_people")
    bob.until([].__eq__, "code_flags")
    alice.says("back in the room")
    alice.page("back in the room")
    opens(alice, title)
    assert settles(alice, bob) == text


def test_what_is_not_saved_outlives_the_window(display, tmp_path):
    home = tmp_path / "a"
    with Server(tmp_path / "data") as server:
        with Window(display, home, LEFT) as alice:
            alice.logs_in("alice", server.port)
            alice.says("/register correct horse battery")
            alice.page("is yours now")
            opens_new(alice, "hello", "text")
            alice.click("code_text")
            alice.types("one", "Return")
            alice.until("Saved", "code_saved")
            server.kill()
            alice.until("Not connected", "code_saved")
            alice.types("two", "Return")
            alice.until("one\ntwo\n".__eq__, "code")
            alice.types("", "ctrl+q")
            alice.ended()
        with (
            Server(server.data, "--port", str(server.port)),
            Window(display, home, LEFT) as alice,
        ):
            alice.fills("correct horse battery", "password")
            alice.logs_in("alice", server.port)
            alice.until(lambda tabs: sorted(tabs) == ["hello", "lobby"], "tabs")
            opens(alice, "hello")
            alice.until("one\ntwo\n".__eq__, "code")
            alice.until("Saved", "code_saved")


def test_keys_find_and_characters_of_two_units(pair, server, title):
    alice, bob = pair
    with json_client(server.port, "cara") as program:
        program.asks(cmd="code_put", doc=title, room="lobby", text="one 😀\ntwo one\n")
        saved = program.event("edit_saved", "error")
    assert saved["event"] == "edit_saved", saved
    for window in pair:
        window.until("one 😀\ntwo one\n".__eq__, "code")
    alice.click("code_text")
    alice.types("", "ctrl+Home", "End")
    alice.types("!", "BackSpace", "BackSpace")
    alice.types("x", "Down", "Home", "Tab")
    assert settles(alice, bob) == "one x\n    two one\n"
    bob.click("code_text")
    bob.types("", "ctrl+f")
    bob.fills("one", "find_words")
    bob.fills("three", "find_other")
    bob.click("replace_all")
    bob.types("", "Escape")
    alice.until("three x\n    two three\n".__eq__, "code")
    alice.types("", "ctrl+a")
    alice.types("new", "Return")
    assert settles(alice, bob) == "new\n"


@pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")
def test_two_windows_write_one_program_and_run_it(display, pair, server):
    alice, bob = pair
    server.says("fenced in by")
    alice.click("code_text")
    alice.types("def greet(name):", "Return")
    alice.types("return f'Hello, {name}!'", "Return", "Return")
    bob.until(lambda text: text.endswith("\n\n"), "code")
    bob.click("code_text")
    bob.types("", "ctrl+End")
    bob.types("print(greet(input()))", "Return")
    alice.until("print(greet(input()))", "code")
    alice.until("code-keyword", "colours")
    with text_client(server.port, "carol") as carol:
        alice.click("run")
        bob.until("alice runs Python", "output")
        alice.fills("world", "input")
        alice.types("", "Return")
        for window in pair:
            window.until("Hello, world!\n", "output")
            window.until("Finished after", "output")
        assert carol.until("Hello, world!")
    display.picture("code")
    bob.click("code_text")
    bob.types("", "ctrl+End")
    bob.types("while True: pass", "Return")
    bob.types("", "F5")
    alice.until("bob runs Python", "output")
    bob.click("stop")
    alice.until("Stopped by bob", "output")
    alice.click("output_button", "earlier")
    alice.until("Hello, world!\n", "output")
    alice.click("output_button", "later")
    alice.until("Stopped by bob", "output")

    # Code in a line is run from there; its output stands under it.
    with json_client(server.port, "dora") as dora:
        dora.asks(cmd="say", room="lobby", text="```python\nfor n in range(30): print('row', n)\n```")
        alice.click("row", "place", "lobby")
        alice.page("python\tRun    Copy\n")
        alice.click("word", "Run")
        alice.page("row 3\n")
        alice.click("word", "more lines")
        alice.until(["Output"].__eq__, "forms")
        alice.until(lambda text: text.endswith("row 29\n"), "sheet_text")
        display.picture("output")
        alice.types("", "Escape")
        alice.until([].__eq__, "forms")


def test_what_one_writes_while_the_server_is_away_is_merged(display, pair, server):
    alice, bob = pair
    alice.click("code_text")
    alice.types("first", "Return")
    bob.until("first\n".__eq__, "code")
    bob.until("Saved", "code_saved")
    server.kill()
    alice.until("Not connected", "code_saved")
    alice.types("second", "Return")
    alice.until("Not connected: not saved yet", "code_saved")
    display.picture("code-away")
    with Server(server.data, "--port", str(server.port), code=not why_not()):
        bob.until("first\nsecond\n".__eq__, "code")
        settles(alice, bob)
