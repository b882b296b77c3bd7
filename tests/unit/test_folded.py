"""Pages of lines between events that are no lines, compared with looking at each event."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from chatservice.storage.sqlite import folded

ROOM = 7


def stored(kinds, first):
    """A room whose event at each seq is a line (True) or not; those before `first` are gone."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE events (room_id, seq)")
    connection.execute(
        "CREATE TABLE folded (room_id, last, first, PRIMARY KEY (room_id, last)) WITHOUT ROWID"
    )
    for seq, is_line in enumerate(kinds, 1):
        connection.execute("INSERT INTO events VALUES (?, ?)", (ROOM, seq))
        if not is_line:
            folded.extend(connection, ROOM, seq)
    connection.execute("DELETE FROM events WHERE seq < ?", (first,))
    folded.drop(connection, ROOM, first - 1)
    return connection


@given(
    st.lists(st.booleans(), min_size=1, max_size=40),
    st.integers(1, 12),
    st.one_of(st.none(), st.integers(0, 45)),
    st.integers(0, 9),
)
def test_the_lines_before_and_after_a_seq_are_found_without_looking_at_the_others(kinds, first, seq, limit):
    first = min(first, len(kinds))
    connection = stored(kinds, first)
    lines = [at for at, is_line in enumerate(kinds, 1) if is_line and at >= first]
    before = folded.seqs_before(connection, ROOM, seq, limit)
    expected = [at for at in lines if seq is None or at < seq][::-1][:limit]
    if before is not None:
        assert [at for at in before if at >= first] == expected
    else:
        assert all(kinds[first - 1 : None if seq is None else max(seq - 1, 0)])
    since = folded.seqs_since(connection, ROOM, seq or 0, limit)
    expected = [at for at in lines if at > (seq or 0)][:limit]
    if since is not None:
        assert since == expected
    else:
        assert all(kinds[max(seq or 0, first - 1) :])
