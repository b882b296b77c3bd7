"""Many enter rooms that do not exist yet, at once, on the storage that users run."""

from tests.live.server import Client, Server

PEOPLE, ROOMS = 100, 12
UNLIMITED = ("--join-rate", "none", "--login-rate", "none", "--room-rate", "none")


def test_whoever_enters_a_new_room_with_others_is_in_it_like_they(tmp_path):
    with Server(tmp_path / "data", *UNLIMITED) as server:
        clients = [Client(server.port) for _ in range(PEOPLE)]
        for number, client in enumerate(clients):
            client.asks(cmd="login", name=f"p{number}")
        for client in clients:
            client.event("welcome")
        refused = []
        for room in range(ROOMS):
            for client in clients:
                client.asks(cmd="join", room=f"new{room}", ref=room)
            answers = [client.event("joined", "error", ref=room) for client in clients]
            refused += [answer for answer in answers if answer["event"] == "error"]
        for client in clients:
            client.close()
        assert refused == []
