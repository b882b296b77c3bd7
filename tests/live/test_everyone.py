"""Everyone in one conversation: two browsers, a netcat, a window and curl; the server is killed under it."""

import subprocess

import pytest

from tests.live.desktop import PICTURES, Display, Window
from tests.live.fence import why_not
from tests.live.page import Pages, needs_browser, say, shows
from tests.live.programs import Program
from tests.live.server import DEADLINE, Server

pytestmark = needs_browser

DOORS = ("port", "http-port")
PARTY = "\N{PARTY POPPER}"
PROGRAM = "```python\nprint(6 * 7)\n```"
PLAN = "one\ntwo\n漢😀\n"


class Conversation:
    """The lobby of a server, which can be killed and started again on the same doors."""

    def __init__(self, folder):
        self.folder = folder
        self.server = self._started()
        self.address = f"http://127.0.0.1:{self.server.ports['http-port']}"

    def _started(self, *options):
        return Server(self.folder / "data", "--code-guests", *options, doors=DOORS, code=not why_not())

    def killed(self):
        self.server.kill()

    def restarted(self):
        ports = self.server.ports.items()
        self.server = self._started(*(word for door, port in ports for word in (f"--{door}", str(port))))

    def curl(self, *words, text=""):
        command = ["curl", "-sS", "--fail", *words[:-1], self.address + words[-1]]
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=DEADLINE, check=True
        )
        return done.stdout

    def netcat(self, name):
        person = Program("nc", "127.0.0.1", str(self.server.port))
        person.until("* ")
        person.types(name)
        person.until("* You are in lobby")
        return person


@pytest.fixture
def conversation(tmp_path):
    lobby = Conversation(tmp_path)
    yield lobby
    lobby.server.stop()


def test_two_browsers_a_netcat_a_window_and_curl(conversation, tmp_path):
    with (
        Display() as display,
        Pages() as browser,
        Window(display, tmp_path / "window", "1000x850+0+0") as wim,
    ):
        alice, bob = (browser.enter(conversation.address, name) for name in ("alice", "bob"))
        wim.logs_in("wim", conversation.server.port)
        with conversation.netcat("carol") as carol:
            they_talk(conversation, alice, bob, carol, wim)
            they_answer_and_react(alice, bob, carol, wim)
            they_share_files(conversation, alice, bob, carol, wim)
            they_search(alice, carol, wim)
            if not why_not():
                they_run_a_program(alice, bob, carol, wim)
        PICTURES.mkdir(exist_ok=True)
        alice.screenshot(path=PICTURES / "everyone-page.png")
        display.picture("everyone-window")
        the_server_is_killed_under_them(conversation, alice, bob, wim)
        assert browser.faults == []  # nothing that the policy forbids, no error of a script


def they_talk(conversation, alice, bob, carol, wim):
    say(alice, "good **morning**")
    assert shows(bob, "good morning").locator("strong").inner_text() == "morning"
    carol.until("alice: good **morning**")
    wim.page("good morning")
    carol.types("hello @bob")
    assert "for-me" in shows(bob, "hello @bob").get_attribute("class")
    assert "for-me" not in shows(alice, "hello @bob").get_attribute("class")
    wim.page("hello @bob")
    wim.says("from the window")
    conversation.curl("-d", "build ok", "/r/lobby?name=ci")
    for page in (alice, bob):
        shows(page, "from the window")
        shows(page, "build ok")
    carol.until("wim: from the window")
    carol.until("ci: build ok")
    wim.page("build ok")


def does(page, line, action):
    """Presses the button of that name in the bar over a line."""
    line.hover()
    line.get_by_role("button", name=action).click()


def they_answer_and_react(alice, bob, carol, wim):
    does(bob, shows(bob, "good morning"), "Reply")
    bob.get_by_text("Reply to alice").wait_for()
    say(bob, "and to you")
    line = shows(alice, "and to you")
    assert line.locator(".quote").inner_text().split() == ["alice", "good", "morning"]
    wim.page("alice: good")
    does(alice, line, "React")
    alice.get_by_role("dialog", name="Emoji").get_by_label("party popper").first.click()
    bob.get_by_role("button", name=f"{PARTY}, 1 person").wait_for()
    wim.page(f"{PARTY} 1")
    carol.until(PARTY)
    alice.locator("#composer").press("ArrowUp")
    alice.get_by_text("Change your line").wait_for()
    say(alice, "good evening")
    shows(bob, "good evening (edited)")
    wim.page("good evening  (edited)")
    shows(bob, "good evening").click(button="right")
    bob.get_by_role("menuitem", name="Pin", exact=True).click()
    bob.locator(".toast.bad").wait_for()  # a guest may not: that stays until it is dismissed
    bob.get_by_role("button", name="Dismiss").click()


def they_share_files(conversation, alice, bob, carol, wim):
    conversation.curl("-T", "-", "/r/lobby/plan.txt?name=ci", text=PLAN)
    carol.until("plan.txt")
    wim.page("plan.txt")
    shows(bob, "plan.txt")
    with bob.expect_download() as saved:
        bob.get_by_role("button", name="Save plan.txt").click()
    assert saved.value.path().read_text("utf-8") == PLAN
    notes = {"name": "notes.txt", "mimeType": "text/plain", "buffer": PLAN.encode()}
    alice.locator("input[type=file]").set_input_files(notes)
    carol.until("notes.txt")
    shows(bob, "notes.txt")
    wim.page("notes.txt")


def they_search(alice, carol, wim):
    alice.get_by_role("button", name="Search").first.click()
    pane = alice.get_by_role("complementary", name="Search")
    pane.get_by_role("searchbox").fill("window")
    alice.keyboard.press("Enter")
    pane.get_by_text("from the window").wait_for()
    alice.keyboard.press("Escape")
    carol.types("/search window")
    carol.until("from the window")
    wim.click("header", "search")
    wim.fills("build", "search")
    wim.types("", "Return")
    wim.until(lambda hits: any("build ok" in hit for hit in hits), "hits")


def they_run_a_program(alice, bob, carol, wim):
    say(bob, PROGRAM)
    line = shows(alice, "print(6 * 7)")
    line.get_by_role("button", name="Run").click()
    for page in (alice, bob):
        page.locator(".run-head", has_text="42").wait_for()
    carol.until("| 42")
    wim.page("42")


def the_server_is_killed_under_them(conversation, alice, bob, wim):
    conversation.killed()
    for page in (alice, bob):
        page.locator(".strip").wait_for()
    wim.until("Reconnecting", "banner")
    say(alice, "while you were away")
    say(alice, "and this")
    wim.says("me too")
    alice.locator(".row.pending").nth(1).wait_for()
    wim.until("1 unsent", "status")
    conversation.restarted()
    lines = ("while you were away", "and this", "me too")
    for page in (alice, bob):
        for line in lines:
            shows(page, line)
    for line in lines:
        wim.page(line)
    wim.until("online", "status")
    with conversation.netcat("dora") as dora:
        dora.types("who was here?")
        for page in (alice, bob):
            shows(page, "who was here?")
        wim.page("who was here?")
        say(alice, "all of us")
        dora.until("alice: all of us")
    log = conversation.curl("-H", "Accept: application/json", "/r/lobby")
    for text in (*(page.locator(".messages").inner_text() for page in (alice, bob)), wim.ask("page"), log):
        assert [text.count(line) for line in (*lines, "from the window")] == [1] * 4
        assert text.find("while you were away") < text.find("and this")
