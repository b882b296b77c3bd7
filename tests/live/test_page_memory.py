"""The page lets go of lines that it no longer shows, however long it is open."""

import json
import socket

from tests.live.desktop import until
from tests.live.page import Pages, needs_browser, shows
from tests.live.server import Server

pytestmark = needs_browser
LINES = 800
REMEMBER = """() => {
    window.refs = [...document.querySelectorAll(".row")].slice(0, -1).map((row) => new WeakRef(row));
}"""
LEFT = "() => window.refs.filter((ref) => ref.deref()).length"


def commands(*words):
    return b"".join(json.dumps(each).encode() + b"\n" for each in words)


def test_rows_that_are_scrolled_away_are_gone(tmp_path):
    limits = ("--message-rate", "none")
    with (
        Pages() as pages,
        Server(tmp_path / "data", *limits, doors=("port", "http-port")) as server,
        socket.create_connection(("127.0.0.1", server.port)) as writer,
    ):
        page = pages.enter(f"http://127.0.0.1:{server.ports['http-port']}/", "alice")
        writer.sendall(commands({"cmd": "login", "name": "bob"}, {"cmd": "join", "room": "lobby"}))
        says = [{"cmd": "say", "room": "lobby", "text": f"line {n}."} for n in range(LINES)]
        writer.sendall(commands(*says))
        shows(page, f"line {LINES - 1}.")
        page.evaluate(REMEMBER)
        page.mouse.move(700, 400)
        while not page.get_by_text("line 10.", exact=True).count():
            page.mouse.wheel(0, -600)
        tools = page.context.new_cdp_session(page)

        def are_gone():
            tools.send("HeapProfiler.collectGarbage")  # what is still to be drawn holds some of them
            return page.evaluate(LEFT) == 0

        until(are_gone)
