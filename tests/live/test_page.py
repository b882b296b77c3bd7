"""The page in a browser. That everyone is in one conversation with it is in `test_everyone`."""

import base64
import subprocess

import pytest

from tests.live.page import needs_browser, playwright, say, shows
from tests.live.server import Server, json_client

pytestmark = needs_browser


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        yield server


def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.ports['http-port']}/"


def curl(server: Server, *words: str) -> str:
    command = ["curl", "-s", *words[:-1], address(server) + words[-1]]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout


def test_commands_are_typed_into_the_box(browser, server):
    page = browser.enter(address(server), "alice")
    say(page, "/topic Release on Friday")
    page.locator(".head", has_text="Release on Friday").wait_for()
    say(page, "/seen alice")
    page.locator(".fact", has_text="alice: last here now.").wait_for()
    page.locator("#composer").fill("/topi")
    page.get_by_role("option", name="/topic [TEXT or -] [in:ROOM]").wait_for()
    page.keyboard.press("Enter")  # takes what is offered
    page.locator("#usage", has_text="/topic [TEXT or -]").wait_for()
    say(page, "/tpic x")
    page.locator(".fact.refusal", has_text="Did you mean /topic?").wait_for()
    playwright.expect(page.locator("#composer")).to_have_value("/tpic x")  # to be mended
    say(page, "//tpic x")
    shows(page, "/tpic x")
    say(page, "/join ops")
    page.locator(".head", has_text="ops").wait_for()


def test_enter_says_all_that_is_in_the_box_also_before_it_is_drawn(browser, server):
    page = browser.enter(address(server), "swift")
    page.evaluate(
        """() => {
            const box = document.getElementById("composer");
            for (const text of ["fast", "faster than it is drawn"]) {
                box.value = text;
                box.dispatchEvent(new InputEvent("input", { bubbles: true }));
            }
            const options = { key: "Enter", bubbles: true, cancelable: true };
            box.dispatchEvent(new KeyboardEvent("keydown", options));
        }"""
    )
    shows(page, "faster than it is drawn")
    playwright.expect(page.locator("#composer")).to_have_value("")


def test_hostile_text_stays_text(browser, server):
    page = browser.enter(address(server), "alice")
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1) \u202eevil\u202c [x](javascript:alert(1))"
    curl(server, "--data-binary", hostile, "r/lobby?name=mallory")
    line = shows(page, "<img src=x onerror=alert(1)>")
    assert line.locator(".body img, .body a").count() == 0
    assert "\u202e" not in line.inner_text()
    curl(server, "--data-binary", "z" + "\u0301" * 3000, "r/lobby?name=mallory")
    assert len(shows(page, "z\u0301").locator(".body").inner_text()) < 10


def test_scrolling_back_holds_the_place_and_a_permalink_leads_to_its_line(browser, tmp_path):
    free = ("--message-rate=none", "--rate-account=none", "--rate-address=none")
    with Server(tmp_path / "data", *free, doors=("port", "http-port")) as server:
        with json_client(server.port, "writer", room="ops") as writer:
            for number in range(1, 901):
                writer.asks(cmd="say", room="ops", text=f"line number {number}", key=f"{number}")
            writer.event("ack", key="900")
        page = browser.enter(address(server) + "r/ops/450", "alice")
        hit = page.locator(".row.hit")
        hit.wait_for()
        assert "line number 450" in hit.inner_text()
        page.get_by_role("button", name="To the newest").click()
        shows(page, "line number 900")
        page.mouse.move(600, 300)
        while page.locator("[data-seq='100']").count() == 0:
            before = page.evaluate(FIRST_SEEN)
            page.mouse.wheel(0, -400)
            assert before - page.evaluate(RESTS) < 40, "it jumped"
            assert page.locator("#messages > *").count() < 400


FIRST_SEEN = """() => {
  const edge = document.querySelector(".scroll").getBoundingClientRect().top;
  const rows = [...document.querySelectorAll("[data-seq]")];
  return Number(rows.find((row) => row.getBoundingClientRect().bottom > edge).dataset.seq);
}"""
# The same, once nothing is scrolled any more.
RESTS = f"""async () => {{
  const box = document.querySelector(".scroll");
  const frame = () => new Promise(requestAnimationFrame);
  for (let [before, count] = [-1, 0]; count < 3; ) {{
    await frame();
    count = box.scrollTop === before ? count + 1 : 0;
    before = box.scrollTop;
  }}
  return ({FIRST_SEEN})();
}}"""


