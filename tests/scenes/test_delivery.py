"""Acknowledgement, order, keys, slow readers."""

import json
from inspect import iscoroutinefunction

import pytest

from chatservice.core.members import change_members
from chatservice.core.rows import ROWS
from chatservice.errors import ServerStopping
from chatservice.model.values import EventKind
from tests.scenes.stage import UNLIMITED, Stage


def test_nothing_is_acknowledged_or_shown_before_it_is_committed():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.text("bob")
    bob.raw(), alice.raw()
    stage.storage.hold()
    alice.asks(cmd="say", room="lobby", text="hello", key="k")
    assert alice.sees() == bob.sees() == []
    stage.storage.release()
    stage.settle()
    ack, message = alice.events()
    assert (ack["event"], ack["seq"], ack["key"]) == ("ack", 1, "k")
    assert (message["event"], message["seq"], message["sender"]) == ("message", 1, "alice")
    assert bob.sees() == ["[lobby] alice: hello"]


def test_the_same_key_again_is_the_same_line_said_once():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    for _ in range(3):
        alice.asks(cmd="say", room="lobby", text="once", key="k")
    acks = alice.events("ack")
    assert [ack["seq"] for ack in acks] == [1, 1, 1]
    assert [ack.get("again", False) for ack in acks] == [False, True, True]
    assert bob.messages() == [("lobby", "alice", "once")]
    alice.asks(cmd="say", room="lobby", text="other", key="k")
    assert alice.events("error")[0]["code"] == "key_reused"
    bob.asks(cmd="say", room="lobby", text="mine", key="k")
    assert bob.events("ack")[0]["seq"] == 2


def test_lines_are_pipelined_and_questions_wait_for_them():
    stage = Stage()
    alice = stage.json("alice")
    stage.storage.hold()
    alice.asks(cmd="say", room="lobby", text="one").asks(cmd="say", room="lobby", text="two")
    alice.asks(cmd="history", room="lobby", ref="h").asks(cmd="ping", ref="p")
    assert alice.sees() == []
    stage.storage.release()
    stage.settle()
    answers = [event for event in alice.events() if event["event"] != "message"]
    assert [event["event"] for event in answers] == ["ack", "ack", "history", "pong"]
    assert [line["text"] for line in answers[2]["lines"]] == ["one", "two"]


def test_answers_come_in_the_order_of_what_they_answer():
    stage = Stage()
    alice = stage.json("alice")
    alice.asks(cmd="say", room="lobby", text="first", key="k").sees()
    stage.storage.hold()
    alice.asks(cmd="say", room="lobby", text="one", ref=1).asks(
        cmd="say", room="lobby", text="first", key="k", ref=2
    )
    alice.asks(cmd="say", room="lobby", text=" ", ref=3).asks(cmd="say", room="lobby", text="two", ref=4)
    alice.asks(cmd="ping", ref=5)
    stage.storage.release()
    stage.settle()
    answers = [(event["event"], event.get("ref")) for event in alice.events() if "ref" in event]
    assert answers == [("error", 3), ("ack", 1), ("ack", 2), ("ack", 4), ("pong", 5)]


@pytest.mark.parametrize("together", [1, 2, 3, 6])
def test_what_a_session_has_under_way_is_capped_and_reading_stops(together):
    stage = Stage(max_under_way=4)
    alice = stage.json("alice")
    stage.storage.hold()
    lines = [b'{"cmd":"say","room":"lobby","text":"%d"}\n' % number for number in range(6)]
    for first in range(0, 6, together):
        alice.sends(b"".join(lines[first : first + together]))
    assert alice.connection.session.queue.under_way == 4
    assert not alice.network.reading
    stage.storage.release()
    stage.settle()
    events = alice.events()
    assert [event["seq"] for event in events if event["event"] == "ack"] == [1, 2, 3, 4, 5, 6]
    assert [event["text"] for event in events if event["event"] == "message"] == list("012345")
    assert alice.network.reading


def test_a_pipe_verb_after_the_name_is_whole_in_every_dialect():
    stage = Stage()
    text, program, pipe = stage.text("tess"), stage.json("json"), stage.pipe()
    pipe.sends(b"pia\n")
    for actor in (text, program, pipe):
        actor.raw()
    stage.connect().sends(b"bob\nBROADCAST|a|b\n")
    assert "[lobby] bob: a|b" in text.sees()
    assert program.messages() == [("lobby", "bob", "a|b")]
    assert "bob: a|b" in pipe.sees()


