"""The client's link on a real server in memory: cut anywhere, nothing lost, nothing twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.admin import verbs as v
from chatservice.client.link.transport import LinkPhase
from chatservice.client.link.unsent import UnsentStatus
from chatservice.model.commands import Login, Who
from chatservice.model.events import Ack, Joined, People, Reload, Welcome
from tests.scenes.linked import Linked
from tests.scenes.operator import operator
from tests.scenes.stage import Stage


def said_in_lobby(stage):
    reader = stage.connect().asks(cmd="login", name="reader")
    reader.raw()
    reader.asks(cmd="history", room="lobby", limit=500)
    return [line["text"] for line in reader.events("history")[-1]["lines"]]


def test_it_comes_in_joins_its_rooms_and_says_something():
    stage = Stage()
    bob = stage.json("bob")
    alice = Linked(stage)
    alice.link.say("lobby", "hello")
    alice.settle()
    assert alice.link.status.phase is LinkPhase.HERE
    assert bob.messages() == [("lobby", "alice", "hello")]
    assert not len(alice.link.unsent)


def test_what_is_written_while_cut_is_said_once_in_order_and_what_was_missed_comes():
    stage = Stage()
    bob = stage.json("bob")
    alice = Linked(stage)
    alice.link.say("lobby", "one")
    alice.cut(down=0)  # it is stored; the answer is lost
    for text in ("two", "three"):
        alice.link.say("lobby", text)
    bob.asks(cmd="say", room="lobby", text="meanwhile")
    assert alice.link.status.phase is LinkPhase.WAITING
    stage.passes(0.5)
    alice.settle()
    assert said_in_lobby(stage) == ["one", "meanwhile", "two", "three"]
    assert alice.texts() == ["one", "meanwhile", "two", "three"]
    assert [e.again for e in alice.heard_events if isinstance(e, Ack)] == [True, False, False]


def test_a_room_that_was_deleted_meanwhile_is_let_go():
    stage = Stage()
    alice = Linked(stage, rooms=("lobby", "den"))
    alice.link.say("den", "one")
    alice.settle()
    alice.cut()
    operator(stage, v.RoomsDelete(room="den"))
    for _ in range(2):  # neither with a cursor nor, the next time, without one
        stage.passes(5)
        alice.settle()
        assert alice.link.status.phase is LinkPhase.HERE
        assert stage.storage.room_named("den") is None
        alice.cut()


def test_another_database_means_reload():
    stage = Stage()
    alice = Linked(stage)
    alice.link.say("lobby", "one")
    alice.settle()
    alice.link.cursors.epoch = "another"
    alice.cut()
    stage.passes(0.5)
    alice.settle()
    assert any(isinstance(event, Reload) for event in alice.heard_events)
    assert alice.link.cursors.seqs == {stage.chat.directory.lobby.rid: 1}


def test_too_late_to_be_the_same_person_one_decides_about_lines_in_doubt():
    stage = Stage(guest_grace=5)
    alice = Linked(stage)
    alice.link.say("lobby", "in doubt")
    alice.refusing = True
    alice.cut(down=0)
    waiting = alice.link.say("lobby", "surely not said")
    stage.passes(10)
    alice.refusing = False
    alice.link.login_as(Login(name="alice"))
    alice.settle()
    assert alice.link.status.phase is LinkPhase.HERE
    assert said_in_lobby(stage) == ["in doubt", "surely not said"]
    assert [entry.standing for entry in alice.link.unsent] == [UnsentStatus.FAILED]
    assert waiting.key not in [entry.say.key for entry in alice.link.unsent]


def test_a_name_taken_meanwhile_asks_for_another_and_keeps_the_person():
    stage = Stage()
    alice = Linked(stage)
    alice.cut()
    stage.json("alice")
    stage.passes(0.5)
    alice.settle()
    assert alice.link.status.phase is LinkPhase.REFUSED
    assert alice.link.status.trouble.code == "name_taken"
    alice.link.login_as(Login(name="alice2"))
    alice.settle()
    assert alice.link.me == "alice2"
    assert [event.resumed for event in alice.heard_events if isinstance(event, Welcome)] == [False, True]


def test_private_conversations_and_groups_resume_too():
    stage = Stage()
    bob = stage.json("bob")
    alice = Linked(stage)
    bob.asks(cmd="group", name="team", members=["alice"])
    bob.asks(cmd="say", room="team", text="g1").asks(cmd="msg", to="alice", text="d1")
    alice.settle()
    alice.cut()
    bob.asks(cmd="say", room="team", text="g2").asks(cmd="say", room="@alice,bob", text="d2")
    stage.passes(0.5)
    alice.settle()
    assert alice.texts("team") == ["g1", "g2"]
    assert alice.texts("@alice,bob") == ["d1", "d2"]


def test_a_conversation_whose_other_side_has_a_new_name_resumes_under_it():
    stage = Stage()
    bob = stage.json("bob")
    alice = Linked(stage)
    bob.asks(cmd="msg", to="alice", text="d1").asks(cmd="nick", name="robert")
    alice.settle()
    alice.cut()
    bob.asks(cmd="say", room="@alice,robert", text="d2")
    stage.passes(0.5)
    alice.settle()
    assert alice.texts("@alice,robert") == ["d2"]


def test_two_conversations_that_look_alike_resume_each_at_its_own_place():
    stage = Stage()
    alice = Linked(stage)
    first = stage.json("bob").asks(cmd="msg", to="alice", text="1st: one")
    first.asks(cmd="msg", to="alice", text="1st: two").hangs_up()
    bob = stage.json("bob").asks(cmd="msg", to="alice", text="2nd: one")
    alice.settle()
    alice.cut()
    for text in ("2nd: two", "2nd: three"):
        bob.asks(cmd="say", room="@alice,bob", text=text)
    stage.passes(0.5)
    alice.settle()
    assert alice.texts("@alice,bob") == ["1st: one", "1st: two", "2nd: one", "2nd: two", "2nd: three"]


def test_in_another_database_the_lobby_is_entered_and_rooms_that_are_gone_are_not_made():
    stage = Stage()
    alice = Linked(stage, rooms=("lobby", "ops"))
    alice.cut()
    alice.stage = other = Stage()
    other.chat.rids.know("another secret")
    other.chat.directory.lobby.rid = other.chat.rids.of(1)
    alice.heard_events.clear()
    stage.passes(0.5)
    alice.settle()
    assert [event.room for event in alice.heard_events if isinstance(event, Joined)] == ["lobby"]
    assert other.chat.directory.rooms.count == 1


def test_a_room_that_was_left_while_cut_is_not_entered_again():
    stage = Stage()
    alice = Linked(stage, rooms=("lobby", "ops"))
    alice.cut(down=0)
    alice.link.leave("Ops")
    assert list(alice.link._rooms.names.values()) == ["lobby"]


def test_a_room_that_one_left_is_not_entered_again():
    stage = Stage()
    alice = Linked(stage, rooms=("lobby", "ops"))
    alice.link.leave("ops")
    alice.settle()
    alice.cut()
    alice.heard_events.clear()
    stage.passes(0.5)
    alice.settle()
    assert [event.room for event in alice.heard_events if isinstance(event, Joined)] == ["lobby"]


def test_a_question_is_answered_or_ends_with_the_connection():
    stage = Stage()
    alice = Linked(stage)
    answers = []
    alice.link.ask(Who(room="lobby")).addCallback(answers.append)
    alice.settle()
    alice.link.ask(Who(room="lobby")).addCallback(answers.append)
    alice.cut(up=0)
    assert isinstance(answers[0], People)
    assert answers[1] is None


def test_a_quiet_server_is_asked_and_a_dead_one_is_left():
    stage = Stage()
    alice = Linked(stage)
    stage.passes(30)
    alice.settle()
    assert alice.link.status.phase is LinkPhase.HERE
    stage.passes(30)
    alice.far.open = False  # the network takes all and gives nothing
    stage.passes(15)
    assert alice.link.status.phase is LinkPhase.WAITING
    assert alice.link.status.trouble.kind == "silent"


def test_the_same_token_elsewhere_ends_it():
    stage = Stage()
    alice = Linked(stage)
    stage.connect().asks(cmd="login", token=alice.link.token)
    alice.settle()
    assert alice.link.status.phase is LinkPhase.REFUSED
    stage.passes(100)
    assert alice.link.status.phase is LinkPhase.REFUSED


STEPS = st.one_of(
    st.just(("say",)),
    st.just(("other",)),
    st.just(("settle",)),
    st.tuples(st.just("cut"), st.integers(0, 300), st.integers(0, 900)),
    st.tuples(st.just("carry"), st.integers(0, 300), st.integers(0, 900)),
    st.tuples(st.just("passes"), st.floats(0, 3)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=25))
def test_however_it_is_cut_each_line_is_said_once_in_order_and_heard_once_in_order(steps):
    stage = Stage()
    bob = stage.json("bob")
    alice = Linked(stage)
    mine, theirs = [], []
    for step, *sizes in steps:
        if step == "say":
            mine.append(f"a{len(mine)}")
            alice.link.say("lobby", mine[-1])
        elif step == "other":
            theirs.append(f"b{len(theirs)}")
            bob.asks(cmd="say", room="lobby", text=theirs[-1])
        elif step == "cut":
            alice.cut(*sizes)
        elif step == "carry" and alice.far.open:
            alice.far.carry(*sizes)
        elif step == "passes":
            stage.passes(*sizes)
        else:
            alice.settle()
    for _ in range(8):
        stage.passes(30)
        alice.settle()
    stored = said_in_lobby(stage)
    assert [text for text in stored if text[0] == "a"] == mine
    assert [text for text in stored if text[0] == "b"] == theirs
    # Lines from before one was in the room for the first time are in its history instead.
    heard = alice.texts()
    assert heard == stored[len(stored) - len(heard) :]
    assert not len(alice.link.unsent)
