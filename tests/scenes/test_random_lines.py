"""Random plays about what is attached to lines: two windows of one person, that are cut and come back, while
they and others say, answer, edit, delete, react, pin, ask and vote. Whenever it is quiet, both windows show
each line as a page of history has it."""

import msgspec
import pytest

from tests.scenes.two_windows import SEEDS, TwoWindows

EMOJI = ("👍", "🎉", "👀")


class Lines(TwoWindows):
    def __init__(self, seed, tmp_path):
        super().__init__(seed, tmp_path)
        self.lines, self.polls = [1], [1]

    def begin(self):
        super().begin()
        self.owner = self.others[0]

    def anyone(self, **command):
        actor = self.random.choice([*self.others, self.device])
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
        actor = self.random.choice((self.owner, self.owner, self.device))
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

    MOVES = (say, say, answer, edit, edit, delete, react, react, react, react_in_a_window, pin, ask)
    MOVES = (*MOVES, vote, vote, close, TwoWindows.cut, TwoWindows.cut, TwoWindows.come_back, TwoWindows.kill)

    # What must be so.

    def check(self):
        self.come_back()
        self.quiet()
        self.device.raw()
        [page] = self.device.asks(cmd="history", room="ops", limit=500).events("history")
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
