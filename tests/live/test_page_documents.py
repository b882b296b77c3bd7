"""Code documents on the page, in a real browser, beside a terminal."""

import subprocess

import pytest

from tests.live.desktop import PICTURES, Display, Window
from tests.live.fence import why_not
from tests.live.page import needs_browser
from tests.live.page_documents import Documents
from tests.live.server import Server, text_client
from tests.live.test_desktop import LEFT
from tests.live.test_desktop_code import opens

pytestmark = needs_browser

runs_programs = pytest.mark.skipif(bool(why_not()), reason=f"no sandbox here: {why_not()}")
DOORS = ("port", "http-port")
# Where the focus is as soon as the sheet is gone: later it would be taken from whoever has gone on.
FOCUS_WITHOUT_SHEET = """() => new Promise((resolve) => {
  const sheet = document.querySelector('dialog');
  new MutationObserver((_, observer) => {
    if (sheet.isConnected) return;
    observer.disconnect();
    resolve(document.activeElement.textContent);
  }).observe(document.body, { childList: true, subtree: true });
  [...sheet.querySelectorAll('button')].find((each) => each.textContent === 'Done').click();
})"""
ECHO = "import sys\nprint('漢😀')\nfor line in sys.stdin:\n    print('got', line.strip(), flush=True)\n"


def curl(url: str, *words: str, text: str = "") -> str:
    command = ["curl", "-s", *words, url]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=20, check=True).stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page-documents")
    with Server(folder / "data", "--code-guests", doors=DOORS, code=not why_not()) as running:
        yield running


@pytest.fixture
def enter(server, browser):
    """Somebody comes to the documents of a room."""
    url = f"http://127.0.0.1:{server.ports['http-port']}"
    return lambda name, **options: Documents(browser, url, name, **options)


@runs_programs
def test_two_pages_and_a_terminal_write_and_run_one_program(server, enter):
    alice = enter("alice", color_scheme="dark")
    alice.create("echo")
    alice.write(ECHO)
    alice.is_saved()
    bob = enter("bob", color_scheme="light")
    bob.open("echo")
    bob.has(ECHO)
    with text_client(server.port, "carol") as carol:
        carol.sends("/code join echo\n")
        carol.until("import sys")
        bob.write("# bob")
        alice.has(ECHO + "# bob")
        alice.has_caret("bob")
        carol.sends("/code append # carol\n")
        for page in (alice, bob):
            page.has(ECHO + "# bob\n# carol\n")
        _runs_for_all(alice, bob, carol)
    PICTURES.mkdir(exist_ok=True)
    alice.page.screenshot(path=PICTURES / "page-code-dark.png")
    bob.page.screenshot(path=PICTURES / "page-code-light.png")


@runs_programs
def test_a_page_and_a_window_write_and_run_one_program(enter, server, tmp_path):
    page = enter("paula")
    page.create("both")
    page.write("print(6 * 7)\n")
    page.is_saved()
    with Display() as display, Window(display, tmp_path / "window", LEFT) as window:
        window.logs_in("wim", server.port)
        opens(window, "both")
        window.until("print(6 * 7)\n".__eq__, "code")
        window.click("code_text")
        window.types("", "ctrl+End")
        window.types("# wim")
        page.has("print(6 * 7)\n# wim")
        page.has_caret("wim")
        page.write("\n# 漢😀")
        window.until("print(6 * 7)\n# wim\n# 漢😀".__eq__, "code")
        window.until(["paula"].__eq__, "code_flags")
        window.click("run")
        page.shows("42", ".code-output pre")
        page.shows("Finished after", ".code-status")
        window.until(lambda shown: "42" in shown and "Finished after" in shown, "output")


