"""People come in by SCRAM-SHA-256, with JSON and with IRC, and nobody learns anything by trying."""

import base64

from chatservice.model import scram
from tests.scenes.stage import Stage
from tests.scram_client import ScramClient

SECRET = "correct-horse"


def stage(**settings):
    made = Stage(scram=True, **settings)
    made.text("alice").types(f"/register {SECRET}", "/quit")
    return made


def tries(device, name, password):
    """Both messages, and what they are answered."""
    client = ScramClient(name, password)
    device.asks(cmd="scram", message=client.first)
    [first] = device.events("scram")
    # A made-up verifier has as many rounds as a real one of a server; with these, the test is quick.
    device.asks(
        cmd="scram", message=client.final(first["message"].replace(f"i={scram.ITERATIONS}", "i=4096"))
    )
    [answer] = device.events("scram", "error")
    return client, first["message"], answer


def test_a_program_shows_that_it_knows_the_password_and_is_in():
    device = stage().connect()
    client, _, answer = tries(device, "Alice", SECRET)
    assert answer["message"] == f"v={client.signature}"
    [welcome] = device.asks(cmd="login", scram=True, device="robot").events("welcome")
    assert welcome["name"] == "alice"


def test_a_wrong_password_and_an_unknown_name_look_alike():
    played = stage()
    for name in ("alice", "nobody"):
        salts = set()
        for _ in range(2):
            _, first, answer = tries(played.connect(), name, "wrong")
            assert answer["code"] == "bad_credentials"
            salts.add(first.partition(",")[2])
        assert len(salts) == 1, "the same each time"
    one, other = (tries(played.connect(), name, "x")[1].partition(",")[2] for name in ("Nobody", "nemo"))
    assert one != other
    assert f",i={scram.ITERATIONS}" in f",{one}"


def test_guesses_by_scram_count_as_guesses_at_passwords():
    played = stage()
    codes = [tries(played.connect(), "alice", f"wrong {n}")[2]["code"] for n in range(12)]
    assert codes[0] == "bad_credentials"
    assert codes[-1] == "slow_down"


def test_nothing_is_proved_without_the_two_messages():
    played = stage()
    device = played.connect()
    assert [e["code"] for e in device.asks(cmd="login", scram=True).events("error")] == ["bad_credentials"]
    for message in ("", "c=biws,r=x,p=AAAA", "hello"):
        device.asks(cmd="scram", message=message)
        assert [event["code"] for event in device.events("error")] == ["bad_command"]
    device.asks(cmd="scram", message=ScramClient("alice", SECRET).first)
    device.events()
    assert [e["code"] for e in device.asks(cmd="login", scram=True).events("error")] == ["bad_credentials"]


def test_what_was_proved_with_a_password_that_was_changed_meanwhile_is_nothing():
    played = stage()
    device, owner = played.connect(), played.connect()
    owner.asks(cmd="login", name="alice", password=SECRET)
    tries(device, "alice", SECRET)
    owner.asks(cmd="password", old=SECRET, new="another horse")
    assert [e["code"] for e in device.asks(cmd="login", scram=True).events("error")] == ["bad_credentials"]
    assert "message" in tries(played.connect(), "alice", "another horse")[2]


def test_verifiers_come_with_the_next_login():
    played = Stage()
    played.text("alice").types(f"/register {SECRET}", "/quit")
    refused = played.connect().asks(cmd="scram", message=ScramClient("alice", SECRET).first)
    assert [event["code"] for event in refused.events("error")] == ["bad_command"]
    later = Stage(before=played.storage, scram=True)
    assert tries(later.connect(), "alice", SECRET)[2]["event"] == "error"
    later.connect().asks(cmd="login", name="alice", password=SECRET)
    assert tries(later.connect(), "alice", SECRET)[2]["event"] == "scram"


# Over IRC.


def says(client, text):
    client.types(f"AUTHENTICATE {base64.b64encode(text.encode()).decode()}")


def hears(client):
    """The server's last message."""
    return base64.b64decode(client.sees()[-1].removeprefix("AUTHENTICATE ")).decode()


def begins(client, password):
    client.types("CAP REQ sasl", "NICK alice", "USER a 0 * :A", "AUTHENTICATE SCRAM-SHA-256")
    assert client.sees()[-1] == "AUTHENTICATE +"
    side = ScramClient("alice", password)
    says(client, side.first)
    says(client, side.final(hears(client)))
    return side


def test_an_irc_client_comes_in_by_scram():
    client = stage().irc()
    side = begins(client, SECRET)
    assert hears(client) == f"v={side.signature}"
    client.types("AUTHENTICATE +", "CAP END")
    numerics = [line.split(" ")[1] for line in client.sees()]
    assert numerics[:3] == ["900", "903", "001"]


def test_an_irc_client_that_does_not_know_the_password_or_the_server_stays_outside():
    played = stage()
    client = played.irc()
    begins(client, "wrong")
    assert client.sees()[-1].split(" ")[1] == "904"
    client = played.irc()
    begins(client, SECRET)
    client.raw()
    client.types("AUTHENTICATE *", "AUTHENTICATE +", "CAP END")
    assert [line.split(" ")[1] for line in client.sees()][:2] == ["906", "908"]
    assert client.connection.name == ""


def test_scram_is_offered_where_it_is_switched_on():
    for on, words in ((True, "sasl=PLAIN,SCRAM-SHA-256"), (False, "sasl=PLAIN")):
        client = Stage(scram=on).irc().types("CAP LS 302")
        assert words in client.raw().decode().replace(":", " ").split()
