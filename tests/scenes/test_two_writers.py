"""People write in one code document through two processes, whose words about it come late, or not at all."""

import msgspec
import pytest

from tests.scenes.test_documents import Editor, of
from tests.scenes.two_cores import FIRST, SEEDS, TwoCores

FEW = max(1, SEEDS // 4)  # they take longer than those of rooms
TEXTS = ("a", "bb", "\U0001f600", "\n")


class Writers:
    def __init__(self, seed):
        self.play = TwoCores(seed)
        self.play.truth.follow = lambda what: None  # it knows of no documents
        self.random = self.play.random
        ada, self.zoe = (
            self.writer(core, name) for core, name in zip(self.play.cores, ("ada", "zoe"), strict=True)
        )
        ada.asks(cmd="code_new", language="text", title="plan", room="lobby")
        self.play.hear_all()
        self.zoe.opens("plan")
        self.all = [ada, self.zoe, self.writer(self.play.cores[1], "bob").opens("plan")]

    def writer(self, core, name):
        writer = Editor.__new__(Editor)
        writer.actor = core.connect().asks(cmd="login", name=name, password="secret")
        writer.actor.asks(cmd="join", room="lobby").raw()
        writer.version, writer.text, writer.seen, writer.keys = -1, "", [], 0
        return writer

    def writes(self, writer):
        """What is on its way is based on what they knew."""
        units = len(writer.text.encode("utf-16-le")) // 2
        at = self.random.choice([0, units])
        writer.writes([at, at, self.random.choice(TEXTS)])

    def catch_up(self):
        self.play.hear_all()
        for core in self.play.cores:
            core.chat.behind.reopened()
        self.play.cores[0].passes(6)
        self.play.hear_all()
        for writer in self.all:
            writer.events()

    def happens(self, act):
        """Something is heard, or `act`; and commits are held back now and then."""
        if self.play.words and self.random.random() < 0.4:
            self.play.hear_one()
        else:
            act()
        if self.random.random() < 0.1:
            self.play.storage.hold()
        elif self.random.random() < 0.3:
            self.play.storage.release()
            self.play.settle()

    def ends(self):
        self.play.storage.release()
        self.play.settle()
        self.catch_up()
        assert len({writer.text for writer in self.all}) == 1

    def log(self):
        return self.play.storage.connection.execute(
            "SELECT kind, actor_id, subject_id, body FROM events "
            "WHERE room_id = (SELECT log_id FROM documents) ORDER BY seq"
        )


@pytest.mark.parametrize("seed", range(FIRST, FIRST + FEW))
def test_both_come_to_the_same_text_and_nothing_that_was_acknowledged_is_missing(seed):
    play = Writers(seed)
    for _ in range(30):
        play.happens(lambda: play.writes(play.random.choice(play.all)))
    play.ends()
    for writer in play.all:
        saved = of(writer.seen, "edit_saved")
        assert len({event["version"] for event in saved}) == len(saved) == writer.keys
    assert {writer.version for writer in play.all} == {sum(writer.keys for writer in play.all)}


@pytest.mark.parametrize("seed", range(FIRST, FIRST + FEW))
def test_no_edit_comes_after_the_role_that_forbids_it(seed):
    play = Writers(seed)
    ada, _, bob = play.all

    def grants():
        ada.asks(
            cmd="code_grant", doc="plan", name="bob", role=play.random.choice(["viewer", "editor", "none"])
        )

    for _ in range(30):
        play.happens(play.random.choice([grants, lambda: play.writes(bob), lambda: play.writes(ada)]))
    play.ends()
    (bob_id,) = play.play.storage.connection.execute(
        "SELECT id FROM principals WHERE name = 'bob'"
    ).fetchone()
    role = "editor"
    for kind, actor, _, body in play.log():
        if kind == "granted":
            role = msgspec.json.decode(body)["role"] or "editor"
        elif actor == bob_id:
            assert role == "editor"


def test_a_role_that_the_other_process_gave_is_known_before_an_edit_is_stored():
    play = Writers(1)
    ada, zoe, bob = play.all
    ada.asks(cmd="code_grant", doc="plan", name="bob", role="viewer")
    (error,) = of(bob.writes([0, 0, "x"]), "error")
    assert error["code"] == "not_allowed"
    play.catch_up()
    assert ada.text == zoe.text == ""


def test_what_an_owner_does_rests_on_the_roles_that_the_other_process_gave():
    play = Writers(1)
    ada, zoe, bob = play.all
    ada.asks(cmd="code_grant", doc="plan", name="bob", role="owner")
    assert of(zoe.asks(cmd="code_rename", doc="plan", title="other"), "document_done")
    assert of(bob.asks(cmd="code_grant", doc="other", name="*", role="viewer"), "document_granted")
    play.catch_up()
    assert of(ada.seen, "document_renamed")[-1]["title"] == "other"


def test_nothing_is_written_into_a_document_that_the_other_process_closed():
    play = Writers(1)
    ada, zoe, bob = play.all
    bob.writes([0, 0, "x"])
    play.catch_up()
    ada.asks(cmd="code_close", doc="plan")
    (error,) = of(bob.writes([0, 0, "y"]), "error")
    assert error["code"] == "document_ended"
    play.catch_up()
    assert ada.text == zoe.text == bob.text == "x"
    assert [kind for kind, *_ in play.log()] == ["edit"]