def _runs_for_all(alice, bob, carol):
    """Bob's program asks for input; everyone sees its output and its end."""
    bob.press("Run")
    for page in (alice, bob):
        page.shows("漢😀", ".code-output pre")
    assert alice.page.locator(".code-output input").count() == 0
    bob.page.locator(".code-output input").fill("one")
    bob.page.keyboard.press("Enter")
    for page in (alice, bob):
        page.shows("got one", ".code-output pre")
    bob.press("End input")
    for page in (alice, bob):
        page.shows("Finished after", ".code-status")
        page.shows("Result of the program: Finished after", ".code-output [role=status]")
    carol.until("finished after")


def test_undo_takes_back_own_edits_only_and_an_older_version_is_brought_back(enter):
    alice = enter("anna")
    alice.create("past")
    alice.write("first\n")
    alice.is_saved()
    bob = enter("bert")
    bob.open("past")
    bob.write("second\n")
    alice.has("first\nsecond\n")
    alice.page.locator(".cm-content").focus()
    alice.page.keyboard.press("Control+z")
    bob.has("second\n")
    alice.is_saved()
    alice.press("History")
    alice.page.locator("input[type=range]").fill("1")
    alice.shows("Version 1 of 3, by anna", ".code-slider")
    alice.shows("first", ".code-compared del")
    alice.shows("second", ".code-compared ins")
    alice.press("Bring back")
    for page in (alice, bob):
        page.has("first\n")
    alice.page.locator(".cm-content").focus()
    alice.page.keyboard.press("Tab")
    alice.has("    first\n")
    alice.page.keyboard.press("Escape")
    alice.page.keyboard.press("Tab")
    assert alice.page.evaluate("document.activeElement.shadowRoot === null")
    alice.is_saved()
    alice.page.reload()
    alice.has("    first\n")
    alice.press("All documents")
    alice.press("Back to the conversation")
    alice.page.get_by_role("button", name="Code", exact=True).click()
    alice.open("past")
    alice.page.go_back()
    alice.page.locator("#composer").wait_for()


def test_who_may_only_read_cannot_write_and_is_told_so(enter):
    alice = enter("adam")
    alice.create("kept")
    alice.write("mine")
    alice.is_saved()
    bob = enter("boris")
    bob.open("kept")
    alice.press("Invite")
    alice.page.get_by_label("Role of Everyone else in the room").select_option("viewer")
    bob.shows("Read only: viewer", ".code-saved")
    bob.page.locator(".cm-content[aria-label$='read only'][aria-readonly=true]").wait_for()
    bob.write("yours")
    bob.has("mine")
    assert bob.page.get_by_role("button", name="Run", exact=True).is_disabled()
    alice.page.get_by_label("Role of Everyone else in the room").select_option("editor")
    bob.page.locator(".cm-content[aria-readonly=false]").wait_for()
    bob.write(", yours")
    alice.has("mine, yours")


def test_a_long_file_becomes_a_document_and_a_link_leads_others_into_it(server, enter, browser):
    alice = enter("ada", room="hall")
    text = "# 漢😀\n" + "x = 1\n" * 9_000
    alice.page.locator("input[type=file]").set_input_files(
        {"name": "long.py", "mimeType": "text/x-python", "buffer": text.encode()}
    )
    alice.is_saved()
    address = f"http://127.0.0.1:{server.ports['http-port']}"
    assert curl(f"{address}/r/hall/code/long.py") == text
    alice.press("Invite")
    alice.press("Create link")
    link = alice.page.get_by_label("The link, shown once").input_value()
    bob = browser.open(link)
    bob.get_by_label("Name", exact=True).fill("berta")
    bob.keyboard.press("Enter")
    bob.locator(".code-saved", has_text="Saved").wait_for()
    # The name at ada's caret may stand in that line, too.
    assert bob.locator(".cm-line").first.inner_text().split("\n")[-1] == "# 漢😀"
    assert alice.page.evaluate(FOCUS_WITHOUT_SHEET) == "Invite"
    alice.page.locator(".cm-content").click(position={"x": 60, "y": 30})
    caret = bob.locator(".cm-caret-name", has_text="ada")
    for key, state in (("Control+Home", "attached"), ("Control+End", "detached")):
        alice.page.keyboard.press(key)
        caret.wait_for(state=state)
    bob.get_by_role("button", name="ada", exact=True).click()
    caret.wait_for(state="attached")


