"""Code documents in the desktop client, without a window: desks on a real server in memory."""

import random

import pytest

from chatservice.client.model.code_document import CodePhase
from chatservice.model.changes import ChangeSet
from chatservice.model.events import CursorMoved, RunEnded, RunPrinted, RunStarted, RunTyped
from chatservice.model.runs import Verdict
from tests.scenes.stage import Stage
from tests.unit.test_controller import Room


class Writer(Room):
    """Somebody with the document hello open; `shown` is what an editor would show."""

    def opens_code(self):
        assert self.desk.code_requests.open("hello") == ""
        self.settle()
        return self.follows()

    def creates(self, text=""):
        self.desk.code_requests.create("lobby", "hello", "text")
        self.settle()
        self.follows()
        self.writes(0, text)
        return self

    def follows(self):
        self.shown = self.code.pending.units
        self.code.on_text = self._sees
        return self

    @property
    def code(self):
        (document,) = self.desk.code.documents.values()
        return document

    def _sees(self, changes):
        self.shown = self.code.pending.units if changes is None else changes.apply(self.shown)

    def types(self, at, text, end=None):
        changes = ChangeSet.of([(at, at if end is None else end, text)], len(self.shown))
        self.shown = changes.apply(self.shown)
        self.code.edit(changes, self.stage.clock.seconds())

    def writes(self, at, text, end=None):
        if text or end:
            self.types(at, text, end)
        self.settle()

    def ask_unsaved_code(self, titles, go_on):
        self.asked = titles

    def comes_back(self):
        self.stage.clock.advance(1)
        self.settle()


@pytest.fixture
def stage():
    return Stage(message_rate=None, edit_rate=None)


@pytest.fixture
def alice(stage, tmp_path):
    return Writer(stage, tmp_path).creates("print(1)\n")


@pytest.fixture
def bob(alice, stage, tmp_path):
    return Writer(stage, tmp_path, "bob").opens_code()


def settle(*writers):
    for _ in range(20):
        for writer in writers:
            writer.settle()


def test_a_new_document_opens_and_is_saved_as_one_writes(alice):
    assert alice.desk.code.opened == [alice.code.info.doc]
    assert (alice.code.pending.text, alice.code.pending.version) == ("print(1)\n", 1)
    assert alice.code.pending.is_saved
    alice.types(0, "x")
    assert not alice.code.pending.is_saved


def test_two_write_at_one_place_and_see_the_same(alice, bob):
    alice.types(0, "a")
    bob.types(0, "b")
    settle(alice, bob)
    assert alice.code.pending.text == bob.code.pending.text
    assert alice.shown == bob.shown == alice.code.pending.units
    assert set(alice.shown) >= {"a", "b"}


def test_undo_takes_back_only_what_one_wrote(alice, bob):
    alice.stage.clock.advance(1)  # or it is undone together with what came before
    alice.writes(0, "mine ")
    settle(alice, bob)
    bob.writes(0, "theirs ")
    settle(alice, bob)
    assert alice.code.undo_edit()
    settle(alice, bob)
    assert alice.shown == bob.shown == "theirs print(1)\n"
    assert alice.code.redo_edit()
    settle(alice, bob)
    assert "mine" in bob.shown


def test_what_is_written_while_the_connection_is_cut_is_merged_after_it(alice, bob):
    alice.far.cut()
    assert alice.code.phase is CodePhase.AWAY
    alice.types(0, "offline ")
    bob.writes(len(bob.shown), "online\n")
    alice.comes_back()
    settle(alice, bob)
    assert alice.code.phase is CodePhase.OPEN
    assert alice.shown == bob.shown == "offline print(1)\nonline\n"
    assert alice.code.pending.is_saved


def test_a_change_cut_on_its_way_is_stored_once(alice, bob):
    alice.types(0, "once ")
    alice.far.carry(down=0)  # the server has it; its answer is lost
    alice.far.cut()
    alice.types(0, "and then ")
    alice.comes_back()
    settle(alice, bob)
    assert alice.shown == bob.shown == "and then once print(1)\n"