def test_a_reader_that_never_reads_is_closed_with_the_line_that_tells_where_to_resume():
    stage = Stage(outbox=2_000, **UNLIMITED)
    alice, slow, other = stage.json("alice"), stage.json("slow"), stage.json("other")
    alice.asks(cmd="say", room="lobby", text="read")
    slow.raw(), other.raw()
    slow.network.full = True
    for number in range(60):
        alice.asks(cmd="say", room="lobby", text=f"{number} " + "x" * 50)
    assert len(other.messages()) == 60
    assert slow.connection.session.closed
    assert not slow.network.closed
    slow.network.reads()
    assert slow.network.closed
    events = slow.events()
    bye = events[-1]
    assert (bye["event"], bye["code"]) == ("bye", "too_slow")
    seqs = [event["seq"] for event in events if event["event"] == "message"]
    assert bye["resume"]["lobby"] == (seqs[-1] if seqs else 1)
    assert stage.shared.allowance.used == 0
    stage.passes(stage.settings.stop_grace)
    assert slow.network.aborted


def test_one_that_does_not_even_read_its_last_word_is_cut_when_the_grace_is_over():
    stage = Stage(outbox=2_000, **UNLIMITED)
    alice, slow = stage.json("alice"), stage.json("slow")
    slow.network.full = True
    for _ in range(60):
        alice.asks(cmd="say", room="lobby", text="x" * 50)
    assert 0 < stage.shared.allowance.used < 1_000  # the last word alone
    stage.passes(stage.settings.stop_grace)
    assert slow.network.aborted
    slow.hangs_up()
    assert stage.shared.allowance.used == 0


def too_slow(stage, reader, writer, *asked):
    reader.network.full = True
    reader.asks(cmd="ping")  # the network takes that, and no more
    reader.raw()
    for command in asked:
        reader.asks(**command)
    person = reader.connection.session.person_or_none
    while not reader.connection.session.closed:
        writer.asks(cmd="say", room="lobby", text="y" * 1_000)
    reader.network.reads()
    events = reader.events()
    seqs = [event["seq"] for event in events if event["event"] == "message"]
    assert events[-1]["code"] == "too_slow"
    return seqs, events[-1]["resume"], person.marks


