"""Code documents on real doors in memory: people write together, in programs and in bare terminals."""

import pytest

from chatservice.core import edit_queue
from chatservice.model.changes import ChangeSet
from chatservice.model.utf16 import from_units, to_units
from chatservice.model.values import ServerRole
from tests.scenes.stage import UNLIMITED, Stage

SECRET = "correct horse"


class Editor:
    """A program that has a document open: the text by the events that it was sent."""

    def __init__(self, stage, name, room="lobby"):
        self.actor = stage.json(name)
        self.actor.asks(cmd="join", room=room).raw()
        self.version = -1
        self.text = ""
        self.seen = []
        self.keys = 0

    def asks(self, **command):
        self.actor.asks(**command)
        return self.events()

    def opens(self, doc="hello", **more):
        self.asks(cmd="code_join", doc=doc, **more)
        return self

    def events(self):
        events = self.actor.events()
        for event in events:
            if event["event"] == "document_is":
                self.is_open(event)
            elif event["event"] == "document_edited" and event["version"] > self.version:
                self.hears(event)
        self.seen += events
        return events

    def is_open(self, event):
        self.doc, self.rid = event["document"]["doc"], event["rid"]
        if "text" in event:
            self.text, self.version = event["text"], event["version"]

    def hears(self, event):
        assert event["version"] == self.version + 1
        units = to_units(self.text)
        self.text = from_units(ChangeSet.of([tuple(c) for c in event["changes"]], len(units)).apply(units))
        self.version = event["version"]

    def writes(self, *changes, base=None, **more):
        """The events that it was sent at once."""
        self.keys += 1
        key = more.pop("key", f"k{self.keys}")
        base = self.version if base is None else base
        return self.asks(cmd="code_edit", doc=self.doc, base=base, changes=changes, key=key, **more)


def of(events, *kinds):
    return [event for event in events if event["event"] in kinds]


class Play:
    def __init__(self, before=None, **settings):
        self.stage = Stage(before=before, **{**UNLIMITED, "run_rate": None, "edit_rate": None, **settings})

    def editor(self, name, **more):
        return Editor(self.stage, name, **more)


@pytest.fixture
def play():
    return Play()


@pytest.fixture
def pair(play):
    """Alice has created the document hello, and bob has opened it."""
    alice, bob = play.editor("alice"), play.editor("bob")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    bob.opens()
    alice.events()
    return alice, bob


def test_a_document_is_created_and_everyone_in_the_room_hears_of_it_once(play):
    alice, bob = play.editor("alice"), play.editor("bob")
    events = alice.asks(cmd="code_new", language="py", title="hello", room="lobby", ref=7)
    (opened,) = of(events, "document_is")
    assert opened["ref"] == 7
    assert opened["document"]["language"] == "python"
    assert (opened["version"], opened["text"], opened["role"]) == (0, "", "owner")
    (made,) = bob.actor.events()
    assert (made["event"], made["title"], made["doc"]) == ("document", "hello", alice.doc)
    assert len(made["doc"]) == 8


def test_two_write_at_the_same_place_and_have_the_same_text(pair):
    alice, bob = pair
    alice.writes([0, 0, "print()"])
    bob.events()
    alice.actor.stage.storage.hold()
    alice.writes([6, 6, "1"])
    bob.writes([6, 6, "2"], base=1)
    alice.actor.stage.storage.release()
    alice.actor.stage.settle()
    alice.events(), bob.events()
    assert alice.text == bob.text == "print(12)"
    assert alice.version == bob.version == 3


def test_only_the_session_that_wrote_is_given_the_key_and_the_answer_comes_after_the_edit(pair):
    alice, bob = pair
    events = alice.writes([0, 0, "x"], ref="r")
    assert [event["event"] for event in events] == ["document_edited", "edit_saved"]
    assert [event["key"] for event in events] == ["k1", "k1"]
    assert events[1]["ref"] == "r"
    assert events[1]["version"] == 1
    (edited,) = bob.events()
    assert edited["event"] == "document_edited"
    assert "key" not in edited
    assert edited["sender"] == "alice"


