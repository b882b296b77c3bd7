"""Bots and webhooks: on every driver."""

import pytest

from chatservice.errors import NameTaken, TooMany
from chatservice.model.values import LOBBY, BotRow, HookRow, ServerRole


@pytest.fixture
def bots(driver):
    return driver.storage.bots


def test_a_bot_is_an_account_without_a_password_and_has_an_owner(driver, bots):
    made = driver.wait(bots.create("Ci", 1, 5.0))
    assert (made.name, made.role) == ("Ci", ServerRole.USER)
    account = driver.wait(driver.storage.accounts.named("CI"))
    assert (account.principal.id, account.password) == (made.id, "")
    assert driver.wait(bots.bot(made.id)) == BotRow(account.principal, 1, 5.0)
    assert driver.wait(bots.bot(1)) is None
    assert [row.principal.id for row in driver.wait(bots.of(1))] == [made.id]
    assert driver.wait(bots.of(2)) == []


def test_a_name_that_is_owned_makes_no_bot(driver, bots):
    driver.wait(bots.create("ci", 1, 5.0))
    with pytest.raises(NameTaken):
        driver.wait(bots.create("CI", 2, 6.0))
    assert driver.wait(bots.of(2)) == []


def test_an_owner_has_only_so_many_bots(driver, bots):
    for number in range(driver.settings.max_bots):
        driver.wait(bots.create(f"bot{number}", 1, 5.0))
    with pytest.raises(TooMany):
        driver.wait(bots.create("onemore", 1, 5.0))
    driver.wait(bots.create("onemore", 2, 5.0))


def test_a_webhook_is_found_by_its_token_until_it_is_revoked(driver, bots):
    bot = driver.wait(bots.create("ci", 1, 5.0))
    driver.wait(bots.hook("secret", LOBBY, bot.id, 1, 6.0))
    hook = driver.wait(bots.hooked("secret"))
    assert hook == HookRow(hook.id, LOBBY, bot, "alice", 6.0, None)
    assert len(hook.id) == 8
    assert driver.wait(bots.hooked("Secret")) is None
    driver.wait(bots.used("secret", 7.0))
    assert [row.used for row in driver.wait(bots.hooks(LOBBY))] == [7.0]
    assert driver.wait(bots.hooks(2)) == []
    assert driver.wait(bots.unhook(2, hook.id)) == 0
    assert driver.wait(bots.unhook(LOBBY, hook.id)) == 1
    assert driver.wait(bots.hooked("secret")) is None


def test_a_webhook_has_the_bots_present_name(driver, bots):
    bot = driver.wait(bots.create("ci", 1, 5.0))
    driver.wait(bots.hook("secret", LOBBY, bot.id, 1, 6.0))
    driver.wait(driver.storage.principals.renamed(bot.id, "builds", 7.0))
    assert driver.wait(bots.hooked("secret")).bot.name == "builds"
    assert driver.wait(bots.hooks(LOBBY))[0].bot.name == "builds"


def test_a_room_has_only_so_many_webhooks(driver, bots):
    bot = driver.wait(bots.create("ci", 1, 5.0))
    for number in range(driver.settings.max_webhooks):
        driver.wait(bots.hook(f"secret{number}", LOBBY, bot.id, 1, 6.0 + number))
    with pytest.raises(TooMany):
        driver.wait(bots.hook("one more", LOBBY, bot.id, 1, 60.0))
    made = [row.made for row in driver.wait(bots.hooks(LOBBY))]
    assert made == sorted(made)


def test_they_outlive_a_restart_and_no_token_is_on_disk(sqlite):
    bots = sqlite.storage.bots
    bot = sqlite.wait(bots.create("ci", 1, 5.0))
    sqlite.wait(bots.hook("topsecrettoken", LOBBY, bot.id, 1, 6.0))
    sqlite.again()
    assert sqlite.wait(sqlite.storage.bots.hooked("topsecrettoken")).bot.name == "ci"
    sqlite.close()
    data = b"".join(
        file.read_bytes() for file in sqlite.path.parent.iterdir() if file.name.startswith("chat")
    )
    assert b"topsecrettoken" not in data
