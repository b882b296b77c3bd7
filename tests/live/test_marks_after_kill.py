"""kill -9: two devices of a person agree on what is unread, and nothing unread is skipped."""

from tests.live.server import Client, Server, json_client


def device(port: int) -> Client:
    client = Client(port)
    client.asks(cmd="login", name="alice", password="correct horse", marks=True)
    client.welcome = client.event("welcome")
    return client


def unread(client: Client) -> tuple[int, int, int]:
    client.asks(cmd="rooms", ref="unread")
    [room] = [each for each in client.event("rooms", ref="unread")["rooms"] if each["room"] == "lobby"]
    return room["read"], room.get("unread", 0), room.get("mentions", 0)


def test_devices_agree_after_a_kill_and_nothing_unread_is_skipped(tmp_path):
    with Server(tmp_path / "data", "--registration", "open") as server:
        alice = json_client(server.port, "alice", marks=True)
        alice.asks(cmd="register", password="correct horse")
        alice.event("registered")
        bob = json_client(server.port, "bob")
        for text in ("one", "two @alice", "three"):
            bob.asks(cmd="say", room="lobby", text=text)
            bob.event("ack")
        alice.event("mention")  # it is stored
        alice.asks(cmd="read", room="lobby")
        alice.event("read")
        alice.asks(cmd="unread", room="lobby", seq=2)
        assert alice.event("read")["seq"] == 1
        server.kill()
    with Server(tmp_path / "data", "--registration", "open") as server:
        phone, desk = device(server.port), device(server.port)
        assert unread(phone) == unread(desk) == (1, 2, 1)
        phone.asks(cmd="read", room="lobby", seq=2)
        assert desk.event("read")["seq"] == 2
        assert unread(phone) == unread(desk) == (2, 1, 0)
