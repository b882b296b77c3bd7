"""Files in two real windows, with the bytes compared."""

import os

import pytest

from tests.live.desktop import Display, Window
from tests.live.server import ROOT, Server
from tests.live.test_desktop import LEFT, RIGHT

LOGO = ROOT / "chatservice" / "client" / "tk" / "art" / "logo-192.png"


@pytest.fixture
def display():
    with Display() as made:
        yield made


def test_a_file_goes_up_and_down_and_the_bytes_are_the_same(display, tmp_path):
    data = os.urandom(3_000_000)
    (tmp_path / "holiday photo.bin").write_bytes(data)
    (tmp_path / "big.bin").write_bytes(bytes(9_000_000))
    opened = tmp_path / "b" / "opened"
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$1" > "$HOME/opened.new" && mv "$HOME/opened.new" "$HOME/opened"\n')
    program.chmod(0o755)
    display.env["PATH"] = f"{program.parent}:{display.env['PATH']}"
    doors = ("port", "http-port")
    with (
        Server(tmp_path / "data", "--max-file-size", "8MB", doors=doors) as server,
        Window(display, tmp_path / "a", LEFT) as alice,
        Window(display, tmp_path / "b", RIGHT) as bob,
    ):
        alice.logs_in("alice", server.port)
        bob.logs_in("bob", server.port)
        bob.says("a line before")
        alice.page("a line before")
        alice.click("file")
        alice.fills(str(tmp_path / "none.bin"), "chooser_entry")
        alice.types("", "Return")
        alice.until("There is no file", "chooser_wrong")
        alice.fills(str(tmp_path / "holiday photo.bin"), "chooser_entry")
        display.picture("chooser")
        alice.types("", "Return")
        alice.until(lambda rows: rows == [["holiday photo.bin", "sent"]], "transfers")
        bob.page("holiday photo.bin  3.0 MB")
        bob.click("word", "holiday photo.bin")
        bob.page("holiday photo.bin  3.0 MB   Saved to Downloads   Show in folder")
        display.picture("file")
        assert (tmp_path / "b" / "Downloads" / "holiday photo.bin").read_bytes() == data
        bob.click("composer")  # or the two clicks are a double one
        bob.click("word", "holiday photo.bin")
        bob.until(lambda title: opened.exists(), "title")
        assert opened.read_text() == f"{tmp_path}/b/Downloads/holiday photo.bin\n"
        assert len(bob.ask("transfers")) == 1
        assert not list((tmp_path / "b" / "Downloads").glob("*.part"))

        # An image is shown small, to both.
        alice.click("file")
        alice.fills(str(LOGO), "chooser_entry")
        alice.until(bool, "chooser_preview")
        alice.types("", "Return")
        for window in (alice, bob):
            window.until(lambda count: count == 1, "pictures")
        display.picture("thumbnail")

        # Too large, said with the limit; and nothing of it is there.
        alice.click("file")
        alice.fills(str(tmp_path / "big.bin"), "chooser_entry")
        alice.types("", "Return")
        alice.page("Not sent: ")
        display.picture("too_large")
        assert "big.bin" not in bob.ask("page")
        alice.click("word", "Delete")
        alice.page(lambda text: "big.bin" not in text)

        # What is dropped on the window is shown, and sent when one agrees.
        alice.ask("drop", f"{{{tmp_path / 'holiday photo.bin'}}} {LOGO}")
        alice.until(["Send these 2 files?"].__eq__, "forms")
        display.picture("dropped")
        alice.types("", "Return")
        alice.until(lambda rows: [row[1] for row in rows] == ["sent"] * 4, "transfers")
        bob.page(lambda text: text.count("holiday photo.bin") == 2)
        bob.until((2).__eq__, "pictures")

        # A folder that cannot be written.
        (tmp_path / "b" / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/errors"\n')
        bob.click("composer")
        bob.click("word", "logo-192.png")
        bob.until(lambda rows: "cannot be written" in rows[-1][1], "transfers")
