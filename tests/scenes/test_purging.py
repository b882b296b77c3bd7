"""A moderator takes out what one person said lately, with one command."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import account
from tests.scenes.test_standing import codes


@pytest.fixture
def stage():
    return Stage(max_purge=150, message_rate=None)


@pytest.fixture
def moderator(stage):
    moderator = account(stage, "mo", ServerRole.MODERATOR).types("/join ops")
    moderator.raw()
    return moderator


def texts(stage, name="reader"):
    """What somebody who comes now reads in the room."""
    reader = stage.json(name, "ops")
    page = reader.asks(cmd="history", room="ops", limit=500).events("history")[-1]
    return [line.get("text") for line in page["lines"] if line["event"] == "message"]


def test_what_a_person_said_lately_goes_and_the_rest_stays(stage, moderator):
    mal, bob = stage.text("mal").types("/join ops"), stage.text("bob").types("/join ops")
    mal.types("long ago")
    stage.passes(7200)
    mal.types("spam one", "spam two")
    bob.types("what is this?")
    moderator.raw()
    assert moderator.types("/purge mal 1h").sees()[-1] == "* 2 lines are deleted of mal in ops."
    assert texts(stage) == ["long ago", "what is this?"]
    assert moderator.types("/purge mal 30m").sees()[-1] == "* 0 lines are deleted of mal in ops."


def test_a_guest_who_was_renamed_and_has_left_is_found_by_the_last_name(stage, moderator):
    mal = stage.text("mal").types("/join ops", "one", "/nick worse", "two", "/leave ops")
    moderator.types("/purge worse")
    assert texts(stage) == []
    assert mal.sees()


def test_so_many_at_once_and_more_on_request(stage, moderator):
    mal = stage.text("mal").types("/join ops")
    mal.types(*(f"spam {number}" for number in range(200)))
    moderator.raw()
    told = moderator.types("/purge mal 1d").sees()[-1]
    assert told == "* 150 lines are deleted of mal in ops. There are more: say it again."
    assert texts(stage) == [f"spam {number}" for number in range(50)]
    assert moderator.types("/purge mal 1d").sees()[-1] == "* 50 lines are deleted of mal in ops."


def test_only_so_many_lines_are_looked_through():
    stage = Stage(purge_scan=500, message_rate=None)
    moderator = account(stage, "mo", ServerRole.MODERATOR).types("/join ops")
    stage.text("mal").types("/join ops", "spam")
    stage.text("bob").types("/join ops", *(f"line {number}" for number in range(500)))
    told = moderator.types("/purge mal 1d").sees()[-1]
    assert told == "* 0 lines are deleted of mal in ops. There may be older ones."


def test_those_above_are_safe_and_others_may_not(stage, moderator):
    admin = account(stage, "ada", ServerRole.ADMIN).types("/join ops", "hello")
    client = stage.json("bob", "ops")
    assert codes(client.asks(cmd="purge", room="ops", name="mo")) == ["not_allowed"]
    assert moderator.types("/purge ada 1h").sees()[-1].startswith("! ")
    assert moderator.types("/purge ada soon").sees()[-1].startswith("! ")
    assert texts(stage) == ["hello"]
    assert admin.types("/audit").sees()


def test_a_purge_is_in_the_audit_log(stage, moderator):
    stage.text("mal").types("/join ops", "spam")
    moderator.types("/purge mal")
    admin = account(stage, "ada", ServerRole.ADMIN)
    assert any("purge mal in ops (1 lines)" in line for line in admin.types("/audit").sees())
