"""Random plays about what is unread: two windows of one person, that are cut and come back, and others who
say, edit and delete. Whenever it is quiet, both windows count what the server counts."""

import pytest

from tests.scenes.two_windows import SEEDS, TwoWindows

TEXTS = ("hi", "@alice look", "@room all", "alice, tea?", "a biscuit", "mail alice@example.org")


class Reading(TwoWindows):
    rooms = ("ops", "lobby")

    def __init__(self, seed, tmp_path):
        super().__init__(seed, tmp_path)
        if self.random.random() < 0.5:
            self.windows[0].submits("/set keywords biscuit")
        self.said = []

    def alice(self):
        return self.logs_in("alice", marks=True)

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
        self.device.asks(cmd="read", room="ops")

    def cut_while_it_marks(self):
        """What the window tells the server of what was read is lost."""
        self.look()
        self.address.clock.advance(2)
        self.cut()

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
        TwoWindows.cut,
        cut_while_it_marks,
        TwoWindows.come_back,
        TwoWindows.kill,
    )

    # What must be so.

    def counted(self):
        self.device.raw()
        [answer] = self.device.asks(cmd="rooms").events("rooms")
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
