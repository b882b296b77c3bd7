"""Editors who type in one code document, and a pair that chats in another room.

    python -m benchmarks.typists PORT EDITORS KEYS_A_SECOND SECONDS LINES

Each editor types as the desktop client does: one change under way at a time, what is typed meanwhile
goes out as the next one, and the cursor follows ten times a second. A keystroke's way begins when it was
due and ends when another editor has read the line that holds it. Every editor must get every change, in
order. First only the pair chats, for half of that time; then, after a line on standard input, all type.
The figures of each are printed as one line of JSON.
"""

import json
import random
import re
import selectors
import socket
import statistics
import sys
import time

PATIENCE = 30.0
PIECE = 40_000  # characters of the first text in one change
CURSOR_EVERY = 0.1
CHAT_EVERY = 0.05
EDITED = re.compile(rb'"event":"document_edited"[^\n]*?"sender":"typist(\d+)"[^\n]*?"version":(\d+)')
SAVED = re.compile(rb'"event":"edit_saved"[^\n]*?"version":(\d+)')
SAID = re.compile(rb'"text":"at (\d+\.\d+)"')


def text_of(lines: int) -> str:
    return "".join(f"value_{number:05} = step({number % 97})\n" for number in range(lines))


class Client:
    def __init__(self, port: int, name: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.asks("welcome", cmd="login", name=name)

    def send(self, **command: object) -> None:
        self.socket.sendall(json.dumps(command).encode() + b"\n")

    def asks(self, answer: str, **command: object) -> dict[str, object]:
        """Wait for the event called `answer`; what comes before it is skipped."""
        self.send(**command)
        while True:
            line, end, rest = self.rest.partition(b"\n")
            if not end:
                piece = self.socket.recv(1 << 20)
                if not piece:
                    raise SystemExit(f"the connection was closed at {command}")
                self.rest += piece
                continue
            self.rest = rest
            if not line.startswith(b"{"):  # the greeting, before it is known what is spoken
                continue
            event: dict[str, object] = json.loads(line)
            if event["event"] == "error":
                raise SystemExit(f"refused: {event}")
            if event["event"] == answer:
                return event

    def lines(self) -> bytes:
        """What has come, in whole lines."""
        data = self.rest + self.socket.recv(1 << 20)
        whole, end, self.rest = data.rpartition(b"\n")
        return whole + end


class Typist(Client):
    """`sent` are its changes in order, each as when its keys were due."""

    def __init__(self, port: int, number: int, editors: int, room: str) -> None:
        super().__init__(port, f"typist{number}")
        self.number = number
        self.asks("joined", cmd="join", room=room)
        self.sent: list[list[float]] = []
        self.waiting: list[float] = []
        self.is_under_way = False
        self.seen = [0] * editors  # changes that it got, by author
        self.version = 0
        self.place = 0
        self.doc = ""

    def open(self, doc: str) -> None:
        opened = self.asks("document_is", cmd="code_join", doc=doc)
        self.version, self.doc = int(str(opened["version"])), doc

    def press(self, due: float) -> None:
        self.waiting.append(due)
        self.push()

    def push(self) -> None:
        if self.is_under_way or not self.waiting:
            return
        keys, self.waiting, self.is_under_way = self.waiting, [], True
        self.sent.append(keys)
        changes = [[self.place, self.place, "x" * len(keys)]]
        key = f"{self.number}-{len(self.sent)}"
        self.send(cmd="code_edit", doc=self.doc, base=self.version, changes=changes, key=key)

    def point(self) -> None:
        ranges = [[self.place, self.place]]
        self.send(cmd="code_cursor", doc=self.doc, version=self.version, ranges=ranges)


class Writing:
    def __init__(self, port: int, editors: int, lines: int) -> None:
        self.dice = random.Random(7)
        self.typists = [Typist(port, number, editors, "lobby") for number in range(editors)]
        self.took: list[float] = []
        self.chat: list[float] = []
        self.reader, self.writer = Client(port, "reader"), Client(port, "writer")
        for each in (self.writer, self.reader):
            each.asks("joined", cmd="join", room="tea")
        self._create(text_of(lines))

    def _create(self, text: str) -> None:
        first = self.typists[0]
        made = first.asks("document_is", cmd="code_new", language="text", title="long", text="")
        document = made["document"]
        if not isinstance(document, dict):
            raise SystemExit("a document has no description")
        doc, version = document["doc"], 0
        for start in range(0, len(text), PIECE):
            changes = [[start, start, text[start : start + PIECE]]]
            saved = first.asks(
                "edit_saved", cmd="code_edit", doc=doc, base=version, changes=changes, key=f"first-{version}"
            )
            version = int(str(saved["version"]))
        for typist in self.typists:
            typist.open(doc)
            typist.place = self.dice.randrange(len(text))

    def only_chat(self, seconds: float) -> dict[str, float]:
        with self._selector() as selector:
            self._go(selector, [], time.perf_counter() + seconds)
        figures, self.chat = self._spread("chat", self.chat), []
        return figures

    def type(self, rate: float, seconds: float) -> dict[str, float]:
        """All of them at `rate` keys a second each, for that time; then wait until all have everything."""
        began = time.perf_counter()
        plan = [
            (began + (step + self.dice.random()) / rate, typist)
            for step in range(int(seconds * rate))
            for typist in self.typists
        ]
        plan.sort(key=lambda each: each[0])
        with self._selector() as selector:
            late = self._go(selector, plan, began + seconds)
            self._settle(selector)
        return {**self._spread("key", self.took), **self._spread("chat", self.chat), "late_ms": 1e3 * late}

    def _selector(self) -> selectors.BaseSelector:
        selector = selectors.DefaultSelector()
        for client in (*self.typists, self.reader, self.writer):
            client.socket.setblocking(False)
            selector.register(client.socket, selectors.EVENT_READ, client)
        return selector

    def _go(self, selector: selectors.BaseSelector, plan: list[tuple[float, Typist]], until: float) -> float:
        """Chat until then, and press each key when it is due. The longest time that one was pressed late."""
        late, said, pointed = 0.0, 0.0, 0.0
        keys = iter([*plan, (until, None)])
        due, typist = next(keys)
        while typist is not None or due > time.perf_counter():
            now = time.perf_counter()
            if now >= due and typist is not None:
                late = max(late, now - due)
                typist.press(due)
                due, typist = next(keys)
                continue
            if now - said > CHAT_EVERY:
                said = now
                self.writer.send(cmd="say", room="tea", text=f"at {now:.6f}")
            if plan and now - pointed > CURSOR_EVERY / len(self.typists):
                pointed = now
                self.dice.choice(self.typists).point()
            self._read(selector, min(due - now, CURSOR_EVERY / len(self.typists)))
        return late

    def _settle(self, selector: selectors.BaseSelector) -> None:
        until = time.perf_counter() + PATIENCE
        while not self._is_complete():
            if time.perf_counter() > until:
                raise SystemExit("an editor did not get every change")
            self._read(selector, 0.1)

    def _is_complete(self) -> bool:
        sent = [len(typist.sent) for typist in self.typists]
        return all(
            typist.seen == sent and not typist.is_under_way and not typist.waiting for typist in self.typists
        )

    def _read(self, selector: selectors.BaseSelector, wait: float) -> None:
        for key, _ in selector.select(max(0.0, wait)):
            if isinstance(key.data, Typist):
                self._edits(key.data)
            elif key.data is self.reader:
                data = key.data.lines()
                now = time.perf_counter()
                self.chat += [now - float(at) for at in SAID.findall(data)]
            else:
                key.data.lines()

    def _edits(self, typist: Typist) -> None:
        data = typist.lines()
        now = time.perf_counter()
        if b'"event":"error"' in data:
            raise SystemExit(f"refused: {data[:500]!r}")
        for author, version in EDITED.findall(data):
            number, at = int(author), int(version)
            if at != typist.version + 1:
                raise SystemExit(f"version {at} came after {typist.version}")
            typist.version = at
            keys = self.typists[number].sent[typist.seen[number]]
            typist.seen[number] += 1
            if number != typist.number:
                self.took += [now - key for key in keys]
        if SAVED.search(data):
            typist.is_under_way = False
            typist.push()

    @staticmethod
    def _spread(name: str, took: list[float]) -> dict[str, float]:
        if len(took) < 2:
            return {}
        cuts = statistics.quantiles(took, n=100)
        return {
            f"{name}_p50_ms": 1e3 * cuts[49],
            f"{name}_p99_ms": 1e3 * cuts[98],
            f"{name}_most_ms": 1e3 * max(took),
            f"{name}s": float(len(took)),
        }


def main() -> None:
    port, editors, rate, seconds, lines = (float(word) for word in sys.argv[1:6])
    writing = Writing(int(port), int(editors), int(lines))
    print(json.dumps(writing.only_chat(seconds / 2)), flush=True)
    sys.stdin.readline()
    cpu, began = time.process_time(), time.perf_counter()
    figures = writing.type(rate, seconds)
    figures["seconds"] = time.perf_counter() - began
    figures["load"] = (time.process_time() - cpu) / figures["seconds"]
    figures["changes"] = float(sum(len(typist.sent) for typist in writing.typists))
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
