"""Clients that outlive the server: threads that come back to each server that is started."""

import threading


class Rounds:
    """Hands the clients the port of the server that runs now."""

    def __init__(self):
        self.changed = threading.Condition()
        self.port = None
        self.generation = 0
        self.seen = {}  # by client, the last generation that it was given
        self.over = False

    def open(self, port):
        with self.changed:
            self.port = port
            self.generation += 1
            self.changed.notify_all()

    def end(self):
        with self.changed:
            self.over = True
            self.changed.notify_all()

    def next_port(self, client):
        with self.changed:
            self.changed.wait_for(lambda: self.over or self.generation > self.seen.get(client, 0))
            if self.over:
                return None
            self.seen[client] = self.generation
            return self.port


class ReturningClient(threading.Thread):
    """Talks to each server in turn until its connection is cut; what else goes wrong is in `errors`."""

    def __init__(self, rounds):
        super().__init__(daemon=True)
        self.rounds = rounds
        self.token = ""
        self.errors = []

    def run(self):
        while (port := self.rounds.next_port(self)) is not None:
            try:
                self.talk(port)
            except (OSError, EOFError):
                continue
            except Exception as error:
                self.errors.append(repr(error))
                return

    def talk(self, port):
        raise NotImplementedError
