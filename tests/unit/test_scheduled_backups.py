"""The server's own backups: when they are made, that each is verified, and which go."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chatservice.net.scheduled_backups import ScheduledBackups
from chatservice.settings.schema import Settings
from tests.clock import TestClock


class Chatctl:
    """Makes folders; `fails` is the verb that does."""

    def __init__(self):
        self.ran: list[str] = []
        self.fails = ""

    async def run(self, words):
        self.ran.append(words[0])
        if words[0] == self.fails:
            return 1, "chatctl: the disk is full\n"
        if words[0] == "backup":
            Path(words[1]).mkdir()
        return 0, ""


async def at_once(function):
    return function()


@pytest.fixture
def chatctl():
    return Chatctl()


@pytest.fixture
def clock():
    return TestClock()


def made(tmp_path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").glob("*"))


def backups(tmp_path, clock, chatctl, **settings) -> ScheduledBackups:
    return ScheduledBackups(Settings(**settings), tmp_path, clock, chatctl.run, at_once)


def test_each_is_verified_and_the_oldest_go(tmp_path, clock, chatctl):
    service = backups(tmp_path, clock, chatctl, backup_every=3600.0, backup_keep=2)
    service.start()
    clock.advance(60)
    assert chatctl.ran == ["backup", "verify"]
    assert service.last == clock.now()
    (tmp_path / "backups" / "of-somebody-else").mkdir()
    for _ in range(3):
        clock.advance(3600)
    names = made(tmp_path)
    assert len(names) == 3
    assert names[2] == "of-somebody-else"
    service.stop()
    clock.advance(7200)
    assert len(chatctl.ran) == 8


@pytest.mark.parametrize("verb", ["backup", "verify"])
def test_what_cannot_be_verified_is_no_backup_and_no_older_one_goes(tmp_path, clock, chatctl, verb):
    service = backups(tmp_path, clock, chatctl, backup_every=3600.0, backup_keep=1)
    service.start()
    clock.advance(60)
    (first,) = made(tmp_path)
    chatctl.fails = verb
    clock.advance(3600)
    assert first in made(tmp_path)
    assert all(name == first or name.endswith(".unverified") for name in made(tmp_path))
    chatctl.fails = ""
    clock.advance(3600)
    (last,) = made(tmp_path)
    assert last > first


def test_a_start_waits_until_the_next_one_is_due(tmp_path, clock, chatctl):
    last = datetime.fromtimestamp(clock.now() - 600, UTC).strftime("chat-%Y%m%d-%H%M%S")
    (tmp_path / "backups" / last).mkdir(parents=True)
    backups(tmp_path, clock, chatctl, backup_every=3600.0).start()
    clock.advance(2990)
    assert chatctl.ran == []
    clock.advance(20)
    assert chatctl.ran == ["backup", "verify"]


def test_none_are_made_unless_asked_for(tmp_path, clock, chatctl):
    backups(tmp_path, clock, chatctl).start()
    clock.advance(86_400)
    assert chatctl.ran == []
    assert not (tmp_path / "backups").exists()
