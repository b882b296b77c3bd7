"""What the desktop client knows of what is read, of mentions, of who types and of people."""

import pytest
from msgspec.structs import fields, replace

from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.state import ClientState
from chatservice.model.commands import MarkRead
from chatservice.model.events import (
    Deleted,
    FileShared,
    Joined,
    LevelIs,
    Mentioned,
    Message,
    MissedPage,
    People,
    PersonChanged,
    PollAsked,
    PreferencesAre,
    ProfileIs,
    ReadBy,
    ReadMark,
    RoomInfo,
    RoomList,
    RunStarted,
    TypingNow,
    Welcome,
)
from docs import make_pages as pages
from tests.unit.test_state import message, page


class Clock:
    now = 1_795_255_200.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def state(clock):
    made = ClientState(clock)
    made.me = "alice"
    fold_event(made, Joined(room="lobby", kind="public", head=0, first=1, epoch="e"))
    made.look("elsewhere", True)
    return made


@pytest.fixture
def lobby(state):
    return state.conversations["lobby"]


def listed(state, head, read, unread, mentions=0, level="all"):
    told = {"head": head, "read": read, "unread": unread, "mentions": mentions, "level": level}
    info = RoomInfo(room="lobby", kind="public", joined=True, **told)
    fold_event(state, RoomList(rooms=[info]))


def mark(state, seq, head, unread=0, mentions=0):
    fold_event(state, ReadMark(room="lobby", seq=seq, head=head, unread=unread, mentions=mentions))


def counts(conversation):
    return conversation.unread, conversation.for_me


def test_what_the_server_counted_and_what_came_since_are_counted_once(state, lobby):
    listed(state, head=5, read=2, unread=3, mentions=1)
    assert (counts(lobby), lobby.read_to) == ((3, 1), 2)
    fold_event(state, message(6))
    fold_event(state, MissedPage(rooms=[page(message(3), message(4, text="@alice"), message(5))]))
    assert counts(lobby) == (4, 1)
    listed(state, head=5, read=2, unread=3, mentions=1)
    assert counts(lobby) == (4, 1), "line 6 came after what was counted"


def deleted(state, line, seq):
    fold_event(state, Deleted(room="lobby", seq=seq, id=seq, ts=0.0, sender="bob", line=line))


def test_an_unread_line_that_is_deleted_is_unread_no_more(state, lobby):
    for seq in (1, 2, 3):
        fold_event(state, message(seq, text="@alice" if seq == 2 else "x"))
    assert counts(lobby) == (3, 1)
    deleted(state, 2, 4)
    assert counts(lobby) == (2, 0)
    deleted(state, 2, 4)
    assert counts(lobby) == (2, 0)
    mark(state, 1, head=4, unread=1)
    deleted(state, 1, 5)
    assert counts(lobby) == (1, 0), "it was read"


def test_what_was_deleted_before_the_server_counted_is_not_taken_off_again(state, lobby):
    for seq in (1, 2):
        fold_event(state, message(seq))
    mark(state, 0, head=3, unread=1)
    deleted(state, 1, 3)
    assert counts(lobby) == (1, 0)


def test_another_device_reads_and_both_know(state, lobby):
    for seq in (1, 2, 3):
        fold_event(state, message(seq, text="@alice"))
    assert counts(lobby) == (3, 3)
    mark(state, 2, head=3, unread=1, mentions=1)
    assert counts(lobby) == (1, 1)
    mark(state, 3, head=3)
    assert counts(lobby) == (0, 0)


def test_a_mark_that_was_moved_back_while_the_connection_was_cut_is_that_of_this_device_too(state, lobby):
    for seq in (1, 2, 3):
        fold_event(state, message(seq))
    mark(state, 3, head=3)
    listed(state, head=3, read=1, unread=2)
    assert counts(lobby) == (0, 0), "a list that was made before"
    fold_event(state, Welcome(name="alice", epoch="e", token="t", resumed=True))
    listed(state, head=3, read=1, unread=2)
    assert counts(lobby) == (2, 0)


def test_a_mark_that_was_lost_in_a_cut_is_sent_again(state, lobby):
    state.look("lobby", True)
    fold_event(state, message(1))
    (sent,) = state.take_marks()
    state.look("elsewhere", True)
    state.wants.clear()
    fold_event(state, Welcome(name="alice", epoch="e", token="t", resumed=True))
    assert [each for each in state.wants if isinstance(each, MarkRead)] == [sent]
    listed(state, head=1, read=0, unread=1)
    assert counts(lobby) == (0, 0)
    mark(state, 1, head=1)
    state.wants.clear()
    fold_event(state, Welcome(name="alice", epoch="e", token="t", resumed=True))
    assert not [each for each in state.wants if isinstance(each, MarkRead)]


def test_what_another_device_read_less_of_meanwhile_holds_nothing_back(state, lobby):
    state.look("lobby", True)
    for seq in (1, 2, 3):
        fold_event(state, message(seq))
    state.take_marks()
    mark(state, 2, head=3, unread=1)
    mark(state, 3, head=3)
    assert (counts(lobby), lobby.held) == ((0, 0), False)


