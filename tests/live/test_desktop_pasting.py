"""Pasting and editing in the line of a real window, from another program's clipboard."""

import contextlib
import subprocess
import sys

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import Server, json_client
from tests.live.test_desktop import LEFT

# Offers a picture alone, and answers a request for text with its bytes, as some programs do; or files, as a
# file manager does; or half a character; or a long text.
OWNER = r"""
import sys, tkinter as tk
root = tk.Tk(); root.withdraw()
picture = tk.PhotoImage(width=40, height=30)
picture.put("#ff0000", to=(0, 0, 40, 30))
def offer(raw, kind):
    words = " ".join(f"0x{each:x}" for each in raw)
    give = lambda at, size: words[int(at) : int(at) + int(size)]
    root.selection_handle(give, selection="CLIPBOARD", type=kind)
    root.selection_own(selection="CLIPBOARD")
if sys.argv[1] == "picture":
    picture.write(sys.argv[2], format="png")
    offer(open(sys.argv[2], "rb").read(), "image/png")
elif sys.argv[1] == "files":
    root.selection_handle(lambda at, size: "a name", selection="CLIPBOARD", type="UTF8_STRING")
    offer(sys.argv[2].encode(), "text/uri-list")
elif sys.argv[1] == "half":
    root.clipboard_clear(); root.tk.eval('clipboard append "a\\ud800b"')
else:
    root.clipboard_clear(); root.clipboard_append(sys.argv[2] * int(sys.argv[3]))
print("ready", flush=True)
root.mainloop()
"""


@pytest.fixture(scope="module")
def display():
    with Display() as made:
        yield made


@contextlib.contextmanager
def clipboard(display, *words):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, *words], env=display.env, stdout=subprocess.PIPE, text=True
    )
    try:
        assert owner.stdout.readline() == "ready\n"
        yield
    finally:
        owner.kill()
        owner.communicate()


def test_what_is_pasted_replaces_what_is_marked_and_much_of_it_can_be_a_file(display, tmp_path):
    with (
        Server(tmp_path / "data", doors=("port", "http-port")) as server,
        json_client(server.port, "bob") as bob,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        alice.logs_in("alice", server.port)
        alice.click("composer")

        # An emoji of several code points is one for the cursor.
        family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
        with clipboard(display, "text", family, "1"):
            alice.types("a", "ctrl+v")
            alice.until(f"a{family}".__eq__, "composer")
        alice.types("", "Left")
        alice.types("b")
        alice.until(f"ab{family}".__eq__, "composer")
        alice.types("", "Delete", "BackSpace")
        alice.until("a".__eq__, "composer")

        alice.types(" :tada: ")
        alice.until("a \N{PARTY POPPER} ".__eq__, "composer")
        alice.types("", "BackSpace", "BackSpace", "BackSpace")
        alice.until("a".__eq__, "composer")

        with clipboard(display, "text", "pasted", "1"):
            alice.types("old", "ctrl+a", "ctrl+v")
            alice.until("pasted".__eq__, "composer")
            alice.types("", "ctrl+z")
            alice.until("aold".__eq__, "composer")

        with clipboard(display, "text", "long line\n", "900"):
            alice.types("", "ctrl+v")
            alice.until(["Paste"].__eq__, "forms")
            alice.click("answer", "Send as a file")
            shared = bob.event("file")
            assert shared["name"].endswith(".txt")
            assert shared["size"] == 9_000
            assert alice.ask("composer") == "aold"

        # Half of a character has no bytes in UTF-8: drafts with it could not be kept.
        with clipboard(display, "half"):
            alice.types("", "ctrl+a", "ctrl+v")
            alice.until("a\N{REPLACEMENT CHARACTER}b".__eq__, "composer")
            alice.types("", "ctrl+z")

        (tmp_path / "copied file.txt").write_text("copied")
        with clipboard(display, "files", f"{tmp_path.as_uri()}/copied%20file.txt"):
            alice.types("", "ctrl+v")
            alice.until(["Send this file?"].__eq__, "forms")
            alice.click("answer", "Send")
            assert bob.event("file")["name"] == "copied file.txt"
            alice.until([].__eq__, "forms")
        with clipboard(display, "files", tmp_path.as_uri()):
            alice.click("composer")
            alice.types("", "ctrl+v")
            alice.until("is a folder", "notice")

        with clipboard(display, "picture", str(tmp_path / "p.png")):
            alice.click("composer")
            alice.types("", "ctrl+v")
            alice.until(["Send this picture?"].__eq__, "forms")
            display.picture("paste")
            assert alice.ask("composer") == "aold"
            alice.click("answer", "Send")
            assert bob.event("file")["name"].endswith(".png")


def test_text_from_right_to_left_is_seen_in_its_order(display, tmp_path):
    with (
        Server(tmp_path / "data") as server,
        json_client(server.port, "bob") as bob,
        Window(display, tmp_path / "a", LEFT) as alice,
    ):
        alice.logs_in("alice", server.port)
        bob.asks(cmd="say", room="lobby", text="shalom is \u05e9\u05dc\u05d5\u05dd")
        bob.asks(cmd="join", room="\u05d0\u05d1\u05d2")
        alice.page("shalom is \u05dd\u05d5\u05dc\u05e9")
        bob.asks(cmd="say", room="lobby", text="\u05d0\u05d1\u05d2 " * 40)
        page = alice.page("\u05d2\u05d1\u05d0 \u05d2\u05d1\u05d0")
        rows = [line for line in page.splitlines() if "\u05d2\u05d1\u05d0" in line]
        assert len(rows) > 1, "broken for the width of the page"
        alice.click("composer")
        with clipboard(display, "text", "\u05e9\u05dc\u05d5\u05dd", "1"):
            alice.types("", "ctrl+v")
            alice.until("\u05dd\u05d5\u05dc\u05e9", "notice")