def test_an_edit_that_is_sent_again_is_stored_once(pair):
    alice, bob = pair
    alice.writes([0, 0, "x"], key="a")
    bob.events()
    bob.writes([1, 1, "y"])
    alice.events()
    (saved,) = of(alice.writes([0, 0, "x"], base=2, key="a"), "edit_saved")
    assert (saved["version"], saved["again"]) == (1, True)
    assert alice.text == "xy"


def test_edits_that_are_far_behind_are_received_a_few_a_turn(pair, monkeypatch):
    alice, bob = pair
    for _ in range(3):
        alice.writes([0, 0, "x"])
    turns = []
    next_turn = edit_queue.EditQueue._next_turn
    monkeypatch.setattr(edit_queue.EditQueue, "_next_turn", lambda queue: (turns.append(1), next_turn(queue)))
    monkeypatch.setattr(edit_queue, "WORK", 1)
    command = '{"cmd":"code_edit","doc":"%s","base":0,"changes":[[%d,%d,"x"]],"key":"b%d"}\n'
    places = enumerate((0, 0, 9, 0))  # of which one is out of range
    bob.actor.sends("".join(command % (bob.doc, at, at, number) for number, at in places).encode())
    events = bob.events()
    assert [event["key"] for event in of(events, "edit_saved")] == ["b0", "b1", "b3"]
    assert [event["key"] for event in of(events, "error")] == ["b2"]
    alice.events()
    assert alice.text == bob.text
    assert len(turns) == 2


def test_one_who_comes_back_gets_what_was_missed_then_the_mark_and_its_own_keys(play, pair):
    alice, bob = pair
    alice.writes([0, 0, "a"])
    token = of(alice.seen, "welcome")
    bob.events()
    alice.asks(cmd="code_leave", doc=alice.doc)
    bob.writes([1, 1, "b"])
    since = alice.version
    bob.writes([2, 2, "c"])
    events = alice.asks(cmd="code_join", doc=alice.doc, since=since)
    kinds = [event["event"] for event in events]
    assert kinds == ["document_is", "document_edited", "document_edited", "caught_up"]
    assert "text" not in events[0]
    assert alice.text == bob.text == "abc"
    events = alice.asks(cmd="code_join", doc=alice.doc, since=0)
    assert [event.get("key", "") for event in of(events, "document_edited")] == ["k1", "", ""]
    assert not token


def test_one_who_is_too_far_behind_gets_the_text(play):
    play = Play(code_behind=2)
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    for number in range(3):
        alice.writes([0, 0, str(number)])
    for since in (0, 99, -1):
        (opened,) = of(alice.asks(cmd="code_join", doc=alice.doc, since=since), "document_is")
        assert opened["text"] == "210"
    (opened,) = of(alice.asks(cmd="code_join", doc=alice.doc, since=2, epoch="other"), "document_is")
    assert opened["text"] == "210"


@pytest.mark.parametrize(
    ("edit", "code", "field"),
    [
        ({"changes": [[0, 99, "x"]]}, "bad_change", "changes[0].to"),
        ({"changes": [[-1, 0, "x"]]}, "bad_change", "changes[0].from"),
        ({"changes": [[1, 1, "x"], [0, 0, "y"]]}, "bad_change", "changes[1].from"),
        ({"changes": [[1, 2, ""]]}, "bad_change", "changes[0].from"),  # inside a surrogate pair
        ({"changes": [[0, 0, "a\r\n"]]}, "bad_change", "changes[0].text"),
        ({"changes": [[0, 0, "a\0"]]}, "bad_change", "changes[0].text"),
        ({"changes": [[0, 0, ""]]}, "bad_change", "changes[0]"),
        ({"changes": [[0, 0, "x" * 101]]}, "bad_change", "changes[0].text"),
        ({"changes": [[0, 0, "x" * 99]]}, "bad_change", "changes"),
        ({"changes": [], "base": 9}, "bad_change", "base"),
        ({"changes": [], "base": -1}, "bad_change", "base"),
    ],
)
def test_a_bad_edit_is_refused_by_its_field_and_the_document_is_untouched(edit, code, field):
    play = Play(code_document=100)
    alice = play.editor("alice")
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby", text="\U0001f600ab")
    (error,) = alice.writes(*edit["changes"], base=edit.get("base"), ref=3)
    assert (error["event"], error["code"], error["field"], error["ref"]) == ("error", code, field, 3)
    assert alice.asks(cmd="code_show", doc=alice.doc)[0]["text"] == "\U0001f600ab"
    assert alice.writes([2, 2, "x"])[-1]["version"] == 1


