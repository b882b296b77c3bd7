"""Two older clients at their own doors, byte for byte."""

import json

import pytest

from chatservice.model.commands import (
    CodeJoin,
    CodePut,
    DeleteFile,
    Group,
    History,
    Join,
    Login,
    Msg,
    Say,
    Who,
)
from chatservice.model.events import (
    Ack,
    Announcement,
    Came,
    Error,
    FileInfo,
    FileList,
    FileShared,
    Hello,
    HistoryPage,
    Invited,
    Joined,
    Message,
    People,
    RoomInfo,
    RoomList,
    TopicSet,
    Welcome,
    Went,
)
from chatservice.wire.legacy.exact import NAME_WITHIN, PipeDecoder, PromptDecoder
from chatservice.wire.legacy.joined import ObjectEnd
from tests.wire.wire_play import MAX_LINE, Play, one_at_a_time

TS = 1795269720.0
HELLO = Hello(server="chatservice", version="0.1.0", motd="hi")
WELCOME = Welcome(name="alice", epoch="e", token="t", here=2, people=["alice", "bob"])
TAKEN = Error(code="name_taken", text="alice is taken.")


ENTERS = [Login(name="alice"), Join(room="lobby", lines=50)]


def message(text, room="lobby", sender="bob", **more):
    return Message(room=room, seq=1, id=1, ts=TS, sender=sender, text=text, **more)


def pipe_door(**more):
    return Play(PipeDecoder(max_line=MAX_LINE), **more)


def prompt_door(**more):
    return Play(PromptDecoder(max_line=MAX_LINE), **more)


def said(play, event, viewer="alice"):
    """What leaves, write by write."""
    return play.door.writes(play.hear(event, viewer))


# The pipe client (S3), which ends nothing with a line end.


def test_the_pipe_client():
    client = pipe_door()
    assert said(client, HELLO) == []
    assert client.send(b"alice") == []
    assert client.door.unfinished
    assert client.wait() == ENTERS
    assert client.door.paced
    assert said(client, WELCOME) == [
        b"CONNECTED",
        b'SERVER_INFO|{"type": "SERVER_INFO", "supported_languages": [], "active_users": ["alice", "bob"],'
        b' "http_port": null, "file_upload_url": null, "file_download_url": null, "file_list_url": null}',
        b'USER_GROUPS|{"type": "USER_GROUPS", "groups": []}',
    ]
    assert client.send(b"BROADCAST|a || b") == [Say(room="lobby", text="a || b")]
    assert said(client, message("a || b", sender="alice")) == [b"alice: a || b"]
    assert client.send(b"BROADCAST|one\ntwo\n") == [Say(room="lobby", text="one\ntwo")]
    assert said(client, message("one\ntwo")) == [b"bob: one", b"bob: two"]
    assert client.send(b"PERSONAL|bob|psst") == [Msg(to="bob", text="psst")]
    assert said(client, message("psst", "@alice,bob", sender="alice")) == [b"PM to bob: psst"]
    assert client.send(b"CREATE_GROUP|ops|bob,carol") == [
        Group(name="ops", members=["bob", "carol"], skip_unknown=True)
    ]
    assert client.send(b"LIST_CLIENTS") == [Who(room="*")]
    assert client.send(b"GET_MESSAGES|BROADCAST|") == [History(room="lobby")]
    assert client.send(b"JOIN_CODE_SESSION|0123abcd") == [
        CodeJoin(doc="0123abcd", ref="CODE_SESSION|0123abcd")
    ]
    assert not client.door.unfinished
    assert client.send(b"\n") == []
    assert client.end() == []


def named_pipe_client():
    client = pipe_door()
    client.send(b"alice")
    client.wait()
    return client


