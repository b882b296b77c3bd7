"""The client in the menu of a desktop: an entry, its icons, the start with the session."""

import configparser
import shutil
import subprocess
import sys

import pytest

from chatservice.client.desktop_entry import DesktopEntry, quoted
from chatservice.client.tk.__main__ import main


def read(path):
    parser = configparser.RawConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(path)
    return parser["Desktop Entry"]


def test_the_entry_its_icons_and_the_links(tmp_path):
    entry = DesktopEntry({"HOME": str(tmp_path)}, "/usr/bin/chat-gui")
    written = entry.install()
    assert [str(each.relative_to(tmp_path)) for each in written] == [
        ".local/share/applications/chatservice.desktop",
        ".local/share/icons/hicolor/96x96/apps/chatservice.png",
        ".local/share/icons/hicolor/192x192/apps/chatservice.png",
        ".local/share/icons/hicolor/scalable/apps/chatservice.svg",
    ]
    fields = read(entry.entry)
    assert fields["Exec"] == "/usr/bin/chat-gui %u"
    assert fields["MimeType"] == "x-scheme-handler/chat;x-scheme-handler/chats;"
    assert all(each.stat().st_size for each in written)
    entry.install()
    entry.start_with_session(True)
    assert read(entry.autostart)["Exec"] == "/usr/bin/chat-gui --background"
    assert len(entry.uninstall()) == 5
    assert entry.uninstall() == []
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="the validator is not here")
def test_the_validator_of_the_specification_finds_nothing(tmp_path):
    entry = DesktopEntry({"XDG_DATA_HOME": str(tmp_path), "HOME": "/nowhere"}, "chat-gui")
    entry.install()
    done = subprocess.run(["desktop-file-validate", entry.entry], capture_output=True, check=False)
    assert done.stdout == b""


def test_the_start_with_the_session_is_a_choice(tmp_path):
    entry = DesktopEntry({"XDG_CONFIG_HOME": str(tmp_path), "HOME": "/nowhere"}, "chat-gui")
    entry.start_with_session(False)
    entry.start_with_session(True)
    assert entry.autostart == tmp_path / "autostart" / "chatservice.desktop"
    assert entry.autostart.exists()
    entry.start_with_session(False)
    assert not entry.autostart.exists()


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("/usr/bin/chat-gui", "/usr/bin/chat-gui"),
        ("/home/a b/chat-gui", '"/home/a b/chat-gui"'),
        ('/x"$(rm)`', '"/x\\\\"\\\\$(rm)\\\\`"'),
        ("/50%/x", '"/50%%/x"'),
    ],
)
def test_a_path_is_quoted_as_the_specification_wants(word, written):
    assert quoted(word) == written


def test_the_options_say_what_they_did_and_what_is_wrong(tmp_path, monkeypatch, capsys):
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["chat-gui"])
    main(["--install", "--autostart", "yes"])
    out = capsys.readouterr().out
    assert "wrote" in out
    assert "starts with your session: yes" in out
    main(["--uninstall"])
    assert capsys.readouterr().out.count("removed") == 5
    (tmp_path / "applications").rmdir()
    (tmp_path / "applications").write_text("in the way")
    with pytest.raises(SystemExit, match="cannot be written"):
        main(["--install"])