def test_writers_with_delays_and_cuts_converge(alice, bob):
    chance = random.Random(7)
    for _ in range(300):
        writer = chance.choice([alice, bob])
        roll = chance.random()
        if roll < 0.6:
            at = chance.randint(0, len(writer.shown))
            writer.types(at, chance.choice("xyz"), min(len(writer.shown), at + chance.randint(0, 1)))
        elif roll < 0.7:
            writer.code.undo_edit()
        elif roll < 0.95:
            writer.far.carry()
        elif writer.far.open:
            writer.far.cut()
            writer.comes_back()
    for writer in (alice, bob):
        writer.comes_back()
    settle(alice, bob)
    assert alice.shown == bob.shown == alice.code.pending.units
    assert alice.code.pending.is_saved
    assert bob.code.pending.is_saved


def test_a_refused_change_leaves_a_copy_of_ones_text(alice, bob):
    bob.far.carry()
    alice.submits("/code close hello")
    bob.types(0, "late ")
    settle(bob)
    assert bob.code.copies == ["late print(1)\n"]
    assert bob.shown == "print(1)\n"
    assert "closed" in bob.code.refused
    assert not bob.code.can_edit


def test_a_room_that_one_left_leaves_the_text_as_it_was(alice, bob):
    bob.desk.places.leave("lobby")
    settle(bob)
    assert bob.code.phase is CodePhase.GONE
    assert bob.code.pending.text == "print(1)\n"
    assert not bob.code.can_edit


def test_who_is_there_and_their_cursors_are_known(alice, bob):
    settle(alice, bob)
    assert alice.code.people == ["alice", "bob"]
    bob.code.place(0, 5)
    bob.stage.clock.advance(0.2)
    settle(bob, alice)
    alice.stage.clock.advance(0.2)
    settle(alice)
    (cursor,) = alice.code.cursors.values()
    assert (cursor.name, cursor.anchor, cursor.head) == ("bob", 0, 5)
    alice.types(3, "12")
    assert cursor.head == 7
    bob.desk.code.leave(bob.code.info.doc)
    settle(bob, alice)
    assert alice.code.people == ["alice"]
    assert alice.code.cursors == {}


def test_who_opens_it_later_is_told_where_the_others_are(alice, stage, tmp_path):
    alice.code.place(4, 4)
    for _ in range(2):  # until the server has told it to everyone
        stage.clock.advance(0.2)
        settle(alice)
    bob = Writer(stage, tmp_path, "bob").opens_code()
    bob.writes(0, "123")
    settle(alice, bob)  # she has left the text, so that nobody places her cursor anew
    stage.clock.advance(0.2)
    settle(alice)
    stage.clock.advance(0.2)
    settle(bob)
    assert [(cursor.name, cursor.head) for cursor in bob.code.cursors.values()] == [("alice", 7)]


def test_a_cursor_of_an_older_version_is_mapped_over_the_edits_since(alice, bob):
    document = alice.code
    moved = CursorMoved(room="", sender="bob", client=9, version=1, ranges=[(4, 4)])
    alice.writes(0, "123")
    document.remote.moved(moved)
    assert document.cursors[9].head == 7


def test_the_list_names_the_documents_of_a_room(alice):
    listed = []
    alice.desk.code_requests.documents_of("lobby").addCallback(listed.append)
    alice.settle()
    assert [info.title for info in listed[0].documents] == ["hello"]


def test_what_is_typed_opens_an_editor_and_prints_no_text_in_the_room(alice, bob):
    bob.submits("/code new text other")
    assert [each.info.title for each in bob.desk.code.documents.values()] == ["hello", "other"]
    assert not any("version" in note for note in bob.notes())


def test_a_run_waits_until_the_text_is_saved(alice):
    alice.types(0, "x")
    alice.code.start_run()
    assert alice.code.wants_run
    alice.settle()
    assert not alice.code.wants_run
    assert alice.code.refused  # programs cannot be run on this stage


