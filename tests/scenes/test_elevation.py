"""Acting with the role of another account of one's own, on every door."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage
from tests.scenes.test_moderation import SECRET, account


@pytest.fixture
def stage():
    stage = Stage()
    stage.storage.accounts.create("root", "plain " + SECRET, ServerRole.ADMIN, 1.0)
    stage.storage.accounts.create("plain", "plain " + SECRET, ServerRole.USER, 1.0)
    stage.settle()
    return stage


def test_a_guest_moderates_the_server_with_the_role_of_their_account(stage):
    alice, mal = stage.text("alice"), stage.text("mal")
    assert alice.types("/kick mal in:*").sees()[-1].startswith("! Only moderators")
    assert alice.types(f"/oper root {SECRET}").sees() == ["* alice is admin on this server now."]
    alice.types("/kick mal in:*")
    assert mal.network.closed
    told = alice.types("/audit").sees()
    assert told[-1].endswith(" alice: oper root (admin)")


def test_the_role_is_gone_with_them_and_with_the_accounts(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    for each in (alice, bob):
        each.types(f"/oper root {SECRET}")
        each.raw()
    alice.types("/quit")
    again = stage.text("alice")
    assert again.types("/bans *").sees()[-1].startswith("! Only moderators")
    root = account(stage, "boss", ServerRole.OWNER)
    root.types("/role root user *")
    assert bob.types("/bans *").sees()[-1].startswith("! Only moderators")


def test_operators_are_counted_as_they_come_and_go(stage):
    def operators(client):
        return [line.split(" ")[3] for line in client.types("LUSERS").sees() if " 252 " in line]

    client, bob = stage.irc("ira"), stage.text("bob")
    boss = account(stage, "boss", ServerRole.OWNER)
    assert operators(client) == ["1"]
    bob.types(f"/oper root {SECRET}")
    client.types(f"OPER root :{SECRET}")
    assert operators(client) == ["3"]
    boss.types("/role plain moderator *", "/role root user *")
    assert operators(client) == ["1"]
    plain = stage.connect().types(f"/login plain {SECRET}")
    assert operators(client) == ["2"]
    boss.types("/role plain user *")
    assert operators(client) == ["1"]
    plain.types("/quit")
    boss.types("/quit")
    assert operators(client) == ["0"]


@pytest.mark.parametrize("end", ["/ban root", "/password"])
def test_a_ban_or_a_new_password_of_the_account_ends_it(stage, end):
    bob, boss = stage.text("bob"), account(stage, "boss", ServerRole.OWNER)
    bob.types(f"/oper root {SECRET}")
    bob.raw()
    if end == "/password":
        stage.connect().types(f"/login root {SECRET}", f'/password "{SECRET}" another-secret')
    else:
        boss.types(end)
    assert bob.types("/bans *").sees()[-1].startswith("! Only moderators")


def test_a_wrong_password_or_an_account_without_a_role_gives_nothing(stage):
    alice = stage.text("alice")
    assert alice.types("/oper root wrong").sees() == ["! Wrong name or password."]
    assert alice.types(f"/oper plain {SECRET}").sees() == [
        "! Only accounts with a role on the server may do that: oper."
    ]
    assert alice.types("/bans *").sees()[-1].startswith("! Only moderators")


def test_in_irc_it_is_oper_and_kill_wallops_and_stats_are_for_those(stage):
    alice, bob, carol = stage.irc("alice"), stage.irc("bob"), stage.irc("carol")
    alice.types("KILL bob :out", "WALLOPS hi", "STATS u", "OPER root wrong", f"OPER plain :{SECRET}")
    assert [line.split(" ")[1] for line in alice.sees()] == ["481", "481", "481", "464", "491"]
    alice.types(f"OPER root :{SECRET}", "MODE alice")
    assert alice.sees() == [
        ":chat.server 381 alice :You are now an IRC operator",
        ":alice!~alice@people.chat MODE alice +o",
        ":chat.server 221 alice +o",
    ]
    carol.types("MODE carol +w", "WHOIS alice")
    assert ":chat.server 313 carol alice :is an IRC operator" in carol.sees()
    alice.types("WALLOPS :back soon", "KILL bob :out", "STATS u")
    assert carol.sees() == [":alice!~alice@people.chat WALLOPS :back soon"]
    assert bob.network.closed
    assert alice.sees()[-2:] == [
        ":chat.server 242 alice :Server Up 0 days 0:00:00",
        ":chat.server 219 alice u :End of /STATS report",
    ]
