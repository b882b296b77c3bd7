"""How much work a line is, counted, not timed.

Forty lines committed together for five hundred readers: one encoding of each line a
codec, one write a reader, one commit. A change that goes back to work per reader and
line fails here before anyone measures it.
"""

import sys
from pathlib import Path

import pytest

import chatservice
from chatservice.model.events import Message
from tests.scenes.stage import UNLIMITED, Stage

PACKAGE = str(Path(chatservice.__file__).parent)
READERS = 500
LINES = 40
SENDERS = 10


def counting(monkeypatch, codec, counts):
    """Count the messages that each kind of codec encodes, one by one or together."""
    kind = type(codec)
    encode, encode_all = kind.encode, kind.encode_all

    def count(events):
        messages = sum(type(event) is Message for event in events)
        counts[kind.__name__] = counts.get(kind.__name__, 0) + messages

    def counted(self, event, viewer):
        count([event])
        return encode(self, event, viewer)

    def counted_all(self, events):
        count(events)
        return encode_all(self, events)

    monkeypatch.setattr(kind, "encode", counted)
    if encode_all is not None:
        monkeypatch.setattr(kind, "encode_all", counted_all)


@pytest.mark.parametrize("dialect", ["text", "json"])
def test_one_encoding_a_line_one_write_a_reader_one_commit(monkeypatch, dialect):
    stage = Stage(**UNLIMITED)
    enter = stage.text if dialect == "text" else stage.json
    readers = [enter(f"r{number}") for number in range(READERS)]
    senders = [stage.json(f"s{number}") for number in range(SENDERS)]
    stage.passes(stage.settings.notice_delay)
    for actor in readers + senders:
        actor.raw()
    counts: dict[str, int] = {}
    for actor in (readers[0], senders[0]):
        if type(actor.connection._codec).__name__ not in counts:
            counting(monkeypatch, actor.connection._codec, counts)
            counts.setdefault(type(actor.connection._codec).__name__, 0)
    commits = stage.storage.commits
    stage.storage.hold()
    for number in range(LINES):
        senders[number % SENDERS].asks(cmd="say", room="lobby", text=f"line {number}", key=str(number))
    stage.storage.release()
    stage.settle()
    assert stage.storage.commits == commits + 1
    assert set(counts.values()) == {LINES}
    assert {len(reader.network.sent) for reader in readers} == {1}
    assert {len(sender.network.sent) for sender in senders} == {1}, "acknowledgements and lines together"
    assert len({id(reader.network.sent[0]) for reader in readers}) == 1, "the same bytes, not copies"
    assert readers[0].raw().count(b"\n") == LINES


def test_whoever_wrote_costs_one_joining_of_pieces_and_no_encoding(monkeypatch):
    stage = Stage()
    people = [stage.text(f"p{number}") for number in range(20)]
    for actor in people:
        actor.raw()
    counts: dict[str, int] = {}
    counting(monkeypatch, people[0].connection._codec, counts)
    stage.storage.hold()
    for actor in people:
        actor.types("hello")
    stage.storage.release()
    stage.settle()
    assert counts == {"TextCodec": 20}
    for actor in people:
        assert len(actor.network.sent) == 1
        assert actor.raw().count(b"\n") == 19


def calls_of(work, events=("call", "c_call"), inside=""):
    """How many functions it calls, Python's and C's; or only those in files whose path has `inside`."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in events and inside in frame.f_code.co_filename

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_entering_a_large_channel_by_irc_is_no_more_work_than_a_small_one():
    stage = Stage(**UNLIMITED, clients_per_address=None)

    def enters(number):
        stage.irc(f"b{number}").types("JOIN #ops")

    for number in range(20):
        enters(number)
    few = calls_of(lambda: enters(20))
    for number in range(21, 400):
        enters(number)
    assert calls_of(lambda: enters(400)) < 1.3 * few


# A private line, alone in its read or one of four, with all that it takes: read, checked, committed,
# acknowledged, delivered to both. A little above what it is: a call is some 0.1 µs.
@pytest.mark.parametrize(
    ("dialect", "together", "most"),
    [("json", 1, 90), ("json", 4, 38), ("text", 1, 93), ("text", 4, 51), ("irc", 4, 92)],
)
def test_a_private_line_takes_few_calls(dialect, together, most):
    stage = Stage(**UNLIMITED)
    enter = {"text": stage.text, "json": stage.json, "irc": stage.irc}[dialect]
    people = [enter(f"p{number}") for number in range(20)]

    def say(number):
        lines = "".join(_private(dialect, number ^ 1, f"{number} {part}") for part in range(together))
        people[number].connection.dataReceived(lines.encode())

    stage.passes(stage.settings.notice_delay)
    for number in range(20):  # the conversations begin
        say(number)
    stage.settle()

    def converse():
        stage.storage.hold()
        for number in range(0, 20, 2):
            say(number)
        stage.storage.release()
        stage.settle()

    assert calls_of(converse, ("call",), inside=PACKAGE) / (10 * together) <= most


def _private(dialect, to, text):
    if dialect == "text":
        return f"/msg p{to} {text}\n"
    if dialect == "irc":
        return f"PRIVMSG p{to} :{text}\r\n"
    return f'{{"cmd":"msg","to":"p{to}","text":"{text}"}}\n'
