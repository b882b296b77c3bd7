"""Undo takes back one's own edits only, wherever they are by now."""

import pytest

from chatservice.model import undo as subject
from chatservice.model.changes import ChangeSet
from chatservice.model.undo import UndoHistory
from chatservice.model.utf16 import Units


class Writer:
    def __init__(self, text=""):
        self.text = Units(text)
        self.history = UndoHistory()
        self.when = 0.0

    def write(self, *splices, after=10.0):
        changes = ChangeSet.of(splices, len(self.text))
        self.when += after
        self.history.record(changes, self.text, self.when)
        self.text = changes.apply(self.text)

    def others(self, *splices):
        changes = ChangeSet.of(splices, len(self.text))
        self.history.others(changes)
        self.text = changes.apply(self.text)

    def undo(self):
        return self.make(self.history.undo(self.text))

    def redo(self):
        return self.make(self.history.redo(self.text))

    def make(self, changes):
        if changes is None:
            return None
        self.text = changes.apply(self.text)
        return self.text


def test_edits_are_taken_back_and_made_again_one_by_one():
    writer = Writer("a")
    writer.write((1, 1, "b"))
    writer.write((0, 1, ""))
    assert [writer.undo(), writer.undo(), writer.undo()] == ["ab", "a", None]
    assert [writer.redo(), writer.redo(), writer.redo()] == ["ab", "b", None]
    assert writer.undo() == "ab"


def test_what_others_wrote_in_between_stays():
    writer = Writer("abc")
    writer.write((1, 1, "XX"))
    writer.others((0, 0, "bob"), (2, 2, "o"))
    writer.write((0, 1, "B"))
    writer.others((3, 3, "-"))
    assert writer.text == "Bob-aXoXbc"
    assert writer.undo() == "bob-aXoXbc"
    assert writer.undo() == "bob-aobc"
    assert writer.redo() == "bob-aXoXbc"
    assert writer.redo() == "Bob-aXoXbc"


def test_an_edit_of_which_nothing_is_left_is_passed_over():
    writer = Writer("abc")
    writer.write((3, 3, "x"))
    writer.write((1, 1, "yy"))
    writer.others((1, 3, ""))
    assert writer.text == "abcx"
    assert writer.undo() == "abc"


def test_what_others_deleted_does_not_come_back():
    writer = Writer("abc")
    writer.write((0, 3, "xyz"))
    writer.others((0, 3, ""))
    assert writer.undo() == "abc"


def test_a_new_edit_ends_what_could_be_made_again():
    writer = Writer()
    writer.write((0, 0, "a"))
    writer.undo()
    writer.write((0, 0, "b"))
    assert writer.redo() is None
    assert writer.text == "b"


@pytest.mark.parametrize(("after", "place", "left"), [(0.3, 1, ""), (0.7, 1, "a"), (0.3, 0, "")])
def test_keystrokes_close_in_time_and_place_are_one(after, place, left):
    writer = Writer()
    writer.write((0, 0, "a"))
    writer.write((place, place, "b"), after=after)
    assert writer.undo() == left


def test_keystrokes_far_apart_are_two_however_fast():
    writer = Writer("long text")
    writer.write((0, 0, "a"))
    writer.write((9, 9, "b"), after=0.1)
    assert writer.undo() == "along text"


def test_keystrokes_are_one_though_others_write_meanwhile():
    writer = Writer("ab")
    writer.write((1, 1, "x"))
    writer.others((0, 0, "bob"))
    writer.write((5, 5, "y"), after=0.2)
    assert writer.undo() == "bobab"


def test_what_follows_an_undo_is_an_edit_of_its_own():
    writer = Writer()
    writer.write((0, 0, "a"))
    writer.write((1, 1, "b"))
    writer.undo()
    writer.write((1, 1, "c"), after=0.0)
    assert [writer.undo(), writer.undo()] == ["a", ""]


def test_it_remembers_so_many_edits_and_all_that_others_did(monkeypatch):
    monkeypatch.setattr(subject, "DEPTH", 3)
    monkeypatch.setattr(subject, "UNSEEN", 4)
    writer = Writer()
    for _ in range(5):
        writer.write((len(writer.text), len(writer.text), "x"))
        for _ in range(10):
            writer.others((0, 0, "o"))
    assert writer.text.count("x") == 5
    for left in (4, 3, 2):
        assert writer.undo().count("x") == left
    assert writer.undo() is None
    assert writer.text.count("o") == 50
