"""Edits that are not saved when the window closes: kept, and merged once at the next start."""

import pytest

from chatservice.client.model.code_document import CodePhase
from chatservice.client.model.code_keeping import SAVE_AFTER
from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.unit.test_open_code import Writer, settle

SECRET = "correct horse battery"


@pytest.fixture
def stage():
    stage = Stage(message_rate=None, edit_rate=None)
    for name in ("alice", "bob"):
        stage.storage.accounts.create(name, "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    return stage


@pytest.fixture
def alice(stage, tmp_path):
    return Writer(stage, tmp_path, password=SECRET).creates("print(1)\n")


@pytest.fixture
def bob(alice, stage, tmp_path):
    return Writer(stage, tmp_path, "bob", SECRET).opens_code()


def files(writer):
    return list(writer.memory.path.parent.glob("unsaved-*.json"))


def cut(writer):
    writer.refusing = True
    writer.far.cut()


def comes_again(stage, tmp_path, name="alice"):
    writer = Writer(stage, tmp_path, name, SECRET)
    settle(writer)
    return writer.follows()


def test_they_are_merged_with_what_others_wrote_meanwhile(stage, tmp_path, alice, bob):
    cut(alice)
    alice.types(0, "# alice\n")
    bob.writes(len(bob.shown), "# bob\n")
    alice.desk.quit()
    assert alice.gone
    (file,) = files(alice)
    assert file.stat().st_mode & 0o777 == 0o600
    again = comes_again(stage, tmp_path)
    settle(again, bob)
    assert again.shown == bob.shown == "# alice\nprint(1)\n# bob\n"
    assert again.code.pending.is_saved
    stage.passes(SAVE_AFTER)
    assert files(again) == []


def test_what_was_under_way_when_the_power_failed_is_saved_once(stage, tmp_path, alice, bob):
    alice.types(0, "x")
    assert alice.desk.code_keeping.save() == ""
    alice.settle()  # the server has it, and the disk does not know
    cut(alice)
    alice.desk.keeping.file.release()  # as the end of its process does
    again = comes_again(stage, tmp_path)
    settle(again, bob)
    assert again.shown == bob.shown == "xprint(1)\n"


def test_what_is_saved_at_once_never_reaches_the_disk(stage, alice):
    alice.writes(0, "x")
    stage.passes(SAVE_AFTER)
    assert files(alice) == []


def test_an_edit_that_waits_is_on_disk_after_a_second(stage, alice):
    cut(alice)
    alice.types(0, "x")
    stage.passes(SAVE_AFTER)
    assert len(files(alice)) == 1


def test_a_text_that_cannot_be_saved_any_more_is_kept_as_a_copy(stage, tmp_path, alice, bob):
    cut(bob)
    bob.types(0, "late ")
    alice.submits("/code close hello")
    bob.desk.quit()
    again = comes_again(stage, tmp_path, "bob")
    assert again.code.copies == ["late print(1)\n"]
    assert again.shown == "print(1)\n"
    again.desk.quit()
    assert comes_again(stage, tmp_path, "bob").code.copies == ["late print(1)\n"]


def test_the_text_of_a_document_that_is_not_there_any_more_is_a_copy(stage, tmp_path, alice, bob):
    cut(bob)
    bob.types(0, "mine ")
    bob.desk.quit()
    alice.desk.code_requests.create("lobby", "other", "text")
    alice.settle()
    alice.submits("/code grant * none doc:hello")
    again = comes_again(stage, tmp_path, "bob")
    assert again.code.phase is CodePhase.GONE
    assert again.code.copies == ["mine print(1)\n"]


def test_one_that_cannot_be_kept_is_asked_about_before_leaving(alice):
    alice.desk.code_keeping.save = lambda: "the disk is full"
    cut(alice)
    alice.types(0, "x")
    alice.desk.quit()
    assert alice.asked == ["hello"]
    assert not alice.gone


def test_a_file_that_is_damaged_is_put_aside(stage, tmp_path, alice):
    cut(alice)
    alice.types(0, "x")
    alice.desk.quit()
    (file,) = files(alice)
    file.write_bytes(b"{]")
    again = Writer(stage, tmp_path, password=SECRET)
    assert again.desk.code.documents == {}
    assert file.with_name(file.name + ".broken").exists()
