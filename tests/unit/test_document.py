"""The authority of a code document: what it accepts, on which version, and what it rolls back."""

import pytest

from chatservice.model import document as subject
from chatservice.model.document import Document, Received
from chatservice.model.edits import ChangeLimits, ChangeProblem, InvalidChange
from chatservice.model.revisions import Checkpoint, StoredRevision, read_revisions, text_after

ANN, BOB = 1, 2


def refused(document, *received):
    """(field, problem), and nothing has happened."""
    version, text = document.version, document.text
    with pytest.raises(InvalidChange) as caught:
        document.receive(Received(*received))
    assert (document.version, document.text) == (version, text)
    return caught.value.field, caught.value.problem


def written(document, count, text="x"):
    for _ in range(count):
        document.receive(Received(document.committed, [(0, 0, text)], ANN))
        document.commit(document.version)


def test_a_change_of_an_old_version_is_moved_over_what_came_since():
    document = Document(Checkpoint(7, "hello"))
    document.receive(Received(7, [(0, 0, "oh ")], ANN))
    receipt = document.receive(Received(7, [(5, 5, " world")], BOB, "k"))
    assert document.text == "oh hello world"
    assert (receipt.revision.version, receipt.repeated) == (9, False)
    assert receipt.revision.changes.splices() == [(8, 8, " world")]


def test_who_came_first_stands_first():
    document = Document(Checkpoint())
    document.receive(Received(0, [(0, 0, "ann")], ANN))
    document.receive(Received(0, [(0, 0, "bob")], BOB))
    assert document.text == "annbob"


def test_the_same_key_of_the_same_author_is_one_change_whatever_is_in_it():
    document = Document(Checkpoint(0, "ab"))
    first = document.receive(Received(0, [(1, 1, "x")], ANN, "k"))
    document.commit(1)
    again = document.receive(Received(1, [(2, 2, "x")], ANN, "k"))
    assert again[:2] == (first.revision, True)
    assert not document.receive(Received(0, [(1, 1, "y")], BOB, "k")).repeated
    assert not document.receive(Received(0, [(1, 1, "z")], BOB, "")).repeated
    assert document.text == "axyzb"


@pytest.mark.parametrize(
    ("received", "field", "problem"),
    [
        ((-1, [], ANN), "base", ChangeProblem.UNKNOWN_VERSION),
        ((6, [], ANN), "base", ChangeProblem.UNKNOWN_VERSION),
        ((2, [], ANN), "base", ChangeProblem.TOO_FAR_BEHIND),
        ((4, [(0, 8, "")], ANN), "changes[0].to", ChangeProblem.OUT_OF_RANGE),
        ((4, [(0, 3, ""), (3, 9, "x")], ANN), "changes[1].to", ChangeProblem.OUT_OF_RANGE),
        ((5, [(0, 0, "\r")], ANN), "changes[0].text", ChangeProblem.FORBIDDEN_CHARACTER),
        ((5, [(0, 0, "x"), (7, 7, "y")], ANN), "changes[1].from", ChangeProblem.SPLITS_CHARACTER),
        ((3, [(5, 5, "y")], ANN), "changes", ChangeProblem.SPLITS_CHARACTER),
        ((3, "a\0", ANN), "text", ChangeProblem.FORBIDDEN_CHARACTER),
        ((3, "a" * 21, ANN), "text", ChangeProblem.TOO_LONG),
        ((5, [(0, 0, "a" * 13)], ANN), "changes", ChangeProblem.TOO_LONG),
    ],
)
def test_what_is_not_accepted_names_the_field_and_changes_nothing(received, field, problem):
    document = Document(Checkpoint(3, "abcd😀"), limits=ChangeLimits(document=20))
    written(document, 2)
    assert refused(document, *received) == (field, problem)


def test_a_change_cannot_be_based_on_a_version_that_is_not_committed():
    document = Document(Checkpoint())
    document.receive(Received(0, [(0, 0, "x")], ANN))
    assert refused(document, 1, [], BOB) == ("base", ChangeProblem.UNKNOWN_VERSION)


def test_a_document_over_a_lowered_limit_can_shrink():
    document = Document(Checkpoint(0, "a" * 30), limits=ChangeLimits(document=20))
    document.receive(Received(0, [(0, 5, "")], ANN))
    assert document.length == 25
    assert refused(document, 0, [(9, 9, "xxxxxx")], ANN) == ("changes", ChangeProblem.TOO_LONG)


