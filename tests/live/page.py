"""The page in Debian's Chromium, driven by Playwright; a test speaks of what a person sees."""

import functools
import shutil

import pytest

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright here")
DEADLINE = 20_000.0  # milliseconds, which only a failing test reaches

needs_browser = pytest.mark.skipif(PROGRAM is None, reason="no Chromium here")


@functools.cache
def _driver() -> "playwright.Playwright":
    return playwright.sync_playwright().start()


@functools.cache
def _browser(program: str) -> "playwright.Browser":
    """One for all tests of this process: people have windows with storage of their own."""
    return _driver().chromium.launch(executable_path=program, args=["--no-sandbox"])


class Pages:
    """Windows of a browser, one for each person. `faults`: what went wrong in them."""

    def __init__(self, program=PROGRAM):
        self._browser = _browser(program)
        self._contexts: list[playwright.BrowserContext] = []
        self.faults: list[str] = []

    def open(self, url: str, watched: bool = True, **options) -> "playwright.Page":
        """`watched`: what it says in its console is a fault; not where the browser is to refuse something."""
        context = self._browser.new_context(**{"locale": "en-GB", **options})
        self._contexts.append(context)
        context.set_default_timeout(DEADLINE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{error}"))
        if watched:
            page.on("console", self._says)
        page.goto(url)
        return page

    def enter(self, url: str, name: str, **options) -> "playwright.Page":
        """As a guest of that name, in the lobby."""
        page = self.open(url, **options)
        page.get_by_label("Name", exact=True).fill(name)
        page.keyboard.press("Enter")
        page.locator("#composer").wait_for()
        return page

    def _says(self, message) -> None:
        # What cannot be had while the server is away is no fault of the page; by its worker that has FAILED.
        is_away = any(code in message.text for code in ("net::ERR_CONNECTION", "net::ERR_FAILED"))
        if message.type == "error" and not is_away:
            self.faults.append(message.text)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def say(page, text: str) -> None:
    page.locator("#composer").fill(text)
    page.keyboard.press("Enter")


def shows(page, text: str):
    """The line with that text, once it is in the log and shown."""
    line = page.locator(".row:not(.pending)", has_text=text).last
    line.wait_for()
    return line