def test_lines_that_were_caught_up_with_but_never_handed_over_are_not_counted_as_seen():
    stage = Stage(outbox=100_000, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(20):
        writer.asks(cmd="say", room="lobby", text=f"{number} " + "x" * 1_000)
    reader = stage.connect().asks(cmd="login", name="reader")
    room = stage.chat.directory.lobby.id
    seqs, resume, marks = too_slow(stage, reader, writer, {"cmd": "join", "room": "lobby", "since": 0})
    assert seqs == []
    assert resume["lobby"] == 0
    assert marks[room] == 0


def test_lines_shown_on_entering_but_never_handed_over_are_not_counted_as_seen():
    stage = Stage(outbox=100_000, history_on_join=5, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(1, 11):
        writer.asks(cmd="say", room="lobby", text=f"line {number}")
    reader = stage.connect().asks(cmd="login", name="reader")
    seqs, resume, _ = too_slow(stage, reader, writer, {"cmd": "join", "room": "lobby"})
    assert (seqs, resume["lobby"]) == ([], 5)


def test_lines_that_leave_one_by_one_are_seen_as_they_leave():
    stage = Stage(outbox=3_000, **UNLIMITED)
    writer = stage.json("writer")
    reader = stage.pipe().sends(b"old")
    for _ in range(20):
        stage.passes(0.02)
    reader.raw()
    stage.storage.hold()
    for _ in range(6):
        writer.asks(cmd="say", room="lobby", text="z" * 100)
    stage.storage.release()
    stage.settle()
    session = reader.connection.session
    for seq in range(1, 7):
        assert session.resume_points()["lobby"] == seq
        stage.passes(0.02)


def test_the_last_stretch_of_catching_up_goes_by_bytes_too():
    stage = Stage(outbox=100_000, ring=256, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(1, 257):
        writer.asks(cmd="say", room="lobby", text=f"{number} " + "x" * 4_000)
    readers = [stage.connect().asks(cmd="login", name=f"reader{n}") for n in range(4)]
    for reader in readers:
        reader.network.full = True
        reader.asks(cmd="join", room="lobby", since=0)
        assert sum(map(len, reader.network.sent)) + reader.connection.backlog < 100_000
    assert stage.shared.allowance.used < 4 * 60_000
    for reader in readers:
        seqs = []
        for _ in range(300):
            seqs += [event["seq"] for event in reader.events("message")]
            reader.network.producer.resumeProducing()
            stage.settle()
        assert seqs == list(range(1, 257))
    writer.asks(cmd="say", room="lobby", text="live")
    for reader in readers:
        reader.network.reads()
        assert [event["seq"] for event in reader.events("message")] == [257]


def test_many_rooms_caught_up_with_at_once_are_no_slow_reader():
    stage = Stage(outbox=40_000, history_on_join=0, **UNLIMITED)
    writer = stage.json("writer")
    rooms = [f"room-{n}" for n in range(12)]
    for room in rooms:
        writer.asks(cmd="join", room=room)
        for _ in range(20):
            writer.asks(cmd="say", room=room, text="x" * 5_000)
    reader = stage.connect()
    reader.network.full = True
    reader.asks(cmd="login", name="reader", since=dict.fromkeys(rooms, 0))
    seen, most = [], 0
    for _ in range(2_000):
        seen += [(event["room"], event["seq"]) for event in reader.events("message")]
        most = max(most, reader.connection.backlog)
        reader.network.producer.resumeProducing()
        stage.settle()
        if len(seen) == 240:
            break
    assert sorted(seen) == sorted((room, seq) for room in rooms for seq in range(1, 21))
    assert most < 40_000


def test_catching_up_waits_for_the_reader_and_never_closes_it():
    stage = Stage(outbox=4_000, catch_up_page=10, ring=4, history_on_join=0, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(1, 301):
        writer.asks(cmd="say", room="lobby", text=f"line {number} " + "x" * 100)
    reader = stage.connect().asks(cmd="login", name="reader")
    reader.raw()
    reader.network.full = True
    reader.asks(cmd="join", room="lobby", since=0)
    seen, most = [], 0
    for _ in range(2000):
        seen += [event["seq"] for event in reader.events("message")]
        most = max(most, reader.connection.backlog)
        if len(seen) >= 300:
            break
        if reader.network.producer is not None:
            reader.network.producer.resumeProducing()
        stage.settle()
    assert seen == list(range(1, 301))
    assert not reader.network.closed
    assert most <= 4_000


def test_catching_up_begun_again_goes_on_from_the_later_cursor_only():
    stage = Stage(outbox=4_000, catch_up_page=10, ring=4, history_on_join=0, **UNLIMITED)
    writer = stage.json("writer")
    for number in range(1, 61):
        writer.asks(cmd="say", room="lobby", text=f"line {number} " + "x" * 200)
    reader = stage.connect().asks(cmd="login", name="reader")
    reader.raw()
    reader.network.full = True
    reader.asks(cmd="join", room="lobby", since=0).asks(cmd="join", room="lobby", since=50)
    seen = []
    for _ in range(200):
        seen += reader.events()
        reader.network.producer.resumeProducing()
        stage.settle()
    second = max(place for place, event in enumerate(seen) if event["event"] == "joined")
    assert [event["seq"] for event in seen[second:] if event["event"] == "message"] == list(range(51, 61))


def test_a_full_disk_is_told_to_the_senders_and_the_server_lives_on():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.raw()
    stage.storage.fail_next("disk is full")
    alice.asks(cmd="say", room="lobby", text="lost", key="k", ref=1)
    [error] = alice.events()
    assert (error["code"], error["key"], error["ref"]) == ("not_stored", "k", 1)
    assert bob.sees() == []
    alice.asks(cmd="say", room="lobby", text="kept", key="k")
    assert bob.messages() == [("lobby", "alice", "kept")]


def test_a_line_whose_rights_changed_under_way_is_decided_again():
    stage = Stage()
    alice, bob, carol = (stage.json(name) for name in ("alice", "bob", "carol"))
    alice.asks(cmd="group", name="team", members=["bob"])
    stage.storage.hold()
    bob.asks(cmd="invite", name="carol", room="team")
    alice.asks(cmd="say", room="team", text="still a member")
    stage.storage.release()
    stage.settle()
    assert ("team", "alice", "still a member") in carol.messages()


def test_a_line_of_somebody_who_was_removed_meanwhile_is_refused():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.asks(cmd="group", name="team", members=["bob"])
    room = next(
        subscription.room
        for subscription in bob.connection.session.subscriptions.values()
        if subscription.room.name == "team"
    )
    alice.raw(), bob.raw()
    stage.storage.hold()
    chat, me = stage.chat, bob.connection.session.person.principal
    stage.chat.spawn(
        change_members(chat, alice.connection.session.person.principal, room, EventKind.REMOVED, lambda: [me])
    )
    bob.asks(cmd="say", room="team", text="too late")
    stage.storage.release()
    stage.settle()
    assert alice.messages() == []
    assert "no_such_room" in [event.get("code") for event in bob.events("error")]


def test_announcements_reach_everyone_and_those_who_come_later():
    stage = Stage()
    alice, bob = stage.text("alice"), stage.json("bob", room="ops")
    alice.raw()
    stage.chat.notices.announce("maintenance at ten")
    stage.settle()
    assert alice.sees() == ["* Announcement: maintenance at ten"]
    assert bob.events("announcement")[0]["text"] == "maintenance at ten"
    assert "* Announcement: maintenance at ten" in stage.connect().types("late").sees()


def test_the_message_of_the_day_greets():
    stage = Stage()
    stage.chat.notices.set_motd("Be kind.\nBe brief.")
    assert {"* Be kind.", "* Be brief."} <= set(stage.connect().sees())


def test_who_asks_much_and_reads_nothing_is_not_answered_further():
    stage = Stage(outbox=4_000, read_rate=None)
    alice, bob = stage.json("alice"), stage.text("bob")
    alice.asks(cmd="say", text="x" * 300)
    bob.raw()
    bob.network.full = True
    bob.sends(b"/history 1\n" * 1_000)
    most = bob.connection.backlog
    assert most < 4_000
    assert not bob.network.reading
    assert not bob.network.closed
    bob.network.full = False
    bob.network.producer.resumeProducing()
    stage.settle()
    assert sum("x" * 300 in line for line in bob.sees()) == 1_000
    assert bob.network.reading


def test_long_answers_leave_in_turns():
    stage = Stage(outbox=4_000)
    alice, bob = stage.json("alice"), stage.text("bob")
    alice.asks(cmd="say", text="x" * 300)
    bob.raw()
    bob.connection.dataReceived(b"/history 1\n" * 40)
    assert bob.connection.backlog < 2_000
    stage.settle()
    assert sum("x" * 300 in line for line in bob.sees()) == 40


def test_of_many_questions_sent_at_once_some_are_answered_a_turn():
    stage = Stage()
    alice, bob = stage.json("alice"), stage.json("bob")
    alice.connection.dataReceived(b'{"cmd":"ping"}\n' * 1_000)
    bob.connection.dataReceived(b'{"cmd":"ping"}\n')
    stage.turn()
    assert len(bob.events("pong")) == 1
    assert len(alice.events("pong")) <= 200
    stage.settle()
    assert not alice.connection.frames.waiting


def test_lines_that_say_nothing_are_looked_at_in_turns():
    stage = Stage()
    alice = stage.text("alice")
    alice.connection.dataReceived(b"\n" * 16_000)
    assert alice.connection.frames.waiting >= 15_900
    assert not alice.network.reading
    while alice.connection.frames.waiting:
        before = alice.connection.frames.waiting
        stage.turn()
        assert before - alice.connection.frames.waiting <= 100
    assert alice.network.reading


def test_a_pong_says_that_what_was_asked_before_is_done():
    stage = Stage()
    alice = stage.json("alice")
    for command in ("ping", "token", "motd", "help", "where"):
        line = json.dumps({"cmd": "say", "text": "hello"}) + "\n" + json.dumps({"cmd": command}) + "\n"
        alice.sends(line.encode())
        kinds = [event["event"] for event in alice.events() if event["event"] != "message"]
        assert len(kinds) == 2
        assert kinds[0] == "ack"


def test_every_question_of_a_client_waits_for_what_was_asked_before():
    """What is answered at once is a line, a keystroke, or nothing that has an answer."""
    at_once = {
        kind.__struct_config__.tag
        for kind, row in ROWS.items()
        if not (row.waits or row.right.operator or iscoroutinefunction(row.do))
    }
    assert at_once == {"say", "msg", "reply", "code_edit", "code_cursor", "typing"}


def test_nothing_more_is_read_once_the_server_is_stopping():
    stage = Stage()
    alice = stage.text("alice")
    stage.shared.stopping = True
    alice.connection.read(False)
    alice.connection.read(True)
    assert not alice.network.reading


def test_the_grace_of_a_stop_is_for_all_that_it_does():
    stage = Stage(stop_grace=5.0)
    alice = stage.text("alice")
    stage.shared.stopping = True
    stage.shared.stop_by = stage.clock.monotonic() + 5
    stage.passes(3)
    alice.connection.session.close(ServerStopping())
    stage.passes(1.9)
    assert not alice.network.aborted
    stage.passes(0.2)
    assert alice.network.aborted
