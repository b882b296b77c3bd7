"""What happens to several people at once is told in one line, where lines are for people."""

from chatservice.model.events import Added, Message
from chatservice.wire.jsonlines import JSON
from chatservice.wire.legacy.pipe import PIPE
from chatservice.wire.text import TEXT
from chatservice.wire.together import pieces


def added(who, seq, sender="ann", room="team"):
    return Added(room=room, seq=seq, id=seq, ts=1.0, sender=sender, who=who)


def test_the_pieces_are_as_many_as_the_events_and_the_last_one_tells_of_all():
    events = [added("ann", 1), added("bob", 2), added("carol", 3), added("dan", 4)]
    assert pieces(TEXT, events, "") == [
        b"* ann made the group team.\n",
        b"",
        b"",
        b"* ann added bob, carol and dan to team.\n",
    ]


def test_of_many_some_are_named_and_the_others_are_counted():
    told = pieces(TEXT, [added(f"p{number}", number) for number in range(1_500)], "")
    assert told[-1] == b"* ann added p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 1,490 more to team.\n"
    assert not any(told[:-1])


def test_what_others_did_or_elsewhere_is_told_apart():
    line = Message(room="team", seq=3, id=3, ts=1.0, sender="bob", text="hi")
    events = [
        added("bob", 1),
        added("carol", 2, sender="bob"),
        line,
        added("dan", 4),
        added("eve", 1, room="x"),
    ]
    assert pieces(TEXT, events, "") == [TEXT.encode(event, "") for event in events]


def test_programs_get_each_event():
    events = [added("bob", 1), added("carol", 2)]
    assert pieces(JSON, events, "") == [JSON.encode(event, "") for event in events]


def test_a_name_cannot_make_a_line_of_its_own():
    told = pieces(PIPE, [added("b\nSERVER: x", 1), added("c\x1b[2J", 2)], "")[-1]
    assert told.count(b"\n") == 1
    assert b"\x1b" not in told
