"""People write in one code document on real doors, while lines are cut, commits fail or come to nobody
knows what, and the server is killed: all come to the same text, which has each acknowledged edit once.

SEEDS=1000 plays more than the few of every run.
"""

import itertools
import os
import random

import msgspec
import pytest

from chatservice.model.changes import ChangeSet
from chatservice.model.pending import OutOfStep, Pending
from chatservice.model.revisions import Checkpoint, Revision
from chatservice.model.utf16 import to_units
from tests.scenes.stage import UNLIMITED, Stage

SEEDS = int(os.environ.get("SEEDS", "12"))
STEPS = 60
LETTERS = "abc\n\U0001f600字"


class Writer:
    """An editor: what is not confirmed is kept, mapped over what comes, and sent again."""

    def __init__(self, play, name):
        self.play = play
        self.name = name
        self.keys = (f"{name}.{count}" for count in itertools.count())
        self.pending = None
        self.acknowledged = {}
        self.token = ""
        self.actor = None

    def comes(self):
        self.actor = self.play.stage.connect()
        self.actor.asks(cmd="login", **({"token": self.token} if self.token else {"name": self.name}))
        (welcome,) = self.actor.events("welcome")
        self.token = welcome["token"]
        since = {"since": self.pending.version} if self.pending else {}
        self.actor.asks(cmd="join", room="lobby").asks(cmd="code_join", doc="hello", room="lobby", **since)
        self.hears()

    def goes(self):
        if self.actor is not None:
            self.actor.hangs_up()
            self.actor = None

    def hears(self):
        for event in self.actor.events() if self.actor is not None else ():
            match event["event"]:
                case "document_is":
                    if self.pending is None:
                        checkpoint = Checkpoint(event["version"], event["text"])
                        self.pending = Pending(checkpoint, lambda: next(self.keys))
                    assert self.pending.is_saved or "text" not in event
                case "document_edited":
                    self.takes(event)
                case "caught_up":
                    self.sends(self.pending.again())
                case "edit_saved":
                    self.acknowledged[event["key"]] = event["version"]
                    self.pending.confirm(event["key"], event["version"])
                case "error":
                    assert event["code"] in ("not_stored", "outcome_unknown", "too_far_behind"), event
                    self.goes()
                    return

    def takes(self, event):
        if event["version"] > self.pending.version:
            length = len(self.pending._confirmed)
            changes = ChangeSet.of([tuple(splice) for splice in event["changes"]], length)
            self.pending.receive(Revision(event["version"], changes, 0, event.get("key", "")))

    def types(self, dice):
        if self.pending is None:
            return
        units = self.pending.units
        start = dice.randint(0, len(units))
        end = min(len(units), start + dice.choice([0, 0, 0, 1, 3]))
        if "\ud800" <= units[start : start + 1] <= "\udfff" or "\ud800" <= units[end : end + 1] <= "\udfff":
            start = end = 0
        text = dice.choice(LETTERS)
        self.pending.edit(ChangeSet.of([(start, end, text)], len(units)))
        self.sends(self.pending.outgoing() if self.actor is not None else None)

    def sends(self, outgoing):
        if outgoing is not None and self.actor is not None:
            changes = [list(splice) for splice in outgoing.changes]
            self.actor.asks(
                cmd="code_edit", doc="hello", base=outgoing.base, changes=changes, key=outgoing.key
            )


class Play:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.start(None)
        self.writers = [Writer(self, f"w{number}") for number in range(self.dice.randint(2, 5))]
        maker = self.stage.json("maker")
        maker.asks(cmd="join", room="lobby")
        maker.asks(cmd="code_new", language="python", title="hello", room="lobby", text="one\ntwo\n")
        self.maker = maker

    def start(self, before):
        self.stage = Stage(before=before, **UNLIMITED, edit_rate=None, max_garbage=10_000)

    def step(self):
        writer = self.dice.choice(self.writers)
        match self.dice.randrange(24):
            case 0:
                writer.goes()
            case 1:
                self.kill()
            case 2:
                self.stage.storage.fail_next("the disk is full")
            case 3:
                self.stage.storage.writer.is_unsure = True
            case 4 | 5:
                self.stage.storage.writer.is_unsure = False
                self.stage.passes(6.0)
            case 6:
                self.stage.storage.hold()
            case 7 | 8:
                self.stage.storage.release()
                self.stage.settle()
            case 9 | 10 | 11:
                writer.hears()
            case _:
                if writer.actor is None and self.is_well:
                    writer.comes()
                writer.types(self.dice)

    @property
    def is_well(self):
        writer = self.stage.storage.writer
        return not (writer.is_held or writer.is_unsure or writer.failing)

    def kill(self):
        """What was not committed is gone."""
        before = self.stage.storage
        for writer in self.writers:
            writer.actor = None
        self.start(before)

    def settle(self):
        writer = self.stage.storage.writer
        writer.is_unsure, writer.failing = False, ""
        self.stage.storage.release()
        self.stage.passes(6.0)
        for _ in range(100):
            for each in self.writers:
                if each.actor is None:
                    each.comes()
                each.hears()
                each.sends(each.pending.outgoing())
                each.hears()
            self.stage.settle()
            for each in self.writers:
                each.hears()
            if all(each.pending.is_saved for each in self.writers):
                return
        raise AssertionError("it never settles")

    def check(self):
        edits = self.stage.storage.connection.execute(
            "SELECT key, body FROM events WHERE kind = 'edit' ORDER BY id"
        ).fetchall()
        versions = [msgspec.json.decode(body)[0] for _, body in edits]
        assert versions == list(range(1, len(edits) + 1))
        by_key = {key: version for (key, _), version in zip(edits, versions, strict=True)}
        assert len(by_key) == len(edits)
        units = to_units("one\ntwo\n")
        for _, body in edits:
            splices = [tuple(splice) for splice in msgspec.json.decode(body)[1]]
            units = ChangeSet.of(splices, len(units)).apply(units)
        for each in self.writers:
            assert each.pending.units == units, each.name
            for key, version in each.acknowledged.items():
                assert by_key.get(key) == version
        again = Stage(before=self.stage.storage)
        late = Writer(self, "late")
        self.stage = again
        late.comes()
        assert late.pending.units == units


@pytest.mark.parametrize("seed", range(SEEDS))
def test_all_come_to_the_same_text_and_what_was_acknowledged_is_in_it_once(seed):
    play = Play(seed)
    for _ in range(STEPS):
        play.step()
    play.settle()
    play.check()


def test_a_revision_that_is_missed_is_noticed():
    pending = Pending(Checkpoint(0, ""), lambda: "k")
    with pytest.raises(OutOfStep):
        pending.receive(Revision(2, ChangeSet.of([(0, 0, "x")], 0), 1))
