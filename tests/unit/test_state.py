"""What a window shows, folded from events: every kind, out of order, repeated."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from chatservice.client.link.incoming import KINDS
from chatservice.client.model import sidebar
from chatservice.client.model.additions import ADDITIONS
from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.items import Day, Edge, MessageItem, NoticeItem, UnreadMark
from chatservice.client.model.render import render
from chatservice.client.model.state import ClientState
from chatservice.client.model.viewport import Viewport
from chatservice.model import events
from chatservice.model.annotations import ReactionCount
from chatservice.model.events import Came, Joined, Message, Welcome
from tests.unit.test_pages import pages


def message(seq, sender="bob", text="", room="lobby", rid=""):
    return Message(
        room=room, rid=rid, seq=seq, id=seq, ts=1e9 + seq, sender=sender, text=text or f"line {seq}"
    )


def joined(room="lobby", head=0, first=1, **more):
    return Joined(room=room, kind=more.pop("kind", "public"), head=head, first=first, epoch="e", **more)


def page(*lines, more=False, ref=None, room="lobby", forward=False):
    return events.HistoryPage(room=room, lines=list(lines), more=more, ref=ref, forward=forward)


def state(*told):
    made = ClientState(lambda: 1e9)
    fold_event(made, Welcome(name="alice", epoch="e", token="t"))
    for event in told:
        fold_event(made, event)
    return made


def notes(conversation):
    items = Viewport(conversation).items("alice", (), 0)
    return [item.notice.text for item in items if isinstance(item, NoticeItem)]


def texts(of, key="lobby"):
    conversation = of.conversation(key)
    reading = Viewport(conversation)
    return [item.text for item in reading.items("alice", (), 0) if isinstance(item, MessageItem)]


def test_lines_stand_in_their_order_once_whatever_the_order_they_came_in():
    made = state(joined(), *(message(seq) for seq in (1, 3, 2, 3, 1, 4)))
    assert texts(made) == ["line 1", "line 2", "line 3", "line 4"]
    assert made.conversation("lobby").unread == 4


@settings(max_examples=100)
@given(st.lists(st.integers(1, 40), min_size=1), st.randoms())
def test_any_shuffle_with_repeats_shows_the_same(seqs, random):
    told = [message(seq) for seq in [*range(1, 41), *seqs]]
    random.shuffle(told)
    made = state(joined(head=0), *told)
    assert texts(made) == [f"line {seq}" for seq in range(1, 41)]
    assert made.unread == 40


def test_on_entering_the_last_lines_come_and_count_as_read():
    made = state(joined(head=50), page(*(message(seq) for seq in range(31, 51)), more=True))
    assert len(texts(made)) == 20
    assert made.unread == 0
    conversation = made.conversation("lobby")
    reading = Viewport(conversation)
    reading.items("alice", (), 0)
    assert reading.earlier() == 31
    made.earlier(conversation, 31)
    (asked,) = [want for want in made.wants if want.__class__.__name__ == "History"]
    assert (asked.before, asked.room) == (31, "lobby")
    made.earlier(conversation, 31)
    assert len([want for want in made.wants if want.__class__.__name__ == "History"]) == 1
    fold_event(made, page(*(message(seq) for seq in range(1, 31)), ref=asked.ref))
    assert len(texts(made)) == 50
    assert conversation.runs.runs == [(1, 50)]


def test_after_a_cut_what_was_missed_joins_without_gap_or_double():
    made = state(joined(head=2), page(message(1), message(2)))
    made.cut()
    for event in (Welcome(name="alice", epoch="e", token="t", resumed=True), joined(head=5)):
        fold_event(made, event)
    for seq in (2, 3, 4, 5):
        fold_event(made, message(seq))
    assert texts(made) == [f"line {seq}" for seq in range(1, 6)]
    assert made.conversation("lobby").runs.runs == [(1, 5)]
    assert made.unread == 3


def test_reload_leaves_a_gap_that_can_be_scrolled_through():
    made = state(joined(head=2), page(message(1), message(2)))
    fold_event(made, joined(head=100, first=1))
    fold_event(made, events.Reload(room="lobby", head=100, first=1, epoch="e"))
    fold_event(made, page(message(99), message(100), more=True))
    conversation = made.conversation("lobby")
    assert conversation.runs.runs == [(1, 2), (99, 100)]
    assert texts(made) == ["line 99", "line 100"]
    fold_event(made, message(101))
    assert conversation.runs.runs == [(1, 2), (99, 101)]


def test_another_epoch_forgets_the_lines_of_the_old_one():
    made = state(joined(), message(1), message(2))
    fold_event(made, Welcome(name="alice", epoch="f", token="t"))
    assert texts(made) == []


def asked(made):
    """The pages asked for since the last look."""
    found = [want for want in made.wants if want.__class__.__name__ == "History"]
    made.wants.clear()
    return found


def test_lines_that_did_not_come_are_asked_for_and_not_taken_for_known():
    made = state(joined(), message(1), message(2), message(6))
    conversation = made.conversation("lobby")
    assert conversation.runs.runs == [(1, 2), (6, 6)]
    [wanted] = asked(made)
    assert (wanted.before, wanted.limit) == (6, 3)
    assert texts(made) == ["line 1", "line 2", "line 6"]  # what is here stays in view meanwhile
    fold_event(made, message(7))
    assert asked(made) == []
    fold_event(made, page(message(3), message(4), message(5), more=True, ref=wanted.ref))
    assert texts(made) == [f"line {seq}" for seq in range(1, 8)]
    assert conversation.runs.runs == [(1, 7)]


def test_of_many_lines_that_did_not_come_the_newest_are_asked_for_and_the_rest_is_scrolled_to():
    made = state(joined(), message(1), message(2004))
    [wanted] = asked(made)
    assert (wanted.before, wanted.limit) == (2004, 200)
    fold_event(made, page(*(message(seq) for seq in range(1804, 2004)), more=True, ref=wanted.ref))
    conversation = made.conversation("lobby")
    assert conversation.runs.runs == [(1, 1), (1804, 2004)]
    reading = Viewport(conversation)
    reading.items("alice", (), 0)
    assert reading.low == 1804
    assert reading.earlier() == 1804
    assert asked(made) == []


def test_several_gaps_are_asked_for_one_after_the_other():
    made = state(joined(), message(1), message(3), message(5), message(7))
    [first] = asked(made)
    assert first.before == 3
    fold_event(made, page(message(2), more=True, ref=first.ref))
    [second] = asked(made)
    assert second.before == 7
    fold_event(made, page(message(6), more=True, ref=second.ref))
    [third] = asked(made)
    fold_event(made, page(message(4), more=True, ref=third.ref))
    assert made.conversation("lobby").runs.runs == [(1, 7)]
    assert asked(made) == []


def test_a_gap_that_was_closed_by_lines_that_came_late_is_not_asked_for_again():
    made = state(joined(), message(1), message(3), message(5))
    [first] = asked(made)
    fold_event(made, message(4))
    fold_event(made, page(message(2), more=True, ref=first.ref))
    assert asked(made) == []
    assert made.conversation("lobby").runs.runs == [(1, 5)]


def test_a_line_of_someone_ignored_is_no_gap_once_a_page_has_said_so():
    made = state(joined(), message(1), message(3))
    [wanted] = asked(made)
    fold_event(made, page(message(1), ref=wanted.ref))
    assert made.conversation("lobby").runs.runs == [(1, 3)]
    fold_event(made, message(6))
    [wanted] = asked(made)
    fold_event(made, page(ref=wanted.ref, more=True))  # so many of them that it was not looked further
    assert made.conversation("lobby").runs.runs == [(1, 3), (6, 6)]


def test_a_gap_that_was_asked_for_in_vain_is_one():
    made = state(joined(), message(1), message(3))
    [wanted] = asked(made)
    fold_event(made, events.Error(code="slow_down", text="slow down", ref=wanted.ref))
    assert texts(made) == ["line 3"]
    made = state(joined(), message(1), message(3))
    made.cut()
    assert texts(made) == ["line 3"]
    assert Viewport(made.conversation("lobby")).earlier() == 3


def test_a_direct_line_opens_a_conversation_named_after_the_other():
    made = state(message(1, room="@alice,bob"))
    conversation = made.conversation("@bob")
    assert (conversation.kind, conversation.unread, conversation.for_me) == ("direct", 1, 1)
    assert made.alerts[-1].level == "mentions"


def test_a_conversation_follows_the_others_new_name_and_ones_own():
    made = state(message(1, room="@alice,bob", rid="!r"))
    fold_event(made, events.Renamed(room="@alice,robert", rid="!r", was="bob", name="robert"))
    assert made.conversation("@bob") is None
    assert made.conversation("@robert").key == "!r"
    fold_event(made, events.NameIs(name="al"))
    fold_event(made, message(2, "robert", room="@alice,robert", rid="!r"))  # on its way at that moment
    fold_event(made, message(3, "robert", room="@al,robert", rid="!r"))
    assert len(made.conversation("@robert").lines) == 3
    assert list(made.conversations) == ["!r"]


def test_two_conversations_that_look_alike_are_two_and_the_later_one_has_the_name():
    made = state(message(1, text="the first", room="@alice,bob", rid="!1"))
    fold_event(made, message(1, text="the second", room="@alice,bob", rid="!2"))
    assert [each.unread for each in made.conversations.values()] == [1, 1]
    assert [each.title for each in made.conversations.values()] == ["@bob (earlier)", "@bob"]
    assert made.named("@bob").key == "!2"
    assert texts(made, "!1") == ["the first"]
    assert [alert.key for alert in made.alerts] == ["!1", "!2"]
    rows = sidebar.parts(made)[2].rows
    assert [(row.id, row.text, row.unread) for row in rows] == [
        ("!2", "bob", "1"),
        ("!1", "bob (earlier)", "1"),
    ]
    fold_event(made, events.Renamed(room="@alice,robert", rid="!2", was="bob", name="robert"))
    assert [each.title for each in made.conversations.values()] == ["@bob (earlier)", "@robert"]


def test_another_guest_has_none_of_the_private_conversations():
    made = state(joined(), joined("team", rid="!t", kind="group"), message(1, room="@alice,bob", rid="!b"))
    fold_event(made, Welcome(name="alice", epoch="e", token="t", resumed=True))
    assert list(made.conversations) == ["lobby", "!t", "!b"]
    fold_event(made, Welcome(name="alice", epoch="e", token="u"))
    assert list(made.conversations) == ["lobby"]
    assert notes(made.conversation("lobby")) == [
        "team is gone: you are another guest now.",
        "@bob is gone: you are another guest now.",
    ]


def test_what_is_gone_is_taken_from_the_list_and_said():
    made = state(joined(), joined("ops", rid="!ops"))
    made.look("!ops", True)
    fold_event(made, events.Error(code="no_such_room", text="There is no room !ops.", room="!ops"))
    assert made.conversation("ops") is None
    assert notes(made.conversation("lobby")) == ["ops is gone, or you are not in it any more."]


def test_a_mention_and_a_keyword_are_for_me():
    made = state(
        joined(), message(1, text="hi @ALICE!"), message(2, text="alice"), message(3, text="deploy now")
    )
    assert made.for_me == 1
    made.keywords.append("deploy")
    fold_event(made, message(4, text="we deploy"))
    assert made.for_me == 2


def test_what_one_looks_at_is_read():
    made = state(joined(), message(1))
    made.look("lobby", True)
    fold_event(made, message(2))
    assert made.unread == 0
    made.look("lobby", False)
    fold_event(made, message(3))
    assert made.unread == 1
    assert made.conversation("lobby").read_to == 2


def test_the_unread_line_stands_before_the_first_unread_one():
    made = state(joined(), message(1))
    made.look("lobby", True)
    made.look("lobby", False)
    fold_event(made, message(2))
    reading = Viewport(made.conversation("lobby"))
    reading.hold_unread()
    kinds = [type(item) for item in reading.items("alice", (), 0)]
    assert kinds == [Edge, Day, MessageItem, UnreadMark, MessageItem]


def test_my_own_lines_are_never_unread():
    made = state(joined(), message(1, "alice"))
    assert made.unread == 0


def test_people_come_go_and_are_counted():
    made = state(joined(members=["alice", "bob"], here=2))
    fold_event(made, Came(room="lobby", who=["carol"], more=3))
    fold_event(made, Came(room="lobby", who=["carol"]))
    conversation = made.conversation("lobby")
    assert sorted(conversation.members.values()) == ["alice", "bob", "carol"]
    assert conversation.here == 6
    fold_event(made, events.Went(room="lobby", who=["carol"]))
    fold_event(made, events.Went(room="lobby", who=["carol"]))
    assert conversation.here == 5
    assert "carol" not in made.people
    notes = [
        item.notice.text
        for item in Viewport(conversation).items("alice", (), 0)
        if isinstance(item, NoticeItem)
    ]
    assert notes == ["3 people came in; carol left"]


def test_being_asked_into_a_group_is_told_and_is_no_conversation_yet():
    made = state(joined(), events.Invited(room="team", sender="bob", members=[], asked=True))
    assert made.conversation("team") is None
    assert "bob invites you into the group team." in notes(made.conversation("lobby"))[-1]


def test_a_group_knows_its_members_and_ends_when_one_is_removed():
    made = state(events.Invited(room="team", sender="bob", members=["alice", "bob"]))
    fold_event(made, events.Added(room="team", seq=2, id=2, ts=1e9, sender="bob", who="carol"))
    assert sorted(made.conversation("team").members.values()) == ["alice", "bob", "carol"]
    fold_event(made, events.Removed(room="team", seq=3, id=3, ts=1e9, sender="bob", who="carol"))
    assert len(made.conversation("team").members) == 2
    fold_event(made, events.Removed(room="team", seq=4, id=4, ts=1e9, sender="bob", who="alice"))
    assert made.conversation("team") is None


def test_somebody_invited_to_a_public_room_is_not_in_it_yet():
    made = state(joined(members=["alice"], here=1))
    fold_event(made, events.Added(who="bob", seq=6, room="lobby", id=6, ts=1.0, sender="alice"))
    conversation = made.conversation("lobby")
    assert (conversation.kind, conversation.here, list(conversation.members)) == ("public", 1, ["alice"])


def test_what_is_older_than_what_the_server_said_of_a_room_does_not_change_it():
    made = state(joined(topic="now", head=9))
    fold_event(made, events.TopicSet(text="before", seq=8, room="lobby", id=8, ts=1.0, sender="alice"))
    assert made.conversation("lobby").topic == "now"


def test_the_topic_is_the_newest_one():
    made = state(joined(topic="old"))
    fold_event(made, events.TopicSet(room="lobby", seq=5, id=5, ts=1e9, sender="bob", text="new"))
    fold_event(made, events.TopicSet(room="lobby", seq=4, id=4, ts=1e9, sender="bob", text="older"))
    assert made.conversation("lobby").topic == "new"


def test_what_i_did_as_a_moderator_is_shown_once():
    made = state(joined())
    muted = events.Moderated(action="muted", who="bob", by="alice", room="lobby")
    fold_event(made, muted)
    fold_event(made, replace(muted, ref="typed:1:lobby"))
    elsewhere = replace(muted, room="ops", ref="2")
    fold_event(made, elsewhere)
    told = [notice.text for notice in made.conversation("lobby").notices]
    assert told == ["alice muted bob in lobby.", "alice muted bob in ops."]


def test_the_answer_to_something_typed_stands_where_it_was_typed():
    made = state(joined(), joined("ops"))
    fold_event(made, events.People(room="ops", members=["bob"], here=1, ref="typed:1:ops"))
    fold_event(made, events.Error(code="x", text="No \x1b[2J such thing.", ref="typed:2:ops"))
    told = [
        item.notice.text
        for item in Viewport(made.conversation("ops")).items("alice", (), 0)
        if isinstance(item, NoticeItem)
    ]
    assert told == ["ops (1 here): bob.", "No ␛[2J such thing."]


def test_that_votes_could_not_be_asked_for_is_nothing_that_the_user_did():
    poll = events.PollAsked(
        room="lobby", seq=1, id=1, ts=1e9, sender="bob", question="when?", choices=("a", "b")
    )
    made = state(joined(head=1), poll)
    [asked] = made.conversation("lobby").ask_polls()
    fold_event(made, events.Error(code="slow_down", text="slow down", ref=asked.ref))
    assert notes(made.conversation("lobby")) == []


def test_missed_lines_are_unread():
    made = state(joined(head=3), page(message(1), message(2), message(3)))
    fold_event(
        made,
        events.MissedPage(rooms=[page(message(4, room="team"), room="team", forward=True)], ref="missed"),
    )
    assert made.conversation("team").unread == 1


def test_every_kind_of_event_can_be_folded_twice_in_any_state():
    for made in (ClientState(lambda: 0.0), state(joined())):
        for kind in KINDS.values():
            for _ in range(2):
                fold_event(made, pages.instance(kind, [field.name for field in fields(kind)]))


def test_a_jump_shows_what_is_around_the_hit():
    made = state(joined(head=1000), page(*(message(seq) for seq in range(951, 1001)), more=True))
    conversation = made.conversation("lobby")
    reading = Viewport(conversation)
    assert reading.to(500) == 575
    made.earlier(conversation, 575)
    fold_event(made, page(*(message(seq) for seq in range(375, 575)), more=True, ref=made.wants[-1].ref))
    assert reading.to(500) is None
    shown = [item for item in reading.items("alice", (), 0) if isinstance(item, MessageItem)]
    assert [item.line.seq for item in shown if item.hit] == [500]
    assert reading.below
    assert shown[-1].line.seq == 574
    assert reading.later() == 574
    reading.to_end()
    assert texts(made)[-1] == "line 1000"


def test_a_long_log_is_shown_by_stretches():
    made = state(joined())
    for seq in range(1, 5001):
        fold_event(made, message(seq))
    reading = Viewport(made.conversation("lobby"))
    seen = {item.line.seq for item in reading.items("alice", (), 0) if isinstance(item, MessageItem)}
    for _ in range(100):
        assert reading.earlier() is None
        shown = [item.line.seq for item in reading.items("alice", (), 0) if isinstance(item, MessageItem)]
        assert len(shown) <= 700
        seen.update(shown)
    assert seen == set(range(1, 5001))
    while reading.below:
        assert reading.later() is None
        reading.items("alice", (), 0)
    assert not reading.follow
    assert reading.later() is None
    assert reading.follow


def test_what_is_kept_of_a_conversation_has_a_cap(monkeypatch):
    monkeypatch.setattr("chatservice.client.model.room_lines.LINES_KEPT", 100)
    made = state(joined())
    for seq in range(1, 1001):
        fold_event(made, message(seq))
    conversation = made.conversation("lobby")
    assert len(conversation.lines) <= 100
    assert conversation.runs.last[0] > 800


def test_one_who_looks_back_a_little_is_not_moved_by_what_comes():
    made = state(joined(), *(message(seq) for seq in range(1, 1000)))
    reading = Viewport(made.conversation("lobby"))
    before = reading.items("alice", (), 0)
    reading.hold()
    fold_event(made, message(1000))
    assert reading.items("alice", (), 0) == before
    assert reading.below


def test_every_logged_kind_is_a_line_here():
    made = state(joined())
    no_lines = {*events.OF_DOCUMENTS, *ADDITIONS}
    logged = [kind for kind in KINDS.values() if issubclass(kind, events.Logged) and kind not in no_lines]
    for seq, kind in enumerate(logged, 1):
        names = [field.name for field in fields(kind)]
        about = {"who": "carol"} if "who" in names else {}
        about |= {"reactions": (ReactionCount("\N{PARTY POPPER}", 2, seq),)} if "reactions" in names else {}
        fold_event(made, replace(pages.instance(kind, names), room="lobby", rid="", seq=seq, **about))
    lines = made.conversation("lobby").lines
    lost = [kind.__name__ for seq, kind in enumerate(logged, 1) if seq not in lines]
    assert not lost, "OF_LINES in client/model/folding/lines.py makes no line of these"
    shown = [
        item
        for item in Viewport(made.conversation("lobby")).items("alice", (), 0)
        if isinstance(item, MessageItem)
    ]
    assert all(render(item, None)[-1][0].endswith("\n") for item in shown)
    assert len(shown) == len(logged)


def test_who_is_put_out_of_a_room_is_told_elsewhere():
    made = state(joined(), joined("ops"))
    made.look("ops", True)
    fold_event(made, events.Left(room="ops"))
    fold_event(made, events.Moderated(action="kicked", who="alice", by="bob", room="ops"))
    assert made.conversation("ops") is None
    assert "alice" in notes(made.conversation("lobby"))[-1]
    fold_event(made, events.Moderated(action="muted", who="carol", by="bob", room="lobby"))
    assert "carol" in notes(made.conversation("lobby"))[-1]


def test_a_deleted_room_is_gone():
    made = state(joined(), joined("ops"))
    fold_event(made, events.RoomDeleted(room="ops"))
    assert made.conversation("ops") is None
    assert "ops" in notes(made.conversation("lobby"))[-1]


def test_an_announcement_and_the_message_of_the_day_stand_in_the_lobby():
    made = state(
        events.Announcement(text="Backup at noon."), joined(), events.MotdIs(text="Be kind.", ref="motd")
    )
    assert notes(made.conversation("lobby")) == ["Announcement: Backup at noon.", "Be kind."]
    fold_event(made, joined("ops"))
    made.look("ops", True)
    fold_event(made, events.Announcement(text="Now."))
    assert notes(made.conversation("ops")) == ["Announcement: Now."]