def test_files_are_shared_by_button_and_paste_and_shown(browser, server):
    alice, bob = browser.enter(address(server), "alice"), browser.enter(address(server), "bob")
    alice.locator("input[type=file]").set_input_files(
        [
            {"name": "dot.png", "mimeType": "image/png", "buffer": PNG},
            {
                "name": "a.svg",
                "mimeType": "image/svg+xml",
                "buffer": b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>",
            },
        ]
    )
    picture = bob.get_by_role("img", name="dot.png")
    picture.wait_for()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    shows(bob, "a.svg")
    assert bob.locator("img[alt='a.svg']").count() == 0, "pictures with scripts are saved, not shown"
    with bob.expect_download() as started:
        bob.get_by_role("button", name="Save a.svg").click()
    assert started.value.suggested_filename == "a.svg"
    picture.click()
    bob.get_by_role("dialog", name="dot.png").wait_for()
    bob.keyboard.press("Escape")
    bob.get_by_role("dialog", name="dot.png").wait_for(state="detached")


def test_everything_by_keyboard(browser, server):
    page = browser.enter(address(server), "alice")
    browser.enter(address(server), "bob")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").wait_for()
    page.keyboard.type("bo")
    page.get_by_role("option", name="bob").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Message bob").wait_for()
    page.keyboard.type("psst")
    page.keyboard.press("Enter")
    shows(page, "psst")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").wait_for()
    page.keyboard.type("new room")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="New room").get_by_label("Name of the room").wait_for()
    page.keyboard.type("garden")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("textbox", name="Message #garden").wait_for()
    page.keyboard.type("first")
    page.keyboard.press("Enter")
    shows(page, "first")
    page.keyboard.press("Shift+Tab")  # from the box to the newest line
    while page.evaluate("!document.activeElement.matches('.row')"):
        page.keyboard.press("Shift+Tab")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Reply
    page.get_by_text("Reply to alice: first").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("textbox", name="Message #lobby").wait_for()


def test_a_phone_shows_one_thing_at_a_time(browser, server):
    page = browser.enter(address(server), "alice", viewport={"width": 360, "height": 640}, has_touch=True)
    say(page, "hello from the train")
    shows(page, "hello from the train")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Back to the list").tap()
    page.get_by_role("navigation").wait_for()
    assert not page.locator("#composer").is_visible()
    page.locator(".place", has_text="lobby").tap()
    page.get_by_role("button", name="1 person here").tap()
    page.get_by_role("complementary", name="People").wait_for()
    assert not page.locator("#composer").is_visible()


def test_the_list_is_drawn_wider_and_stays_so(browser, server):
    page = browser.enter(address(server), "alice", viewport={"width": 1200, "height": 640})
    edge = page.get_by_role("separator", name="Width of the list")
    edge.press("ArrowRight")
    playwright.expect(page.locator(".list")).to_have_css("width", "268px")
    page.mouse.move(268, 300)
    page.mouse.down()
    page.mouse.move(900, 300)
    page.mouse.up()
    playwright.expect(page.locator(".list")).to_have_css("width", "360px")
    page.reload()
    playwright.expect(page.locator(".list")).to_have_css("width", "360px")


def test_sections_of_the_list_are_folded_and_stay_so(browser, server):
    page = browser.enter(address(server), "alice")
    heading = page.get_by_role("button", name="Rooms", exact=True)
    lobby = page.get_by_role("navigation").get_by_role("button", name="lobby")
    lobby.wait_for()
    heading.click()
    lobby.wait_for(state="detached")
    page.reload()
    page.locator("#composer").wait_for()
    playwright.expect(heading).to_have_attribute("aria-expanded", "false")
    assert lobby.count() == 0
    heading.press("Enter")
    lobby.wait_for()


def test_a_line_is_answered_and_reacted_to_by_finger(browser, server):
    page = browser.enter(
        address(server), "alice", viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    )
    say(page, "from the train")
    line = shows(page, "from the train")
    line.locator(".body").tap()
    line.get_by_role("button", name="React").tap()
    page.get_by_role("dialog", name="Emoji").get_by_role("button", name="party popper").first.tap()
    line.locator(".chip", has_text="🎉").wait_for()
    line.locator(".body").tap()
    line.get_by_role("button", name="Reply").tap()
    page.get_by_text("Reply to alice: from the train").wait_for()


