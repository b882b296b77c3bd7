"""Two older clients at their own doors, byte for byte."""

import pytest

from chatservice.model.commands import Group, History, Join, Login, Msg, Say, Who
from chatservice.model.events import (
    Announcement,
    Came,
    Error,
    Hello,
    HistoryPage,
    Joined,
    Message,
    TopicSet,
    Welcome,
    Went,
)
from chatservice.wire.exact import PipeDoor, PromptDoor
from tests.wire.wire_play import MAX_LINE, Play, one_at_a_time

TS = 1795269720.0
HELLO = Hello(server="chatservice", version="0.1.0", motd="hi")
WELCOME = Welcome(name="alice", epoch="e", token="t", here=2)
TAKEN = Error(code="name_taken", text="alice is taken.")


ENTERS = [Login(name="alice"), Join(room="lobby")]


def message(text, room="lobby", sender="bob", **more):
    return Message(room=room, seq=1, id=1, ts=TS, sender=sender, text=text, **more)


def pipe_door(**more):
    return Play(PipeDoor(max_line=MAX_LINE), **more)


def prompt_door(**more):
    return Play(PromptDoor(max_line=MAX_LINE), **more)


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
        b'SERVER_INFO|{"type": "SERVER_INFO", "supported_languages": [], "active_users": 2,'
        b' "http_port": null, "file_upload_url": null, "file_download_url": null, "file_list_url": null}\n',
        b'USER_GROUPS|{"type": "USER_GROUPS", "groups": []}\n',
    ]
    assert client.send(b"BROADCAST|a || b") == [Say(room="lobby", text="a || b")]
    assert said(client, message("a || b", sender="alice")) == [b"alice: a || b\n"]
    assert client.send(b"BROADCAST|one\ntwo\n") == [Say(room="lobby", text="one\ntwo")]
    assert said(client, message("one\ntwo")) == [b"bob: one\n", b"bob: two\n"]
    assert client.send(b"PERSONAL|bob|psst") == [Msg(to="bob", text="psst")]
    assert said(client, message("psst", "@alice,bob", sender="alice")) == [b"PM to bob: psst\n"]
    assert client.send(b"CREATE_GROUP|ops|bob,carol") == [Group(name="ops", members=["bob", "carol"])]
    assert client.send(b"LIST_CLIENTS") == [Who(room="*")]
    assert client.send(b"GET_MESSAGES|BROADCAST|") == [History(room="lobby")]
    assert client.send(b"EXECUTE_CODE|{}") == [
        ("NotSupported", "EXECUTE_CODE", "this server does not edit or run code yet")
    ]
    assert not client.door.unfinished
    assert client.send(b"\n") == []
    assert client.end() == []


def test_a_taken_name_is_the_last_word():
    client = pipe_door(taken={"alice"})
    client.send(b"alice")
    client.wait()
    assert said(client, TAKEN) == [b"NAME_TAKEN"]
    assert client.door.close_after(TAKEN)
    assert said(client, Error(code="reserved_name", text="x")) == [b"NAME_TAKEN"]
    bad = Error(code="bad_name", text="The name is empty.")
    assert said(client, bad) == [b"SERVER: The name is empty.\n"]
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
