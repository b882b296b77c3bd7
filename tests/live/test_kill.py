"""kill -9, twenty times, under ten senders: nothing acknowledged is lost, nothing shown is missing.

The checker (`verdict`) is a function of what clients saw and what the history holds, so
that it can be shown to find the fault it looks for: see the tests at the end.
"""

import random

from tests.live.rounds import ReturningClient, Rounds
from tests.live.server import DEADLINE, Client, Server

SENDERS = 10
KILLS = 20


class Witness:
    """What one client was told, over all its connections."""

    def __init__(self):
        self.acked: dict[str, int] = {}  # key -> seq
        self.shown: list[tuple[int, str]] = []  # (seq, text), in the order they came


def verdict(history: dict[int, str], witnesses: list[Witness]) -> list[str]:
    """What is wrong, in words; empty when all is well."""
    wrong = []
    by_text: dict[str, int] = {}
    for seq, text in history.items():
        if text in by_text:
            wrong.append(f"{text} is in the history twice: {by_text[text]}, {seq}")
        by_text[text] = seq
    if sorted(history) != list(range(1, len(history) + 1)):
        wrong.append("the seqs of the history have gaps")
    for witness in witnesses:
        for key, seq in witness.acked.items():
            if by_text.get(key) != seq:
                wrong.append(f"{key} was acknowledged as {seq}, the history has it at {by_text.get(key)}")
        last = 0
        for seq, text in witness.shown:
            if history.get(seq) != text:
                wrong.append(f"{text} was shown as {seq}, the history has {history.get(seq)}")
            if seq != last + 1:
                wrong.append(f"{seq} was shown after {last}")
            last = seq
    return wrong


class Sender(ReturningClient):
    """Says numbered lines; after each cut comes back with its token and its cursor, and
    sends again, with the same key, what was not acknowledged."""

    def __init__(self, number: int, rounds: Rounds):
        super().__init__(rounds)
        self.number = number
        self.witness = Witness()
        self.epoch = ""
        self.cursor = 0
        self.count = 0
        self.unsure: dict[str, None] = {}

    def talk(self, port):
        with Client(port) as client:
            if self.token:
                client.asks(cmd="login", token=self.token)
            else:
                client.asks(cmd="login", name=f"sender{self.number}")
            welcome = client.event("welcome", "error")
            self.token, self.epoch = welcome["token"], welcome["epoch"]
            client.asks(cmd="join", room="lobby", since=self.cursor, epoch=self.epoch)
            for key in self.unsure:
                client.asks(cmd="say", room="lobby", text=key, key=key)
            client.socket.settimeout(DEADLINE)
            while True:
                while len(self.unsure) < 4:
                    self.count += 1
                    key = f"s{self.number}-{self.count}"
                    self.unsure[key] = None
                    client.asks(cmd="say", room="lobby", text=key, key=key)
                event = client.event("ack", "message", "error", "reload")
                if event["event"] == "ack":
                    self.witness.acked[event["key"]] = event["seq"]
                    self.unsure.pop(event["key"], None)
                elif event["event"] == "message":
                    self.witness.shown.append((event["seq"], event["text"]))
                    self.cursor = event["seq"]
                elif event["event"] in ("error", "reload"):
                    raise AssertionError(event)


def history_of(port: int) -> dict[int, str]:
    with Client(port) as client:
        client.asks(cmd="login", name="auditor")
        client.asks(cmd="join", room="lobby", since=0)
        head = client.event("joined")["head"]
        history = {}
        while len(history) < head:
            event = client.event("message")
            history[event["seq"]] = event["text"]
        return history


def play(data, kills: int, module: str = "chatservice") -> tuple[list[str], list[Sender], int]:
    """Ten senders, a server killed `kills` times under them; what the checker says of it,
    the senders, and how many lines there are."""
    chance = random.Random(kills)
    rounds = Rounds()
    senders = [Sender(number, rounds) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    seen = 0
    for _ in range(kills):
        with Server(data, "--message-rate", "none", module=module) as server:
            rounds.open(server.port)
            with Client(server.port) as watcher:
                watcher.asks(cmd="login", name="watcher")
                watcher.event("welcome")
                watcher.asks(cmd="join", room="lobby")
                # The moment is a number of lines, so that it falls anywhere in a commit's life.
                for _ in range(chance.randrange(20, 400)):
                    seen = watcher.event("message")["seq"]
                server.kill()
    rounds.end()
    for sender in senders:
        sender.join(DEADLINE)
        assert not sender.is_alive()
    with Server(data, "--message-rate", "none") as server:
        history = history_of(server.port)
    assert len(history) >= seen or module != "chatservice"
    return verdict(history, [sender.witness for sender in senders]), senders, len(history)


def test_killed_at_twenty_random_moments_nothing_acknowledged_is_lost(tmp_path):
    wrong, senders, lines = play(tmp_path / "data", KILLS)
    assert [error for sender in senders for error in sender.errors] == []
    assert wrong == []
    assert all(len(sender.witness.acked) > KILLS for sender in senders)
    assert lines > KILLS * SENDERS


def test_the_checker_fails_a_server_that_acknowledges_before_it_commits(tmp_path):
    wrong, _, _ = play(tmp_path / "data", 1, "tests.live.faulty_server")
    assert any("was acknowledged" in fault for fault in wrong)
    assert any("was shown" in fault for fault in wrong)


def told(acked=(), shown=()):
    witness = Witness()
    witness.acked.update(acked)
    witness.shown.extend(shown)
    return [witness]


def test_the_checker_finds_each_fault():
    history = {1: "a", 2: "b"}
    assert verdict(history, told({"a": 1}, [(1, "a"), (2, "b")])) == []
    assert verdict(history, told({"c": 3})), "an acknowledged line that is lost"
    assert verdict(history, told({"a": 2})), "an acknowledgement with another place"
    assert verdict(history, told((), [(1, "a"), (2, "x")])), "a line that the history has otherwise"
    assert verdict(history, told((), [(1, "a"), (2, "b"), (3, "c")])), "a line that history lacks"
    assert verdict(history, told((), [(2, "b")])), "a gap"
    assert verdict(history, told((), [(1, "a"), (1, "a")])), "a line shown twice"
    assert verdict({1: "a", 2: "a"}, []), "a line stored twice"
    assert verdict({1: "a", 3: "b"}, []), "a gap in the history"
