"""irssi and weechat in one room with a window, a page and a program: each sees what the others do."""

import shutil

import pytest

from tests.live.desktop import Display, Window
from tests.live.irc_clients import irssi, weechat
from tests.live.page import Pages, needs_browser, say, shows
from tests.live.server import Server, json_client, text_client

pytestmark = [
    needs_browser,
    pytest.mark.skipif(not (shutil.which("irssi") and shutil.which("weechat")), reason="no IRC clients here"),
]


class Place:
    """Everyone in ops, which dave has made: a window, a page, irssi (alice) and weechat (wanda)."""

    def __init__(self, server, window, page, alice, wanda, dave):
        self.server, self.window, self.page = server, window, page
        self.alice, self.wanda, self.dave = alice, wanda, dave

    def all_see(self, words):
        self.alice.sees(words)
        self.wanda.sees(words)
        self.window.page(words)
        shows(self.page, words)

    def seq_of(self, text):
        return self.dave.event("message", text=text)["seq"]


@pytest.fixture
def place(tmp_path):
    with (
        Server(tmp_path / "data", doors=("port", "irc-port", "http-port")) as server,
        Display() as display,
        Pages() as pages,
        json_client(server.port, "dave", room="ops") as dave,
        Window(display, tmp_path / "window", "1000x700+0+0") as window,
        irssi(tmp_path / "irssi", server.ports["irc-port"]) as alice,
        weechat(tmp_path / "weechat", server.ports["irc-port"], name="wanda") as wanda,
    ):
        page = pages.enter(f"http://127.0.0.1:{server.ports['http-port']}/r/ops", "pat")
        page.get_by_role("textbox", name="Message #ops").wait_for()
        window.logs_in("wil", server.port)
        window.says("/join ops")
        window.until("ops", "tabs")
        for client in (alice, wanda):
            client.goes_to("#ops")
        for name in ("pat", "wil", "alice", "wanda"):
            while not any(f'"{name}"' in line for line in dave.lines):
                dave.line()
        yield Place(server, window, page, alice, wanda, dave)
        assert pages.faults == []


def test_they_talk_react_and_are_away_and_who_is_banned_is_gone(place):
    place.alice.types("hello from irssi")
    place.all_see("hello from irssi")
    place.wanda.types("hello from weechat")
    place.all_see("hello from weechat")
    place.window.says("hello from the window")
    place.all_see("hello from the window")
    say(place.page, "hello from the page")
    place.all_see("hello from the page")

    # A reaction: words for those, a mark at the line for these.
    seq = place.seq_of("hello from irssi")
    place.dave.asks(cmd="react", room="ops", seq=seq, emoji="+1")
    for client in (place.alice, place.wanda):
        client.sees(f"dave +1 on #{seq}")
    shows(place.page, "hello from irssi").locator(".chip", has_text="👍").wait_for()

    # Who is away is asked by one, and shown by the others.
    place.alice.types("/away lunch")
    place.dave.event("person", name="alice", away=True)
    place.wanda.types("/whois alice")
    place.wanda.sees("is away: lunch")

    # A ban by irssi: the one is out, the others see why.
    place.dave.asks(cmd="role", room="ops", name="alice", role="moderator")
    place.alice.sees("+o alice")
    with text_client(place.server.port, "carol") as carol:
        carol.sends("/join ops\n")
        carol.until("You are in ops")
        place.alice.sees("carol")
        place.alice.types("/mode #ops +b carol!*@*")
        carol.until("banned")
        for client in (place.alice, place.wanda):
            client.sees("+b carol!*@*")
        place.window.page("alice banned carol")
        carol.sends("/join ops\n")
        carol.until("You are banned from ops")
