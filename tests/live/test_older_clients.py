"""The clients of three older systems, as they are, on real sockets."""

import json
import socket
import urllib.error
import urllib.request
import uuid

import pytest

from chatservice.net.sockets import GIVE_UP, keep_apart, prepare
from tests.live.older_clients import NamedLinesClient, PipeClient, PromptClient
from tests.live.server import Server, json_client

DOORS = ("port", "pipe-port", "prompt-port", "http-port")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("older")
    with Server(folder / "data", doors=DOORS, module="tests.live.patient_server") as server:
        yield server
        server.stop()
        assert "Traceback" not in server.said()


@pytest.fixture
def name():
    """Makes names that no other test has."""
    tail = uuid.uuid4().hex[:6]
    return lambda word: f"{word}{tail}"


# The client that is prompted for a room.


@pytest.mark.parametrize("waits", [True, False])
def test_a_client_that_sends_room_and_name_at_once_comes_into_the_room(server, name, waits):
    room, ann, bob = name("kitchen"), name("Ann"), name("Bob")
    with json_client(server.port, bob, room) as watcher:
        with PromptClient(server.ports["prompt-port"], room, ann, waits) as client:
            client.sees(f"{ann} just joined the room!\n")
            client.sends("hello from the kitchen")
            client.sees(f"{ann}: hello from the kitchen\n")
            event = watcher.event("message")
            assert (event["room"], event["sender"]) == (room, ann)
            watcher.asks(cmd="say", room=room, text="h\u00e9llo " * 300)
            client.sees("h\u00e9llo " * 300 + "\n")
        assert watcher.event("went")["who"] == [ann]


def test_a_client_that_cannot_be_told_which_room_it_means_is_asked_for_its_name(server, name):
    room, ann = name("parlour"), name("Ann")
    with PromptClient(server.ports["prompt-port"], room + ann, "", waits=False) as client:
        client.sees(
            f"! The room is {room}{ann}. Type your name and press Send; for another one: ROOM, NAME\n"
        )
        client.sends(f"{room}, {ann}")
        client.sees(f"{ann} just joined the room!\n")
        client.sends("hello")
        client.sees(f"{ann}: hello\n")


def test_a_room_that_is_refused_can_be_given_again(server, name):
    ann, room = name("Ana Maria "), name("den")
    with PromptClient(server.ports["prompt-port"], f"{room}:", "", waits=False) as client:
        client.sees(f"! The room is {room}:. Type your name and press Send")
        client.sends(ann)
        client.sees("! The room may not contain ':'. Choose another one.\n")
        client.sees("! You are in no room. Type a room and press Send.\n")
        client.sends(f"my {room}")
        joined = ann.replace(" ", "_")
        client.sees(f"{joined} just joined the room!\n")
        client.sends("hello")
        client.sees(f"{joined}: hello\n")


# The client that writes its name before each line.


def test_a_client_that_writes_its_name_before_each_line_is_heard_and_hears(server, name):
    una, cat = name("una"), name("Cat Lee")
    with NamedLinesClient(server.port, una) as first, NamedLinesClient(server.port, cat) as second:
        first.says("hello all")
        first.sees(f"* Welcome, {una}.")
        second.says("")  # as they press Send with nothing typed
        second.sees("* You are in lobby " + first_words(server, second))
        for text in ("second", "h\u00e9 " * 500):
            first.says(text)
            whole = f"[lobby] {una}: {text}"
            second.until(lambda whole=whole: whole.rstrip() in "".join(second.reads))
        second.says("hi")
        first.sees(f"[lobby] {cat.replace(' ', '_')}: hi")
        assert not any("\n" in read for read in first.reads[1:])
        assert "hello all" not in "".join(first.reads)
        first.close()
        second.sees(f"* {una} left lobby.")


def first_words(server, client):
    client.until(lambda: any(read.startswith("* You are in lobby") for read in client.reads))
    [read] = [read for read in client.reads if read.startswith("* You are in lobby")]
    return read.removeprefix("* You are in lobby ")


# The client of pipes.


def test_a_client_of_pipes_has_its_users_its_tabs_and_its_history(server, name):
    ana, beto, cleo = name("Ana"), name("Beto"), name("Cleo")
    door = server.ports["pipe-port"]
    with json_client(server.port, name("say")) as talker:
        for number in range(60):
            talker.asks(cmd="say", room="lobby", text=f"line {number}", key=str(number))
            talker.event("ack", "error")
    with PipeClient(door, ana) as first:
        assert first.first == "CONNECTED"
        first.until(lambda: ana in first.users and "General" in first.history)
        with PipeClient(door, beto) as second:
            first.until(lambda: beto in first.users)
            first.sees("General", "System", f"SERVER: {beto} has joined the chat!")
            second.until(lambda: {ana, beto} <= set(second.users))
            first.sends("BROADCAST|a || b")
            first.sees("General", "You", "a || b")
            second.sees("General", ana, "a || b")
            first.sends(f"PERSONAL|{beto}|psst a|b")
            first.sees(f"PM: {beto}", "You", "psst a|b")
            second.sees(f"PM: {ana}", ana, "psst a|b")
            first.sends(f"CREATE_GROUP|My {cleo}|{beto}, Ghost")
            group = f"My_{cleo}"
            for client in (first, second):
                client.until(lambda client=client: f"Group: {group}" in client.tabs)
                assert client.answer("GROUP_CREATED")["members"] == [ana, beto]
            first.sees("General", "System", "SERVER: User 'Ghost' not found")
            second.sends(f"GROUP|{group}|from beto")
            first.sees(f"Group: {group}", beto, "from beto")
            second.sees(f"Group: {group}", beto, "from beto")
            first.sends("CREATE_CODE_SESSION|python")
            first.until(lambda: any('"type": "session_created"' in read for read in first.reads))
        first.until(lambda: beto not in first.users)
        first.sees("General", "System", f"SERVER: {beto} has left the chat")
        assert not any("\n" in read for read in first.reads)


