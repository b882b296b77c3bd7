"""Desktop notifications: who and where, never what; what comes together is one; a click leads there."""

import pytest
from twisted.internet.error import ProcessDone
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from chatservice.client.model.arrivals import Arrival, words_of
from chatservice.client.tk.notify import EVERY, GATHER, PENDING_MAX, Notifier

OLD, NEW = b"  -u, --urgency=LEVEL", b"  -A, --action=[NAME=]Text...  -w, --wait"


class Shown:
    pid = 1

    def __init__(self):
        self.signals = []

    def signalProcess(self, signal):
        self.signals.append(signal)


class Desktop(Clock):
    """Programs that it is asked to run, with their processes."""

    def __init__(self, manual):
        super().__init__()
        self.manual, self.ran = manual, []

    def spawnProcess(self, protocol, program, arguments, env=None, path=None):
        if "--help" in arguments:
            protocol.childDataReceived(1, self.manual)
            protocol.processEnded(Failure(ProcessDone(0)))
            return None
        self.ran.append((arguments, protocol, Shown()))
        return self.ran[-1][2]

    @property
    def words(self):
        return [arguments[arguments.index("--") + 1 :] for arguments, _, _ in self.ran]


@pytest.fixture
def desktop(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    return Desktop(NEW)


def test_who_and_where_is_shown_and_not_too_often(desktop):
    rung = []
    notifier = Notifier(desktop, lambda: rung.append(1), lambda key: None)
    notifier.tell(Arrival("k", "anna", "general"))
    desktop.advance(GATHER)
    notifier.tell(Arrival("b", "bob", ""))
    notifier.tell(Arrival("k", "carol", "general"))
    desktop.advance(1)
    assert desktop.words == [["anna in general", "A message for you"]]
    desktop.advance(EVERY)
    assert desktop.words[1:] == [["bob, carol in general", "2 messages for you"]]
    assert len(rung) == 2


def test_a_click_leads_to_the_conversation_that_was_shown_last(desktop):
    led = []
    notifier = Notifier(desktop, lambda: None, led.append)
    notifier.tell(Arrival("k", "anna", "general"))
    desktop.advance(GATHER)
    arguments, process, first = desktop.ran[0]
    assert {"--wait", "--action=default=Open"} <= set(arguments)
    process.outReceived(b"default\n")
    assert led == ["k"]
    notifier.tell(Arrival("b", "bob", ""))
    desktop.advance(EVERY)
    assert first.signals == ["TERM"]
    notifier.stop()
    assert desktop.ran[1][2].signals == ["TERM"]


def test_an_old_notify_send_is_not_asked_for_what_it_does_not_know(desktop):
    desktop.manual = OLD
    notifier = Notifier(desktop, lambda: None, lambda key: None)
    notifier.tell(Arrival("k", "anna", "general"))
    desktop.advance(GATHER)
    assert desktop.ran[0][0][-3:] == ["--", "anna in general", "A message for you"]
    assert not [word for word in desktop.ran[0][0] if "--action" in word or word == "--wait"]


def test_what_is_seen_meanwhile_is_not_told(desktop):
    notifier = Notifier(desktop, lambda: None, lambda key: None)
    notifier.tell(Arrival("k", "anna", "general"))
    notifier.seen("k")
    desktop.advance(EVERY)
    assert desktop.ran == []


def test_a_line_that_is_also_a_mention_is_one(desktop):
    notifier = Notifier(desktop, lambda: None, lambda key: None)
    notifier.tell(Arrival("k", "", "general"))
    notifier.tell(Arrival("k", "anna", "general"))
    notifier.tell(Arrival("k", "", "general"))
    desktop.advance(GATHER)
    assert desktop.words == [["anna in general", "A message for you"]]


def test_of_a_flood_only_so_much_is_remembered(desktop):
    notifier = Notifier(desktop, lambda: None, lambda key: None)
    for number in range(PENDING_MAX + 5):
        notifier.tell(Arrival(str(number), f"user{number}", "general"))
    desktop.advance(GATHER)
    assert desktop.words == [
        ["user0 in general, user1 in general, user2 in general, 97 more", f"{PENDING_MAX} messages for you"]
    ]


@pytest.mark.parametrize("who", ["two words", "\x1b[31m", "x" * 5_000, "<b>bold</b>", "--help"])
def test_what_is_no_name_is_not_shown(desktop, who):
    title = words_of([Arrival("k", who, "")]).title
    assert title in ("chatservice", "--help")
    assert words_of([Arrival("k", who, "general")]).title in ("general", "--help in general")
