"""Who is banned does not come back, and gains or spoils nothing by trying."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_account_races import account, codes
from tests.scenes.test_accounts import SECRET, login


@pytest.fixture
def stage():
    stage = Stage(guest_grace=600.0)
    account(stage, "boss", ServerRole.OWNER)
    return stage


@pytest.fixture
def boss(stage):
    return login(stage, name="boss", password=SECRET)


def cut(stage, name):
    """The token of a guest who was there, and whose connection broke."""
    guest = login(stage, name=name)
    token = guest.events("welcome")[0]["token"]
    guest.hangs_up()
    return token


def test_a_guest_who_is_banned_while_coming_back_does_not_come_in(stage, boss):
    token = cut(stage, "carol")
    stage.storage.hold()
    boss.asks(cmd="ban", target="carol", room="*")
    carol = login(stage, token=token)
    stage.storage.release()
    stage.settle()
    assert "banned" in codes(carol)
    assert stage.chat.presence.named("carol") is None


def test_a_guest_who_wants_a_banned_name_may_still_come_back_under_their_own(stage, boss):
    token = cut(stage, "carol")
    boss.asks(cmd="ban", target="villain", room="*")
    assert codes(login(stage, token=token, name="villain")) == ["banned"]
    assert login(stage, token=token).events("welcome")[0]["name"] == "carol"


def test_a_banned_guest_has_no_longer_to_come_back_for_trying(stage, boss):
    token = cut(stage, "carol")
    boss.asks(cmd="ban", target="carol", room="*")
    stage.clock.advance(500.0)
    assert codes(login(stage, token=token)) == ["banned"]
    boss.asks(cmd="unban", target="carol", room="*")
    stage.clock.advance(200.0)
    assert codes(login(stage, token=token)) == ["bad_token"]


def test_a_guest_who_shows_the_token_of_somebody_banned_stays_that_guest(stage, boss):
    token = cut(stage, "carol")
    boss.asks(cmd="ban", target="carol", room="*")
    dora = login(stage, name="dora")
    dora.raw()
    assert codes(dora.asks(cmd="login", token=token)) == ["banned"]
    assert codes(dora.asks(cmd="who", room="*")) == []
    assert stage.chat.presence.named("dora") is not None


def test_a_name_that_is_banned_from_a_room_is_not_taken_in_it(stage, boss):
    dora = login(stage, name="dora")
    dora.asks(cmd="join", room="ops").raw()
    boss.asks(cmd="join", room="ops").asks(cmd="ban", target="villain", room="ops")
    dora.raw()
    assert codes(dora.asks(cmd="nick", name="villain")) == ["banned_from"]
    assert stage.chat.presence.named("dora") is not None
    assert [subscription.room.name for subscription in dora.connection.session.subscriptions.values()] == [
        "ops"
    ]