def test_an_unknown_language_and_bad_titles_are_refused(play):
    alice = play.editor("alice")
    for asked, code in (
        ({"language": "cobol"}, "no_such_language"),
        ({"language": "python", "title": "a/b"}, "bad_name"),
        ({"language": "python", "title": "0123abcd"}, "bad_name"),
        ({"language": "python", "text": "\r"}, "bad_change"),
        ({"language": "python", "room": "nowhere"}, "no_such_room"),
    ):
        (error,) = alice.asks(cmd="code_new", **{"room": "lobby", **asked})
        assert error["code"] == code
    alice.asks(cmd="code_new", language="python", title="hello", room="lobby")
    (error,) = alice.asks(cmd="code_new", language="python", title="HELLO", room="lobby")
    assert error["code"] == "document_title_taken"
    (error,) = alice.asks(cmd="code_join", doc="nothing", room="lobby")
    assert error["code"] == "no_such_document"


@pytest.mark.parametrize(
    ("language", "title", "made"),
    [
        ("hallo.py", "", ("python", "hallo.py")),
        ("Main.JAVA", "start", ("java", "start")),
        ("notes.md", "", ("text", "notes.md")),
        ("", "sum.cpp", ("cpp", "sum.cpp")),
        ("python", "sum.c", ("python", "sum.c")),
        ("c++", "", ("cpp", "cpp")),
    ],
)
def test_the_name_of_a_file_says_the_language(play, language, title, made):
    alice = play.editor("alice")
    (opened,) = of(alice.asks(cmd="code_new", language=language, title=title, room="lobby"), "document_is")
    assert (opened["document"]["language"], opened["document"]["title"]) == made


@pytest.mark.parametrize(
    ("language", "title"), [("", "hello"), ("python3.11", ""), (".py", ""), ("a.xyz", "b")]
)
def test_a_name_without_a_known_ending_says_none(play, language, title):
    (error,) = play.editor("alice").asks(cmd="code_new", language=language, title=title, room="lobby")
    assert error["code"] == "no_such_language"


def test_a_document_is_created_in_a_terminal_by_the_name_of_a_file(play):
    ann = play.stage.text("ann")
    ann.raw()
    ann.types("/code new")
    assert ann.sees() == ["! Not understood: type /code new FILE or LANGUAGE [TITLE] [in:ROOM]."]
    ann.types("/code new hallo.rs")
    assert "hallo.rs" in ann.sees()[0]
    ann.types("/code list")
    assert "rust" in "\n".join(ann.sees())


def test_keystrokes_are_no_messages_of_the_room(play, pair):
    alice, _bob = pair
    for _ in range(5):
        alice.writes([0, 0, "needle"])
    carol = play.editor("carol")
    (page,) = carol.asks(cmd="history", room="lobby")
    assert [line["event"] for line in page["lines"]] == ["document"]
    (found,) = carol.asks(cmd="search", text="needle")
    assert found["hits"] == []
    (rooms,) = carol.asks(cmd="rooms")
    assert [room["room"] for room in rooms["rooms"]] == ["lobby"]


def test_whoever_may_not_speak_may_not_edit(play, pair):
    alice, bob = pair
    play.stage.storage.accounts.create("mod", "plain " + SECRET, ServerRole.MODERATOR, 1.0)
    play.stage.settle()
    mod = play.stage.connect().asks(cmd="login", name="mod", password=SECRET)
    mod.asks(cmd="join", room="lobby").asks(cmd="mute", name="bob", room="lobby")
    bob.events()
    (error,) = bob.writes([0, 0, "x"])
    assert error["code"] in ("muted", "silenced")
    alice.writes([0, 0, "y"])
    assert of(bob.events(), "document_edited")
    bob.opens()
    assert of(bob.seen, "document_is")[-1]["role"] == "viewer"


