"""Lines that are not kept any more, seen by people who are there and by those who come back."""

from tests.scenes.stage import Stage


def talked(lines=8, **settings):
    stage = Stage(**settings)
    bob = stage.json("bob")
    for number in range(1, lines + 1):
        bob.asks(cmd="say", text=f"line {number}")
    bob.raw()
    return stage, bob


def trim(stage, first):
    """As upkeep does it: the rows go, then the room is told."""
    stage.storage.connection.execute("DELETE FROM events WHERE room_id = 1 AND seq < ?", (first,))


def test_a_room_in_memory_begins_where_its_lines_begin():
    stage, bob = talked()
    trim(stage, 7)
    stage.relay.trimmed({1: 7, 99: 3})
    bob.asks(cmd="history", room="lobby")
    (page,) = bob.events("history")
    assert [line["seq"] for line in page["lines"]] == [7, 8]
    assert not page.get("more")
    carl = stage.json("carl", room="").asks(cmd="join", room="lobby", since=3)
    assert [e["event"] for e in carl.events()] == ["joined", "reload", "history"]


def test_whoever_comes_back_over_a_gap_is_told_to_reload():
    """The rows are gone, and the room has not heard of it yet."""
    stage, bob = talked(ring=2)
    trim(stage, 6)
    carl = stage.json("carl", room="").asks(cmd="join", room="lobby", since=2)
    events = carl.events()
    assert [e["event"] for e in events] == ["joined", "reload", "history"]
    bob.asks(cmd="say", text="and on")
    assert carl.messages() == [("lobby", "bob", "and on")]


def test_whoever_comes_back_to_a_room_that_lost_all_is_told_too():
    stage, bob = talked(ring=1)
    trim(stage, 99)
    carl = stage.json("carl", room="").asks(cmd="join", room="lobby", since=2)
    assert [e["event"] for e in carl.events()][:2] == ["joined", "reload"]
    bob.asks(cmd="say", text="and on")
    assert carl.messages() == [("lobby", "bob", "and on")]
