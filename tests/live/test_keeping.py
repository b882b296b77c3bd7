"""Order is kept with chatctl, beside a running server and in place of a stopped one."""

import pytest

from chatservice.settings.schema import Settings
from chatservice.storage.opening import prepare
from tests.live.chatctl import chatctl, rows
from tests.live.server import Client, Server, text_client


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    prepare(Settings(data=str(folder))).release()
    return folder


def test_a_ban_made_while_the_server_is_down_holds_when_it_is_up_and_is_lifted_while_it_runs(data):
    ran = chatctl(data, "ban", "bob", "--time", "2h", "--reason", "spam")
    assert ran.status == 0, ran
    assert ran.out.startswith("bob is banned until ")
    chatctl(data, "ban", "192.0.2.0/24")
    with Server(data) as server:
        listed = [(row["target"], row["by"], row["reason"]) for row in rows(data, "bans")]
        assert listed == [("bob", "server", "spam"), ("192.0.2.0/24", "server", "")]
        with Client(server.port, b"bob\n") as bob:
            assert bob.until("! ").endswith(" UTC: spam.")
            assert chatctl(data, "unban", "BOB").out == "BOB is not banned any more.\n"
            bob.sends("bob\n")
            bob.until("* Welcome, bob.")
        deeds = [f"{row['action']} {row['target']}" for row in rows(data, "audit")]
        assert deeds == ["unban BOB", "ban 192.0.2.0/24", "ban bob"]
        assert "server: ban bob (for 7200 s: spam)" in chatctl(data, "audit").out


def test_who_is_here_is_put_out_and_a_lockdown_lets_nobody_new_in(data):
    with Server(data) as server, text_client(server.port, "eve") as eve:
        assert chatctl(data, "kick", "eve", "--reason", "see you").out == "eve is put out.\n"
        assert "* You were kicked: see you." in eve.rest()
        assert chatctl(data, "lockdown", "--switch", "on").out.startswith("Lockdown: ")
        with Client(server.port, b"carol\n") as carol:
            carol.until("! New users are not admitted")
            assert chatctl(data, "lockdown", "--switch", "off").status == 0
            carol.sends("carol\n")
            carol.until("* Welcome, carol.")
            carol.sends("rude words\n/report 1 my own\n")
            carol.until("* The moderators will see it.")
            [report] = rows(data, "reports")
            assert (report["text"], report["by"], report["reason"]) == ("rude words", "carol", "my own")
            chatctl(data, "ban", "127.0.0.1", "--yes")
            assert any("You are banned here." in line for line in carol.rest())
        with Client(server.port) as again:
            assert any("You are banned here." in line for line in again.rest())


IMPOSSIBLE = [
    (["unban", "nobody"], "nobody is neither banned nor muted there."),
    (["ban", "x", "--time", "soon"], "'soon' is no time: write 30s, 10m, 2h, 1h30m, 7d or 2w, or good."),
    (["ban", "x", "--time", ""], "'' is no time"),
    (["ban", "192.0.2.0/33"], "192.0.2.0/33 is neither an address nor a network"),
    (["invitations", "create", "--days", "-1"], "days are 1 or more"),
    (["ban", "x", "--address"], "no address of theirs is known"),
    (["ban", ""], "Nobody has an account"),
    (["kick", "nobody"], "Nobody has an account nobody."),
    (["audit", "--limit", "0"], "A limit is 1 to"),
]


def test_what_cannot_be_done_is_one_line_and_status_1(data):
    def refused(words, said):
        ran = chatctl(data, *words)
        assert (ran.status, ran.out) == (1, "")
        assert said in ran.error
        assert ran.error.count("\n") == 1

    with Server(data):
        for words, said in IMPOSSIBLE:
            refused(words, said)
    refused(*IMPOSSIBLE[0])