def test_whoever_leaves_the_room_leaves_its_documents(play):
    alice, bob = play.editor("alice", room="ops"), play.editor("bob", room="ops")
    alice.asks(cmd="code_new", language="python", title="hello", room="ops")
    bob.opens(room="ops")
    bob.asks(cmd="leave", room="ops")
    alice.events()
    alice.writes([0, 0, "x"])
    assert not of(bob.events(), "document_edited")
    (error,) = bob.writes([0, 0, "x"], base=0)
    assert error["code"] == "not_in_room"


def test_a_document_of_a_group_is_hidden_from_others(play):
    alice, bob = play.editor("alice"), play.editor("bob")
    alice.asks(cmd="group", name="secret", members=[])
    alice.asks(cmd="code_new", language="python", title="hello", room="secret")
    for doc in (alice.doc, "secret/hello", alice.rid):
        (error,) = bob.asks(cmd="code_join", doc=doc)
        assert error["code"] in ("no_such_document", "no_such_room")
        assert "secret" not in error["text"] or doc.startswith("secret")
    for command in ({"cmd": "say", "text": "x"}, {"cmd": "history"}, {"cmd": "who"}):
        (error,) = bob.asks(room=alice.rid, **command)
        assert error["code"] == "no_such_room"


def test_cursors_are_passed_on_at_intervals_and_only_the_last(play, pair):
    alice, bob = pair
    alice.writes([0, 0, "hello"])
    bob.events()
    for place in range(4):
        alice.asks(cmd="code_cursor", doc=alice.doc, version=1, ranges=[[place, place + 1]])
    assert bob.events() == []
    play.stage.passes(0.1)
    (cursor,) = bob.events()
    assert (cursor["event"], cursor["sender"], cursor["ranges"]) == ("cursor", "alice", [[3, 4]])
    assert alice.events() == []
    for bad in ({"ranges": [[-1, 0]]}, {"ranges": [[0, 0]] * 99}, {"version": 9}):
        asked = {"cmd": "code_cursor", "doc": alice.doc, "version": 1, "ranges": [], **bad}
        assert alice.asks(**asked)[0]["code"] == "bad_change"


def test_an_owner_renames_and_closes_it(pair):
    alice, bob = pair
    (error,) = bob.asks(cmd="code_rename", doc=bob.doc, title="other")
    assert error["code"] == "not_allowed"
    alice.asks(cmd="code_rename", doc=alice.doc, title="other")
    assert of(bob.events(), "document_renamed")[0]["title"] == "other"
    (shown,) = bob.asks(cmd="code_show", doc="other", room="lobby")
    assert shown["document"]["doc"] == bob.doc
    (done,) = of(alice.asks(cmd="code_close", doc="other"), "document_done", "error")
    assert done.get("done") == "closed", done
    assert of(bob.events(), "document_closed")
    (error,) = bob.writes([0, 0, "x"])
    assert error["code"] == "document_ended"
    (listed,) = bob.asks(cmd="code_list", room="lobby")
    assert listed["documents"] == []
    (listed,) = bob.asks(cmd="code_list", room="lobby", closed=True)
    assert [document["title"] for document in listed["documents"]] == ["other"]


def test_as_many_are_open_at_once_as_the_setting_says():
    play = Play(code_open=1)
    alice = play.editor("alice")
    for title in ("hello", "other"):
        told = alice.asks(cmd="code_new", language="c", title=title, room="lobby")
    assert of(told, "error")[0]["code"] == "too_many"
    assert of(alice.asks(cmd="code_join", doc="hello"), "document_is")
    (left,) = of(alice.asks(cmd="code_leave", doc="hello", ref=7), "document_done")
    assert (left["title"], left["done"], left["ref"]) == ("hello", "left", 7)
    assert of(alice.asks(cmd="code_leave", doc="hello"), "error")[0]["code"] == "document_not_open"
    assert of(alice.asks(cmd="code_new", language="c", title="other", room="lobby"), "document_is")
    assert of(alice.asks(cmd="code_join", doc="hello"), "error")[0]["code"] == "too_many"


