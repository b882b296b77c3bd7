"""IRC clients whose connection is cut anywhere, and who come back: nothing lost, nothing twice.

A seed that fails is played again by SEEDS=1 FIRST=seed.
"""

import os
import random
import re

import pytest

from tests.scenes.stage import UNLIMITED, Stage

FIRST, SEEDS = int(os.environ.get("FIRST", "0")), int(os.environ.get("SEEDS", "25"))
SECRET = "correct-horse"
CAPS = ("message-tags", "batch", "echo-message", "draft/chathistory")
LINE = re.compile(r"(?:@(\S+) )?:(?:bob|alice)!\S+ PRIVMSG #ops :?(\S+)")


class Cuts:
    """Alice over IRC, with a `modern` client or one that asks for nothing; bob, who has netcat."""

    def __init__(self, seed, modern):
        self.random = random.Random(seed)
        self.modern = modern
        self.stage = Stage(**UNLIMITED)
        self.said = []
        self.seen = []  # by alice, of what is said in ops
        self.last = ""  # the id of the last line that she has seen
        self.stage.text("alice").types(f"/register {SECRET}", "/quit")
        self.bob = self.stage.text("bob").types("/join ops")
        self.alice = None
        self.comes()

    def comes(self):
        self.alice = self.stage.irc()
        caps = [f"CAP REQ :{' '.join(CAPS)}"] if self.modern else []
        self.alice.types(*caps, f"PASS {SECRET}", "NICK alice", "USER a 0 * :A", "CAP END", "JOIN #ops")
        if self.modern:
            since = f"AFTER #ops msgid={self.last}" if self.last else "LATEST #ops *"
            self.alice.types(f"CHATHISTORY {since} 500")
        self.looks()

    def looks(self):
        for line in self.alice.sees():
            if found := LINE.fullmatch(line):
                self.seen.append(found[2])
                tags = dict(tag.partition("=")[::2] for tag in (found[1] or "").split(";"))
                self.last = tags.get("msgid", "")

    def says(self, actor, form):
        self.said.append(f"line-{len(self.said)}")
        actor.types(form.format(self.said[-1]))

    def cut(self):
        """With what the network has not taken, if it was full."""
        if self.random.random() < 0.5:
            self.looks()
        self.alice.hangs_up()
        self.looks()  # what was under way arrives

    def play(self, steps):
        for _ in range(steps):
            match self.random.randrange(6):
                case 0 | 1 | 2:
                    self.says(self.bob, "{}")
                case 3 if self.modern:  # others are not told what they say themselves
                    self.says(self.alice, "PRIVMSG #ops :{}")
                case 4:
                    self.alice.network.full = True
                case _:
                    self.cut()
                    for _ in range(self.random.randrange(4)):
                        self.says(self.bob, "{}")
                    self.comes()
            if self.random.random() < 0.3:
                self.alice.network.reads()
                self.stage.settle()
        self.alice.network.reads()
        self.stage.settle()
        self.looks()


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
@pytest.mark.parametrize("modern", [True, False], ids=["chathistory", "plain"])
def test_whoever_is_cut_off_has_every_line_once_and_in_order(seed, modern):
    play = Cuts(seed, modern)
    play.play(40)
    assert play.seen == play.said
