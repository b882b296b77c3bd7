"""A person's two windows and others in one room, for random plays: windows are cut and come back, and the
server is killed."""

import os
import random

from tests.scenes.linked import Address
from tests.scenes.stage import UNLIMITED, Stage
from tests.unit.test_controller import Room

SECRET = "correct horse"
SEEDS = int(os.environ.get("SEEDS", "20"))
SETTINGS = {**UNLIMITED, "registration": "open"}
OTHERS = ("olga", "bob", "carl")


class TwoWindows:
    """`device`: alice's third one, which is told what the server has. `rooms` are opened in the windows."""

    rooms: tuple[str, ...] = ("ops",)

    def __init__(self, seed, tmp_path):
        self.random = random.Random(seed)
        self.stage = Stage(**SETTINGS)
        self.address = Address(self.stage)
        for name in ("alice", *OTHERS):
            self.stage.json(name).asks(cmd="register", password=SECRET).asks(cmd="quit")
        self.begin()
        self.windows = [self._window(tmp_path / str(n)) for n in range(2)]

    def _window(self, folder):
        window = Room(self.address, folder, "alice", SECRET)
        for room in self.rooms:
            window.submits(f"/join {room}")
        return window

    def begin(self):
        """On a server that has just started."""
        self.others = [self.enters(self.logs_in(name)) for name in OTHERS]
        self.device = self.alice()

    def alice(self):
        return self.enters(self.logs_in("alice"))

    def logs_in(self, name, **more):
        return self.stage.connect().asks(cmd="login", name=name, password=SECRET, **more)

    def enters(self, actor):
        return actor.asks(cmd="join", room="ops")

    def passes(self, seconds):
        self.address.clock.advance(seconds)
        self.stage.passes(seconds)

    def quiet(self):
        for _ in range(3):
            for window in self.windows:
                window.settle()
            self.passes(2)  # marks are sent
        for window in self.windows:
            window.settle()

    def cut(self):
        window = self.random.choice(self.windows)
        if window.far.open:
            window.far.cut()

    def come_back(self):
        self.passes(20)

    def kill(self):
        """The server is killed, and another one starts on what was committed."""
        for window in self.windows:
            if window.far.open:
                window.far.cut()
        self.stage = self.address.stage = Stage(before=self.stage.storage, **SETTINGS)
        self.begin()
