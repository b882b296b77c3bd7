"""Random plays about what is unread: two windows of one person, that are cut and come back, and others who
say, edit and delete. Whenever it is quiet, both windows count what the server counts."""

import os
import random

import pytest

from tests.scenes.linked import Address
from tests.scenes.stage import UNLIMITED, Stage
from tests.unit.test_controller import Room

SECRET = "correct horse"
SEEDS = int(os.environ.get("SEEDS", "20"))
SETTINGS = {**UNLIMITED, "registration": "open"}
OTHERS = ("olga", "bob", "carl")
TEXTS = ("hi", "@alice look", "@room all", "alice, tea?", "a biscuit", "mail alice@example.org")


class Reading:
    def __init__(self, seed, tmp_path):
        self.random = random.Random(seed)
        self.stage = Stage(**SETTINGS)
        self.address = Address(self.stage)
        for name in ("alice", *OTHERS):
            self.stage.json(name).asks(cmd="register", password=SECRET).asks(cmd="quit")
        self.begin()
        self.windows = [self._window(tmp_path / str(n)) for n in range(2)]
        if self.random.random() < 0.5:
            self.windows[0].submits("/set keywords biscuit")
        self.said = []

    def _window(self, folder):
        window = Room(self.address, folder, "alice", SECRET)
        window.submits("/join ops")
        window.submits("/join lobby")
        return window

    def begin(self):
        """On a server that has just started."""
        self.others = [self.device(name) for name in OTHERS]
        self.truth = self.device("alice", marks=True)

    def device(self, name, **more):
        actor = self.stage.connect().asks(cmd="login", name=name, password=SECRET, **more)
        return actor if name == "alice" else actor.asks(cmd="join", room="ops")

    def quiet(self):
        for _ in range(3):
            for window in self.windows:
                window.settle()
            self.passes(2)  # marks are sent
        for window in self.windows:
            window.settle()

    # What may happen.

    def say(self):
        actor = self.random.choice(self.others)
        actor.raw()
        actor.asks(cmd="say", room="ops", text=self.random.choice(TEXTS))
        self.said += [(self.others.index(actor), ack["seq"]) for ack in actor.events("ack")]

    def edit(self):
        if self.said:
            who, seq = self.random.choice(self.said)
            self.others[who].asks(cmd="edit", room="ops", seq=seq, text=self.random.choice(TEXTS))

    def delete(self):
        if self.said:
            who, seq = self.said.pop(self.random.randrange(len(self.said)))
            self.others[who].asks(cmd="delete", room="ops", seq=seq)

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

    def cut_while_it_marks(self):
        """What the window tells the server of what was read is lost."""
        self.look()
        self.address.clock.advance(2)
        self.cut()

    def come_back(self):
        self.passes(20)

    def kill(self):
        """The server is killed, and another one starts on what was committed."""
        for window in self.windows:
            if window.far.open:
                window.far.cut()
        self.stage = self.address.stage = Stage(before=self.stage.storage, **SETTINGS)
        self.begin()

    def passes(self, seconds):
        self.address.clock.advance(seconds)
        self.stage.passes(seconds)

    MOVES = (
        say,
        say,
        say,
        edit,
        edit,
        delete,
        ask,
        look,
        unread,
        read_elsewhere,
        cut,
        cut_while_it_marks,
        come_back,
        kill,
    )

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
