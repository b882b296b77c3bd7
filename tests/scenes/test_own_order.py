"""A session's lines stand in the log as it said them, whatever is decided anew meanwhile."""

import json

from tests.scenes.stage import UNLIMITED, Stage


def pipelined(actor, *lines):
    actor.sends(b"".join(json.dumps({"cmd": "say", **line}).encode() + b"\n" for line in lines))


def a_room(stage):
    """Its owner, one who speaks there and one who reads there."""
    boss, speaker, reader = (stage.json(name, room="ops") for name in ("boss", "speaker", "reader"))
    for actor in (boss, speaker, reader):
        actor.raw()
    return boss, speaker, reader


def texts(actor):
    return [text for _, _, text in actor.messages()]


ALL = [f"{number}" for number in range(80)]


def test_a_line_that_had_to_wait_does_not_overtake_those_that_are_decided_again():
    stage = Stage(**UNLIMITED)
    boss, speaker, reader = a_room(stage)
    speaker.asks(cmd="join", room="other").raw()
    stage.storage.hold()
    boss.asks(cmd="mode", room="ops", slow=0)
    # The first is settled at once, and makes place for one more while the others are refused.
    pipelined(speaker, {"room": "other", "text": "first"}, *({"room": "ops", "text": text} for text in ALL))
    stage.storage.release()
    stage.settle()
    assert texts(reader) == ALL


def test_nor_behind_a_line_that_was_said_before_with_its_key():
    stage = Stage(**UNLIMITED)
    boss, speaker, reader = a_room(stage)
    speaker.asks(cmd="say", room="ops", text="k", key="k1")
    reader.raw()
    stage.storage.hold()
    boss.asks(cmd="mode", room="ops", slow=0)
    pipelined(speaker, {"room": "ops", "text": "k", "key": "k1"}, *({"room": "ops", "text": t} for t in ALL))
    stage.storage.release()
    stage.settle()
    assert texts(reader) == ALL


def test_lines_said_before_and_after_a_change_was_told_keep_their_order():
    stage = Stage(**UNLIMITED)
    boss, speaker, reader = a_room(stage)
    stage.reads.hold("batch", step="answer")
    boss.asks(cmd="mode", room="ops", slow=0)  # committed, and not told yet
    speaker.asks(cmd="say", room="ops", text="before")
    stage.reads.release()
    pipelined(speaker, {"room": "ops", "text": "after"})  # in the same batch as the one before
    stage.settle()
    assert texts(reader) == ["before", "after"]


def test_nor_do_those_that_were_queued_while_it_is_told_that_others_are_refused():
    stage = Stage(**UNLIMITED)
    boss, speaker, reader = a_room(stage)
    stage.reads.hold("batch", step="answer")
    boss.asks(cmd="mode", room="ops", slow=0)
    speaker.asks(cmd="say", room="ops", text="before")
    stage.reads.release()
    stage.reads.hold("batch", step="answer")
    stage.settle()  # "before" was refused, and nobody knows it
    pipelined(speaker, {"room": "ops", "text": "after"})
    stage.reads.release()
    stage.settle()
    assert texts(reader) == ["before", "after"]
