"""kill -9 under people who edit, answer and react: each thing they did counts once, and whoever followed
it through all cuts sees what the history shows."""

import random

from tests.live.rounds import ReturningClient, Rounds
from tests.live.server import DEADLINE, Client, Server

EDITORS = 4
KILLS = 5
SETTINGS = ("--message-rate", "none", "--read-rate", "none", "--join-rate", "none", "--login-rate", "none")


class Returning(ReturningClient):
    """Comes back with its token and its cursor."""

    def __init__(self, name, rounds):
        super().__init__(rounds)
        self.name = name
        self.cursor = 0
        self.epoch = ""

    def come_in(self, client):
        client.asks(cmd="login", **({"token": self.token} if self.token else {"name": self.name}))
        welcome = client.event("welcome", "error")
        self.token, self.epoch = welcome["token"], welcome["epoch"]
        client.asks(cmd="join", room="lobby", since=self.cursor, epoch=self.epoch)


class Editor(Returning):
    """Has a line of its own that it changes, answers and reacts to, in turns, one thing at a time; what was
    not answered is asked again with its key."""

    def __init__(self, name, rounds):
        super().__init__(name, rounds)
        self.line = 0
        self.count = 0
        self.done = {"edit": 0, "say": 0, "react": 0}

    def talk(self, port):
        with Client(port) as client:
            self.come_in(client)
            if not self.line:
                client.asks(cmd="say", room="lobby", text=f"{self.name} 0", key="line", ref="line")
                self.line = client.event("ack", "error", ref="line")["seq"]
            while True:
                command = self.command(self.count + 1)
                client.asks(**command)
                answer = client.event("ack", "reacted", "error", ref=command["ref"])
                if answer.get("code") not in (None, "not_reacted"):  # that: taken back before the cut
                    raise AssertionError(answer)
                self.count += 1
                self.done[command["cmd"]] += 1

    def command(self, number):
        about = {"room": "lobby", "ref": f"r{number}"}
        if number % 3 == 0:
            return {"cmd": "react", "seq": self.line, "emoji": "+1", "on": number % 2 == 1, **about}
        about["key"] = f"k{number}"
        if number % 3 == 1:
            return {"cmd": "edit", "seq": self.line, "text": f"{self.name} {number}", **about}
        return {"cmd": "say", "text": f"{self.name} says {number}", "re": self.line, **about}

    def expected(self, count):
        """What its line is like after that many things: its text, its replies, whether it is reacted to."""
        edits = [number for number in range(1, count + 1) if number % 3 == 1]
        reacts = [number for number in range(1, count + 1) if number % 3 == 0]
        text = f"{self.name} {edits[-1] if edits else 0}"
        replies = sum(number % 3 == 2 for number in range(1, count + 1))
        return text, replies, bool(reacts) and reacts[-1] % 2 == 1


class Follower(Returning):
    """Puts together what it is told, as a window does."""

    def __init__(self, name, rounds):
        super().__init__(name, rounds)
        self.lines = {}

    def talk(self, port):
        with Client(port) as client:
            self.come_in(client)
            while True:
                self.follow(client.event("message", "edited", "reaction"))

    def follow(self, event):
        if event["seq"] <= self.cursor:
            raise AssertionError(f"{event} after {self.cursor}")
        self.cursor = event["seq"]
        if event["event"] == "message":
            self.lines[event["seq"]] = {"text": event["text"], "replies": 0, "reacted": set()}
            if event.get("re") in self.lines:
                self.lines[event["re"]]["replies"] += 1
        elif event["event"] == "edited":
            self.lines[event["line"]]["text"] = event["text"]
        else:
            reacted = self.lines[event["line"]]["reacted"]
            reacted.add(event["sender"]) if event["on"] else reacted.discard(event["sender"])


def page_of(port, lines):
    """By seq, as the history shows it: the text, how many replies, whether anybody reacted."""
    with Client(port) as client:
        client.asks(cmd="login", name="auditor")
        client.asks(cmd="join", room="lobby")
        client.event("joined")
        shown = {}
        for seq in lines:
            client.asks(cmd="history", room="lobby", around=seq, limit=1, ref=seq)
            [line] = client.event("history", ref=seq)["lines"]
            shown[seq] = line["text"], line.get("replies", 0), bool(line.get("reactions"))
        return shown


def test_killed_at_random_moments_each_edit_answer_and_reaction_counts_once(tmp_path):
    chance = random.Random(KILLS)
    rounds, data = Rounds(), tmp_path / "data"
    editors = [Editor(f"editor{number}", rounds) for number in range(EDITORS)]
    follower = Follower("follower", rounds)
    for client in (*editors, follower):
        client.start()
    for _ in range(KILLS):
        with Server(data, *SETTINGS) as server:
            rounds.open(server.port)
            with Client(server.port) as watcher:
                watcher.asks(cmd="login", name="watcher")
                watcher.asks(cmd="join", room="lobby")
                for _ in range(chance.randrange(20, 200)):
                    watcher.event("message", "edited", "reaction")
                server.kill()
    rounds.end()
    for client in (*editors, follower):
        client.join(DEADLINE)
        assert not client.is_alive()
    assert [client.errors for client in (*editors, follower)] == [[]] * (EDITORS + 1)
    with Server(data, *SETTINGS) as server:
        shown = page_of(server.port, [editor.line for editor in editors])
        head = caught_up(server.port, follower)
    for editor in editors:
        # The last thing that was asked for may be stored without an answer.
        assert shown[editor.line] in (editor.expected(editor.count), editor.expected(editor.count + 1))
        line = follower.lines[editor.line]
        assert (line["text"], line["replies"], bool(line["reacted"])) == shown[editor.line]
        assert min(editor.done.values()) > 0
    assert follower.cursor == head


def caught_up(port, follower):
    """The head of the room, once `follower` has been told all up to it."""
    with Client(port) as client:
        client.asks(cmd="login", token=follower.token)
        client.asks(cmd="join", room="lobby", since=follower.cursor, epoch=follower.epoch)
        head = client.event("joined")["head"]
        while follower.cursor < head:
            follower.follow(client.event("message", "edited", "reaction"))
        return head
