"""However slow and broken the lines are, all who write in a document come to the same text, and it has
all that anyone wrote.

SEEDS=20000 plays as many.
"""

import os
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatservice.model.changes import ChangeSet
from chatservice.model.edits import ChangeLimits
from chatservice.model.utf16 import count_units, from_units
from tests.changes import random_splices
from tests.writers import Writing

SEEDS = int(os.environ.get("SEEDS", "100"))

EDITORS = 8
ACTIONS = (
    ["write", "say"] * 4
    + ["listen", "send", "take", "hear", "commit", "commit", "connect"] * 2
    + ["fail", "cut", "restart", "kill", "undo", "checkpoint"]
)
steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, EDITORS - 1), st.integers(0, 2**16)),
    min_size=1,
    max_size=150,
)
plays = settings(
    max_examples=SEEDS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def act(writing, action, editor, seed, splices):
    writer = writing.writers[editor % len(writing.writers)]
    authority = writing.authority
    match action:
        case "write":
            units = writer.pending.units
            written = splices(random.Random(seed), from_units(units))
            writer.write(ChangeSet.of(written, len(units)), when=seed % 8)
        case "say":
            writer.say()
        case "send":
            writer.send()
        case "take":
            writer.server_takes()
        case "listen":
            writer.listen()
        case "hear":
            writer.takes()
        case "commit":
            authority.commit(1 + seed % 5)
        case "fail":
            authority.fail()
        case "cut":
            writer.cut()
        case "connect":
            writer.connect()
        case "restart":
            writer.restart()
        case "kill":
            authority.kill()
        case "undo":
            writer.take_back()
        case "checkpoint":
            authority.checkpoint = authority.document.checkpoint()


@plays
@given(st.integers(1, EDITORS), steps, st.sampled_from([60, 10_000]))
def test_all_come_to_the_same_text_whatever_is_cut_or_killed(count, script, work):
    writing = Writing(count, "def f():\n    return '漢😀'\n", ChangeLimits(work=work))
    for action, editor, seed in script:
        act(writing, action, editor, seed, random_splices)
    writing.settle()
    writing.check()
    assert not any(writer.copies for writer in writing.writers)


@plays
@given(st.integers(2, EDITORS), steps)
def test_where_nobody_deletes_every_character_is_there_once(count, script):
    writing = Writing(count)
    tokens = iter(range(0x20000, 0x2FFFE))

    def write(chance, text):
        places = [0, *range(2, count_units(text) + 1, 2)]
        place = chance.choice(places)
        return [(place, place, chr(next(tokens)))]

    for action, editor, seed in script:
        if action != "undo":
            act(writing, action, editor, seed, write)
    writing.settle()
    writing.check()
    written = next(tokens) - 0x20000
    assert sorted(writing.authority.document.text) == [chr(0x20000 + n) for n in range(written)]


@plays
@given(st.integers(2, 4), steps, st.integers(0, 3))
def test_undo_takes_back_ones_own_and_nothing_of_others(count, script, who):
    writing = Writing(count)

    def write(chance, text):
        place = chance.randint(0, len(text))
        return [(place, place, author * chance.randint(1, 3))]

    for action, editor, seed in script:
        author = "abcd"[editor % count]
        if action not in ("undo", "restart"):
            act(writing, action, editor, seed, write)
    writing.settle()
    undoing, before = writing.writers[who % count], writing.authority.document.text
    for _ in script:
        undoing.take_back()
    writing.settle()
    writing.check()
    assert writing.authority.document.text == before.replace("abcd"[who % count], "")
    for _ in script:
        changes = undoing.undo.redo(undoing.pending.units)
        if changes:
            undoing.pending.edit(changes)
    writing.settle()
    writing.check()
    assert sorted(writing.authority.document.text) == sorted(before)
