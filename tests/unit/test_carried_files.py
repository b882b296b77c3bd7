"""What a window shows of files on their way."""

from pathlib import Path

from chatservice.client.model import file_lines
from chatservice.client.model.files import ClientFiles
from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.items import MessageItem
from chatservice.client.model.line_menu import LineAction, actions_of, code_of
from chatservice.client.model.readings import Readings
from chatservice.client.model.render import render
from chatservice.client.model.session import ClientSession
from chatservice.client.model.transfers import PARTS, Stage, Transfer, downloads_folder
from chatservice.model.events import FileShared
from tests.unit.test_state import joined, message, state

FILE = FileShared(
    room="lobby", seq=1, id=1, ts=1e9, sender="bob", file="f", name="a.txt", size=10, type="", sha256="",
    url="/f/1",
)  # fmt: skip


class Courier:
    def __init__(self):
        self.transfers = []
        self.done = []

    def try_again(self, transfer):
        self.done.append(("again", transfer.number))

    def forget(self, transfer):
        self.done.append(("forget", transfer.number))


def files(*transfers):
    made = ClientFiles(ClientSession(lambda: 0.0, lambda: None))
    made.courier = Courier()
    made.courier.transfers += transfers
    made._session.state = state(joined())
    fold_event(made._session.state, FILE)
    made._changed()
    return made


def download(tmp_path, stage, reason=""):
    """That file's, half done, or at `stage`."""
    transfer = Transfer(1, up=False, name="a.txt", size=10, in_line=True)
    transfer.url, transfer.stage, transfer.path, transfer.reason = FILE.url, stage, tmp_path / "a.txt", reason
    transfer.moved = 5
    return transfer


def upload(room="lobby", stage=Stage.RUNNING, name="b.png"):
    transfer = Transfer(2, up=True, name=name, size=200, room=room)
    transfer.stage, transfer.moved, transfer.reason = stage, 100, "too large"
    return transfer


def rendered(made):
    """Each line of the page: what it says, and its tags."""
    found = []
    for item in Readings(made._session).items("lobby"):
        if isinstance(item, MessageItem):
            pieces = render(item, None)
            found.append(("".join(text for text, _ in pieces), {tag for _, tags in pieces for tag in tags}))
    return found


def test_a_file_says_in_its_line_how_far_it_is_and_where(tmp_path):
    ((text, tags),) = rendered(files(download(tmp_path, Stage.RUNNING)))
    assert "5 bytes of 10 bytes   Cancel\n" in text
    assert "do:transfer:cancel:1" in tags
    assert "do:folder:1" not in tags
    ((text, tags),) = rendered(files(download(tmp_path, Stage.DONE)))
    assert f"Saved to {tmp_path.name}   Show in folder" in text
    assert {"do:folder:1", "do:file:1"} <= tags


def test_a_download_that_broke_says_why_in_its_line_and_is_tried_again_there(tmp_path):
    made = files(download(tmp_path, Stage.FAILED, "The connection was cut."))
    ((text, tags),) = rendered(made)
    assert "Not downloaded: The connection was cut.\nTry again   Delete\n" in text
    assert {"do:transfer:again:1", "do:transfer:away:1"} <= tags
    for verb in ("again", "away"):
        made.do(verb, 1)
        made.do(verb, 99)
    assert made.courier.done == [("again", 1), ("forget", 1)]
    assert made.below == []


def test_a_file_that_is_sent_is_a_line_to_come_in_its_room_alone():
    made = files(upload(), upload("ops", name="c.txt"))
    (_, (text, tags)) = rendered(made)
    assert text.startswith("alice\nb.png  200 bytes\n")
    assert text.endswith("100 bytes of 200 bytes   Cancel\n\n"), "the last row is for the picture"
    assert "picture" in tags
    assert [each.room for each in made.below] == ["ops"], "nobody sees that room: it has a row below"
    made.courier.transfers[0].stage = Stage.DONE
    made._changed()
    assert len(rendered(made)) == 1


def test_a_file_that_was_refused_says_so_where_its_line_would_be():
    made = files(upload(stage=Stage.FAILED, name="b.bin"))
    (_, (text, tags)) = rendered(made)
    assert text == "alice\nb.bin  200 bytes\nNot sent: too large\nTry again   Delete\n"
    assert "do:transfer:away:2" in tags


def test_the_bar_of_a_transfer_is_as_long_as_its_part():
    part = [
        text
        for text, tags in file_lines.upload(files(upload())._session.state.uploads[0])
        if "bar_done" in tags
    ]
    assert part == [" " * (PARTS // 2)]


def test_a_file_that_is_here_is_found_while_it_exists(tmp_path):
    made = files(download(tmp_path, Stage.DONE))
    assert made.saved(FILE.url) is None
    (tmp_path / "a.txt").touch()
    assert made.saved(FILE.url) == tmp_path / "a.txt"
    assert made.saved("/f/2") is None
    assert files(download(tmp_path, Stage.RUNNING)).saved(FILE.url) is None


def test_the_folder_of_downloads_is_the_chosen_one(tmp_path):
    assert downloads_folder(str(tmp_path)) == tmp_path
    assert downloads_folder() != Path(tmp_path)


def test_code_is_copied_without_its_marks():
    line = message(1, text="see\n```python\nx = 1\n```\nand\n```\ny\n```")
    assert LineAction.COPY_CODE in actions_of(line, "alice", has_address=False)
    assert code_of(line.text) == "x = 1\n\ny"
    assert LineAction.COPY_CODE not in actions_of(message(2, text="`x`"), "alice", has_address=False)
