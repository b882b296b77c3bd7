"""An account on several devices at once, each in a browser of its own."""

from tests.live.page import needs_browser, say, shows
from tests.live.server import Server, text_client

pytestmark = needs_browser


def enter_with_account(browser, url, name, way, button):
    page = browser.open(url)
    page.get_by_role("button", name=way).click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("#composer").wait_for()
    return page


def unread(page):
    """The numbers in the list at the left."""
    return page.locator(".place .pill")


def test_what_is_written_and_read_on_one_device_is_so_on_the_others(browser, tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        url = f"http://127.0.0.1:{server.ports['http-port']}/"
        laptop = enter_with_account(browser, url, "alice", "New account", "Create account")
        phone = enter_with_account(browser, url, "alice", "With an account", "Log in")
        say(laptop, "from the laptop")
        assert "mine" in shows(phone, "from the laptop").get_attribute("class")
        with text_client(server.port, "bob") as bob:
            bob.sends("/msg alice only for you\n")
            for page in (laptop, phone):
                unread(page).wait_for()
            laptop.locator(".place", has_text="bob").click()
            shows(laptop, "only for you")
            unread(phone).wait_for(state="detached")  # the laptop told the server, and it told the phone
            phone.locator(".place", has_text="bob").click()
            say(phone, "seen on both")
            bob.until("seen on both")
            shows(laptop, "seen on both")
        phone.reload()  # it stays who it was
        shows(phone, "seen on both")
        assert laptop.locator(".strip").count() == 0
