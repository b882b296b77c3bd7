"""The pipe dialect, word for word."""

import json

import pytest

from chatservice.errors import BadCommand, UnknownCommand
from chatservice.model.commands import (
    CodeInvite,
    CodeJoin,
    CodeNew,
    CodePut,
    CodeRun,
    Group,
    History,
    Msg,
    Rooms,
    Run,
    Say,
    Who,
)
from chatservice.model.events import (
    Ack,
    Announcement,
    Came,
    Error,
    HistoryPage,
    Invited,
    Joined,
    Message,
    MissedPage,
    People,
    RoomInfo,
    RoomList,
    TopicSet,
    Welcome,
    Went,
)
from chatservice.wire.legacy.pipe import EXACT, PIPE, PipeCodec, is_verb, parse
from chatservice.wire.legacy.pipe_code import VERBS

TS = 1795269720.0


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("BROADCAST|hi", Say(room="lobby", text="hi")),
        ("BROADCAST|a || b", Say(room="lobby", text="a || b")),
        ('BROADCAST|{"a":"|"}', Say(room="lobby", text='{"a":"|"}')),
        ("PERSONAL|bob|a|b", Msg(to="bob", text="a|b")),
        ("GROUP|ops|a|b", Say(room="ops", text="a|b")),
        ("CREATE_GROUP|ops|bob,carol", Group(name="ops", members=["bob", "carol"], skip_unknown=True)),
        ("CREATE_GROUP|ops|bob, carol,", Group(name="ops", members=["bob", "carol"], skip_unknown=True)),
        ("CREATE_GROUP|ops|", Group(name="ops", skip_unknown=True)),
        ("CREATE_GROUP|ops", Group(name="ops", skip_unknown=True)),
        ("LIST_CLIENTS", Who(room="*")),
        ("LIST_CLIENTS|", Who(room="*")),
        ("LIST_GROUPS", Rooms()),
        ("GET_MESSAGES|BROADCAST", History(room="lobby")),
        ("GET_MESSAGES|BROADCAST|", History(room="lobby")),
        ("GET_MESSAGES|BROADCAST|ALL", History(room="lobby")),
        ("GET_MESSAGES|PERSONAL|bob", History(room="@bob")),
        ("GET_MESSAGES|GROUP|ops", History(room="ops")),
    ],
)
def test_a_line_asks_for(line, command):
    assert parse(line) == [command]
    assert is_verb(line)


@pytest.mark.parametrize(
    "line",
    [
        "BROADCAST",
        "BROADCAST|",
        "BROADCAST| ",
        "PERSONAL|bob",
        "PERSONAL||hi",
        "GROUP|ops|",
        "CREATE_GROUP",
        "CREATE_GROUP| ",
        "GET_MESSAGES",
        "GET_MESSAGES|PERSONAL",
        "GET_MESSAGES|PERSONAL|",
        "GET_MESSAGES|ALL|x",
    ],
)
def test_a_missing_field_is_answered_with_the_form(line):
    with pytest.raises(BadCommand, match=r"send .*\|") as raised:
        parse(line)
    assert line.partition("|")[0] in raised.value.reason


DOC = "0123abcd"
CODE_LINES = {
    "CREATE_CODE_SESSION|python": [CodeNew(language="python", room="lobby", ref="CODE_SESSION|")],
    f"JOIN_CODE_SESSION|{DOC} ": [CodeJoin(doc=DOC, ref=f"CODE_SESSION|{DOC}")],
    f'INVITE_TO_CODE|{{"recipient":"Ana Maria","session_id":"{DOC}"}}': [
        CodeInvite(name="Ana_Maria", doc=DOC, ref=f"CODE_SESSION|{DOC}")
    ],
    f'CODE_UPDATE|{{"session_id":"{DOC}","code":"a||b\\r\\n","cursor_pos":"1.0"}}': [
        CodePut(doc=DOC, text="a||b\n", ref=f"CODE_SESSION|{DOC}")
    ],
    f'EXECUTE_CODE|{{"session_id":"{DOC}","code":"a||b","language":"c","input":"3"}}': [
        CodePut(doc=DOC, text="a||b", ref=f"CODE_SESSION|{DOC}"),
        CodeRun(doc=DOC, input="3", ref=f"CODE_SESSION|{DOC}"),
    ],
    f'EXECUTE_CODE|{{"session_id":"{DOC}"}}': [CodeRun(doc=DOC, ref=f"CODE_SESSION|{DOC}")],
    'EXECUTE_CODE|{"code":"x","language":"c"}': [
        Run(room="lobby", source="x", language="c", ref="CODE_SESSION|")
    ],
}