UPDATE = b'CODE_UPDATE|{"session_id": "0123abcd", "code": "a = \\"{\\" # \xc3\xa9"}'
SENDS = [
    (b"GET_MESSAGES|GROUP|ops", [History(room="ops")]),
    (b"GET_MESSAGES|BROADCAST|", [History(room="lobby")]),
    (b"LIST_CLIENTS", [Who(room="*")]),
    (b"CREATE_GROUP|ops|bob,carol", [Group(name="ops", members=["bob", "carol"], skip_unknown=True)]),
    (b"DELETE_FILE|f1/x", [DeleteFile(file="f1", ref="DELETE_FILE|f1/x")]),
    (b"JOIN_CODE_SESSION|0123abcd", [CodeJoin(doc="0123abcd", ref="CODE_SESSION|0123abcd")]),
    (UPDATE, [CodePut(doc="0123abcd", text='a = "{" # \xe9', ref="CODE_SESSION|0123abcd")]),
]
LAST = (b"BROADCAST|GET_MESSAGES|BROADCAST", [Say(room="lobby", text="GET_MESSAGES|BROADCAST")])


@pytest.mark.parametrize("first", SENDS, ids=lambda each: each[0].partition(b"|")[0].decode())
def test_what_the_network_joined_is_several_sends(first):
    for second in SENDS:
        if b"|" in second[0]:  # without it, it could be the end of a name
            read = first[0] + second[0] + LAST[0]
            assert named_pipe_client().send(read) == [*first[1], *second[1], *LAST[1]]


def test_an_object_that_the_network_cut_is_one_send():
    for cut in range(len(b"CODE_UPDATE|{"), len(UPDATE)):
        client = named_pipe_client()
        assert client.send(UPDATE[:cut]) == []
        assert client.door.held
        assert client.send(UPDATE[cut:] + LAST[0]) == [*SENDS[-1][1], *LAST[1]]
        assert not client.door.held


def test_an_object_that_comes_byte_by_byte_is_one_send():
    client = named_pipe_client()
    head = len(b"CODE_UPDATE|{")
    assert client.send(UPDATE[:head]) == []
    assert [each for byte in UPDATE[head:] for each in client.send(bytes([byte]))] == SENDS[-1][1]


def test_what_came_of_an_object_is_not_looked_at_again():
    """Thousands of small reads of a large one would take all the time there is."""
    text, end = '{"a": "\\"}{\\\\", "b": {}}', ObjectEnd()
    for length in range(1, len(text)):
        assert end.of(text[:length]) is None
        text = '"' * (length - 1) + text[length - 1 :]  # the last one may begin an escape
    assert end.of(text) == len(text)


def test_an_object_that_never_ends_is_refused_when_the_next_message_comes():
    client = named_pipe_client()
    assert client.send(UPDATE[:-1]) == []
    [refused, said] = client.send(LAST[0])
    assert refused[0] == "BadCommand"
    assert [said] == LAST[1]