def test_any_version_can_be_read(pair):
    alice, _ = pair
    for number in range(4):
        alice.writes([number, number, str(number)])
    for version, text in enumerate(["", "0", "01", "012", "0123"]):
        (shown,) = alice.asks(cmd="code_show", doc=alice.doc, version=version)
        assert (shown["text"], shown["version"], shown["head"]) == (text, version, 4)
    (error,) = alice.asks(cmd="code_show", doc=alice.doc, version=5)
    assert error["field"] == "version"


def test_a_whole_text_is_put_as_the_smallest_change(pair):
    alice, bob = pair
    alice.asks(cmd="code_put", doc=alice.doc, text="a\nb\nc\n", base=0)
    bob.events()
    bob.asks(cmd="code_put", doc=bob.doc, text="a\nb\nC\n", base=1)
    alice.asks(cmd="code_put", doc=alice.doc, text="A\nb\nc\n", base=1)
    bob.events()
    assert alice.text == bob.text == "A\nb\nC\n"


def test_the_server_is_killed_and_each_edit_that_was_acknowledged_is_there(play, pair):
    alice, bob = pair
    alice.writes([0, 0, "one"])
    bob.events()
    bob.writes([3, 3, " two"])
    again = Play(before=play.stage.storage)
    alice = again.editor("alice2")
    alice.opens()
    assert (alice.text, alice.version) == ("one two", 2)
    alice.writes([7, 7, "!"])
    assert alice.text == "one two!"


def test_a_room_that_is_deleted_takes_its_documents_along(play):
    alice = play.editor("alice", room="ops")
    alice.asks(cmd="code_new", language="python", title="hello", room="ops")
    play.stage.storage.accounts.create("root", "plain " + SECRET, ServerRole.OWNER, 1.0)
    play.stage.settle()
    root = play.stage.connect().asks(cmd="login", name="root", password=SECRET)
    root.asks(cmd="delete_chatroom", room="ops")
    alice.events()
    (error,) = alice.writes([0, 0, "x"])
    assert error["code"] == "no_such_document"
    assert play.stage.storage.connection.execute("SELECT count(*) FROM documents").fetchone() == (0,)


# In a bare terminal.


def test_people_write_in_a_bare_terminal(play):
    alice, bob = play.stage.text("alice"), play.stage.text("bob")
    alice.types("/code new python hello")
    assert any("lobby/hello (python), version 0" in line for line in alice.sees())
    assert any("alice created the code document hello (python)" in line for line in bob.sees())
    bob.types("/code list")
    assert any("hello (python, " in line for line in bob.sees())
    bob.types("/code join hello")
    assert "* bob opened lobby/hello." in alice.sees()
    bob.raw()
    alice.types("/code append import sys", "/code append print(sys.argv)", "/code set 1 import os")
    assert bob.sees() == []
    play.stage.passes(1.1)
    assert bob.sees() == ["* alice in lobby/hello, lines 1 to 2: import os ..."]
    alice.raw()
    play.stage.passes(10)
    assert alice.sees() == []
    bob.types("/code show")
    shown = bob.sees()
    assert "*    1 | import os" in shown
    assert "*    2 | print(sys.argv)" in shown
    bob.types("/code set 9 x")
    assert bob.sees()[0].startswith("! ")
    bob.types("/code")
    assert "type /code new" in bob.sees()[0]


def test_a_terminal_is_told_of_what_a_program_types_when_it_pauses(play, pair):
    alice, bob = pair
    carol = play.stage.text("carol")
    carol.types("/code join hello").raw()
    for place, letter in enumerate("hello"):
        alice.writes([place, place, letter])
    assert carol.sees() == []
    play.stage.passes(1.5)
    assert carol.sees() == ["* alice in lobby/hello, line 1: hello"]
    assert not of(bob.events(), "document_changed")