@pytest.mark.parametrize("line", CODE_LINES)
def test_code_sessions_are_documents(line):
    assert is_verb(line)
    assert parse(line) == CODE_LINES[line]


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("rest", ["", "|", "|{", "|[]", '|{"code":1}'])
def test_code_that_is_asked_for_wrongly_is_answered_with_the_form(verb, rest):
    if ("{" in rest and VERBS[verb][1].count("{") == 0) or (rest == "|[]" and "{" not in VERBS[verb][1]):
        return
    with pytest.raises(BadCommand, match=f"send {verb}"):
        parse(verb + rest)


def test_what_is_no_json_is_answered_with_the_names_that_belong_in_it():
    with pytest.raises(BadCommand) as refused:
        parse("CODE_UPDATE|{")
    assert refused.value.reason == 'send CODE_UPDATE|{...}, with "session_id", "code"'


@pytest.mark.parametrize("line", ["broadcast|x", "hello", "|", "/quit", "BROADCASTS|x", "\x1b|x"])
def test_anything_else_is_unknown(line):
    assert not is_verb(line)
    with pytest.raises(UnknownCommand):
        parse(line)


def test_a_blank_line_asks_for_nothing():
    assert parse("") == parse("  ") == []


def message(text, room="lobby", sender="alice", **more):
    return Message(room=room, seq=1, id=1, ts=TS, sender=sender, text=text, **more)


SEEN = [
    (message("a|b"), b"alice: a|b\n"),
    (message("one\ntwo"), b"alice: one\nalice: two\n"),
    (message("waves", action=True), b"alice: * waves\n"),
    (message("hi", room="ops"), b"[ops] alice: hi\n"),
    (message("psst", room="@alice,bob"), b"PM from alice: psst\n"),
    (message("psst", room="@alice,bob", sender="bob"), b"PM to alice: psst\n"),
    (
        Came(room="lobby", who=["carol", "dave"]),
        b"SERVER: carol has joined the chat!\nSERVER: dave has joined the chat!\n",
    ),
    (
        Came(room="lobby", who=["carol"], more=9),
        b"SERVER: carol has joined the chat!\nSERVER: 9 more has joined the chat!\n",
    ),
    (Went(room="lobby", who=["carol"]), b"SERVER: carol has left the chat\n"),
    (Came(room="ops", who=["carol"]), b"SERVER: carol has joined ops!\n"),
    (Went(room="ops", who=["carol"]), b"SERVER: carol has left ops\n"),
    (Error(code="no_such_user", text="User 'carol' not found"), b"SERVER: User 'carol' not found\n"),
    (Announcement(text="a\nb"), b"SERVER: Announcement: a\nSERVER: Announcement: b\n"),
    (
        TopicSet(room="lobby", seq=1, id=1, ts=TS, sender="alice", text="x\nSERVER: y"),
        "SERVER: alice set the topic of lobby: x␤SERVER: y\n".encode(),
    ),
    (Ack(room="lobby", seq=1, id=1), b""),
    (
        People(room="*", members=["alice", "bob"], here=2),
        b'USER_LIST|{"type": "USER_LIST_UPDATE", "users": ["alice", "bob"]}\n',
    ),
    (
        Joined(room="lobby", kind="public", head=0, first=1, epoch="e", here=2, members=["alice", "bob"]),
        b'USER_LIST|{"type": "USER_LIST_UPDATE", "users": ["alice", "bob"]}\n',
    ),
    (
        Joined(room="ops", kind="public", head=0, first=1, epoch="e", here=1, members=["bob"]),
        b"SERVER: You are in ops (1 here).\nSERVER: Here: bob.\n",
    ),
    (  # it has no lines yet: bob has made it
        Joined(room="ops", kind="group", head=0, first=1, epoch="e", here=1, members=["bob"]),
        b'GROUP_CREATED|{"type": "GROUP_CREATED", "group_name": "ops", "creator": "bob",'
        b' "members": ["bob"]}\n',
    ),
    (
        Joined(room="ops", kind="group", head=1, first=1, epoch="e", here=1, members=["bob"]),
        b"SERVER: You are in ops (1 here).\nSERVER: Here: bob.\n",
    ),
    (
        RoomList(rooms=[RoomInfo(room="lobby", kind="public"), RoomInfo(room="ops", kind="group")]),
        b'USER_GROUPS|{"type": "USER_GROUPS", "groups": ["ops"]}\n',
    ),
    (
        Invited(room="ops", sender="alice", members=["alice", "bob"]),
        b'GROUP_CREATED|{"type": "GROUP_CREATED", "group_name": "ops", "creator": "alice",'
        b' "members": ["alice", "bob"]}\n',
    ),
    (
        HistoryPage(
            room="lobby",
            lines=[
                message("a\nb"),
                TopicSet(room="lobby", seq=2, id=2, ts=TS, sender="a", text="t"),
                message("w", action=True),
            ],
        ),
        b'MESSAGE_HISTORY|{"msg_type": "BROADCAST", "target": null, "messages": ['
        b'{"sender": "alice", "content": "a\\nb", "timestamp": "2026-11-21 14:02:00", "file_data": null}, '
        b'{"sender": "alice", "content": "* w", "timestamp": "2026-11-21 14:02:00", "file_data": null}]}\n',
    ),
    (
        HistoryPage(room="@alice,bob", lines=[]),
        b'MESSAGE_HISTORY|{"msg_type": "PERSONAL", "target": "alice", "messages": []}\n',
    ),
    (
        MissedPage(rooms=[HistoryPage(room="ops", lines=[])]),
        b'MESSAGE_HISTORY|{"msg_type": "GROUP", "target": "ops", "messages": []}\n',
    ),
]


