"""The REST interface of an older chat: every sentence and status, and one world with the rest."""

import pytest

from tests.scenes.stage import Stage
from tests.scenes.web import Web


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def web(stage):
    return Web(stage)


def says(web, path, **fields):
    """The status and what is said, of a POST."""
    answer = web.post(path, fields)
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert said["status"] == ("success" if answer.status == 200 else "fail")
    return answer.status, said["message"]


def messages(web, username, last_id=0, more=""):
    said = web.get(f"/messages?username={username}&last_id={last_id}{more}").json()
    assert said["status"] == "success"
    return said["messages"]


def told(web, username, **query):
    return [(m["sender"], m["recipient"], m["message"]) for m in messages(web, username, **query)]


def registered(web, *names):
    for name in names:
        assert says(web, "/register", username=name)[0] == 200


# People.


def test_a_name_is_registered_once(web):
    assert says(web, "/register", username="john_doe") == (200, "User john_doe registered successfully.")
    assert says(web, "/register", username="john_doe") == (400, "Username already taken.")
    assert says(web, "/register", username="JOHN_doe") == (400, "Username already taken.")
    assert says(web, "/register") == (400, "Username is required.")
    assert says(web, "/register", username="") == (400, "Username is required.")
    assert says(web, "/register", username=7) == (400, "Username is required.")


def test_somebody_with_netcat_has_their_name(web, stage):
    stage.text("alice")
    assert says(web, "/register", username="Alice") == (400, "Username already taken.")
    assert says(web, "/send", sender="alice", recipient="bob", message="x") == (400, "Sender not registered.")


def test_a_bad_name_says_why(web):
    status, said = says(web, "/register", username="a b")
    assert (status, "spaces" in said) == (400, True)


def test_who_is_online(web, stage):
    registered(web, "john_doe")
    stage.text("alice")
    answer = web.get("/online")
    assert answer.json() == {"status": "success", "online_users": ["john_doe", "alice"]}


def test_logging_out(web):
    registered(web, "john_doe")
    assert says(web, "/logout", username="john_doe") == (200, "User john_doe logged out successfully.")
    assert says(web, "/logout", username="john_doe") == (400, "Username not found.")
    assert says(web, "/logout") == (400, "Username is required.")
    assert web.get("/online").json()["online_users"] == []
    registered(web, "john_doe")


def test_a_name_is_free_ten_minutes_after_the_last_request(web, stage):
    registered(web, "john_doe")
    stage.passes(590)
    messages(web, "john_doe")
    stage.passes(590)
    assert web.get("/online").json()["online_users"] == ["john_doe"]
    stage.passes(20)
    assert web.get("/online").json()["online_users"] == []
    answer = web.get("/messages?username=john_doe")
    assert (answer.status, answer.json()["message"]) == (400, "User not registered.")


def test_whoever_takes_the_name_next_sees_nothing_of_the_first(web, stage):
    registered(web, "john_doe", "jane")
    says(web, "/send", sender="jane", recipient="john_doe", message="secret")
    for _ in range(3):
        stage.passes(300)
        messages(web, "jane")
    registered(web, "john_doe")
    assert messages(web, "john_doe") == []


# Messages.


def test_a_message_between_two(web):
    registered(web, "john_doe", "jane_smith")
    sent = says(web, "/send", sender="john_doe", recipient="jane_smith", message="Hello, how are you?")
    assert sent == (200, "Message sent successfully.")
    (message,) = messages(web, "jane_smith")
    assert message.pop("id") > 0
    assert message == {"sender": "john_doe", "recipient": "jane_smith", "message": "Hello, how are you?"}
    assert messages(web, "john_doe") == []
    assert told(web, "john_doe", more="&own=1") == [("john_doe", "jane_smith", "Hello, how are you?")]


@pytest.mark.parametrize("missing", ["sender", "recipient", "message"])
def test_a_message_needs_its_three_fields(web, missing):
    fields = {"sender": "a", "recipient": "b", "message": "c"}
    del fields[missing]
    assert says(web, "/send", **fields) == (400, "Sender, recipient, and message are required.")
    assert says(web, "/send", **fields, **{missing: ["x"]})[0] == 400


def test_what_cannot_be_sent(web, stage):
    registered(web, "john_doe", "jane", "bob")
    assert says(web, "/send", sender="x", recipient="jane", message="x") == (400, "Sender not registered.")
    assert says(web, "/send", sender="jane", recipient="x", message="x") == (400, "Recipient not online.")
    assert says(web, "/send", sender="jane", recipient="room_1", message="x") == (400, "Room does not exist.")
    web.post("/create_room", {"admin": "john_doe", "participants": ["bob"]})
    not_in = (400, "You are not a participant of this room.")
    assert says(web, "/send", sender="jane", recipient="room_1", message="x") == not_in


