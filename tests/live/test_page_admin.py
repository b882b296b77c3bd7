"""Administration in the page: what the operator does with chatctl, and figures."""

import re

from tests.live.chatctl import chatctl
from tests.live.page import needs_browser
from tests.live.server import Server, json_client

pytestmark = needs_browser

SECRET = "correct horse battery"


def part(page, name):
    page.get_by_role("navigation", name="Parts").get_by_role("button", name=name, exact=True).click()


def confirms(page, password, action):
    box = page.get_by_role("dialog")
    box.get_by_label("Your password").fill(password)
    box.get_by_role("button", name=action).click()


def test_an_admin_looks_after_people_rooms_and_links_and_sees_the_figures(browser, tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        password = chatctl(tmp_path / "data", "admin", "chief").out.split()[-1]
        bob = json_client(server.port, "bob")
        bob.asks(cmd="register", password=SECRET)
        bob.event("registered")
        for text in ("<b>hi</b>", "<i>rude</i>"):
            bob.asks(cmd="say", room="lobby", text=text)
            bob.event("message")
        page = browser.open(f"http://127.0.0.1:{server.ports['http-port']}/", accept_downloads=True)
        page.get_by_role("button", name="With an account").click()
        page.get_by_label("Name", exact=True).fill("chief")
        page.get_by_label("Password", exact=True).fill(password)
        page.keyboard.press("Enter")
        page.locator("#composer").wait_for()
        page.locator(".me .who").click()
        page.get_by_role("menuitem", name="Administration").click()

        # People: what cannot be undone wants the password again.
        row = page.get_by_role("row", name=re.compile("^bob"))
        row.get_by_role("button", name="Disable").click()
        confirms(page, "wrong password", "Disable")
        page.get_by_text("Wrong name or password").wait_for()
        confirms(page, password, "Disable")
        row.get_by_text("disabled").wait_for()
        assert bob.event("bye")["code"] == "signed_out"
        row.get_by_role("button", name="New password").click()
        confirms(page, password, "New password")
        told = page.get_by_text("shown only now").inner_text()
        bob = json_client(server.port, "bob", password=told.split()[-1])
        row.get_by_label("Role of bob").select_option("moderator")
        assert bob.event("role_is")["role"] == "moderator"

        part(page, "Invitations")
        page.get_by_label("How often").fill("3")
        page.get_by_role("button", name="Make a link").click()
        page.get_by_text("/i/").wait_for()
        page.get_by_role("row", name=re.compile("^the server")).get_by_role("button", name="Revoke").click()
        page.get_by_text("Nothing here.").wait_for()

        part(page, "Bans")
        page.get_by_label("Name, address or network").fill("192.0.2.7")
        page.get_by_role("button", name="Ban", exact=True).click()
        page.get_by_role("row", name=re.compile("^192.0.2.7")).get_by_role("button", name="Lift").click()
        page.get_by_text("Nothing here.").wait_for()

        # A report, and all that a moderator does about it.
        bob.asks(cmd="report", room="lobby", seq=2, reason="loud")
        bob.event("report")
        part(page, "Reports")
        row = page.get_by_role("row", name=re.compile("loud"))
        assert row.get_by_role("link").get_attribute("href") == "/r/lobby/2"
        row.get_by_role("button", name="Delete line").click()
        assert bob.event("deleted")["line"] == 2
        row.get_by_role("button", name="Ban author").click()
        assert bob.event("bye")["code"] == "banned"
        row.get_by_role("button", name="Close report").click()
        page.get_by_text("Nothing here.").wait_for()

        part(page, "Audit log")
        page.get_by_role("row", name=re.compile("chief disable")).wait_for()

        part(page, "Figures")
        chart = page.get_by_role("img", name=re.compile("^Lines, by day"))
        assert re.search(r"Highest: 1 on 20\d\d-", chart.get_attribute("aria-label"))
        with page.expect_download() as download:
            page.get_by_role("button", name="Save as CSV").click()
        lines = download.value.path().read_text().splitlines()
        assert lines[0] == "day,people,rooms,lines,files,runs,accounts,bytes"
        assert (len(lines), lines[-1].split(",")[3]) == (31, "1")

        part(page, "Settings")
        page.get_by_role("row", name=re.compile("^http_port")).wait_for()
        page.get_by_role("button", name="Back to the conversation").click()
        page.locator("#composer").wait_for()