@pytest.mark.parametrize(("event", "seen"), SEEN)
def test_bob_sees(event, seen):
    assert PIPE.encode(event, "bob") == seen
    assert EXACT.encode(event, "bob") == seen


def test_only_the_exact_door_says_the_words_of_the_login():
    welcome = Welcome(
        name="alice", epoch="e", token="t", rooms=[RoomInfo(room="ops", kind="group")], people=["alice"]
    )
    assert PIPE.encode(welcome, "alice") == b""
    assert EXACT.encode(welcome, "alice") == (
        b"CONNECTED\n"
        b'SERVER_INFO|{"type": "SERVER_INFO", "supported_languages": [], "active_users": ["alice"],'
        b' "http_port": null, "file_upload_url": null, "file_download_url": null, "file_list_url": null}\n'
        b'USER_GROUPS|{"type": "USER_GROUPS", "groups": ["ops"]}\n'
    )
    taken = Error(code="name_taken", text="alice is taken.")
    assert EXACT.encode(taken, "") == b"NAME_TAKEN\n"
    assert PIPE.encode(taken, "") == b"SERVER: alice is taken.\n"


@pytest.mark.parametrize(
    ("address", "port"),
    [
        ("http://192.0.2.1:8080", 8080),
        ("http://chat.example", 80),
        ("https://chat.example", 443),
        ("nonsense", None),
        ("http://chat.example:x", None),
    ],
)
def test_the_port_of_http_is_told_as_a_number(address, port):
    sent = EXACT.encode(Welcome(name="alice", epoch="e", token="t", http=address), "alice")
    info = json.loads(sent.splitlines()[1].partition(b"|")[2])
    assert (info["http_port"], info["file_upload_url"]) == (port, f"{address}/upload")


def test_a_bad_name_is_a_taken_one_only_where_nothing_else_is_shown():
    bad = Error(code="bad_name", text="The name is empty.")
    assert PipeCodec(exact=True, read=4096).encode(bad, "") == b"NAME_TAKEN\n"
    for codec in (EXACT, PIPE, PipeCodec(exact=False, read=4096)):
        assert codec.encode(bad, "") == b"SERVER: The name is empty.\n"


def test_json_holds_nothing_that_a_terminal_obeys():
    hostile = "\x1b[2J\x9b31m\x7f\u202e\u2028\ud800é"
    sent = PIPE.encode(HistoryPage(room="lobby", lines=[message(hostile)]), "bob")
    assert sent[:-1].isascii()
    assert all(0x20 <= byte < 0x7F for byte in sent[:-1])
    assert json.loads(sent.partition(b"|")[2])["messages"][0]["content"] == hostile


def test_the_writer_gets_an_echo():
    assert PIPE.echo
