"""All that a window can do, without a widget: the desk on a real server in memory."""

import itertools
import json

import pytest
import txaio.tx

from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase
from chatservice.client.link.unsent_file import entries, saved_copy
from chatservice.client.model import completion, drafts, sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.introduction import introduction
from chatservice.client.model.items import MessageItem, NoticeItem
from chatservice.client.model.line_requests import CUT
from chatservice.client.model.preferences import LEVELS, Preferences, SavedServer
from chatservice.client.model.session import OFFLINE
from chatservice.model.events import Error
from tests.scenes.linked import Far
from tests.scenes.stage import Stage


class Room:
    """Somebody before a desk, who does not look at a screen."""

    keys = itertools.count()

    def __init__(self, stage, tmp_path, name="alice", password=""):
        self.stage = stage
        self.far = None
        self.told_of, self.gone = [], False
        self.refusing = False
        self.memory = Preferences(tmp_path / f"{name}.json")
        self.desk = Controller(self._link, self.memory, lambda: 1e9, stage.clock.callLater)
        self.desk.window = self
        assert self.desk.connect(SavedServer(name=name), password) == ""
        self.settle()

    def section(self, name):
        """How many rows it has, and how many of them are shown at first."""
        parts = {part.id: part for part in sidebar.parts(self.desk.state)}
        return len(parts[name].rows), parts[name].short

    def _link(self, server, ears):
        clock = self.stage.clock
        new_key = lambda: f"k{next(self.keys)}"  # noqa: E731
        return Link(self._dial, ears, txaio.tx, clock.seconds, clock.callLater, lambda: 1.0, new_key)

    def _dial(self, receiver):
        if not self.refusing:
            self.far = Far(self.stage, receiver)
            receiver.opened(self.far)
        return lambda: None

    def settle(self):
        while self.far.open and self.far.carry():
            pass

    def submits(self, text, key="lobby"):
        wrong = self.desk.writing.submit(key, text)
        self.settle()
        return wrong

    def texts(self, key="lobby"):
        return [
            item.text for item in self.desk.readings.items(key) if isinstance(item, MessageItem) and item.text
        ]

    def notes(self, key="lobby"):
        return [item.notice.text for item in self.desk.readings.items(key) if isinstance(item, NoticeItem)]

    def opens(self, place):
        """Goes there from the list; what comes to the front."""
        self.desk.state.opened.clear()
        assert self.desk.places.go(place) == ""
        self.settle()
        return self.opened()

    def opened(self):
        state = self.desk.state
        opened, state.opened = state.opened, []
        return [state.conversations[key].title for key in opened]

    def look_again(self):
        pass

    def notify(self, key, who):
        self.told_of.append(key)

    def ask_unsent(self, count, go_on):
        raise AssertionError("nothing waits")

    def ended(self):
        self.gone = True


@pytest.fixture
def stage():
    return Stage(message_rate=None)


@pytest.fixture
def alice(stage, tmp_path):
    return Room(stage, tmp_path)