def test_what_was_said_before_is_fifty_lines_as_far_as_one_read_goes(tmp_path):
    with (
        Server(
            tmp_path / "data", "--message-rate", "none", doors=DOORS, module="tests.live.patient_server"
        ) as server,
        json_client(server.port, "talker") as talker,
    ):
        for number in range(60):
            talker.asks(cmd="say", room="lobby", text=f"line {number}")
        for _ in range(60):
            talker.event("ack")
        with PipeClient(server.ports["pipe-port"], "Ana") as ana:
            ana.until(lambda: "General" in ana.history)
            assert [one["content"] for one in ana.history["General"]] == [f"line {n}" for n in range(10, 60)]
        for number in range(12):
            talker.asks(cmd="say", room="lobby", text=f"{number} " + "\u00e9" * 900)
        for _ in range(12):
            talker.event("ack")
        with PipeClient(server.ports["pipe-port"], "Beto") as beto:
            beto.until(lambda: "General" in beto.history)
            assert beto.history["General"][-1]["content"].startswith("11 ")
            assert ("talker", "11 " + "\u00e9" * 900) in beto.chats["General"]


def test_a_taken_name_and_one_that_cannot_be_are_words_that_it_shows(server, name):
    door, ana = server.ports["pipe-port"], name("Ana Maria ")
    with PipeClient(door, ana) as first:
        assert first.first == "CONNECTED"
        first.until(lambda: ana.replace(" ", "_") in first.users)
        for taken in (ana, "a:b"):
            with PipeClient(door, taken) as second:
                assert second.first == "NAME_TAKEN"
                assert second.socket.recv(1024) == b""


def form(**fields: bytes) -> tuple[bytes, str]:
    parts = []
    for key, value in fields.items():
        named = f'name="{key}"' + ('; filename="a b.txt"' if key == "file" else "")
        parts.append(b"--x\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (named.encode(), value))
    return b"".join(parts) + b"--x--\r\n", "multipart/form-data; boundary=x"


def asked(url: str, body: bytes | None = None, kind: str = "text/plain") -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310 (our own server's)
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return answer.read()


def test_its_files_go_up_by_a_form_and_come_down_by_their_id_to_those_they_are_for(server, name):
    ana, beto, door = name("Ana Maria "), name("Beto"), server.ports["pipe-port"]
    with PipeClient(door, ana) as first, PipeClient(door, beto) as second:
        first.until(lambda: first.http)
        second.until(lambda: second.http)
        at = f"http://127.0.0.1:{second.http}"
        for whom in ({}, {"recipient": beto.encode()}):
            body, kind = form(file=b"what it is", sender=ana.encode(), **whom)
            told = json.loads(asked(f"{at}/upload", body, kind))
            assert (told["status"], told["filename"]) == ("success", "a b.txt")
            second.until(lambda told=told: second.files.get("a b.txt", "").startswith(told["file_id"]))
            assert asked(f"{at}/download/{second.files['a b.txt']}") == b"what it is"
        with pytest.raises(urllib.error.HTTPError):  # not by whoever finds the bare id
            asked(f"{at}/download/{told['file_id']}")
        second.files.clear()
        second.sends(f"GET_MESSAGES|PERSONAL|{ana}")
        second.until(lambda: "a b.txt" in second.files)
        first.sends(f"DELETE_FILE|{second.files['a b.txt']}")
        assert first.answer("FILE_DELETE_RESPONSE")["success"] is True


# What the kernel is asked for.


class Owner:
    def __init__(self, of):
        self.socket = of


def test_the_kernel_is_asked_to_find_the_dead_for_every_connection_that_a_port_accepts():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        prepare(Owner(listening))
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            options = ("TCP_NODELAY", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
            values = [accepted.getsockopt(socket.IPPROTO_TCP, getattr(socket, option)) for option in options]
            assert values == [1, 60, 15, 4, GIVE_UP]
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1


def test_other_sockets_have_no_such_options():
    with socket.socket(socket.AF_UNIX) as unix:
        for owner in (Owner(unix), object()):
            prepare(owner)
            keep_apart(owner)
