"""The page in a browser, beside netcat and curl in one conversation."""

import subprocess

import pytest

from tests.live.page import Pages, needs_browser, say, shows
from tests.live.server import Server, text_client

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser():
    with Pages() as pages:
        yield pages
        assert pages.faults == []  # nothing that the policy forbids, no error of a script


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path / "data", doors=("port", "http-port")) as server:
        yield server


def address(server: Server) -> str:
    return f"http://127.0.0.1:{server.ports['http-port']}/"


def curl(server: Server, *words: str) -> str:
    command = ["curl", "-s", *words[:-1], address(server) + words[-1]]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout


def test_two_browsers_netcat_and_curl_are_in_one_conversation(browser, server):
    alice, bob = browser.enter(address(server), "alice"), browser.enter(address(server), "bob")
    with text_client(server.port, "carol") as carol:
        say(alice, "good **morning**")
        carol.until("alice: good **morning**")
        assert shows(bob, "good morning").locator("strong").inner_text() == "morning"

        carol.sends("hello @bob\n")
        assert "for-me" in shows(bob, "hello @bob").get_attribute("class")
        assert "for-me" not in shows(alice, "hello @bob").get_attribute("class")
        curl(server, "-d", "build ok", "r/lobby?name=ci")
        shows(alice, "build ok")

        line = shows(bob, "good morning")
        line.hover()
        line.get_by_role("button", name="Reply").click()
        say(bob, "and to you")
        quote = shows(alice, "and to you").locator(".quote")
        assert quote.inner_text().split() == ["alice", "good", "**morning**"]
        line = shows(alice, "and to you")
        line.hover()
        line.get_by_role("button", name="React").click()
        alice.get_by_role("dialog", name="Emoji").get_by_label("party popper").first.click()
        bob.get_by_role("button", name="🎉, 1 person").wait_for()

        alice.locator("#composer").press("ArrowUp")
        alice.get_by_text("Change your line").wait_for()
        say(alice, "good evening")
        shows(bob, "good evening (edited)")
        shows(bob, "good evening").click(button="right")
        bob.get_by_role("menuitem", name="Pin", exact=True).click()
        bob.locator(".toast.bad").wait_for()  # a guest may not: that stays until it is dismissed
        bob.get_by_role("button", name="Dismiss").click()
        assert "good evening" in curl(server, "r/lobby")


def test_hostile_text_stays_text(browser, server):
    page = browser.enter(address(server), "alice")
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1) \u202eevil\u202c [x](javascript:alert(1))"
    curl(server, "--data-binary", hostile, "r/lobby?name=mallory")
    line = shows(page, "<img src=x onerror=alert(1)>")
    assert line.locator(".body img, .body a").count() == 0
    assert "\u202e" not in line.inner_text()
    curl(server, "--data-binary", "z" + "\u0301" * 3000, "r/lobby?name=mallory")
    assert len(shows(page, "z\u0301").locator(".body").inner_text()) < 10
