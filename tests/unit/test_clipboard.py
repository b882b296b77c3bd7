"""What is pasted and dropped, before it is used."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from chatservice.client.model.clipboard import local_files, whole_characters
from chatservice.client.model.files import ClientFiles, no_folder


@pytest.mark.parametrize(
    ("uris", "paths"),
    [
        ("file:///home/a%20b.txt\r\nfile://localhost/c\r\n", ["/home/a b.txt", "/c"]),
        ("# a comment\nhttps://example.org/x\nfile://elsewhere/d\nfile:", []),
        ("file:///%C3%A9\nfile:///%ff%2e", ["/\u00e9", "/\ufffd."]),
        ("", []),
    ],
)
def test_copied_files_are_those_of_this_machine(uris, paths):
    assert local_files(uris) == [Path(path) for path in paths]


def test_halves_of_characters_are_replaced_and_whole_ones_stay():
    assert whole_characters("a\ud800\udc80b\udced") == "a\ufffdb\ufffd"
    assert whole_characters("\U0001f468\u200d\U0001f469 ok\n") == "\U0001f468\u200d\U0001f469 ok\n"


def test_a_folder_is_no_file_to_be_sent(tmp_path):
    state = SimpleNamespace(http="http://here", conversation=lambda key: None)
    session = SimpleNamespace(state=state, link=SimpleNamespace(here=True, token=""))
    files = ClientFiles(session, lambda changed: SimpleNamespace())
    assert files.share("lobby", tmp_path) == no_folder(tmp_path)
    assert "is a folder" in no_folder(tmp_path)
