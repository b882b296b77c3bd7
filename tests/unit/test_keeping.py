"""Lines that are not sent when the window closes: kept, and said once and in order at the next start."""

import pytest

from chatservice.client.link.unsent_file import UnsentFile
from chatservice.client.model.items import MessageItem
from chatservice.client.model.keeping import SAVE_AFTER
from chatservice.client.model.preferences import SavedServer
from tests.scenes.stage import Stage
from tests.unit.test_controller import Room

SECRET = "correct horse battery"


@pytest.fixture
def stage():
    return Stage(message_rate=None)


class Writer(Room):
    """Somebody whose connection is cut, whose window closes, and who comes again."""

    def __init__(self, *about, **more):
        self.asked = []
        super().__init__(*about, **more)

    def ask_unsent(self, count, go_on):
        self.asked.append((count, go_on))

    def cut(self):
        self.refusing = True
        self.far.cut()

    def closes(self):
        """What is not sent is to be kept."""
        self.desk.quit()
        ((self.count, go_on),) = self.asked
        go_on()
        assert self.gone

    @property
    def files(self):
        return sorted(path.name for path in self.memory.path.parent.glob("unsent-*.json"))

    @property
    def waiting(self):
        return [(entry.say.text, entry.standing.name) for entry in self.desk.link.unsent]

    def shown(self, key="lobby"):
        return [
            (item.text, item.standing, item.reason)
            for item in self.desk.readings.items(key)
            if isinstance(item, MessageItem) and item.standing
        ]


def heard(bob):
    return [(room, text) for room, _, text in bob.messages()]


@pytest.fixture
def bob(stage):
    return stage.json("bob", room="ops").asks(cmd="join", room="lobby")


