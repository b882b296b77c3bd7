"""Random plays about what is unread: two windows of one person, that are cut and come back, and others who
say, edit and delete. Whenever it is quiet, both windows count what the server counts."""

import os
import random

import pytest

from tests.scenes.stage import Stage
from tests.unit.test_controller import Room

SECRET = "correct horse"
SEEDS = int(os.environ.get("SEEDS", "20"))
TEXTS = ("hi", "@alice look", "@room all", "alice, tea?", "a biscuit", "mail alice@example.org")


class Reading:
    def __init__(self, seed, tmp_path):
        self.random = random.Random(seed)
        self.stage = Stage(registration="open", message_rate=None, read_rate=None, edit_rate=None)
        self.stage.json("alice").asks(cmd="register", password=SECRET).asks(cmd="quit")
        self.owner = self.stage.json("olga", "ops")
        self.others = [self.owner, self.stage.json("bob", "ops"), self.stage.json("carl", "ops")]
        self.windows = [self._window(tmp_path / str(n)) for n in range(2)]
        self.truth = self.stage.connect().asks(cmd="login", name="alice", password=SECRET, marks=True)
        if self.random.random() < 0.5:
            self.windows[0].submits("/set keywords biscuit")
        self.said = []

    def _window(self, folder):
        window = Room(self.stage, folder, "alice", SECRET)
        window.submits("/join ops")
        window.submits("/join lobby")
        return window

    def quiet(self):
        for _ in range(3):
            for window in self.windows:
                window.settle()
            self.stage.passes(2)  # marks are sent
        for window in self.windows:
            window.settle()

    # What may happen.

    def say(self):
        actor = self.random.choice(self.others)
        actor.raw()
        actor.asks(cmd="say", room="ops", text=self.random.choice(TEXTS))
        self.said += [(actor, ack["seq"]) for ack in actor.events("ack")]

    def edit(self):
        if self.said:
            actor, seq = self.random.choice(self.said)
            actor.asks(cmd="edit", room="ops", seq=seq, text=self.random.choice(TEXTS))

    def delete(self):
        if self.said:
            actor, seq = self.said.pop(self.random.randrange(len(self.said)))
            actor.asks(cmd="delete", room="ops", seq=seq)

    def ask(self):
        self.random.choice(self.others).asks(
            cmd="poll", room="ops", question="when @alice?", choices=["a", "b"]
        )

    def look(self):
        desk = self.random.choice(self.windows).desk
        desk.readings.look_at(self.random.choice(("ops", "lobby")), at_end=True)
        desk.redraw()

    def unread(self):
        if self.said:
            self.random.choice(self.windows).submits(
                f"/unread {self.random.choice(self.said)[1]} in:ops", "lobby"
            )

    def read_elsewhere(self):
        self.truth.asks(cmd="read", room="ops")

    def cut(self):
        window = self.random.choice(self.windows)
        if window.far.open:
            window.far.cut()

    def come_back(self):
        self.stage.passes(20)

    MOVES = (say, say, say, edit, edit, delete, ask, look, unread, read_elsewhere, cut, come_back)

    # What must be so.

    def counted(self):
        self.truth.raw()
        [answer] = self.truth.asks(cmd="rooms").events("rooms")
        info = next(info for info in answer["rooms"] if info["room"] == "ops")
        return info.get("unread", 0), info.get("mentions", 0)

    def check(self):
        for window in self.windows:
            window.desk.readings.look_at("lobby", at_end=True)
            window.desk.redraw()
        if not all(window.far.open for window in self.windows):
            self.come_back()
        self.quiet()
        ops = [window.desk.state.named("ops") for window in self.windows]
        assert [(each.unread, each.for_me) for each in ops] == [self.counted()] * 2


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_windows_and_the_server_count_the_same(seed, tmp_path):
    play = Reading(seed, tmp_path)
    for _ in range(8):
        moves = [play.random.choice(Reading.MOVES) for _ in range(play.random.randint(1, 6))]
        for move in moves:
            move(play)
            if play.random.random() < 0.5:
                play.quiet()
        play.check()