def test_what_is_typed_is_said_and_commands_are_done(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    assert alice.submits("hello") == ""
    assert alice.submits("//etc/hosts") == ""
    assert alice.submits("/me waves") == ""
    assert [text for _, _, text in bob.messages()] == ["hello", "/etc/hosts", "waves"]
    assert alice.submits("/non.sense") == "There is no command /non.sense. /help lists the commands."
    alice.submits("/topic Release")
    assert alice.desk.state.conversation("lobby").topic == "Release"
    alice.submits("/who")
    assert alice.notes()[-1].startswith("lobby (2 here)")
    assert alice.submits("  \n ") == ""


def test_replies_and_topics_are_typed_here_as_anywhere(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    alice.submits("lunch?")
    alice.submits("/re 1 #t food: who else?")
    alice.submits("#t food: soup\nor salad")
    assert [(event.get("re"), event.get("topic"), event["text"]) for event in bob.events("message")] == [
        (None, None, "lunch?"),
        (1, "food", "who else?"),
        (None, "food", "soup\nor salad"),
    ]
    alice.refusing = True
    alice.far.cut()
    alice.desk.writing.say("lobby", "me", re=1)
    (entry,) = entries(saved_copy(alice.desk.session.link.unsent, account=False), same=True)
    assert (entry.say.text, entry.say.re) == ("me", 1)


def test_edits_change_the_line_in_the_window(stage, alice):
    bob = stage.json("bob")
    alice.submits("helo")
    alice.submits("/s/helo/hello/")
    assert alice.texts() == ["hello"]
    bob.asks(cmd="say", room="lobby", text="hi", re=1)
    alice.settle()
    assert alice.desk.state.conversation("lobby").lines[1].replies == 1
    alice.submits("/edit 3 mine")
    assert alice.notes()[-1] == "Line #3 in lobby is not yours: only its author can edit it."


def test_a_line_is_answered_and_changed_from_the_line_being_written(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    writing = alice.desk.writing
    writing.turn("lobby", "")
    bob.asks(cmd="say", room="lobby", text="Lunch?")
    alice.settle()
    writing.begin_answer(1)
    assert writing.target.seq == 1
    alice.submits("at noo")
    assert alice.desk.state.conversation("lobby").lines[2].re == 1
    assert (writing.target, writing.rest()) == (None, "")
    assert writing.last_own() == 2
    assert writing.begin_edit(2, "a draft") == "at noo"
    assert writing.begin_edit(2, "at noo") == "at noo"
    alice.submits("at noon")
    assert (writing.rest(), alice.texts()) == ("a draft", ["Lunch?", "at noon"])
    assert writing.begin_edit(2, "another draft") == "at noon"
    assert writing.end_target("at noonx") == "another draft"
    writing.begin_answer(1)
    assert writing.end_target("typed") == "typed"
    assert alice.texts() == ["Lunch?", "at noon"]


def test_a_change_that_is_refused_or_cut_says_so_and_its_text_comes_back(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    writing = alice.desk.writing
    writing.turn("lobby", "")
    alice.submits("mine")
    bob.asks(cmd="say", room="lobby", text="not mine")
    alice.settle()
    writing.begin_edit(2, "")
    alice.submits("changed")
    assert "is not yours" in alice.notes()[-1]
    assert writing.recall.up("") == "changed"
    writing.begin_edit(1, "")
    alice.desk.writing.submit("lobby", "mine too")
    alice.far.cut()
    assert alice.notes()[-1] == CUT
    writing.begin_edit(1, "")
    assert writing.submit("lobby", "again") == OFFLINE
    assert writing.target.edit


def test_a_line_is_reacted_to_pinned_marked_and_deleted(stage, alice):
    bob = stage.json("bob")
    bob.asks(cmd="say", room="lobby", text="Lunch?")
    alice.settle()
    lines, known = alice.desk.lines, alice.desk.state.conversation("lobby").lines
    for count in (1, 0, 1):
        assert lines.react("lobby", 1, "\N{PARTY POPPER}") == ""
        alice.settle()
        assert [(each.count, each.mine) for each in known[1].reactions] == [(1, True)] * count
    assert lines.bookmark("lobby", 1) == ""
    alice.settle()
    assert alice.notes()[-1] == "Bookmark at #1 in lobby."
    lines.ask_reactions("lobby", 1)
    alice.settle()
    assert "alice" in alice.notes()[-1]
    lines.pin("lobby", 1, on=True)
    lines.delete("lobby", 1)
    alice.settle()
    assert known[1].reactions
    assert lines.remind("lobby", 1, " ") == "A time is missing."
    answers = []
    lines.remind("lobby", 1, "1h").addCallback(answers.append)
    lines.remind("lobby", 1, "yesterday").addCallback(answers.append)
    alice.settle()
    assert [type(each).__name__ for each in answers] == ["Scheduled", "Error"]
    assert alice.notes()[-1].startswith("You will be reminded"), "the refusal is the sheet's"
    lines.mark_unread("lobby", 1)
    alice.settle()
    assert alice.desk.state.conversation("lobby").unread
    assert lines.link_to("lobby", 1) == ""
    alice.desk.state.http = "http://chat.example"
    assert lines.link_to("lobby", 1) == "http://chat.example/r/lobby/1"
    assert lines.react("nowhere", 1, "x") == lines.report("nowhere", 1, "") == OFFLINE


def test_quit_in_any_case_says_goodbye(stage, alice):
    alice.submits(" QUIT ")
    assert alice.gone
    assert alice.desk.status.phase is LinkPhase.IDLE


def test_a_private_conversation_begins_with_its_first_line(stage, alice):
    bob = stage.json("bob")
    assert alice.opens("@bob") == ["@bob"]
    alice.submits("psst", "@bob")
    assert bob.messages() == [("@alice,bob", "alice", "psst")]
    alice.submits("/msg bob again")
    assert bob.messages() == [("@alice,bob", "alice", "again")]
    assert alice.texts("@bob") == ["psst", "again"]


def test_a_group_is_made_opened_and_left(stage, alice):
    stage.json("bob")
    answers = []
    places = alice.desk.places
    assert places.create_group("te|am", ["bob"]).startswith("The ")
    places.create_group("exam prep", ["nobody"]).addCallback(answers.append)
    alice.settle()
    assert "nobody" in answers.pop().text
    assert alice.opened() == alice.desk.state.alerts == []
    places.create_group("exam prep", [" bob ", ""]).addCallback(answers.append)
    alice.settle()
    assert not isinstance(answers.pop(), Error)
    assert alice.opened()[-1:] == ["exam-prep"]
    assert places.leave("exam-prep") == ""
    alice.settle()
    assert alice.desk.state.conversation("exam-prep") is None


def test_a_form_to_enter_a_room_hears_what_is_wrong(stage, alice):
    answers = []
    places = alice.desk.places
    carol = Room(stage, alice.memory.path.parent, "carol")
    carol.desk.places.join("vault")
    carol.settle()
    carol.submits("/mode password sesame", "vault")
    places.enter("vault").addCallback(answers.append)
    alice.settle()
    if isinstance(answers[-1], Error):
        assert answers.pop().code == "needs_password"
        places.enter("vault", "sesame").addCallback(answers.append)
        alice.settle()
    assert alice.opened()[-1:] == ["vault"]
    assert places.enter("vault") == ""  # it is open
    assert places.enter("a|b").startswith("The ")
    alice.desk.disconnect()
    assert places.enter("other") == "You are not connected. Try again in a moment."


def test_a_room_with_a_password_asks_for_it(stage, alice):
    carol = Room(stage, alice.memory.path.parent, "carol")
    carol.desk.places.join("vault")
    carol.settle()
    stage_mode = carol.submits("/mode password sesame", "vault")
    assert stage_mode == ""
    alice.desk.places.join("vault")
    alice.settle()
    if alice.desk.state.conversation("vault") is None:
        assert alice.desk.state.locked == "vault"
        alice.desk.places.join("vault", "sesame")
        alice.settle()
    assert alice.desk.state.conversation("vault") is not None


def test_history_comes_page_by_page_as_one_scrolls(stage, alice):
    bob = stage.json("bob")
    for number in range(600):
        bob.asks(cmd="say", room="lobby", text=f"line {number}")
    carol = Room(stage, alice.memory.path.parent, "carol")
    assert carol.texts()[-1] == "line 599"
    for _ in range(30):
        carol.desk.readings.earlier("lobby")
        carol.settle()
    seen = carol.texts()
    assert seen[0] == "line 0"
    for _ in range(30):
        carol.desk.readings.later("lobby")
        seen += carol.texts()
    assert set(seen) == {f"line {number}" for number in range(600)}


def test_a_found_line_is_jumped_to(stage, alice):
    bob = stage.json("bob")
    for number in range(300):
        bob.asks(cmd="say", room="lobby", text="needle" if number == 20 else f"hay {number}")
    carol = Room(stage, alice.memory.path.parent, "carol")
    stage.passes(5)
    assert carol.desk.readings.search("needle", "lobby")
    carol.settle()
    (hit,) = carol.desk.state.found.hits
    carol.desk.readings.jump_to(carol.desk.state.named("lobby"), hit.line.seq)
    carol.settle()
    reading = carol.desk.readings.of("lobby")
    assert reading.to(hit.line.seq) is None
    assert [
        item.text for item in carol.desk.readings.items("lobby") if isinstance(item, MessageItem) and item.hit
    ] == ["needle"]


def test_what_is_refused_stays_and_is_sent_again_or_discarded(stage, alice):
    carol = stage.json("carol", room="ops").asks(cmd="mode", room="ops", readonly=True)
    assert alice.opens("ops") == ["ops"]
    alice.submits("x", "ops")
    (item,) = [
        item for item in alice.desk.readings.items("ops") if isinstance(item, MessageItem) and item.standing
    ]
    assert (item.standing, item.text) == ("failed", "x")
    assert "moderators" in item.reason
    carol.asks(cmd="mode", room="ops", readonly=False)
    alice.desk.writing.say_again(item.key)
    alice.settle()
    assert alice.desk.writing.unsent == 0
    carol.asks(cmd="mode", room="ops", readonly=True)
    alice.submits("x", "ops")
    (entry,) = alice.desk.link.unsent
    alice.desk.writing.discard(entry.say.key)
    assert alice.desk.writing.unsent == 0


def test_one_is_told_by_room_of_all_of_mentions_or_of_nothing(stage, alice):
    bob = stage.json("bob")
    alice.desk.readings.in_front = False
    told = {}
    for level in LEVELS:
        alice.desk.choices.set_level("lobby", level)
        alice.told_of.clear()
        bob.asks(cmd="say", room="lobby", text="for all").asks(cmd="say", room="lobby", text="@alice?")
        alice.settle()
        told[level] = len(alice.told_of)
    assert told == {"all": 2, "mentions": 1, "none": 0}
    alice.desk.choices.set_level("lobby", "all")
    alice.desk.choices.set_quiet("on")
    alice.settle()
    assert alice.desk.choices.is_quiet
    alice.told_of.clear()
    bob.asks(cmd="say", room="lobby", text="@alice!")
    alice.settle()
    assert alice.told_of == []


def test_who_looks_at_the_conversation_is_not_told(stage, alice):
    bob = stage.json("bob")
    alice.desk.readings.look_at("lobby", at_end=True)
    alice.told_of.clear()
    bob.asks(cmd="say", room="lobby", text="@alice!")
    alice.settle()
    assert alice.told_of == []
    assert alice.desk.state.unread == 0


def test_what_came_while_the_window_was_away_stands_below_a_line(stage, alice):
    bob = stage.json("bob")
    alice.desk.readings.look_at("lobby", at_end=True)
    bob.asks(cmd="say", room="lobby", text="seen")
    alice.settle()
    alice.desk.readings.in_front = False
    alice.desk.readings.look_at("lobby", at_end=True)
    bob.asks(cmd="say", room="lobby", text="unseen")
    alice.settle()
    alice.desk.readings.in_front = True
    alice.desk.readings.look_at("lobby", at_end=True)
    shown = [getattr(item, "text", type(item).__name__) for item in alice.desk.readings.items("lobby")]
    assert shown[-3:] == ["seen", "UnreadMark", "unseen"]
    assert alice.desk.state.unread == 0
    alice.submits("answered")
    assert "UnreadMark" not in [type(item).__name__ for item in alice.desk.readings.items("lobby")]


def test_the_fields_are_checked_before_anything_is_dialled(stage, alice):
    assert "spaces" in alice.desk.connect(SavedServer(name="al ice"))
    assert "Which server" in alice.desk.connect(SavedServer(name="al", host=" "))
    assert "A port is" in alice.desk.connect(SavedServer(name="al", port=0))


def test_the_first_attempt_is_not_repeated_behind_ones_back(stage, tmp_path):
    stage.json("alice")
    alice = Room(stage, tmp_path)
    assert str(alice.desk.trouble) == "alice is taken. Choose another name."
    assert alice.desk.link is None
    alice.desk.settle()
    assert alice.desk.trouble is None


def test_everyone_who_is_here_is_asked_again_and_again(stage, alice):
    stage.json("zoe", room="")
    assert "zoe" not in alice.desk.state.people
    stage.passes(15)
    alice.settle()
    assert "zoe" in alice.desk.state.people


# What is begun and not sent.


def test_what_is_begun_stays_where_it_was_begun_and_is_marked(stage, alice):
    stage.json("bob", room="ops")
    assert alice.opens("ops") == ["ops"]
    desk, lobby, ops = alice.desk, *(alice.desk.state.named(name).key for name in ("lobby", "ops"))
    assert desk.writing.turn(ops, "") == ""
    assert desk.writing.turn(lobby, "a secret only for ops") == ""
    rows = {row.text: row.draft for row in sidebar.parts(desk.state, "", desk.writing.drafts)[0].rows}
    assert rows == {"lobby": False, "ops": True}
    assert desk.writing.turn(ops, "half a line for the lobby") == "a secret only for ops"
    assert desk.writing.turn(lobby, "  ") == "half a line for the lobby"
    assert ops not in desk.writing.drafts


def test_what_stands_in_the_line_is_said_where_it_was_written(stage, alice):
    bob = stage.json("bob", room="ops")
    alice.opens("ops")
    desk, lobby, ops = alice.desk, *(alice.desk.state.named(name).key for name in ("lobby", "ops"))
    desk.writing.turn(ops, "")
    desk.readings.look_at(lobby, at_end=True)  # it comes to the front at this moment
    assert alice.submits("for ops", desk.writing.drafts.writing) == ""
    assert [room for room, _, text in bob.messages() if text == "for ops"] == ["ops"]
    desk.writing.turn(lobby, "")


def test_arrows_bring_nothing_from_another_conversation(stage, alice):
    alice.submits("hello")
    assert alice.desk.writing.recall.up("a secret only for ops") == "hello"
    alice.desk.writing.turn("elsewhere", "hello")
    assert alice.desk.writing.recall.down() is None
    assert alice.desk.writing.recall.up("") == "hello"


def test_drafts_have_a_cap(monkeypatch):
    monkeypatch.setattr("chatservice.client.model.drafts.DRAFTS_MAX", 3)
    kept = drafts.Drafts()
    for number in range(6):
        kept.turn(str(number), f"of {number - 1}" if number else "")
    assert [str(number) in kept for number in range(6)] == [False, False, True, True, True, False]


def test_who_is_put_out_while_writing_is_asked_before_it_is_said_elsewhere(stage, alice):
    bob = stage.json("bob", room="inner")
    alice.opens("inner")
    alice.desk.readings.look_at("inner", at_end=True)
    bob.asks(cmd="kick", name="alice", room="inner").raw()
    alice.settle()
    bob.asks(cmd="join", room="lobby").raw()
    assert alice.submits("budget is 40k") == "inner is gone. Send it again to say it here."
    assert bob.messages() == []
    assert alice.submits("budget is 40k") == ""
    assert [text for _, _, text in bob.messages()] == ["budget is 40k"]


def test_who_leaves_of_their_own_will_is_not_asked(stage, alice):
    stage.json("bob", room="inner")
    alice.opens("inner")
    alice.desk.readings.look_at("inner", at_end=True)
    alice.submits("/leave", "inner")
    assert alice.submits("hello") == ""


def test_a_line_with_nowhere_to_go_is_not_said_in_the_lobby(stage, alice):
    bob = stage.json("bob")
    for nowhere in ("", "!gone"):
        assert alice.submits("hello", nowhere) == "Open a conversation first: this line has no destination."
    assert bob.messages() == []


# Lists and the line one writes.


def test_the_list_is_walked_by_conversations_or_by_those_with_unread_lines(stage, alice):
    bob = stage.json("bob", room="ops")
    bob.asks(cmd="group", name="team", members=["alice"]).asks(cmd="msg", to="alice", text="hi")
    stage.passes(15)
    alice.settle()
    keys = [each.key for each in alice.desk.state.conversations.values()]  # not ops, where she is not

    def walks(step, unread):
        key, names = keys[0], []
        for _ in range(3):
            key = sidebar.neighbour(alice.desk.state, key, step, unread)
            names.append(alice.desk.state.conversations[key].title)
        return names

    assert walks(1, False) == ["team", "@bob", "lobby"]
    assert walks(-1, False) == ["@bob", "team", "lobby"]
    assert walks(1, True) == ["team", "@bob", "team"]
    alice.desk.state.conversations[keys[1]].read()
    assert sidebar.neighbour(alice.desk.state, keys[2], 1, True) == ""  # the only one
    assert sidebar.neighbour(alice.desk.state, "", -1, False) == keys[2]


def test_a_row_for_one_more_person_shows_that_person(stage, alice):
    people = [stage.json(f"p{number}") for number in range(9)]
    stage.passes(15)
    alice.settle()
    assert alice.section("people") == (9, sidebar.SHOWN_MAX)
    people.append(stage.json("p9"))
    stage.passes(15)
    alice.settle()
    assert alice.section("people") == (10, sidebar.OTHERS_SHOWN)


def test_the_first_line_is_asked_for_until_it_is_there(stage, alice):
    stage.json("bob").asks(cmd="msg", to="alice", text="hi")
    stage.json("carol")
    alice.settle()
    alice.desk.places.open_direct("carol")
    alice.settle()
    known = alice.desk.state.conversations.values()
    texts = [introduction(each)[1] for each in known if each.kind == "direct"]
    assert ["first line" in text for text in texts] == [False, True]


def test_of_a_muted_room_only_what_is_for_the_user_is_counted(stage, alice):
    bob = stage.json("bob", room="lobby")
    alice.desk.readings.in_front = False
    lobby = alice.desk.state.conversation("lobby")
    alice.desk.choices.set_level(lobby.key, "none")
    muted = alice.desk.choices.muted
    for text, count, words in (("hello", (0, False), ""), ("@alice hello", (1, True), "★ (1) ")):
        bob.asks(cmd="say", room="lobby", text=text)
        alice.settle()
        assert sidebar.unread(alice.desk.state, muted) == count
        title = sidebar.title(alice.desk.state, "h:1", muted)
        assert title == f"{words}chatservice - Connected to: h:1"


def test_the_list_shows_rooms_groups_people_and_what_is_unread(stage, alice):
    bob = stage.json("bob", room="ops")
    bob.asks(cmd="group", name="team", members=["alice"]).asks(cmd="msg", to="alice", text="hi")
    stage.passes(15)
    alice.settle()
    parts = {part.id: part.rows for part in sidebar.parts(alice.desk.state)}
    assert [(row.text, row.look) for row in parts["rooms"]] == [("lobby", "open"), ("ops", "closed")]
    assert [(row.text, row.unread) for row in parts["groups"]] == [("team", "@1")]
    assert [(row.text, row.unread, row.look) for row in parts["people"]] == [("bob", "1", "here")]
    assert sidebar.title(alice.desk.state, "h:1") == "★ (2) chatservice - Connected to: h:1"
    assert [sidebar.pill(each) for each in alice.desk.state.conversations.values()] == ["", "@1", "1"]
    narrowed = {part.id: [row.text for row in part.rows] for part in sidebar.parts(alice.desk.state, "OP")}
    assert narrowed == {"rooms": ["ops"], "groups": [], "people": []}


def test_tab_completes_names_commands_and_emoji():
    tab = completion.Completer()
    assert tab.next("al", ["Alice", "alan", "bob"]) == "alan: "
    assert tab.next("alan: ", []) == "Alice: "
    assert tab.next("Alice: ", [], back=True) == "alan: "
    assert tab.next("hi @bo", ["bob"]) == "hi @bob "
    assert tab.next("/gr", []) == "/group "
    assert tab.next("ok :+", []) == "ok 👍 "
    assert tab.next(":party_pop", []) == "\N{PARTY POPPER} "
    assert tab.next("ok :no_such_emoji", []) is None
    assert tab.next("zz", ["bob"]) is None
    assert completion.hints("/top") == ["/topic [TEXT or -] [in:ROOM]", "/topics [in:ROOM]"]
    assert completion.hints("/topic x") == ["/topic [TEXT or -] [in:ROOM]"]
    assert completion.hints("//x") == completion.hints("x") == []


def test_the_arrows_recall_ones_own_lines_and_bring_the_draft_back():
    recall = completion.Recall()
    for line in ("one", "two", "two"):
        recall.add(line)
    assert [recall.up("draft"), recall.up("two"), recall.up("one")] == ["two", "one", None]
    assert [recall.down(), recall.down(), recall.down()] == ["two", "draft", None]
    for number in range(500):
        recall.add(str(number))
    assert len(recall._lines) == completion.RECALLED_MAX


def test_a_password_is_not_recalled(stage, alice):
    alice.submits("hello")
    alice.submits("/register correct horse battery staple")
    alice.submits("/join vault sesame")
    assert alice.desk.writing.recall.up("") == "hello"


# What is remembered.


def test_servers_are_remembered_newest_first_and_never_a_password(stage, alice, tmp_path):
    assert [server.where for server in alice.memory.values.servers] == ["127.0.0.1:5555"]
    for number in range(12):
        alice.memory.used(SavedServer(host=f"h{number}"))
    again = Preferences(alice.memory.path)
    assert [server.host for server in again.values.servers][:2] == ["h11", "h10"]
    assert len(again.values.servers) == 8
    assert "password" not in alice.memory.path.read_text()
    assert "token" not in alice.memory.path.read_text()
    assert alice.memory.path.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_kept_aside_and_one_that_cannot_be_written_is_said(tmp_path):
    path = tmp_path / "desktop.json"
    path.write_text("{nonsense")
    memory = Preferences(path)
    assert "is invalid" in memory.trouble
    assert path.with_name("desktop.json.broken").exists()
    blocked = Preferences(tmp_path / "desktop.json.broken" / "x.json")
    blocked.save()
    assert "cannot be" in blocked.trouble


def test_what_cannot_be_had_is_asked_for_once(stage, alice):
    stage.json("bob")
    alice.opens("@bob")
    for _ in range(5):
        alice.desk.readings.items("@bob")
        alice.settle()
    sent = []
    alice.far.send = sent.append
    alice.desk.readings.items("@bob")
    assert sent == []


def test_a_conversation_with_nobody_is_refused_where_one_is(stage, alice):
    alice.desk.readings.look_at("lobby", at_end=True)
    assert alice.opens("@nobody") == []
    assert alice.notes() == ["User 'nobody' not found"]


def test_who_has_the_name_now_is_written_to_and_not_who_had_it(stage, alice):
    stage.json("bob").asks(cmd="msg", to="alice", text="I am the first").asks(cmd="quit")
    alice.settle()
    second = stage.json("bob")
    assert alice.opens(alice.desk.state.named("@bob").key) == ["@bob (earlier)", "@bob"]
    alice.submits("hello", alice.desk.state.named("@bob").key)
    assert [text for _, _, text in second.messages()] == ["hello"]
    first = next(each for each in alice.desk.state.conversations.values() if each.earlier)
    assert alice.texts(first.key) == ["I am the first"]
    assert alice.opens(first.key) == ["@bob (earlier)"]


def test_how_much_one_is_told_of_is_kept_by_id_and_was_kept_by_name(stage, alice):
    lobby = alice.desk.state.named("lobby")
    alice.memory.values.levels = {"lobby": "none"}
    assert alice.memory.level(lobby) == "none"
    alice.desk.choices.set_level("lobby", "all")
    assert Preferences(alice.memory.path).values.levels == {"lobby": "none", lobby.key: "all"}
    assert alice.memory.level(lobby) == "all"


def test_lines_that_did_not_come_are_fetched(stage, tmp_path):
    alice, bob = Room(stage, tmp_path), stage.json("bob")
    session = alice.far.actor.connection.session
    subscription = session.subscription_to("lobby")
    bob.asks(cmd="say", text="one")
    stage.chat.hub.detach(
        subscription.room, session.outlet, subscription.variant
    )  # as a server with a fault does
    bob.asks(cmd="say", text="two").asks(cmd="say", text="three")
    subscription.variant = stage.chat.hub.attach(subscription.room, session.outlet, "alice")
    bob.asks(cmd="say", text="four")
    alice.settle()
    assert alice.texts() == ["one", "two", "three", "four"]


def test_people_whom_one_ignores_leave_no_gap_that_is_asked_for_again(stage, tmp_path):
    alice, bob, troll = Room(stage, tmp_path), stage.json("bob"), stage.json("troll")
    alice.submits("/ignore troll")
    bob.asks(cmd="say", text="one")
    for number in range(5):
        troll.asks(cmd="say", text="spam")
        bob.asks(cmd="say", text=f"{number}")
        alice.settle()
    assert alice.texts() == ["one", "0", "1", "2", "3", "4"]
    [(low, high)] = alice.desk.state.named("lobby").runs.runs
    assert high - low == 10


# What was read.


def test_two_windows_of_a_person_agree_on_what_was_read(stage, tmp_path):
    secret = "correct horse"
    stage.json("alice").asks(cmd="register", password=secret).asks(cmd="quit")
    desk, laptop = (Room(stage, tmp_path / place, "alice", secret) for place in ("desk", "laptop"))
    bob = stage.json("bob")

    def unread():
        for _ in range(2):
            desk.settle(), laptop.settle()
            stage.passes(2)  # marks are sent
        desk.settle(), laptop.settle()
        return [(room.desk.state.unread, room.desk.state.for_me) for room in (desk, laptop)]

    bob.asks(cmd="say", room="lobby", text="hi @alice").asks(cmd="say", room="lobby", text="tea?")
    assert unread() == [(2, 1), (2, 1)]
    desk.desk.readings.look_at("lobby", at_end=True)
    desk.desk.redraw()
    assert unread() == [(0, 0), (0, 0)]
    bob.asks(cmd="say", room="lobby", text="still there?")
    assert unread() == [(0, 0), (0, 0)], "the one in front of which alice sits has shown it"
    laptop.submits("/unread 2")
    assert unread() == [(2, 0), (2, 0)]
    again = Room(stage, tmp_path / "third", "alice", secret)
    stage.passes(15)
    again.settle()
    assert again.desk.state.unread == 2, "so has a window that is opened later"


def test_a_poll_is_asked_voted_in_and_closed(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    lines = alice.desk.lines
    wrong = "A poll needs a question and two choices."
    assert lines.ask_poll("lobby", "When?", ["Mon"], False, False, "k1") == wrong
    answers = []
    for _ in range(2):
        lines.ask_poll("lobby", "When?", ["Mon", "Tue"], False, False, "k1").addCallback(answers.append)
    alice.settle()
    assert [each.seq for each in answers] == [1, 1], "asked once"
    alice.settle()
    bob.asks(cmd="vote", room="lobby", seq=1, choices=[1])
    lines.vote("lobby", 1, 2)
    alice.settle()
    stage.passes(2)
    alice.settle()
    tally = alice.desk.state.conversation("lobby").lines[1].tally
    assert (tally.counts, tally.voters, tally.mine) == ((1, 1), 2, (2,))
    lines.close_poll("lobby", 1)
    alice.settle()
    assert alice.desk.state.conversation("lobby").lines[1].tally.closed
    assert lines.vote("lobby", 99, 1) == ""


def test_others_learn_that_one_types_and_not_what_command(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    bob.events("typing")
    alice.desk.typing.typed("lobby", "/msg carol")
    alice.settle()
    assert bob.events("typing") == []
    alice.desk.typing.typed("lobby", "h")
    alice.desk.typing.typed("lobby", "he")
    alice.settle()
    assert [(each["who"], each.get("on", True)) for each in bob.events("typing")] == [("alice", True)]
    alice.desk.typing.typed("lobby", "")
    alice.settle()
    assert [each["on"] for each in bob.events("typing")] == [False]


def test_who_has_said_something_types_no_more(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    bob.asks(cmd="typing", room="lobby")
    alice.settle()
    conversation = alice.desk.state.conversation("lobby")
    assert conversation.typists(1e9) == ["bob"]
    bob.asks(cmd="say", room="lobby", text="there")
    alice.settle()
    assert conversation.typists(1e9) == []


def test_what_notifies_one_is_the_same_on_all_devices(stage, alice):
    alice.settle()
    choices, conversation = alice.desk.choices, alice.desk.state.conversation("lobby")
    alice.submits("/level none")
    assert choices.level(conversation) == "none"
    alice.submits("/level all")
    assert choices.level(conversation) == "all"
    choices.set_quiet("22:00-07:00")
    alice.settle()
    assert alice.desk.state.chosen.quiet == "22:00-07:00"
    choices.set_keywords(["release"])
    assert choices.keywords == ["release"]


def test_drafts_outlive_the_window_and_an_edit_is_none(stage, tmp_path):
    alice = Room(stage, tmp_path)
    alice.submits("a line")
    writing = alice.desk.writing
    writing.turn("lobby", "")
    writing.typed("half a")
    writing.turn("ops", "half a")
    writing.typed("for ops")
    alice.desk.disconnect()
    alice.settle()
    again = Room(stage, tmp_path)
    assert again.desk.writing.turn("lobby", "") == "half a"
    assert again.desk.writing.turn("ops", "half a") == "for ops"
    again.desk.writing.typed("")
    again.desk.writing.turn("lobby", "")
    again.desk.writing.typed(again.desk.writing.begin_edit(1, "half a"))
    again.desk.disconnect()
    again.settle()
    third = Room(stage, tmp_path)
    assert third.desk.writing.turn("lobby", "") == "half a"


def test_what_was_begun_anew_is_not_replaced_by_the_draft_of_the_last_run():
    kept = drafts.Drafts()
    kept.turn("lobby", "")
    kept.turn("ops", "new")
    kept.restore({"lobby": "old", "team": "old too"})
    assert kept.copy() == {"lobby": "new", "team": "old too"}


def test_who_is_cut_is_gone_from_the_list_at_once(stage, alice):
    """Not when the list of all people is asked for next."""
    bob = stage.json("bob")
    alice.settle()

    def looks():
        return {row.text: row.look for row in sidebar.members(alice.desk.state, "lobby")}

    assert looks() == {"alice (you)": "here", "bob": "here"}
    bob.hangs_up()
    stage.settle()
    alice.settle()
    assert looks() == {"alice (you)": "here"}
    assert sidebar.parts(alice.desk.state)[2].rows == []


def test_after_a_hit_new_lines_come_when_the_end_is_on_the_screen(stage, alice):
    bob = stage.json("bob")
    for number in range(5):
        bob.asks(cmd="say", room="lobby", text=f"line {number}")
    alice.settle()
    readings = alice.desk.readings
    conversation = alice.desk.state.conversation("lobby")
    readings.items("lobby")
    readings.jump_to(conversation, 2)
    assert not readings.get(conversation.key).follow
    readings.later(conversation.key)  # as the page reports: the room is short, its end is to be seen
    assert readings.get(conversation.key).follow
    bob.asks(cmd="say", room="lobby", text="a new one")
    alice.settle()
    assert alice.texts()[-1] == "a new one"
    assert not readings.get(conversation.key).below


def test_a_muted_room_has_a_bell_in_the_list_and_is_not_bold(stage, alice):
    stage.json("bob").asks(cmd="say", room="lobby", text="hello")
    alice.settle()
    alice.desk.choices.set_level("lobby", "none")
    assert "places" in alice.desk.state.changed
    (row,) = sidebar.parts(alice.desk.state, muted=alice.desk.choices.muted)[0].rows
    assert (row.muted, row.unread, row.bold) == (True, "1", False)
    alice.desk.choices.set_level("lobby", "all")
    (row,) = sidebar.parts(alice.desk.state, muted=alice.desk.choices.muted)[0].rows
    assert (row.muted, row.bold) == (False, True)


def test_people_show_who_they_are_and_that_they_are_away(stage, alice):
    stage.json("bob").asks(cmd="away", text="lunch").asks(cmd="set", name="full_name", value="Bob Baker")
    alice.settle()
    cards = []
    alice.desk.people.profile("@bob").addCallback(cards.append)
    alice.settle()
    assert cards[0].full_name == "Bob Baker"
    (bob,) = [row for row in sidebar.members(alice.desk.state, "lobby") if row.id == "@bob"]
    assert (bob.text, bob.note, bob.look) == ("bob", "away: lunch", "wait")
    choices = alice.desk.choices
    choices.set_status("on call", "")
    choices.set_away("tea", "1h")
    alice.settle()
    assert alice.desk.people.am_away
    choices.come_back()
    choices.set_profile(full_name="Alice", pronouns="", about="tea", zone="")
    alice.settle()
    assert alice.desk.state.chosen.about == "tea"
    answers = []
    profile = {"full_name": "Ada", "pronouns": "", "about": "", "zone": "Mars/Here"}
    choices.set_profile(**profile).addCallback(answers.append)
    choices.set_profile(full_name="x" * 5_000, pronouns="", about="", zone="").addCallback(answers.append)
    alice.settle()
    assert [isinstance(each, Error) for each in answers] == [True, True]
    assert alice.desk.state.chosen.full_name == "Ada", "what came before the refusal holds"
    assert choices.set_profile(full_name="Ada", pronouns="", about="", zone="") == ""
    choices.set_profile(full_name="Alice", pronouns="", about="", zone="")
    alice.settle()
    assert not alice.desk.people.am_away
    assert alice.desk.state.chosen.full_name == "Alice"
    assert alice.desk.people.picture("bob") is None


def test_what_is_marked_unread_at_once_stays_so_while_one_looks(stage, alice):
    bob = stage.json("bob")
    alice.settle()
    alice.desk.readings.look_at("lobby", at_end=True)
    for text in ("one", "two", "three"):
        bob.asks(cmd="say", room="lobby", text=text)
    alice.settle()
    assert alice.desk.lines.mark_unread("lobby", 2) == ""
    alice.settle()
    stage.passes(3)
    alice.settle()
    conversation = alice.desk.state.conversation("lobby")
    assert (conversation.unread, conversation.read_to) == (2, 1)
    reading = alice.desk.readings.get(conversation.key)
    reading.hold_unread()
    kinds = [type(item).__name__ for item in alice.desk.readings.items("lobby")]
    assert kinds.index("UnreadMark") == len(kinds) - 3 - sum(kind == "NoticeItem" for kind in kinds[-1:])


def test_what_a_window_shows_by_itself_is_said_when_it_is_asked_for(stage, alice):
    bob = stage.json("bob")
    bob.asks(cmd="say", room="lobby", text="hello", key="1")
    alice.settle()
    alice.desk.state.look("lobby", False)
    alice.submits("/history 5")
    assert "scroll up" in alice.notes()[-1]
    alice.submits("/missed")
    assert "1 conversation has unread lines" in alice.notes()[-1]
    alice.desk.state.conversation("lobby").read()
    alice.submits("/missed")
    assert alice.notes()[-1] == "You have read everything."


def test_a_room_that_one_is_not_in_is_asked_about_first(stage, alice):
    bob = stage.json("bob")
    bob.asks(cmd="join", room="ops")
    alice.submits("/rooms")
    places = alice.desk.places
    key = next(key for key, info in alice.desk.state.rooms.items() if info.room == "ops")
    assert places.unentered(key).room == places.unentered("OPS").room == "ops"
    assert places.unentered("anan") == "anan"
    assert [places.unentered(each) for each in ("lobby", "@bob", "", "two words", "!abcdefghij")] == [
        None
    ] * 5
    alice.opens("ops")
    assert places.unentered("ops") is None


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("well :tada: ", (":tada:", "\N{PARTY POPPER}")),
        (":tada: ", (":tada:", "\N{PARTY POPPER}")),
        (":tada:", None),
        ("a:tada: ", None),
        (":no_such: ", None),
        ("12:30: ", None),
        ("", None),
    ],
)
def test_a_name_between_colons_becomes_its_emoji(before, found):
    assert completion.typed_emoji(before) == found


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"size": "abc", "scale": 5000, "theme": "pink"}, ("", 200, "system")),
        ({"size": "800x600", "scale": 1, "theme": "dark"}, ("800x600", 80, "dark")),
        ({"size": "-1x-1"}, ("", 100, "system")),
    ],
)
def test_what_was_written_by_hand_is_used_as_far_as_a_window_can(tmp_path, written, read):
    (tmp_path / "file.json").write_text(json.dumps(written))
    values = Preferences(tmp_path / "file.json").values
    assert (values.size, values.scale, values.theme) == read