def test_an_object_that_is_too_long_is_refused_once():
    client = named_pipe_client()
    assert client.send(b'CODE_UPDATE|{"code": "') == []
    told = [each for _ in range(4) for each in client.send(b"x" * (MAX_LINE // 2))]
    assert [each[0] for each in told] == ["LineTooLong"]
    assert client.send(b'y"}') == []
    assert client.send(LAST[0]) == LAST[1]


def test_a_taken_name_is_the_last_word():
    client = pipe_door(taken={"alice"})
    client.send(b"alice")
    client.wait()
    assert said(client, TAKEN) == [b"NAME_TAKEN"]
    assert client.door.close_after(TAKEN)
    assert said(client, Error(code="reserved_name", text="x")) == [b"NAME_TAKEN"]
    bad = Error(code="bad_name", text="The name is empty.")
    assert said(client, bad) == [b"NAME_TAKEN"]  # it would show nothing of any other word
    assert client.door.close_after(bad)
    assert not client.door.close_after(message("x"))


def test_a_refusal_later_on_is_not():
    client = pipe_door()
    client.send(b"alice\nBROADCAST|\n")
    assert not client.door.close_after(Error(code="bad_name", text="x"))


def test_netcat_at_the_pipe_door():
    person = pipe_door()
    assert person.send(b"ali") == []
    assert person.send(b"ce\r\nBROADCAST|a\r\nBROAD") == [*ENTERS, Say(room="lobby", text="a")]
    assert not person.door.unfinished
    assert person.wait() == []
    assert person.send(b"CAST|b\n") == [Say(room="lobby", text="b")]
    assert not person.door.paced
    assert said(person, WELCOME)[0].startswith(b"CONNECTED\nSERVER_INFO|")
    assert said(person, TAKEN) == [b"NAME_TAKEN\n"]
    assert said(person, Error(code="bad_name", text="No.")) == [b"SERVER: No.\n"]
    assert person.send(b"LIST_CLIENTS") == []
    assert person.end() == [Who(room="*")]


def test_a_read_may_not_be_too_long():
    client = pipe_door()
    client.send(b"alice")
    client.wait()
    assert client.send(b"x" * (MAX_LINE + 1)) == [("LineTooLong", MAX_LINE)]
    assert client.send(b"BROADCAST|hi") == [Say(room="lobby", text="hi")]
    assert client.door.held == 0


def test_an_overlong_name_is_refused_before_it_ends():
    client = pipe_door()
    assert client.send(b"x" * (MAX_LINE + 1)) == [("LineTooLong", MAX_LINE)]
    assert not client.door.unfinished
    assert client.wait() == []


# The prompt client (S0).


@pytest.mark.parametrize("room", [b"games", b"lobby", b"0"])
def test_the_prompt_client(room):
    client = prompt_door()
    name = "lobby" if room == b"0" else room.decode()
    assert said(client, HELLO) == [b"ROOM"]
    assert client.send(room) == []
    assert client.wait() == []
    assert client.door.paced
    assert client.send(b"alice") == [Login(name="alice"), Join(room=name)]
    assert said(client, WELCOME) == []
    joined = Joined(room=name, kind="public", head=0, first=1, epoch="e", here=2, members=["alice", "bob"])
    assert said(client, joined) == [b"alice just joined the room!\n"]
    assert said(client, HistoryPage(room=name, lines=[message("old", name)])) == [b"bob: old\n"]
    assert client.send(b"hello") == [Say(room=name, text="hello")]
    assert said(client, message("hello", name, sender="alice")) == [b"alice: hello\n"]
    assert client.send(b"/quit") == [Say(room=name, text="/quit")]
    assert client.send(b"one\ntwo") == [Say(room=name, text="one\ntwo")]
    assert said(client, message("one\ntwo", name)) == [b"bob: one\n", b"bob: two\n"]
    assert said(client, Came(room=name, who=["bob", "carol"])) == [
        b"bob just joined the room!\n",
        b"carol just joined the room!\n",
    ]
    assert said(client, Went(room=name, who=["bob"])) == [b"bob has left the room.\n"]
    assert client.door.codec.echo


def test_room_and_name_one_read_after_the_other():
    client = prompt_door()
    assert client.send(b"games") + client.send(b"alice") == []
    assert client.wait() == [Login(name="alice"), Join(room="games")]


@pytest.mark.parametrize("sent", [b"games\nalice", b"games\nalice\n", b"games\r\nalice\r\n"])
def test_both_in_one_read(sent):
    client = prompt_door()
    assert client.send(sent) + client.wait() == [Login(name="alice"), Join(room="games")]


def test_a_line_end_joins_the_reads_before_it():
    client = prompt_door()
    assert client.send(b"ga") + client.send(b"mes\nalice") + client.wait() == [
        Login(name="alice"),
        Join(room="games"),
    ]


def test_netcat_at_the_prompt_door():
    client = prompt_door()
    asked = []
    for byte in one_at_a_time(b"games\nalice\nhi\nthere\n"):
        asked += client.send(byte)
    assert asked == [
        Login(name="alice"),
        Join(room="games"),
        Say(room="games", text="hi"),
        Say(room="games", text="there"),
    ]
    assert not client.door.paced


def test_other_rooms_are_not_told_here():
    client = prompt_door()
    client.send(b"games\nalice\n")
    assert said(client, message("x", room="lobby")) == []
    assert said(client, Joined(room="lobby", kind="public", head=0, first=1, epoch="e")) == []
    assert said(client, Came(room="lobby", who=["bob"])) == []
    assert said(client, message("x", room="GAMES")) == [b"bob: x\n"]
    assert said(client, message("psst", room="@alice,bob")) == [b"[from bob] psst\n"]


def test_what_the_client_has_no_words_for():
    client = prompt_door()
    client.send(b"games\nalice\n")
    topic = TopicSet(room="games", seq=1, id=1, ts=TS, sender="bob", text="chess")
    assert said(client, topic) == [b"* bob set the topic of games: chess\n"]
    assert said(client, Announcement(text="down")) == [b"* Announcement: down\n"]
    assert said(client, TAKEN) == [b"! alice is taken.\n"]


def test_a_taken_name_may_be_given_again():
    client = prompt_door(taken={"alice"})
    assert client.send(b"games\nalice\n") == [Login(name="alice")]
    assert not client.door.close_after(TAKEN)
    assert client.send(b"carol\nhi\n") == [
        Login(name="carol"),
        Join(room="games"),
        Say(room="games", text="hi"),
    ]


def test_everyone_in_a_room_shares_a_codec():
    one, other = prompt_door(), prompt_door()
    one.send(b"games\n")
    other.send(b"games\n")
    assert one.door.codec is other.door.codec


# Room and name in one piece, and what the older dialogs take.


def merged(sent=b"kitchenAnn"):
    client = prompt_door()
    client.send(sent)
    assert client.wait() == []
    assert client.door.unfinished
    assert client.door.patience == NAME_WITHIN
    return client


def test_a_room_that_the_piece_begins_with_is_the_room():
    client = merged()
    assert client.door.joint == "kitchenAnn"
    assert client.understand(client.door.part("kitchen")) == [Login(name="Ann"), Join(room="kitchen")]
    assert client.send(b"hi") == [Say(room="kitchen", text="hi")]
    assert not client.door.unfinished
    assert client.door.joint == ""


def test_without_such_a_room_the_name_is_asked_for():
    client = merged()
    assert client.understand(client.door.part("")) == [("NameWanted", "kitchenAnn")]
    assert not client.door.unfinished
    assert client.send(b"Ann") == [Login(name="Ann"), Join(room="kitchenAnn")]


def test_then_another_room_may_be_named_with_it():
    client = merged()
    client.understand(client.door.part(""))
    assert client.send(b"kitchen, Ann") == [Login(name="Ann"), Join(room="kitchen")]
    assert client.send(b"one, two") == [Say(room="kitchen", text="one, two")]


def test_a_name_that_comes_while_the_rooms_are_looked_through_is_the_name():
    client = merged()
    assert client.send(b"Ann") == [Login(name="Ann"), Join(room="kitchenAnn")]
    assert client.understand(client.door.part("kitchen")) == []


@pytest.mark.parametrize("sent", [b"my room\nAna Maria\n", b" my  room \n Ana\tMaria \n"])
def test_names_and_rooms_of_words_are_joined(sent):
    assert prompt_door().send(sent) == [Login(name="Ana_Maria"), Join(room="my_room")]
    pipe = pipe_door()
    assert pipe.send(b"Ana Maria\nCREATE_GROUP|My Team|Ana Maria, Bob\nGROUP|My Team|a b\n") == [
        Login(name="Ana_Maria"),
        Join(room="lobby", lines=50),
        Group(name="My_Team", members=["Ana_Maria", "Bob"], skip_unknown=True),
        Say(room="My_Team", text="a b"),
    ]
    assert pipe.send(b"PERSONAL|Ana Maria|x\nGET_MESSAGES|PERSONAL|Ana Maria\n") == [
        Msg(to="Ana_Maria", text="x"),
        History(room="@Ana_Maria"),
    ]
    assert pipe_door().send(b"Ana Maria|pass word\n")[0] == Login(name="Ana_Maria", password="pass word")


REFUSED = Error(code="bad_name", text="The room may not contain ':'. Choose another one.", room="a:b")


def test_a_refused_room_may_be_given_again():
    client = prompt_door()
    assert client.send(b"a:b\nalice\n") == [Login(name="alice"), Join(room="a:b")]
    assert said(client, REFUSED) == [
        b"! The room may not contain ':'. Choose another one.\n"
        b"! You are in no room. Type a room and press Send.\n"
    ]
    assert not client.door.close_after(REFUSED)
    assert client.send(b"kitchen\n") == [Join(room="kitchen")]
    assert said(client, message("x", room="kitchen")) == [b"bob: x\n"]
    assert client.send(b"hi\n") == [Say(room="kitchen", text="hi")]
    slow = Error(code="slow_down", text="slow down: 0.2 s", room="kitchen")
    client.door.close_after(slow)
    assert said(client, slow) == [b"! slow down: 0.2 s\n"]
    assert client.send(b"still here\n") == [Say(room="kitchen", text="still here")]


def test_nothing_leaves_that_one_read_does_not_take():
    client = prompt_door()
    client.send(b"games")
    client.wait()
    client.send(b"alice")
    pieces = said(client, message("\u4e0a" * 700, room="games"))
    assert all(len(piece) <= 1024 and piece.decode() for piece in pieces)
    assert b"".join(pieces) == b"bob: " + "\u4e0a".encode() * 700 + b"\n"


def paced():
    client = pipe_door()
    client.send(b"alice")
    client.wait()
    client.send(b"LIST_CLIENTS")
    return client


def test_a_name_of_something_else_that_is_refused_later_is_not_taken_for_theirs():
    client = paced()
    assert said(client, Error(code="bad_name", text="No.")) == [b"SERVER: No."]
    assert said(client, Error(code="name_taken", text="No.")) == [b"SERVER: No."]


@pytest.mark.parametrize("text", ["x" * 900, "\u00e9" * 300, "x" * 9000, "\U0001f600" * 2000])
def test_the_past_is_as_much_of_its_end_as_one_read_takes(text):
    lines = [message(f"{number} {text}") for number in range(50)]
    [sent] = said(paced(), HistoryPage(room="lobby", lines=lines))
    assert len(sent) <= 8192
    verb, _, facts = sent.partition(b"|")
    told = [one["content"] for one in json.loads(facts)["messages"]]
    assert verb == b"MESSAGE_HISTORY"
    assert told[-1].startswith("49 ")
    assert [one.split()[0] for one in told] == [str(number) for number in range(50 - len(told), 50)]
    if len(text) < 1000:
        assert len(told) > 3


def test_what_lists_people_and_groups_fits_into_one_read_too():
    names = [f"{number}" + "\u4e0a" * 30 for number in range(100)]
    groups = [RoomInfo(room=name, kind="group") for name in names]
    client = paced()
    for event, verb, key in (
        (People(room="*", members=names, here=100), "USER_LIST", "users"),
        (RoomList(rooms=groups), "USER_GROUPS", "groups"),
        (Invited(room="ops", sender="bob", members=names), "GROUP_CREATED", "members"),
        (FileList(files=[file_info(name) for name in names]), "FILE_LIST", "files"),
    ):
        [sent] = said(client, event)
        assert 6000 < len(sent) <= 8192
        told = sent.decode().partition("|")
        assert told[0] == verb
        assert 10 < len(json.loads(told[2])[key]) < 100


def file_info(name):
    url = "http://host:8080/download/9c/1.x"
    return FileInfo(
        file="9c", name=name, size=1, type="a/b", sha256="", sender="bob", ts=TS, room="lobby", kind="public",
        url=url,
    )  # fmt: skip


def test_a_client_that_makes_links_of_ids_is_given_ids_that_open():
    shared = FileShared(
        room="ops", seq=1, id=1, ts=TS, sender="bob", file="9c", name="a.txt", size=4, type="text/plain",
        sha256="", url="http://host:8080/download/9c/1.x",
    )  # fmt: skip
    client = paced()
    [sent] = said(client, shared)
    assert json.loads(sent.partition(b"|")[2])["file_id"] == "9c/1.x"
    [sent] = said(client, HistoryPage(room="ops", lines=[shared]))
    [line] = json.loads(sent.partition(b"|")[2])["messages"]
    assert json.loads(line["file_data"])["file_id"] == "9c/1.x"
    assert line["content"] == "\N{PAPERCLIP} a.txt (4 bytes) [Click to download]"
    assert client.send(b"DELETE_FILE|9c/1.x") == [DeleteFile(file="9c", ref="DELETE_FILE|9c/1.x")]
    [sent] = said(client, Ack(room="ops", seq=2, id=2, ref="DELETE_FILE|9c/1.x"))
    told = json.loads(sent.partition(b"|")[2])
    assert (told["success"], told["file_id"]) == (True, "9c/1.x")