def test_back_on_a_phone_closes_what_is_open_and_leads_to_the_list(browser, server):
    page = browser.enter(address(server), "alice", viewport={"width": 360, "height": 640}, has_touch=True)
    say(page, "/join ops")
    page.get_by_role("textbox", name="Message #ops").wait_for()
    page.get_by_role("button", name="1 person here").tap()
    page.get_by_role("complementary", name="People").wait_for()
    page.go_back()
    page.get_by_role("textbox", name="Message #ops").wait_for()  # the pane is closed
    page.go_back()
    page.get_by_role("navigation").wait_for()  # not the lobby, which was in front before
    page.get_by_role("button", name="New room").tap()
    page.get_by_role("dialog").wait_for()
    page.go_back()
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.get_by_role("navigation").is_visible()
    page.locator(".place", has_text="lobby").tap()
    page.get_by_role("textbox", name="Message #lobby").wait_for()
    page.go_back()
    page.get_by_role("navigation").wait_for()


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_a_friend_comes_by_an_invitation_link(browser, server):
    alice = browser.enter(address(server) + "r/garden", "alice")
    alice.get_by_role("textbox", name="Message #garden").wait_for()
    alice.get_by_role("button", name="More").first.click()
    alice.get_by_role("menuitem", name="Invitation link").click()
    alice.get_by_role("button", name="Make link").click()
    link = alice.get_by_label("The link, shown only now").input_value()
    friend = browser.open(link)
    friend.get_by_text("alice invites you to garden").wait_for()
    friend.get_by_label("Name", exact=True).fill("bob")
    friend.keyboard.press("Enter")
    friend.get_by_role("textbox", name="Message #garden").wait_for()
    assert "/i/" not in friend.url
    again = browser.open(link, watched=False)
    again.get_by_role("alert").or_(again.locator(".wrong")).first.wait_for()


def test_the_first_visit_is_small(browser, server):
    sizes = {}
    page = browser.open("about:blank")
    page.on("response", lambda told: sizes.update({told.url: int(told.headers.get("content-length", 0))}))
    page.goto(address(server))
    page.get_by_label("Name", exact=True).fill("alice")
    page.keyboard.press("Enter")
    page.locator("#composer").wait_for()
    assert len(sizes) > 3
    assert sum(sizes.values()) < 120_000, sizes


def test_it_opens_at_the_first_unread_line_and_comes_back_to_where_one_read(browser, tmp_path):
    free = ("--message-rate=none", "--rate-account=none", "--rate-address=none")
    with Server(tmp_path / "data", *free, doors=("port", "http-port")) as server:
        page = browser.enter(address(server) + "r/ops", "alice")
        page.get_by_role("textbox", name="Message #ops").wait_for()
        say(page, "the last line that I saw")
        shows(page, "the last line that I saw")
        page.locator(".place", has_text="lobby").click()
        with json_client(server.port, "writer", room="ops") as writer:
            for number in range(1, 181):  # the server counts no more than 200
                writer.asks(cmd="say", room="ops", text=f"line number {number}", key=f"{number}")
            writer.event("ack", key="180")
        page.get_by_label("180 unread").wait_for()
        page.locator(".place", has_text="ops").click()
        page.locator(".divider.new").wait_for()
        assert page.evaluate(RESTS) <= 2, "the line before the first unread one is still seen"
        page.get_by_role("button", name="180 new").wait_for()
        page.mouse.move(600, 300)
        page.mouse.wheel(0, 900)
        page.wait_for_function("() => (" + FIRST_SEEN + ")() > 20")
        seen = page.evaluate(RESTS)
        page.locator(".place", has_text="lobby").click()
        page.get_by_role("textbox", name="Message #lobby").wait_for()
        page.locator(".place", has_text="ops").click()
        page.wait_for_function("seen => (" + FIRST_SEEN + ")() === seen", arg=seen)
        page.get_by_role("button", name="180 new").click()
        shows(page, "line number 180")
        page.get_by_label("180 unread").wait_for(state="detached")
