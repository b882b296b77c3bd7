"""A connection is cut while what it asked for is under way, and its person is back before that is done: it
holds for them as they are back."""

import pytest

from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_accounts import SECRET, login


@pytest.fixture
def stage():
    return Stage(**UNLIMITED)


@pytest.fixture
def bob(stage):
    return stage.json("bob")


class Alice:
    """An account with two devices' tokens, and a connection of the first."""

    def __init__(self, stage):
        self.stage = stage
        self.first = stage.json("alice").asks(cmd="register", password=SECRET)
        self.own, self.second = (self._token(label) for label in ("", "phone"))

    def _token(self, label):
        """Without a label that of the first itself."""
        return self.first.asks(cmd="token", label=label).events("token")[0]["token"]

    def is_back(self, *names, token="", **command):
        """The first is cut while it waits for reads of these `names`; the second (or that of `token`) comes
        in, then they end."""
        self.stage.reads.hold(*names, step="answer")
        self.first.asks(**command).hangs_up()
        held = self.stage.reads.overtake()
        assert held
        second = login(self.stage, token=token or self.second)
        second.asks(cmd="join", room="lobby").raw()
        for call in held:
            call()
        self.stage.settle()
        return second


@pytest.fixture
def alice(stage, bob):
    return Alice(stage)


def test_they_are_in_the_group_that_they_made(alice, bob):
    second = alice.is_back("deaf", cmd="group", name="crew", members=["bob"])
    bob.asks(cmd="say", room="crew", text="hi")
    assert ("crew", "bob", "hi") in second.messages()


def test_they_ignore_whom_they_ignored(alice, stage):
    login(stage, name="eve").asks(cmd="register", password=SECRET).asks(cmd="quit")
    second = alice.is_back("named", cmd="ignore", name="eve")
    [answer] = second.asks(cmd="ignore", name="").events("ignored")
    assert answer["who"] == ["eve"]


def test_no_other_device_of_theirs_stays_after_another_password(alice):
    second = alice.is_back("named", cmd="password", old=SECRET, new="battery staple")
    assert second.asks(cmd="ping").events("pong") == []


def test_the_device_on_which_the_password_was_changed_stays(alice):
    first = alice.is_back("named", token=alice.own, cmd="password", old=SECRET, new="battery staple")
    assert len(first.asks(cmd="ping").events("pong")) == 1
