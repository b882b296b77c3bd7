"""What a window shows of files on their way."""

from pathlib import Path

from chatservice.client.model.files import ClientFiles
from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.line_menu import LineAction, actions_of, code_of
from chatservice.client.model.render import render
from chatservice.client.model.session import ClientSession
from chatservice.client.model.transfers import Stage, Transfer, downloads_folder
from chatservice.client.model.viewport import MessageItem, Viewport
from chatservice.model.events import FileShared
from tests.unit.test_state import joined, message, state

FILE = FileShared(
    room="lobby", seq=1, id=1, ts=1e9, sender="bob", file="f", name="a.txt", size=10, type="", sha256="",
    url="/f/1",
)  # fmt: skip


class Courier:
    def __init__(self):
        self.transfers = []


def files(tmp_path, stage):
    """Of a session in which that file's download is at `stage`."""
    made = ClientFiles(ClientSession(lambda: 0.0, lambda: None))
    made.courier = Courier()
    transfer = Transfer(1, up=False, name="a.txt", size=10)
    transfer.url, transfer.stage, transfer.path = FILE.url, stage, tmp_path / "a.txt"
    transfer.moved = 5
    made.courier.transfers.append(transfer)
    made._changed()
    return made


def line_of(made):
    shown = state(joined())
    fold_event(shown, FILE)
    viewport = Viewport(shown.conversation("lobby"))
    items = viewport.items("alice", (), 0.0, made._session.state.carried)
    (item,) = [item for item in items if isinstance(item, MessageItem)]
    pieces = render(item, None)
    return "".join(text for text, _ in pieces), {tag for _, tags in pieces for tag in tags}


def test_a_file_says_in_its_line_how_far_it_is_and_where(tmp_path):
    text, tags = line_of(files(tmp_path, Stage.RUNNING))
    assert "5 bytes of 10 bytes" in text
    assert "do:folder:1" not in tags
    text, tags = line_of(files(tmp_path, Stage.DONE))
    assert f"Saved to {tmp_path.name}   Show in folder" in text
    assert {"do:folder:1", "do:file:1"} <= tags
    assert "Saved" not in line_of(files(tmp_path, Stage.FAILED))[0]


def test_a_file_that_is_here_is_found_while_it_exists(tmp_path):
    made = files(tmp_path, Stage.DONE)
    assert made.saved(FILE.url) is None
    (tmp_path / "a.txt").touch()
    assert made.saved(FILE.url) == tmp_path / "a.txt"
    assert made.saved("/f/2") is None
    assert files(tmp_path, Stage.RUNNING).saved(FILE.url) is None


def test_the_folder_of_downloads_is_the_chosen_one(tmp_path):
    assert downloads_folder(str(tmp_path)) == tmp_path
    assert downloads_folder() != Path(tmp_path)


def test_code_is_copied_without_its_marks():
    line = message(1, text="see\n```python\nx = 1\n```\nand\n```\ny\n```")
    assert LineAction.COPY_CODE in actions_of(line, "alice", has_address=False)
    assert code_of(line.text) == "x = 1\n\ny"
    assert LineAction.COPY_CODE not in actions_of(message(2, text="`x`"), "alice", has_address=False)
