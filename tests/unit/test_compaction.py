"""What is kept of a document's past."""

from itertools import pairwise

from chatservice.model.changes import ChangeSet
from chatservice.model.compaction import (
    CHECKPOINT_REVISIONS,
    CHECKPOINT_UNITS,
    SPACING,
    STEP_PAUSE,
    STEP_SECONDS,
    DatedEdit,
    DatedRevision,
    checkpoints_to_keep,
    history_steps,
    is_checkpoint_due,
    slider_steps,
)
from chatservice.model.revisions import Revision
from chatservice.model.utf16 import Units


def test_a_checkpoint_is_due_after_many_revisions_or_much_text():
    assert not is_checkpoint_due(CHECKPOINT_REVISIONS - 1, CHECKPOINT_UNITS - 1)
    assert is_checkpoint_due(CHECKPOINT_REVISIONS, 0)
    assert is_checkpoint_due(1, CHECKPOINT_UNITS)


def test_checkpoints_are_close_at_the_head_and_far_apart_behind():
    kept = []
    for version in range(0, 200_001, CHECKPOINT_REVISIONS):
        kept = checkpoints_to_keep([*kept, version])
        gaps = [after - before for before, after in pairwise(kept)]
        assert kept[0] == 0
        assert kept[-1] == version
        assert gaps == sorted(gaps, reverse=True) or max(gaps) <= SPACING
    assert len(kept) < 20
    assert gaps[-1] == CHECKPOINT_REVISIONS
    assert max(gaps) == SPACING


def test_few_checkpoints_all_stay():
    for versions in ([], [0], [0, 1000], [500, 1000, 2000]):
        assert checkpoints_to_keep(versions) == versions


def dated(count, every, authors=(1,)):
    changes = [ChangeSet.of([(n, n, "x")], n) for n in range(count)]
    return [
        DatedRevision(Revision(n + 1, change, authors[n % len(authors)]), n * every)
        for n, change in enumerate(changes)
    ]


def test_keystrokes_become_the_steps_of_a_slider():
    steps = slider_steps(dated(250, 0.1, authors=(2, 1)))
    assert [(step.first, step.last) for step in steps] == [(1, 100), (101, 200), (201, 250)]
    assert steps[0].authors == (1, 2)
    assert (steps[1].began, round(steps[1].ended, 1)) == (10.0, 19.9)
    text = Units("")
    for step in steps:
        text = step.changes.apply(text)
    assert text == "x" * 250


def test_a_pause_or_a_long_time_ends_a_step():
    apart = dated(3, STEP_PAUSE + 1)
    assert len(slider_steps(apart)) == 3
    slow = dated(12, STEP_PAUSE - 1)
    steps = slider_steps(slow)
    assert all(step.ended - step.began <= STEP_SECONDS for step in steps)
    assert [step.last for step in steps] == [7, 12]


def test_the_history_has_the_same_steps():
    revisions = dated(250, 0.1, authors=(2, 1))
    names = {1: "bob", 2: "alice"}
    edits = [DatedEdit(r.revision.version, names[r.revision.author], r.when) for r in revisions]
    steps, shown = slider_steps(revisions), history_steps(edits)
    assert [(step.first, step.last, step.began) for step in steps] == [
        (step.first, step.last, step.began) for step in shown
    ]
    assert shown[0].authors == ["alice", "bob"]