def test_a_shared_file_becomes_a_document_and_is_renamed_copied_and_closed(server, enter):
    alice = enter("uma", room="files")
    curl(
        f"http://127.0.0.1:{server.ports['http-port']}/r/files/sum.py?name=vic",
        "-T",
        "-",
        text="print(1 + 2)\n",
    )
    alice.press("Back to the conversation")
    line = alice.page.locator(".row", has_text="sum.py").last
    line.hover()
    line.get_by_role("button", name="More").click()
    alice.page.get_by_role("menuitem", name="Open as a code document").click()
    alice.has("print(1 + 2)\n")
    alice.shows("python", ".code-head .pill")
    alice.menu("Rename")
    alice.page.get_by_label("New title").fill("total")
    alice.page.keyboard.press("Enter")
    alice.shows("total", "h1")
    alice.menu("Make a copy")
    alice.page.get_by_label("Title of the copy").fill("other")
    alice.page.keyboard.press("Enter")
    alice.shows("other", "h1")
    alice.has("print(1 + 2)\n")
    alice.page.reload()
    alice.has("print(1 + 2)\n")
    alice.menu("Close for everyone")
    alice.press("Close for everyone")
    alice.shows("Closed, read only", ".code-saved")


def test_what_is_written_while_cut_off_survives_the_page_and_is_sent_once(tmp_path, browser):
    with Server(tmp_path / "data", doors=DOORS) as server:
        ports = server.ports
        url = f"http://127.0.0.1:{ports['http-port']}"
        alice = Documents(browser, url, "alice", room="hall")
        alice.create("poem")
        alice.write("one\n")
        alice.is_saved()
        address = alice.page.evaluate("location.pathname")
        server.kill()
        alice.shows("Not connected", ".code-saved")
        alice.page.locator(".code-strip .strip").wait_for()
        alice.has_written_down(False)  # the first line, if the server took long
        alice.write("two\n")
        alice.shows("not saved yet", ".code-saved")
        alice.has_written_down(True)
        alice.page.close()
    same = [word for door, port in ports.items() for word in (f"--{door}", str(port))]
    with Server(tmp_path / "data", *same, doors=DOORS):
        alice.page = alice.page.context.new_page()
        alice.page.goto(url + address)
        alice.page.locator(".cm-content").wait_for()
        alice.has("one\ntwo\n")
        alice.is_saved()
        bob = Documents(browser, url, "bob", room="hall")
        bob.open("poem")
        bob.has("one\ntwo\n")
        bob.write("three")
        alice.has("one\ntwo\nthree")


@runs_programs
def test_an_owner_hands_copies_out_runs_them_all_and_collects_them(enter):
    owner = enter("teacher", room="lesson")
    pupil = enter("pupil", room="lesson")
    owner.create("task")
    owner.write("print(int(input()) * 2)")
    owner.is_saved()
    owner.menu("Class")
    owner.press("Hand out copies")
    owner.shows("pupil", ".code-table")
    owner.page.get_by_label("Input for all").fill("21")
    owner.press("Run all")
    owner.shows("42", ".code-table")
    owner.shows("Finished after", ".code-table")
    with owner.page.expect_download() as saved:
        owner.press("Collect as zip")
    assert saved.value.suggested_filename == "task.zip"
    owner.page.screenshot(path=PICTURES / "page-code-class.png")
    owner.page.locator(".code-table").get_by_role("button", name="pupil").click()
    owner.shows("task-pupil", "h1")
    owner.has("print(int(input()) * 2)")
    pupil.open("task-pupil")
    pupil.write("  # mine")
    owner.has("print(int(input()) * 2)  # mine")
