"""A room is the fold of its log; every kind of event has its row."""

from typing import get_args

import pytest

from chatservice.client.link.incoming import KINDS as SENT
from chatservice.model.bodies import ERASURES, OF_MODE, RoomMode
from chatservice.model.events import (
    Added,
    Deleted,
    Logged,
    LoggedEvent,
    Message,
    ModeSet,
    Removed,
    RoleSet,
    TopicSet,
)
from chatservice.model.fold import (
    DELETED_KEPT,
    KINDS,
    OF_ACCESS,
    STORED,
    RoomState,
    from_record,
    stored_state,
)
from chatservice.model.records import Record
from chatservice.model.values import EventKind, Member, Principal, RoomEntry, RoomKind, RoomRole, RoomRow
from chatservice.storage.sqlite.effects import STATEMENTS

HEAD = {"room": "ops", "id": 1, "ts": 1.0, "sender": "boss"}


def event(kind, seq, **fields):
    return kind(seq=seq, **HEAD, **fields)


def members(state):
    return {name: state.part(name) for name in state.members}


@pytest.fixture
def state():
    return RoomState()


def test_every_kind_has_a_row():
    missing = set(EventKind) - set(KINDS)
    assert not missing, "KINDS in model/fold.py needs a row for each of these"


def test_every_logged_event_is_named_where_a_page_of_history_is_read():
    logged = {kind for kind in SENT.values() if issubclass(kind, Logged)}
    missing = logged - set(get_args(LoggedEvent))
    assert not missing, "LoggedEvent in model/events/logged.py does not name them"


# Their bodies are written by the server: a name, a role, a number, a mode.
WITHOUT_WORDS = {
    *(EventKind.ADDED, EventKind.REMOVED, EventKind.ROLE, EventKind.MODE, EventKind.DELETED),
    *(EventKind.BLANK, EventKind.RUN, EventKind.GRANTED, EventKind.REACTION, EventKind.EDITED),
    *(EventKind.PINNED, EventKind.UNPINNED, EventKind.POLL_CLOSED),
}
# What people write together is one text: as yet nothing of it is erased with one of them.
WRITTEN_TOGETHER = {
    EventKind.DOCUMENT,
    EventKind.DOCUMENT_CLOSED,
    EventKind.DOCUMENT_EDIT,
    EventKind.DOCUMENT_RENAMED,
}


def test_what_somebody_wrote_can_be_erased():
    undecided = set(EventKind) - set(ERASURES) - WITHOUT_WORDS - WRITTEN_TOGETHER
    assert not undecided, "a body with words of a person has its row in ERASURES in model/values.py"


def test_what_changes_a_room_changes_the_database_too():
    of_rooms = {kind for kind, row in KINDS.items() if row.effect.__name__ != "_nothing"}
    missing = of_rooms - set(STATEMENTS)
    assert not missing, "STATEMENTS in storage/sqlite/effects.py needs a row for these"


# Not as it is stored: the members come from rows of their own, the rest begins anew.
OF_ITS_OWN = {"seq", "members", "roles", "guarded", "deleted", "password_seq"}


def test_what_a_room_is_can_be_loaded_again():
    lost = set(RoomState.__slots__) - OF_ITS_OWN - set(RoomRow.__struct_fields__)
    assert not lost, "RoomRow in model/values.py and the table of rooms have nothing of these names"


def test_a_mode_is_the_same_in_the_event_in_its_record_and_in_the_room():
    told = [name for name in ModeSet.__struct_fields__ if name not in Logged.__struct_fields__]
    assert set(told) == set(RoomMode.__struct_fields__), "ModeSet and RoomMode differ"
    lost = set(OF_MODE) - set(STORED)
    assert not lost, "RoomState and RoomRow need fields of these names"


def test_members_and_roles_follow_from_the_log(state):
    for each in (
        event(Added, 1, who="bob"),
        event(Added, 2, who="carol"),
        event(RoleSet, 3, who="bob", role="moderator"),
        event(Added, 4, who="bob"),  # has a part already
        event(Removed, 5, who="carol"),
        event(RoleSet, 6, who="dave", role="member"),
    ):
        assert state.apply(each, each.who, each.who)
    assert members(state) == {"bob": RoomRole.MODERATOR, "dave": RoomRole.MEMBER}
    assert state.access == 6


def test_what_was_applied_is_passed_over(state):
    state.apply(event(TopicSet, 2, text="new"))
    assert not state.apply(event(TopicSet, 1, text="old"))
    assert not state.apply(event(TopicSet, 2, text="again"))
    assert (state.topic, state.seq) == ("new", 2)


def test_a_mode_changes_what_it_names(state):
    state.apply(event(ModeSet, 1, readonly=True, slow=5.0))
    state.apply(event(ModeSet, 2, entry="password", password=True))
    assert (state.entry, state.readonly, state.slow) == (RoomEntry.PASSWORD, True, 5.0)
    state.apply(event(ModeSet, 3, readonly=False))
    assert (state.password_seq, state.readonly, state.slow) == (2, False, 5.0)


def test_a_room_is_guarded_while_somebody_may_not_speak(state):
    state.apply(event(RoleSet, 1, who="bob", role="muted"), "bob", "bob")
    assert state.guarded
    state.apply(event(Removed, 2, who="bob"), "bob", "bob")
    assert not state.guarded
    state.apply(event(ModeSet, 3, slow=1.0))
    assert state.guarded
    state.apply(event(ModeSet, 4, slow=0.0))
    assert not state.guarded


def test_deleted_lines_are_remembered_up_to_a_cap(state):
    for seq in range(1, DELETED_KEPT + 2):
        state.apply(event(Deleted, seq + 1, line=seq))
    assert len(state.deleted) == DELETED_KEPT
    assert next(iter(state.deleted)) == 2


def test_a_line_changes_nothing_but_the_place(state):
    state.apply(event(Message, 1, text="hello"))
    assert (state.seq, state.access, state.members) == (1, 0, {})


def test_a_stored_room_goes_on_where_it_was():
    row = RoomRow(7, RoomKind.PUBLIC, "ops", topic="now", access=3, head=9, readonly=True)
    state = stored_state(row, [Member(Principal(1, "bob"), RoomRole.OWNER)])
    assert (state.seq, state.topic, state.access, state.guarded) == (9, "now", 3, True)
    assert not state.apply(event(TopicSet, 9, text="before"))
    assert state.apply(event(RoleSet, 10, who="eve", role="owner"), 2, Principal(2, "eve"))
    assert state.roles == {1: RoomRole.OWNER, 2: RoomRole.OWNER}


@pytest.mark.parametrize("kind", [EventKind.MESSAGE, EventKind.ACTION])
def test_the_short_way_of_a_message_says_what_its_row_says(kind):
    record = Record(5, 6, 7.0, kind, 1, "bob", "hello")
    row = KINDS[kind]
    common = {"room": "ops", "rid": "r1", "seq": 6, "id": 5, "ts": 7.0, "sender": "bob"}
    expected = row.event(**common, **row.fields(record, str))
    assert from_record("ops", record, str, "r1") == expected
    assert expected.action is (kind is EventKind.ACTION)


def test_what_changes_a_persons_rights_is_known_to_do_so():
    """A draft that is under way meanwhile is decided anew."""
    assert {
        EventKind.ADDED,
        EventKind.REMOVED,
        EventKind.ROLE,
        EventKind.MODE,
        EventKind.DOCUMENT_CLOSED,
        EventKind.GRANTED,
    } == OF_ACCESS
