"""People who show a client certificate, as a TLS connection has it, log in without a password."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage

MINE, OTHER = "ab" * 32, "cd" * 32


class Presented:
    """A certificate of that fingerprint, as pyOpenSSL has it."""

    def __init__(self, fingerprint):
        self.fingerprint = fingerprint

    def digest(self, name):
        assert name == "sha256"
        return bytes.fromhex(self.fingerprint).hex(":").upper().encode()


def shows(actor, fingerprint):
    actor.network.getPeerCertificate = lambda: Presented(fingerprint)
    return actor


def account(stage, name, *certificates):
    person = stage.json(name)
    person.asks(cmd="register", password="secret123")
    for fingerprint in certificates:
        person.asks(cmd="cert_add", fingerprint=fingerprint)
    person.raw()
    return person


@pytest.fixture
def stage():
    return Stage()


def test_a_name_is_enough_for_one_who_shows_the_certificate_of_its_account(stage):
    account(stage, "alice", MINE).asks(cmd="quit")
    assert "alice is registered" in "".join(stage.connect().types("alice").sees())
    assert "alice is registered" in "".join(shows(stage.connect(), OTHER).types("alice").sees())
    alice = shows(stage.connect(), MINE).types("/login alice")
    assert "Welcome, alice" in "".join(alice.sees())
    alice.types("/cert")
    [_, row] = alice.sees()
    assert row.startswith(f"* {MINE} (this connection's), added ")
    assert ", used " in row


def test_a_program_is_whom_its_certificate_says(stage):
    account(stage, "alice", MINE)
    program = shows(stage.connect(), MINE).asks(cmd="login", certificate=True, device="courier")
    [welcome] = program.events("welcome")
    assert welcome["name"] == "alice"
    labels = [row["label"] for row in program.asks(cmd="tokens").events("tokens")[0]["tokens"]]
    assert "courier" in labels
    stranger = shows(stage.connect(), OTHER).asks(cmd="login", certificate=True)
    assert [event["code"] for event in stranger.events("error")] == ["bad_certificate"]
    bare = stage.connect().asks(cmd="login", certificate=True)
    assert [event["code"] for event in bare.events("error")] == ["bad_certificate"]


def test_nobody_is_caught_by_another_who_lists_their_certificate(stage):
    account(stage, "alice", MINE)
    account(stage, "mallory", MINE)
    unclear = shows(stage.connect(), MINE).asks(cmd="login", certificate=True)
    assert [event["code"] for event in unclear.events("error")] == ["bad_certificate"]
    named = unclear.asks(cmd="login", certificate=True, name="Alice")
    assert [event["name"] for event in named.events("welcome")] == ["alice"]
    no = shows(stage.connect(), MINE).asks(cmd="login", certificate=True, name="bob")
    assert [event["code"] for event in no.events("error")] == ["bad_certificate"]


def test_a_certificate_that_is_removed_signs_out_who_came_by_it(stage):
    alice = account(stage, "alice", MINE)
    phone = shows(stage.connect(), MINE).asks(cmd="login", certificate=True)
    phone.raw()
    alice.asks(cmd="cert_remove", fingerprint=MINE[:10].upper())
    assert [event["fingerprint"] for event in alice.events("certificate_removed")] == [MINE]
    assert [event["code"] for event in phone.events("bye")] == ["signed_out"]
    assert stage.shared.chat.presence.named("alice") is not None
    again = alice.asks(cmd="cert_remove", fingerprint=MINE[:10])
    assert [event["code"] for event in again.events("error")] == ["no_such_certificate"]


def test_a_new_password_leaves_the_certificate_of_the_device_that_sets_it(stage):
    account(stage, "alice", MINE, OTHER)
    alice = shows(stage.connect(), MINE).asks(cmd="login", certificate=True)
    alice.asks(cmd="password", old="secret123", new="another123").raw()
    listed = alice.asks(cmd="cert").events("certificates")[0]["certificates"]
    assert [row["fingerprint"] for row in listed] == [MINE]


def test_what_is_no_fingerprint_is_refused_in_words(stage):
    alice = stage.text("alice").types("/register secret123")
    alice.raw()
    alice.types("/cert add", "/cert add abc", f"/cert add {'zz' * 32}", "/cert remove abc", "/cert")
    digits = "! Not understood: a SHA-256 fingerprint has 64 hexadecimal digits."
    assert alice.sees() == [
        "! Not understood: this connection has no client certificate; give its SHA-256 fingerprint.",
        digits,
        digits,
        digits,
        "* No certificate logs in to your account. /cert add FINGERPRINT adds one.",
    ]


def test_what_is_added_and_removed_is_on_record(stage):
    stage.storage.accounts.create("admin", "plain secret123", ServerRole.OWNER, 1.0)
    stage.settle()
    admin = stage.connect().asks(cmd="login", name="admin", password="secret123")
    admin.asks(cmd="cert_add", fingerprint=MINE).asks(cmd="cert_remove", fingerprint=MINE)
    [page] = admin.asks(cmd="audit").events("audit")
    assert [(row["action"], row["target"], row["detail"]) for row in reversed(page["deeds"])] == [
        ("cert_add", "admin", MINE[:16]),
        ("cert_remove", "admin", MINE[:16]),
    ]


# The same over IRC.


def irc(stage, fingerprint, *lines):
    client = stage.irc()
    client.connection.encrypted = True
    shows(client, fingerprint).types("CAP LS 302", "CAP REQ sasl", "NICK alice", "USER a 0 * :A", *lines)
    return client


def numerics(client):
    return [line.split(" ")[1] for line in client.sees() if line.startswith(":chat.server ")]


def test_sasl_external_logs_in(stage):
    account(stage, "alice", MINE)
    client = irc(stage, MINE, "AUTHENTICATE EXTERNAL", "AUTHENTICATE +", "CAP END")
    assert {"900", "903", "001"} <= set(numerics(client))
    client = irc(stage, OTHER, "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")
    assert numerics(client)[-1] == "904"
    client.types("AUTHENTICATE SCRAM-SHA-1")
    assert ":chat.server 908 alice PLAIN,EXTERNAL :are available SASL mechanisms" in client.sees()
    client.types("AUTHENTICATE EXTERNAL", "AUTHENTICATE !!!!")
    assert numerics(client)[-1] == "904"


def test_external_is_for_the_account_that_is_named_or_called_as_the_client(stage):
    account(stage, "alice", MINE)
    account(stage, "mallory", MINE)
    client = irc(stage, MINE, "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")
    assert any(" 900 " in line and line.endswith("as alice") for line in client.sees())
    client = irc(stage, MINE, "AUTHENTICATE EXTERNAL", "AUTHENTICATE bWFsbG9yeQ==")  # mallory
    assert any(" 900 " in line and line.endswith("as mallory") for line in client.sees())
    client = irc(stage, MINE, "AUTHENTICATE EXTERNAL", "AUTHENTICATE Ym9i")  # bob
    assert numerics(client)[-1] == "904"


def test_external_is_offered_where_clients_are_asked_for_a_certificate(stage):
    plain, encrypted = stage.irc(), irc(stage, MINE)
    plain.types("CAP LS 302")
    assert "sasl=PLAIN" in plain.raw().decode().replace(":", " ").split()
    assert "sasl=PLAIN,EXTERNAL" in encrypted.raw().decode().replace(":", " ").split()


def test_nickserv_keeps_certificates_too(stage):
    account(stage, "alice")
    client = irc(stage, MINE, "CAP END", "PASS secret123", "NICK alice")
    client.raw()
    client.types("PRIVMSG NickServ :CERT ADD")
    client.types(
        "PRIVMSG NickServ :CERT LIST", f"PRIVMSG NickServ :CERT DEL {MINE}", "PRIVMSG NickServ :CERT"
    )
    client.types("PRIVMSG NickServ :CERT DEL x")
    words = [line.partition(" NOTICE alice ")[2].removeprefix(":") for line in client.sees()]
    assert words == [
        f"The certificate {MINE} logs in to your account from now on.",
        MINE,
        f"The certificate {MINE} is removed from your account.",
        "No certificate logs in to your account.",
        "Not understood: a SHA-256 fingerprint has 64 hexadecimal digits.",
    ]
