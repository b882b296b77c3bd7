"""Random plays about what is attached to lines: two windows of one person, that are cut and come back, while
they and others say, answer, edit, delete, react, pin, ask and vote. Whenever it is quiet, both windows show
each line as a page of history has it."""

import os
import random

import msgspec
import pytest

from tests.scenes.linked import Address
from tests.scenes.stage import UNLIMITED, Stage
from tests.unit.test_controller import Room

SECRET = "correct horse"
SEEDS = int(os.environ.get("SEEDS", "20"))
SETTINGS = {**UNLIMITED, "registration": "open"}
OTHERS = ("olga", "bob", "carl")
EMOJI = ("👍", "🎉", "👀")


class Lines:
    def __init__(self, seed, tmp_path):
        self.random = random.Random(seed)
        self.stage = Stage(**SETTINGS)
        self.address = Address(self.stage)
        for name in ("alice", *OTHERS):
            self.stage.json(name).asks(cmd="register", password=SECRET).asks(cmd="quit")
        self.begin()
        self.windows = [self._window(tmp_path / str(n)) for n in range(2)]
        self.lines, self.polls = [1], [1]

    def _window(self, folder):
        window = Room(self.address, folder, "alice", SECRET)
        window.submits("/join ops")
        return window

    def begin(self):
        """On a server that has just started."""
        self.others = [self.device(name) for name in OTHERS]
        self.owner, self.phone = self.others[0], self.device("alice")

    def device(self, name):
        actor = self.stage.connect().asks(cmd="login", name=name, password=SECRET)
        return actor.asks(cmd="join", room="ops")

    def passes(self, seconds):
        self.address.clock.advance(seconds)
        self.stage.passes(seconds)

    def quiet(self):
        for _ in range(3):
            for window in self.windows:
                window.settle()
            self.passes(2)
        for window in self.windows:
            window.settle()

    def anyone(self, **command):
        actor = self.random.choice([*self.others, self.phone])
        actor.raw()
        actor.asks(room="ops", **command)
        return [ack["seq"] for ack in actor.events("ack")]

    def a_line(self):
        return self.random.choice(self.lines)

    # What may happen.

    def say(self):
        self.lines += self.anyone(cmd="say", text=self.random.choice(("hi", "tea?", "one\ntwo")))

    def answer(self):
        self.lines += self.anyone(cmd="say", text="yes", re=self.a_line())

    def edit(self):
        self.anyone(cmd="edit", seq=self.a_line(), text=f"edited {self.random.randrange(99)}")

    def delete(self):
        actor = self.random.choice((self.owner, self.owner, self.phone))
        actor.asks(cmd="delete", room="ops", seq=self.a_line())

    def react(self):
        self.anyone(cmd="react", seq=self.a_line(), emoji=self.random.choice(EMOJI))

    def react_in_a_window(self):
        window = self.random.choice(self.windows)
        if window.far.open:
            window.submits(f"/react {self.a_line()} {self.random.choice(EMOJI)} in:ops")

    def pin(self):
        self.owner.asks(cmd=self.random.choice(("pin", "unpin")), room="ops", seq=self.a_line())

    def ask(self):
        asked = self.anyone(cmd="poll", question="when?", choices=["a", "b"], many=self.random.random() < 0.5)
        self.lines += asked
        self.polls += asked

    def vote(self):
        self.anyone(cmd="vote", seq=self.random.choice(self.polls), choices=[self.random.randint(1, 2)])

    def close(self):
        self.owner.asks(cmd="poll_close", room="ops", seq=self.random.choice(self.polls))

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

    MOVES = (say, say, answer, edit, edit, delete, react, react, react, react_in_a_window, pin, ask)
    MOVES = (*MOVES, vote, vote, close, cut, cut, come_back, kill)

    # What must be so.

    def check(self):
        self.come_back()
        self.quiet()
        self.phone.raw()
        [page] = self.phone.asks(cmd="history", room="ops", limit=500).events("history")
        stored = {line["seq"]: shown(line) for line in page["lines"]}
        for window in self.windows:
            conversation = window.desk.state.named("ops")
            known = {seq: shown(encoded(line)) for seq, line in conversation.lines.items()}
            for seq in sorted(known.keys() & stored.keys()):
                assert known[seq] == stored[seq], seq


def encoded(line):
    return msgspec.json.decode(msgspec.json.encode(line)) | {"event": type(line).__struct_config__.tag}


def shown(line):
    facts = ("event", "sender", "text", "edited", "replies", "pinned", "question", "re")
    found = {name: line.get(name) for name in facts if line.get(name)}
    if line["event"] == "pinned" and "text" in found:
        found["text"] = "as it was then"
    reactions = [
        (each["emoji"], each["count"], each.get("mine", False)) for each in line.get("reactions") or ()
    ]
    tally = line.get("tally") or {}
    counts = tally.get("counts", ()) if tally.get("voters") else ()
    votes = tuple(counts), tally.get("voters", 0), tuple(tally.get("mine", ())), tally.get("closed", False)
    return found, reactions, votes


@pytest.mark.parametrize("seed", range(SEEDS))
def test_two_windows_show_lines_as_history_has_them(seed, tmp_path):
    play = Lines(seed, tmp_path)
    play.say()
    for _ in range(5):
        for move in [play.random.choice(Lines.MOVES) for _ in range(play.random.randint(3, 12))]:
            move(play)
            if play.random.random() < 0.3:
                play.quiet()
        play.check()
