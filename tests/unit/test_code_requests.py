"""What the user asks for about code documents, without a window: files in and out, and a class."""

from pathlib import Path

import pytest

from chatservice.client.model.code_requests import IMPORT_MAX
from chatservice.model.commands import CodeHandOut, CodeRunAll
from chatservice.model.events import FileShared
from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.unit.test_open_code import Writer, settle

SECRET = "correct horse battery"


@pytest.fixture
def stage():
    stage = Stage(message_rate=None, edit_rate=None, run_rate=None, room_rate=None)
    for name in ("alice", "bob"):
        stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    return stage


@pytest.fixture
def alice(stage, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return Writer(stage, tmp_path, password=SECRET)


def test_a_file_of_this_computer_becomes_a_document_of_its_language(alice, tmp_path):
    path = tmp_path / "my program.py"
    path.write_bytes(b"print(1)\r\n")
    assert alice.desk.code_requests.import_file("lobby", path) == ""
    alice.settle()
    info = alice.code.info
    assert (info.title, info.language, alice.code.pending.text) == ("my-program.py", "python", "print(1)\n")


def test_a_title_of_several_words_is_joined_as_a_room_s_name_is(alice):
    answers = []
    alice.desk.code_requests.create("lobby", "hello  world", "python").addCallback(answers.append)
    alice.desk.code_requests.create("lobby", "a/b", "python").addCallback(answers.append)
    alice.settle()
    assert alice.code.info.title == "hello-world"
    assert [type(each).__name__ for each in answers] == ["DocumentIs", "Error"]
    alice.code.sharing.rename("good bye")
    alice.settle()
    assert alice.code.info.title == "good-bye"


@pytest.mark.parametrize(
    ("title", "language", "made"), [("a.c", "python", "c"), ("a.c", " bash ", "bash"), ("a", "", "python")]
)
def test_the_ending_of_a_title_says_the_language_unless_another_one_was_chosen(alice, title, language, made):
    alice.desk.code_requests.create("lobby", title, language)
    alice.settle()
    assert (alice.code.info.title, alice.code.info.language) == (title, made)


def test_a_file_with_nul_becomes_no_document(alice, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"a\0b")
    alice.desk.code_requests.import_file("lobby", path)
    alice.settle()
    assert alice.desk.code.documents == {}


@pytest.mark.parametrize(
    ("data", "wrong"),
    [(b"\xff\xfe", "It is not a text."), (b"x" * (IMPORT_MAX + 1), "too large"), (None, "cannot be read")],
)
def test_what_cannot_be_imported_is_said(alice, tmp_path, data, wrong):
    path = tmp_path / "file"
    if data is not None:
        path.write_bytes(data)
    assert wrong in alice.desk.code_requests.import_file("lobby", path)
    assert alice.desk.code.documents == {}


def test_a_document_is_saved_among_the_downloads_and_never_over_another_file(alice, tmp_path):
    alice.creates("print(1)\n")
    for _ in range(2):
        where, wrong = alice.desk.code_requests.export(alice.code)
        assert wrong == ""
        assert where.endswith(".txt")
    files = sorted(tmp_path.rglob("hello*.txt"))
    assert len(files) == 2
    assert files[0].read_text() == "print(1)\n"


def test_a_version_that_is_shown_is_what_is_saved(alice, tmp_path):
    alice.creates("one\n")
    alice.writes(0, "two\n")
    alice.code.past.show(1)
    alice.settle()
    where, _ = alice.desk.code_requests.export(alice.code)
    with open(where) as file:
        assert file.read() == "one\n"


def test_what_has_changed_since_a_version_is_saved_as_a_patch(alice):
    alice.creates("one\n")
    requests = alice.desk.code_requests
    assert requests.export_patch(alice.code) == ("", "Choose a version first: History shows them.")
    alice.writes(0, "two\n")
    for version in (1, 2):
        alice.code.past.show(version)
        alice.settle()
        where, wrong = requests.export_patch(alice.code)
        if version == 1:
            assert where.endswith("hello.txt.patch")
            assert (
                Path(where).read_text().startswith("--- hello.txt\tversion 1\n+++ hello.txt\tversion 2\n@@ ")
            )
    assert wrong == "Nothing has changed since that version."


def test_a_file_that_was_shared_becomes_a_document(alice):
    file = FileShared(
        room="lobby", seq=7, id=7, ts=1.0, sender="bob", file="0" * 16, name="a.py", size=1,
        type="text/x-python", sha256="", url="",
    )  # fmt: skip
    key = alice.desk.state.named("lobby").key
    alice.desk.state.conversations[key].lines[7] = file
    assert alice.desk.code_requests.import_shared(key, 7) == ""
    alice.settle()
    assert f"There is no file {file.file} that you can see. /files lists the files." in alice.notes(key)
    assert alice.desk.code_requests.import_shared(key, 8) == ""


def test_the_last_runs_are_there_when_it_is_opened_again(stage, alice):
    alice.desk.code_requests.create("lobby", "hello", "python")
    alice.settle()
    for number in range(7):
        alice.code.start_run()
        alice.settle()
        stage.programs.plays[-1].prints(f"{number}\n")
        stage.programs.plays[-1].ends()
        stage.settle()
        alice.settle()
    before = ["".join(piece.text for piece in run.pieces) for run in alice.code.runs]
    assert len(before) == 5
    alice.desk.code.leave(alice.code.info.doc)
    alice.settle()
    alice.opens_code()
    assert ["".join(piece.text for piece in run.pieces) for run in alice.code.runs] == before
    assert alice.code.run.status == "Finished after 0.25 s."
    assert not alice.code.run.running
    alice.code.start_run()
    alice.settle()
    alice.desk.code.leave(alice.code.info.doc)
    alice.settle()
    alice.opens_code()
    assert ["".join(piece.text for piece in run.pieces) for run in alice.code.runs] == before


def test_a_run_in_the_log_of_a_document_makes_no_room_of_it(stage, tmp_path, alice):
    bob = Writer(stage, tmp_path, "bob", SECRET)
    for desk in (alice, bob):
        desk.desk.places.join("school")
        desk.settle()
    key = alice.desk.state.named("school").key
    alice.desk.code_requests.create(key, "task", "python")
    settle(alice, bob)
    alice.desk.code_requests.ask_class(alice.code, CodeHandOut)
    settle(alice, bob)
    (doc,) = (note.rpartition(" ")[2] for note in bob.notes(key) if "asks you to open" in note)
    bob.desk.code_requests.open(doc)
    settle(alice, bob)
    rooms = set(bob.desk.state.conversations)
    bob.code.start_run()
    settle(alice, bob)
    stage.programs.plays[-1].prints("42\n")
    stage.programs.plays[-1].ends()
    stage.settle()
    settle(alice, bob)
    assert [piece.text for piece in bob.code.run.pieces][1] == "42\n"
    assert set(bob.desk.state.conversations) == rooms


def test_a_class_in_the_conversation_of_the_room(stage, tmp_path, alice):
    alice.desk.places.join("school")
    alice.settle()
    key = alice.desk.state.named("school").key
    alice.desk.code_requests.create(key, "task", "python")
    alice.settle()
    bob = Writer(stage, tmp_path, "bob", SECRET)
    bob.desk.places.join("school")
    settle(alice, bob)
    assert alice.desk.code_requests.others_in_room(alice.code) == ["bob"]
    assert alice.desk.code_requests.ask_class(alice.code, CodeHandOut) == ""
    settle(alice, bob)
    assert "bob: a copy of task each. 1 copy in all: /code class task shows them." in alice.notes(key)
    assert any("alice asks you to open school/task-bob as its owner" in note for note in bob.notes(key))
    alice.desk.code_requests.ask_class(alice.code, CodeRunAll)
    settle(alice, bob)
    stage.programs.plays[-1].prints("42\n")
    stage.programs.plays[-1].ends()
    stage.settle()
    settle(alice, bob)
    assert alice.notes(key)[-2:] == ["Results of task:", "bob: finished after 0.25 s | 42"]