def test_only_what_is_new_is_given_and_ids_grow(web):
    registered(web, "a1", "b1")
    for n in range(5):
        says(web, "/send", sender="a1", recipient="b1", message=str(n))
    all_ = messages(web, "b1")
    assert [m["message"] for m in all_] == list("01234")
    assert [m["id"] for m in all_] == sorted({m["id"] for m in all_})
    assert messages(web, "b1", last_id=all_[2]["id"]) == all_[3:]
    assert messages(web, "b1", last_id=all_[4]["id"]) == []
    assert messages(web, "b1", last_id="rubbish") == all_


def test_messages_need_a_name_that_is_registered(web):
    answer = web.get("/messages")
    assert (answer.status, answer.json()) == (400, {"status": "fail", "message": "Username is required."})
    answer = web.get("/messages?username=nobody&last_id=0")
    assert (answer.status, answer.json()) == (400, {"status": "fail", "message": "User not registered."})


def test_what_is_older_than_memory_is_read_in_pages(stage):
    stage = Stage(ring=4, history_page=4, history_max=10, message_rate=None)
    web = Web(stage)
    registered(web, "a1", "b1", "c1")
    web.post("/create_room", {"admin": "a1", "participants": ["b1"]})
    for n in range(20):
        says(web, "/send", sender="a1", recipient="b1" if n % 2 else "room_1", message=str(n))
    seen, last = [], 0
    while page := messages(web, "b1", last):
        assert len(page) <= 10
        seen += page
        last = page[-1]["id"]
    assert [m["message"] for m in seen if m["sender"] == "a1"] == [str(n) for n in range(20)]
    assert seen[0]["sender"] == "server"


# Rooms.


def test_a_room_is_made_and_talked_in(web):
    registered(web, "john_doe", "jane_smith", "bob_wilson")
    answer = web.post("/create_room", {"admin": "john_doe", "participants": ["jane_smith", "bob_wilson"]})
    assert answer.json() == {
        "status": "success",
        "message": "Room room_1 created successfully.",
        "room_id": "room_1",
    }
    made = "Room 1 has been created and you have been added as a participant."
    for name in ("john_doe", "jane_smith", "bob_wilson"):
        assert told(web, name) == [("server", name, made)]
    says(web, "/send", sender="jane_smith", recipient="room_1", message="Hello room!")
    for name in ("john_doe", "jane_smith", "bob_wilson"):
        assert told(web, name)[1:] == [("jane_smith", "room_1", "Hello room!")]
    assert (
        web.post("/create_room", {"admin": "john_doe", "participants": ["bob_wilson"]}).json()["room_id"]
        == "room_2"
    )


def test_what_a_room_needs(web):
    registered(web, "john_doe")
    needed = (400, "Admin and participants are required.")
    assert says(web, "/create_room", admin="john_doe") == needed
    assert says(web, "/create_room", admin="john_doe", participants=[]) == needed
    assert says(web, "/create_room", admin="john_doe", participants="bob") == needed
    assert says(web, "/create_room", participants=["bob"]) == needed
    assert says(web, "/create_room", admin="x", participants=["john_doe"]) == (
        400,
        "Admin is not registered.",
    )
    nobody = says(web, "/create_room", admin="john_doe", participants=["bob"])
    assert nobody == (400, "User bob is not online.")


def test_leaving_a_room(web):
    registered(web, "john_doe", "jane_smith", "bob")
    web.post("/create_room", {"admin": "john_doe", "participants": ["jane_smith"]})
    not_in = (400, "You are not a participant of this room.")
    assert says(web, "/leave_room", username="bob", room_id="room_1") == not_in
    assert says(web, "/leave_room", username="bob", room_id="room_9") == (400, "Room does not exist.")
    assert says(web, "/leave_room", username="bob") == (400, "Username and room_id are required.")
    assert says(web, "/leave_room", username="john_doe", room_id="room_1") == (
        200,
        "You have left room room_1.",
    )
    assert told(web, "jane_smith")[1:] == [("server", "jane_smith", "john_doe has left room 1.")]
    assert says(web, "/send", sender="john_doe", recipient="room_1", message="x") == not_in


def test_who_logs_out_leaves_the_rooms(web):
    registered(web, "john_doe", "jane_smith")
    web.post("/create_room", {"admin": "john_doe", "participants": ["jane_smith"]})
    says(web, "/logout", username="john_doe")
    assert told(web, "jane_smith")[1:] == [("server", "jane_smith", "john_doe has left room 1.")]


# The announcement.


def test_the_announcement(web, stage):
    answer = web.get("/announcement")
    assert (answer.status, answer.json()) == (
        500,
        {"status": "fail", "message": "Failed to read announcement."},
    )
    stage.chat.notices.announce("Backup at noon.")
    answer = web.get("/announcement")
    assert (answer.status, answer.json()) == (200, {"status": "success", "announcement": "Backup at noon."})


# One world.