def test_a_change_that_takes_too_long_to_map_is_rebased_by_its_client():
    document = Document(Checkpoint(0, "a" * 50), limits=ChangeLimits(work=100))
    written(document, 9)
    many = [(at, at, "x") for at in range(20)]
    assert refused(document, 0, many, BOB) == ("base", ChangeProblem.TOO_FAR_BEHIND)
    document.receive(Received(9, many, BOB))


def test_a_whole_text_changes_only_what_its_sender_changed():
    document = Document(Checkpoint(0, "one\ntwo\nthree\n"))
    document.receive(Received(0, [(8, 13, "THREE")], ANN))
    document.commit(1)
    document.receive(Received(0, "ONE\ntwo\nthree\n", BOB))
    assert document.text == "ONE\ntwo\nTHREE\n"


def test_only_what_is_committed_is_handed_out():
    document = Document(Checkpoint(0, "a"))
    revisions = [document.receive(Received(0, [(0, 0, c)], ANN)).revision for c in "xyz"]
    assert document.since(0) == []
    assert document.commit(2) == revisions[:2]
    assert document.since(0) == revisions[:2]
    assert document.since(1) == revisions[1:2]
    assert document.checkpoint() == Checkpoint(2, "xya")
    assert document.commit(3) == revisions[2:]
    assert document.commit(3) == []


def test_what_is_not_committed_is_taken_back_and_received_again():
    document = Document(Checkpoint(0, "abc"))
    document.receive(Received(0, [(0, 1, "")], ANN, "k0"))
    document.commit(1)
    sent = [Received(0, [(3, 3, "x")], BOB, "k1"), Received(1, [(2, 2, "y")], ANN, "k2")]
    for received in sent:
        document.receive(received)
    assert document.text == "bcxy"
    assert document.roll_back() == sent
    assert (document.version, document.text) == (1, "bc")
    assert document.receive(sent[1]).revision.version == 2
    assert document.text == "bcy"
    assert document.roll_back() == sent[1:]
    assert document.receive(Received(1, [], ANN, "k0")).repeated


def test_a_change_that_became_empty_is_still_a_revision():
    document = Document(Checkpoint(0, "abc"))
    document.receive(Received(0, [(0, 3, "")], ANN))
    receipt = document.receive(Received(0, [(1, 2, "")], BOB, "k"))
    assert (receipt.revision.version, receipt.revision.changes.is_empty) == (2, True)


def test_past_texts_are_read_as_far_back_as_there_is_a_base(monkeypatch):
    monkeypatch.setattr(subject, "RECENT", 3)
    document = Document(Checkpoint(0, "😀"))
    for text in "abcde":
        written(document, 1, text)
    assert document.oldest == 2
    assert [document.text_at(version) for version in range(2, 6)] == ["ba😀", "cba😀", "dcba😀", "edcba😀"]
    with pytest.raises(InvalidChange):
        document.text_at(1)
    monkeypatch.setattr(subject, "TEXTS", 2)
    assert document.text_at(3) == "cba😀"
    assert refused(document, 2, "ba😀", ANN) == ("base", ChangeProblem.TOO_FAR_BEHIND)


@pytest.mark.parametrize(("cap", "most"), [("RECENT", 5), ("RECENT_UNITS", 50)])
def test_revisions_in_memory_are_bounded_except_those_not_committed(monkeypatch, cap, most):
    monkeypatch.setattr(subject, cap, most)
    document = Document(Checkpoint())
    written(document, 20, "x" * 10)
    assert document.version - document.oldest == 5
    for _ in range(9):
        document.receive(Received(20, [(0, 0, "y" * 10)], ANN, "k" + str(_)))
    assert document.version - document.oldest == 14
    document.roll_back()
    assert document.text == "x" * 200


def test_it_is_loaded_from_a_checkpoint_and_what_came_after():
    stored = [StoredRevision([(0, 0, "😀")], ANN, "k"), StoredRevision([(2, 3, "B"), (4, 4, "!")], BOB)]
    checkpoint = Checkpoint(5, "abc")
    document = Document(checkpoint, read_revisions(checkpoint, stored))
    assert (document.version, document.committed, document.text) == (7, 7, "😀Bb!c")
    assert text_after(checkpoint, stored) == document.text
    assert text_after(checkpoint, stored[:1]) == document.text_at(6) == "😀abc"
    assert document.receive(Received(5, [], ANN, "k")).repeated
    with pytest.raises(ValueError, match="revision 6 after 7"):
        Document(document.checkpoint(), read_revisions(checkpoint, stored))