def test_they_are_said_once_and_in_order_at_the_next_start(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.opens("ops")
    bob.raw()
    alice.cut()
    for text, room in (("one", "lobby"), ("two", "ops"), ("/me waves", "ops"), ("four", "lobby")):
        alice.submits(text, room)
    alice.closes()
    assert alice.count == 4
    (file,) = alice.files
    assert (tmp_path / file).stat().st_mode & 0o777 == 0o600
    again = Writer(stage, tmp_path)
    assert heard(bob) == [("lobby", "one"), ("ops", "two"), ("ops", "waves"), ("lobby", "four")]
    assert again.desk.writing.unsent == 0
    stage.passes(SAVE_AFTER)
    assert again.files == []
    again.desk.quit()
    Writer(stage, tmp_path)
    assert heard(bob) == []


def test_a_line_without_an_answer_is_said_once_by_an_account(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.submits(f"/register {SECRET}")
    alice.refusing = True
    alice.desk.writing.submit("lobby", "arrived, and nobody said so")
    alice.far.carry(down=0)
    alice.cut()
    alice.submits("surely not said")
    alice.closes()
    assert heard(bob) == [("lobby", "arrived, and nobody said so")]
    again = Writer(stage, tmp_path, password=SECRET)
    assert heard(bob) == [("lobby", "surely not said")]
    assert again.waiting == []
    assert again.texts() == ["arrived, and nobody said so", "surely not said"]


def test_a_guest_is_another_one_then_and_decides_about_lines_in_doubt(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.refusing = True
    alice.desk.writing.submit("lobby", "arrived, and nobody said so")
    alice.far.carry(down=0)
    alice.cut()
    alice.submits("surely not said")
    alice.closes()
    again = Writer(stage, tmp_path)
    assert heard(bob) == [("lobby", "arrived, and nobody said so"), ("lobby", "surely not said")]
    assert again.shown() == [
        ("arrived, and nobody said so", "failed", "It may have been sent before the window was closed.")
    ]


def test_what_a_guest_wrote_to_some_alone_goes_to_nobody_else(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.opens("@bob")
    alice.desk.places.create_group("team", ["bob"])
    alice.settle()
    alice.cut()
    alice.submits("for you alone", "@bob")
    alice.submits("for us two", "team")
    alice.closes()
    bob.asks(cmd="quit")
    other = stage.json("bob")
    other.asks(cmd="group", name="team", members=[])
    again = Writer(stage, tmp_path)
    stage.passes(60)
    again.settle()
    assert heard(other) == []
    assert again.shown() == [
        ("for you alone", "failed", "It was for @bob. You are another guest now."),
        ("for us two", "failed", "It was for team. You are another guest now."),
    ]
    again.desk.writing.discard_unsent()
    stage.passes(SAVE_AFTER)
    assert again.files == []


def test_an_account_is_in_its_groups_again(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.submits(f"/register {SECRET}")
    alice.opens("@bob")
    alice.desk.places.create_group("team", ["bob"])
    alice.settle()
    alice.cut()
    alice.submits("for you alone", "@bob")
    alice.submits("for us two", "team")
    alice.closes()
    bob.raw()
    Writer(stage, tmp_path, password=SECRET)
    assert heard(bob) == [("@alice,bob", "for you alone"), ("team", "for us two")]


def test_whoever_comes_under_another_name_or_elsewhere_does_not_say_them(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.cut()
    alice.submits("mine")
    alice.closes()
    carol = Writer(stage, tmp_path, "carol")
    assert carol.desk.connect(SavedServer(name="alice", port=6666)) == ""
    carol.settle()
    stage.passes(SAVE_AFTER)
    assert heard(bob) == []
    assert len(carol.files) == 1


def test_they_are_on_disk_before_the_window_closes(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.submits("said at once")
    stage.passes(SAVE_AFTER)
    assert alice.files == []
    alice.cut()
    alice.submits("the power fails now")
    stage.passes(SAVE_AFTER)
    alice.desk.keeping.file.release()  # as the end of its process does
    bob.raw()
    Writer(stage, tmp_path)
    assert heard(bob) == [("lobby", "the power fails now")]


@pytest.mark.parametrize("closed", [True, False])
def test_a_crash_just_after_they_were_sent_does_not_say_them_twice(stage, tmp_path, bob, closed):
    alice = Writer(stage, tmp_path)
    alice.cut()
    alice.submits("once")
    assert alice.desk.keeping.save() == ""
    if closed:
        alice.closes()
        alice = Writer(stage, tmp_path)
    else:
        alice.refusing = False
        stage.passes(0.5)
        alice.settle()
    assert heard(bob) == [("lobby", "once")]
    alice.far.cut()
    alice.desk.keeping.file.release()
    again = Writer(stage, tmp_path)
    assert heard(bob) == []
    assert again.waiting == [("once", "FAILED")]


def test_closing_asks_and_one_may_stay_or_discard(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.cut()
    alice.submits("not sent")
    alice.desk.quit()
    assert not alice.gone
    assert alice.waiting == [("not sent", "WAITING")]
    alice.desk.writing.discard_unsent()
    ((_, go_on),) = alice.asked
    go_on()
    assert alice.gone
    assert alice.files == []


def test_a_second_window_under_the_name_leaves_them_alone(stage, tmp_path, bob):
    alice = Writer(stage, tmp_path)
    alice.submits(f"/register {SECRET}")
    alice.cut()
    alice.submits("mine")
    stage.passes(SAVE_AFTER)
    bob.raw()
    second = Writer(stage, tmp_path, password=SECRET)
    assert heard(bob) == []
    second.cut()
    second.submits("and mine")
    assert second.desk.keeping.save() == "Another window under this name saves its own lines."
    assert len(alice.files) == 1


def test_what_cannot_be_read_is_put_aside_and_what_cannot_be_written_is_said(stage, tmp_path):
    file = UnsentFile(tmp_path, "h:1", "alice")
    file.path.write_text("{nonsense")
    assert file.read().lines == []
    assert file.path.with_name(file.path.name + ".broken").exists()
    file.release()
    (tmp_path / "blocked").write_text("")
    alice = Writer(stage, tmp_path)
    alice.desk.keeping.end()
    alice.desk.keeping._folder = tmp_path / "blocked"
    alice.desk.connect(SavedServer(name="alan"))
    alice.settle()
    alice.cut()
    alice.submits("not sent")
    assert "cannot be written" in alice.desk.keeping.save()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "\N{LATIN SMALL LETTER SHARP S}", "x" * 500])
def test_no_name_is_part_of_a_path(tmp_path, name):
    path = UnsentFile(tmp_path, "h:1", name).path
    assert path.parent == tmp_path
    assert len(path.name) < 60
