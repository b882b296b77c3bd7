"""Where a file may lie here, whatever somebody called it; what is shown of it on its way."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatservice.client.model.transfers import Stage, Transfer, downloads_folder, free_path, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..\\..\\x.exe", "_.._x.exe"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("a\x00b\nc", "a_b_c"),
        ("", "_"),
        ("..", "_"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("$(reboot);`x`", "_(reboot)__x_"),
        ("x\u202egnp.exe", "x_gnp.exe"),
        ("Übersicht (2).odt", "Übersicht (2).odt"),
        ("x" * 500 + ".tar.gz", "x" * 117 + ".gz"),
    ],
)
def test_a_name_loses_what_means_something_to_a_file_system(name, safe):
    assert safe_name(name) == safe


@given(st.text())
def test_any_name_is_one_ordinary_file_in_the_folder(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp()
    path = free_path(folder, name)
    assert path.parent == folder
    assert os.path.normpath(path) == str(path)
    assert 0 < len(path.name.encode()) <= 255
    assert not path.name.startswith((".", "-"))


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "a.txt").touch()
    (tmp_path / "a (2).txt").symlink_to(tmp_path / "nowhere")
    assert free_path(tmp_path, "a.txt").name == "a (3).txt"
    assert free_path(tmp_path, "a.txt", ["a (3).txt"]).name == "a (4).txt"
    (tmp_path / "noext").touch()
    assert free_path(tmp_path, "noext").name == "noext (2)"


def test_the_downloads_folder_is_the_desktops(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert downloads_folder() == tmp_path
    (tmp_path / "user-dirs.dirs").write_text('XDG_DOWNLOAD_DIR="$HOME/Heruntergeladenes"\n')
    assert downloads_folder() == tmp_path / "Heruntergeladenes"


def test_what_is_shown_on_the_way():
    transfer = Transfer(1, up=True, name="a", size=2_000_000)
    transfer.stage, transfer.moved = Stage.RUNNING, 500_000
    assert (transfer.part, transfer.words) == (0.25, "500.0 kB of 2.0 MB")
    transfer.stage = Stage.DONE
    assert transfer.words == "sent"
    transfer.stage, transfer.reason = Stage.FAILED, "No."
    assert transfer.words == "No."