def test_people_with_netcat_and_over_rest_talk(web, stage):
    alice = stage.text("alice")
    registered(web, "john_doe")
    says(web, "/send", sender="john_doe", recipient="alice", message="hello\nthere")
    assert alice.sees() == ["[from john_doe] hello", "[from john_doe] there"]
    alice.types("/msg john_doe hi")
    assert told(web, "john_doe") == [("alice", "john_doe", "hi")]
    web.post("/create_room", {"admin": "john_doe", "participants": ["alice"]})
    assert "* john_doe added alice to room_1." in alice.sees()
    says(web, "/send", sender="john_doe", recipient="room_1", message="in here")
    assert alice.sees() == ["[room_1] john_doe: in here"]
    alice.types("/join room_1", "me too")
    assert told(web, "john_doe")[-1] == ("alice", "room_1", "me too")


def test_a_public_room_is_a_recipient_too(web, stage):
    alice = stage.text("alice")
    registered(web, "john_doe")
    says(web, "/send", sender="john_doe", recipient="lobby", message="hello all")
    assert alice.sees() == ["* john_doe came into lobby.", "[lobby] john_doe: hello all"]
    alice.types("welcome")
    assert told(web, "john_doe") == [("john_doe", "lobby", "hello all"), ("alice", "lobby", "welcome")]


def test_what_is_done_in_a_room_is_told_by_the_server(web, stage):
    alice = stage.text("alice")
    registered(web, "john_doe")
    web.post("/create_room", {"admin": "john_doe", "participants": ["alice"]})
    alice.types("/join room_1", "/topic Release", "/me waves")
    assert told(web, "john_doe")[1:] == [
        ("server", "room_1", "alice set the topic of room_1: Release"),
        ("alice", "room_1", "* alice waves"),
    ]


def test_a_key_makes_sending_again_harmless(web):
    registered(web, "a1", "b1")
    for _ in range(2):
        assert says(web, "/send", sender="a1", recipient="b1", message="once", key="k1")[0] == 200
    assert len(messages(web, "b1")) == 1


# What is refused otherwise is told in that system's shape.


def test_faults_have_that_systems_shape(web):
    for answer, status in (
        (web.post("/send", b"{"), 400),
        (web.post("/send", b"[1]"), 400),
        (web.get("/send"), 405),
        (web.post("/register", {"username": "x" * 600_000}), 413),
        (web.get("/online", Host="evil.example"), 421),
        (web.post("/register", {"username": "a1"}, Origin="https://evil.example"), 403),
    ):
        assert answer.status == status
        assert answer.json()["status"] == "fail"
        assert answer.json()["message"]


def test_too_much_is_a_429_with_the_time_to_wait(web):
    registered(web, "a1", "b1")
    for _ in range(10):
        assert says(web, "/send", sender="a1", recipient="b1", message="x")[0] == 200
    answer = web.post("/send", {"sender": "a1", "recipient": "b1", "message": "x"})
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")


# Who may come by a bare name.


@pytest.mark.parametrize("header", ["X_Forwarded_For", "Forwarded", "X_Real_IP", "Via"])
def test_a_bare_name_is_not_enough_through_a_proxy(web, header):
    for answer in (
        web.post("/register", {"username": "a1"}, **{header: "10.0.0.1"}),
        web.get("/online", **{header: "10.0.0.1"}),
        web.get("/messages?username=a1", **{header: "10.0.0.1"}),
    ):
        assert answer.status == 401
        assert answer.json()["status"] == "fail"


def test_a_bare_name_is_not_enough_from_elsewhere_unless_it_is_said(stage):
    assert Web(stage, peer="10.1.2.3").post("/register", {"username": "a1"}).status == 401
    assert Web(Stage(open=True), peer="10.1.2.3").post("/register", {"username": "a1"}).status == 200
    assert Web(Stage(open=True), peer="").post("/register", {"username": "a1"}).status == 401


def test_a_token_is_enough_from_anywhere(stage):
    alice = stage.json("alice")
    alice.asks(cmd="token")
    token = alice.events("token")[0]["token"]
    bob = stage.text("bob")
    web = Web(stage, peer="10.1.2.3")
    sent = web.post(
        "/send", {"sender": "alice", "recipient": "bob", "message": "hi"}, Authorization=f"Bearer {token}"
    )
    assert sent.json() == {"status": "success", "message": "Message sent successfully."}
    assert bob.sees()[-1] == "[from alice] hi"
    assert [e["text"] for e in alice.events("message")] == ["hi"]  # a device as any other
    forged = web.post(
        "/send", {"sender": "bob", "recipient": "alice", "message": "hi"}, Authorization=f"Bearer {token}"
    )
    assert (forged.status, forged.json()["message"]) == (400, "Sender not registered.")
    wrong = web.post(
        "/send", {"sender": "alice", "recipient": "bob", "message": "x"}, Authorization="Bearer x"
    )
    assert (wrong.status, wrong.json()["status"]) == (401, "fail")
