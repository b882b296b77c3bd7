"""Words and numbers that stand in databases: each of them means the same for ever."""

import pytest

from chatservice.model.sanctions import SanctionKind
from chatservice.model.values import EventKind, RoomEntry, RoomKind, RoomRole, ServerRole

STORED = {
    EventKind: "message action rich topic added removed role mode deleted blank reaction poll poll_closed "
    "pinned unpinned edited file file_gone run run_ended document document_closed edit retitled granted",
    RoomKind: "public group direct code",
    RoomEntry: "open registered invite password",
    SanctionKind: "ban mute",
}
RANKS = {ServerRole: "GUEST USER MODERATOR ADMIN OWNER", RoomRole: "MUTED MEMBER VOICE MODERATOR OWNER"}


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
def test_what_was_stored_under_a_word_is_found_under_it(kind):
    """A kind that comes later need not be in the table."""
    for word in STORED[kind].split():
        assert kind(word) == word


@pytest.mark.parametrize("kind", RANKS, ids=lambda kind: kind.__name__)
def test_roles_keep_their_order_and_number(kind):
    assert [role.name for role in sorted(kind)] == RANKS[kind].split()
    assert [role.value for role in sorted(kind)] == list(range(len(kind)))
