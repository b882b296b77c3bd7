"""The page in a browser when the connection breaks, or the page is opened twice."""

import subprocess

from tests.live.page import DEADLINE, needs_browser, playwright, say, shows
from tests.live.server import Server

pytestmark = needs_browser


def started(folder):
    return Server(folder / "data", doors=("port", "http-port"))


def address(server):
    return f"http://127.0.0.1:{server.ports['http-port']}/"


def said(server):
    """The texts of the lobby, as curl shows them."""
    command = ["curl", "-s", "-H", "Accept: application/json", address(server) + "r/lobby"]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout


def in_order(text, *words):
    places = [text.find(word) for word in words]
    return all(text.count(word) == 1 for word in words) and places == sorted(places)


class Cable:
    """The WebSockets of a page, which can be cut."""

    def __init__(self, page):
        self.is_cut = False
        self._sockets = []
        page.route_web_socket("**/ws*", self._opened)

    def _opened(self, socket):
        if self.is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            self._sockets.append(socket)

    def cut(self):
        self.is_cut = True
        for socket in self._sockets:
            socket.close()


def test_what_was_written_while_cut_off_outlives_the_page(browser, tmp_path):
    with started(tmp_path) as server:
        page = browser.open("about:blank")
        cable = Cable(page)
        page.goto(address(server))
        page.get_by_label("Name", exact=True).fill("alice")
        page.keyboard.press("Enter")
        say(page, "line zero")
        shows(page, "line zero")
        cable.cut()
        page.locator(".strip").wait_for()
        say(page, "line one")
        say(page, "line two")
        page.locator("#composer").fill("half a line")
        page.locator(".row.pending").nth(1).wait_for()
        cable.is_cut = False
        page.reload()
        shows(page, "line two")
        assert page.locator("#composer").input_value() == "half a line"
        assert in_order(page.locator(".messages").inner_text(), "line zero", "line one", "line two")
        assert in_order(said(server), "line zero", "line one", "line two")


def test_a_guest_goes_on_in_the_tab_that_was_opened_last(browser, tmp_path):
    with started(tmp_path) as server:
        first = browser.enter(address(server), "alice")
        say(first, "from the first")
        shows(first, "from the first")
        second = first.context.new_page()
        second.goto(address(server))
        shows(second, "from the first")
        first.get_by_role("button", name="Use it here").click()
        say(first, "in the first again")
        shows(first, "in the first again")
        second.get_by_role("button", name="Use it here").wait_for()


def test_a_page_that_is_older_than_the_server_says_so_and_keeps_what_is_written(browser, tmp_path):
    with started(tmp_path) as server:
        page = browser.open("about:blank", service_workers="block")
        cable = Cable(page)
        page.goto(address(server))
        page.get_by_label("Name", exact=True).fill("alice")
        page.keyboard.press("Enter")
        page.locator("#composer").fill("half a line")
        upgraded = '<script type="module" src="/web/main.js?v=0123456789ab"></script>'
        page.route(address(server), lambda route: route.fulfill(body=upgraded, content_type="text/html"))
        cable.cut()
        page.locator(".strip").wait_for()
        cable.is_cut = False
        reload = page.locator(".toast", has_text="new version").get_by_role("button", name="Reload")
        reload.wait_for()
        page.unroute(address(server))
        with page.expect_navigation():
            reload.click()
        playwright.expect(page.locator("#composer")).to_have_value("half a line", timeout=DEADLINE)
        assert page.locator(".toast").count() == 0


def test_a_refusal_is_told_in_the_language_of_the_page(browser, tmp_path):
    with started(tmp_path) as server:
        page = browser.open(address(server), locale="de-DE")
        page.get_by_label("Name", exact=True).fill("alice")
        page.keyboard.press("Enter")
        say(page, "/whois niemand")
        page.get_by_text("Diese Person gibt es hier nicht.").wait_for()