def test_the_output_of_a_run_streams(alice):
    document, fold = alice.code, alice.desk.code.fold
    where = {"room": document.info.room, "rid": document.info.rid}
    started = RunStarted(
        **where, id=9, seq=9, ts=0, sender="bob", language="python", title="Python", version="3", sha256="",
        doc=document.info.doc, document="hello", revision=2,
    )  # fmt: skip
    fold(started)
    fold(RunPrinted(**where, run=9, text="one\ntwo", at=0))
    fold(RunTyped(**where, run=9, sender="bob", text="in"))
    fold(RunPrinted(**where, run=9, text="\x1b[31mlater\n", at=5, error=True))
    fold(RunPrinted(**where, run=8, text="of another program"))
    fold(
        RunEnded(**where, id=10, seq=10, ts=0, sender="bob", run=9, verdict=Verdict.OK, seconds=0.5, lines=9)
    )
    assert not document.run.running
    assert document.run.status == "Finished after 0.5 s."
    text = "".join(piece.text for piece in document.run.pieces)
    assert text.startswith("bob runs Python 3, version 2\none\ntwoin\n4 lines left out\n")
    assert "\x1b" not in text
    assert text.endswith("3 lines left out\nFinished after 0.5 s.\n")


def test_a_role_that_is_given_decides_whether_it_can_be_edited(alice, bob):
    alice.submits("/code grant bob viewer doc:hello")
    settle(alice, bob)
    assert (bob.code.role, bob.code.can_edit) == ("viewer", False)
    alice.submits("/code grant bob none doc:hello")
    settle(alice, bob)
    assert bob.code.can_edit


# What it was, and who may do what.


def test_a_slider_shows_what_it_was_and_brings_it_back(alice, bob):
    bob.writes(0, "# bob\n")
    settle(alice, bob)
    past = alice.code.past
    past.load()
    alice.settle()
    assert past.versions == [0, 2]
    assert past.steps[0].authors == ["alice", "bob"]
    past.show(1)
    alice.settle()
    assert (past.version, past.text) == (1, "print(1)\n")
    past.restore("k")
    settle(alice, bob)
    assert alice.shown == bob.shown == "print(1)\n"
    assert past.text is None
    past.show(99)
    alice.settle()
    assert past.text is None
    assert alice.code.refused


def test_earlier_steps_come_before_those_that_are_known(alice, monkeypatch):
    monkeypatch.setattr("chatservice.core.commands.document_history.HISTORY_PAGE", 1)
    alice.writes(0, "# alice\n")
    past = alice.code.past
    past.load()
    alice.settle()
    assert (past.versions, past.earlier) == ([2], True)
    past.load_earlier()
    alice.settle()
    assert (past.versions, past.earlier) == ([0, 1, 2], False)


def test_an_owner_gives_roles_and_links_and_renames_and_closes_it(alice, bob):
    sharing = alice.code.sharing
    assert alice.code.is_owner
    assert not bob.code.is_owner
    sharing.grant("bob", "viewer")
    settle(alice, bob)
    assert [(each.who, each.role) for each in sharing.roles.people] == [("bob", "viewer")]
    assert not bob.code.can_edit
    sharing.create_link("editor", uses=3)
    settle(alice)
    assert sharing.link.link.id == sharing.links.links[0].id
    bob.code.sharing.rename("mine")
    settle(bob)
    assert "owners of the document" in bob.code.refused
    sharing.revoke_link(sharing.link.link.id)
    sharing.rename("other")
    settle(alice, bob)
    assert sharing.links.links == []
    assert bob.code.info.title == "other"
    sharing.close()
    settle(alice, bob)
    assert bob.code.info.closed


def test_a_copy_opens_by_itself(alice):
    alice.code.sharing.fork("mine")
    alice.settle()
    assert [each.info.title for each in alice.desk.code.documents.values()] == ["hello", "mine"]
    (copy,) = [each for each in alice.desk.code.documents.values() if each.info.origin is not None]
    assert copy.info.doc in alice.desk.code.opened
