"""An editor's side of a code document: unconfirmed changes are mapped over those of others."""

import itertools

import msgspec
import pytest

from chatservice.model.changes import ChangeSet
from chatservice.model.pending import Outgoing, OutOfStep, Pending, SavedPending
from chatservice.model.revisions import Checkpoint, Revision

ME, BOB = 1, 2


def opened(text="abc", version=0):
    keys = (f"k{count}" for count in itertools.count(1))
    return Pending(Checkpoint(version, text), lambda: next(keys))


def write(pending, *splices):
    pending.edit(ChangeSet.of(splices, len(pending.units)))


def revision(version, length, *splices, author=BOB, key=""):
    return Revision(version, ChangeSet.of(splices, length), author, key)


def test_one_change_is_on_its_way_and_the_rest_waits_as_one():
    pending = opened()
    assert pending.is_saved
    assert pending.outgoing() is None
    write(pending, (3, 3, "d"))
    assert pending.outgoing() == Outgoing("k1", 0, [(3, 3, "d")])
    write(pending, (4, 4, "e"))
    write(pending, (5, 5, "f"))
    assert pending.outgoing() is None
    pending.confirm("k1", 1)
    assert pending.outgoing() == Outgoing("k2", 1, [(4, 4, "ef")])
    pending.confirm("k2", 2)
    assert (pending.is_saved, pending.version, pending.text) == (True, 2, "abcdef")


def test_others_changes_are_shown_where_they_belong_and_ones_own_move():
    pending = opened()
    write(pending, (0, 0, "x"))
    pending.outgoing()
    write(pending, (4, 4, "y"))
    shown = pending.receive(revision(1, 3, (0, 0, "B"), (1, 2, "")))
    assert shown.splices() == [(0, 0, "B"), (2, 3, "")]
    assert pending.text == "Bxacy"
    assert pending.again() == Outgoing("k1", 1, [(1, 1, "x")])


def test_ones_own_change_is_known_by_its_key_in_the_stream():
    pending = opened()
    write(pending, (3, 3, "d"))
    pending.outgoing()
    assert pending.receive(revision(1, 3, (3, 3, "d"), author=ME, key="k1")) is None
    assert (pending.is_saved, pending.text) == (True, "abcd")
    pending.confirm("k1", 1)
    assert pending.version == 1


def test_what_comes_twice_after_a_cut_counts_once():
    pending = opened()
    pending.receive(revision(1, 3, (0, 0, "x")))
    assert pending.receive(revision(1, 3, (0, 0, "x"))) is None
    assert pending.text == "xabc"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda pending: pending.receive(revision(2, 3, (0, 0, "x"))),
        lambda pending: pending.receive(revision(1, 4, (0, 0, "x"))),
        lambda pending: pending.receive(revision(1, 3, (3, 3, "D"), key="k1")),
        lambda pending: pending.confirm("k1", 2),
    ],
)
def test_a_revision_out_of_order_raises_and_changes_nothing(wrong):
    pending = opened()
    write(pending, (3, 3, "d"))
    pending.outgoing()
    before = pending.save()
    with pytest.raises(OutOfStep):
        wrong(pending)
    assert pending.save() == before
    assert pending.text == "abcd"


def test_what_others_have_deleted_too_is_not_sent():
    pending = opened()
    write(pending, (0, 2, ""))
    pending.receive(revision(1, 3, (0, 3, "")))
    assert pending.outgoing() is None
    assert pending.is_saved


def test_what_is_on_its_way_is_confirmed_even_when_nothing_is_left_of_it():
    pending = opened()
    write(pending, (0, 2, ""))
    pending.outgoing()
    pending.receive(revision(1, 3, (0, 3, "")))
    assert pending.again() == Outgoing("k1", 1, [])
    pending.confirm("k1", 2)
    assert (pending.version, pending.text) == (2, "")


def test_a_refused_change_leaves_a_copy_of_ones_own_text():
    pending = opened()
    write(pending, (3, 3, "😀"))
    pending.outgoing()
    write(pending, (0, 1, ""))
    before = pending.units
    copy = pending.give_up()
    assert copy.text == "bc😀"
    assert copy.back.apply(before) == pending.text == "abc"
    assert pending.is_saved


def test_too_far_behind_it_reloads_and_returns_its_own_text():
    pending = opened()
    assert pending.reload(Checkpoint(5, "new")) is None
    write(pending, (3, 3, "!"))
    assert pending.reload(Checkpoint(9, "newer")) == "new!"
    assert (pending.version, pending.text, pending.is_saved) == (9, "newer", True)


def test_it_survives_a_restart_of_the_client():
    pending = opened("a😀")
    write(pending, (3, 3, "b"))
    sent = pending.outgoing()
    write(pending, (4, 4, "c"))
    saved = msgspec.json.decode(msgspec.json.encode(pending.save()), type=SavedPending)
    restored = Pending.restore(saved, lambda: "new")
    assert restored.again() == sent
    assert restored.text == "a😀bc"
    restored.confirm(sent.key, 1)
    assert restored.outgoing() == Outgoing("new", 1, [(4, 4, "c")])