def test_what_is_looked_at_is_marked_once_for_many_lines(state, lobby):
    state.look("lobby", True)
    for seq in (1, 2, 3):
        fold_event(state, message(seq))
    assert state.take_marks() == [MarkRead(room="lobby", seq=3, ref="read")]
    assert state.take_marks() == []
    fold_event(state, message(4))
    state.look("elsewhere", True)
    assert [each.seq for each in state.take_marks()] == [4]
    fold_event(state, message(5))
    assert state.take_marks() == []


def test_what_comes_after_one_has_left_is_not_marked_with_what_was_read_there(state, lobby):
    state.look("lobby", True)
    fold_event(state, message(1))
    state.look("elsewhere", True)
    for seq in (2, 3):
        fold_event(state, message(seq))
    assert state.take_marks() == [MarkRead(room="lobby", seq=1, ref="read")]
    assert counts(lobby) == (2, 0)


def test_a_room_marked_as_unread_stays_so_until_it_is_opened_again(state, lobby):
    state.look("lobby", True)
    for seq in (1, 2, 3):
        fold_event(state, message(seq))
    state.take_marks()
    mark(state, 3, head=3)
    mark(state, 1, head=3, unread=2)
    assert counts(lobby) == (2, 0)
    fold_event(state, message(4))
    assert state.take_marks() == []
    state.look("lobby", False)  # a menu, or another program
    state.look("lobby", True)
    assert counts(lobby) == (2, 0)
    state.look("elsewhere", True)
    state.look("lobby", True)
    assert counts(lobby) == (0, 0)
    assert [each.seq for each in state.take_marks()] == [4]


def test_a_mention_that_only_the_server_finds_counts_and_alerts(state, lobby):
    fold_event(state, message(1, text="a keyword"))
    assert counts(lobby) == (1, 0)
    state.alerts.clear()
    mentioned = Mentioned(room="lobby", seq=1, id=1, ts=0.0, sender="bob", text="a keyword")
    fold_event(state, mentioned)
    fold_event(state, mentioned)
    assert counts(lobby) == (1, 1)
    assert {alert.level for alert in state.alerts} == {"mentions"}


def test_a_mention_elsewhere_is_a_notice(state, lobby):
    state.look("lobby", True)
    fold_event(state, Mentioned(room="ops", seq=1, id=1, ts=0.0, sender="bob", text="@alice", elsewhere=True))
    assert [notice.text for notice in lobby.notices] == ["bob mentioned you in ops (#1): @alice"]
    assert "ops" not in state.conversations


def test_levels_and_quiet_hours_forbid_alerts(state, lobby, clock):
    def alerts(seq, text=""):
        state.alerts.clear()
        fold_event(state, message(seq, text=text))
        return [alert.level for alert in state.alerts]

    fold_event(state, LevelIs(room="lobby", level="mentions"))
    assert (alerts(1), alerts(2, "@alice")) == ([], ["mentions"])
    fold_event(state, LevelIs(room="lobby", level="none"))
    assert alerts(3, "@alice") == []
    fold_event(state, LevelIs(room="lobby", level="all"))
    assert alerts(4) == ["all"]
    fold_event(state, PreferencesAre(quiet="00:00-00:00"))
    assert alerts(5) == []


def test_who_types_is_known_for_a_while_or_until_they_have_spoken(state, lobby, clock):
    for who in ("bob", "carol", "alice"):
        fold_event(state, TypingNow(room="lobby", who=who))
    assert lobby.typists(clock.now) == ["bob", "carol"]
    fold_event(state, Message(room="lobby", seq=1, id=1, ts=0.0, sender="bob", text="hi"))
    assert lobby.typists(clock.now) == ["carol"]
    fold_event(state, TypingNow(room="lobby", who="carol", on=False))
    fold_event(state, TypingNow(room="lobby", who="dave"))
    assert lobby.typists(clock.now + 9) == []


def test_who_has_read_is_known(state, lobby):
    fold_event(state, ReadBy(room="lobby", who="Bob", seq=3))
    assert lobby.readers == {"bob": ("Bob", 3)}


def test_what_people_show_is_known_until_it_is_taken_back(state):
    fold_event(state, PersonChanged(name="Bob", away=True, away_text="lunch"))
    assert state.shown["bob"].away_text == "lunch"
    fold_event(state, PersonChanged(name="Bob"))
    assert state.shown == {}
    fold_event(state, ProfileIs(name="Bob", full_name="Bob B.", status="busy"))
    fold_event(
        state, People(room="*", members=["Bob", "Eve"], here=2, states=[PersonChanged(name="Eve", away=True)])
    )
    assert state.shown["eve"].away
    assert (state.profile.full_name, state.shown["bob"].status) == ("Bob B.", "busy")


def test_keywords_of_the_server_are_for_me_like_those_of_this_machine(state, lobby):
    state.keywords = ["tea"]
    fold_event(state, PreferencesAre(keywords=["deploy", "tea"]))
    for seq, text in enumerate(("Deploy!", "tea?", "other"), 1):
        fold_event(state, message(seq, text=text))
    assert counts(lobby) == (3, 2)
    assert state.mention_words == ["tea", "deploy"]


def test_what_the_server_counts_is_counted_here_too(state, lobby):
    for seq, kind in enumerate((Message, FileShared, PollAsked, RunStarted), 1):
        line = pages.instance(kind, [field.name for field in fields(kind) if field.required])
        fold_event(state, replace(line, room="lobby", sender="bob", seq=seq, id=seq))
    assert lobby.unread == 4
