"""One JSON object a line, and what becomes of everything else."""

import json

import pytest

from chatservice.errors import BadCommand, BadJson, Fault, LineTooLong, UnknownCommand
from chatservice.model.commands import Kick, Login, Msg, Ping, Say, Search, Slash
from chatservice.model.events import Ack, Error, HistoryPage, Message, MotdIs, Pong, Welcome
from chatservice.wire.jsonlines import JSON, parse, parse_lines


def refused(line):
    with pytest.raises(Fault) as raised:
        parse(line)
    return raised.value


def test_a_command_is_read():
    assert parse(b'{"cmd":"say","room":"lobby","text":"hi","key":"k","ref":7}') == [
        Say(room="lobby", text="hi", key="k", ref=7)
    ]
    assert parse(b' {"cmd": "login", "since": {"lobby": 3}} ') == [Login(since={"lobby": 3})]


@pytest.mark.parametrize("line", [b"", b"  ", b"\t"])
def test_a_blank_line_asks_for_nothing(line):
    assert parse(line) == []


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"hello",
        b'{"cmd":"ping"} x',
        b'{"cmd":"history","limit":NaN}',
        b'{"cmd":"say","text":"a\x01b"}',
        b'{"cmd":"say","text":"\xff"}',
        b'{"cmd":"say","text":"\xed\xa0\x80"}',
        b'{"cmd":"say","text":"\\ud800"}',
        b'{"cmd":"say","text":"\\udc00abcdef"}',
        b'{"cmd":"say","text":"\\ud800\\ud800 more"}',
        b"[]",
        b"3",
        b"null",
        b'"text"',
        b"[" * 60000,
        b'{"x":' * 10000,
        b'{"x":' + b"[" * 60000,
        b'{"cmd":"say","ref":' + b"[" * 60000,
    ],
)
def test_what_is_no_json_object_is_refused(line):
    fault = refused(line)
    assert isinstance(fault, BadJson)
    assert 0 < len(fault.reason) <= 200


def test_an_unknown_command_is_named_and_keeps_its_ref():
    fault = refused(b'{"cmd":"fly","ref":"r1","to":"moon"}')
    assert isinstance(fault, UnknownCommand)
    assert (fault.name, fault.ref) == ("fly", "r1")


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b'{"cmd":"say","ref":5}', "text"),
        (b'{"cmd":"say","text":3,"ref":5}', "text"),
        (b'{"cmd":"say","txt":"x","ref":5}', "txt"),
        (b'{"ref":5,"cmd":"say","text":"x","action":"yes"}', "action"),
        (b'{"cmd":"login","since":{"a":"x"},"ref":5}', "since"),
        (b'{"text":"x","ref":5}', "cmd"),
        (b'{"cmd":3,"ref":5}', "cmd"),
        (b'{"cmd":"say","cmd":"motd","ref":5}', "cmd"),
        (b'{"cmd":"history","limit":1e3,"ref":5}', "limit"),
        (b'{"cmd":"history","limit":true,"ref":5}', "limit"),
        (b'{"cmd":"history","limit":' + b"9" * 60 + b',"ref":5}', "limit"),
        (b'{"cmd":"history","limit":' + b"9" * 6000 + b',"ref":5}', "limit"),
        (b'{"cmd":"history","before":9007199254740992,"ref":5}', "before"),
        (b'{"cmd":"join","room":"x","since":-9007199254740992,"ref":5}', "since"),
        (b'{"cmd":"login","since":{"a":9007199254740992},"ref":5}', "since"),
    ],
)
def test_a_bad_field_is_named_and_the_ref_comes_back(line, field):
    fault = refused(line)
    assert isinstance(fault, BadCommand)
    assert f"`{field}" in fault.reason
    assert fault.ref == 5


@pytest.mark.parametrize("ref", [b"[1]", b"1.5", b"true", b"{}", b"9" * 30])
def test_a_ref_that_is_none_does_not_come_back(ref):
    fault = refused(b'{"cmd":"say","ref":' + ref + b"}")
    assert isinstance(fault, BadCommand)
    assert fault.ref is None


def test_of_a_key_given_twice_the_last_one_counts():
    assert parse(b'{"cmd":"msg","to":"a","to":"b","text":"x"}') == [Msg(to="b", text="x")]


def test_numbers_that_every_reader_holds_pass():
    assert parse(b'{"cmd":"ping","ref":9007199254740991}') == [Ping(ref=2**53 - 1)]


MESSAGE = Message(room="lobby", seq=43, id=917, ts=1795269720.5, sender="alice", text="hi")


def test_an_event_is_one_object_and_a_line_end():
    assert JSON.encode(MESSAGE, "bob") == (
        b'{"event":"message","room":"lobby","seq":43,"id":917,"ts":1795269720.5,"sender":"alice","text":"hi"}\n'
    )
    assert JSON.encode(Error(code="no_such_room", text="no", ref=3), "") == (
        b'{"event":"error","ref":3,"code":"no_such_room","text":"no"}\n'
    )
    assert JSON.encode(Welcome(name="alice", epoch="e", token="t", here=2), "") == (
        b'{"event":"welcome","name":"alice","epoch":"e","token":"t","here":2}\n'
    )
    assert JSON.echo


@pytest.mark.parametrize("text", ["a\nb\r\nc", '"}\n{"event":"bye"}', "\x1b[2J\0", "\u2028\x85", "\u202e"])
def test_a_text_comes_back_as_it_was_on_one_line(text):
    sent = JSON.encode(Message(room="lobby", seq=1, id=1, ts=0, sender="a", text=text), "b")
    assert sent.count(b"\n") == 1
    assert json.loads(sent)["text"] == text


def test_what_utf8_cannot_say_is_replaced_anywhere():
    odd = Message(room="r\ud800", seq=1, id=2**70, ts=float("nan"), sender="a", text="\udfff")
    for event in (odd, HistoryPage(room="x", lines=[odd]), Pong(ref="\ud800")):
        sent = JSON.encode(event, "b")
        assert json.loads(sent)["event"] in ("message", "history", "pong")
        assert "\ufffd" in sent.decode()


@pytest.mark.parametrize("key", ["k", "ü", "a\ud800"])
def test_acknowledgements_that_leave_together_are_the_same_bytes(key):
    acks = [Ack(room="ops", rid="!x", seq=number, id=number, key=key, ref=number) for number in range(3)]
    assert JSON.encode_all(acks) == b"".join(JSON.encode(ack, "") for ack in acks)


def typed(line, room="!a"):
    return parse(json.dumps({"cmd": "typed", "line": line, "room": room, "ref": "typed:1"}).encode())


def test_a_typed_line_is_the_command_that_a_terminal_would_read():
    assert typed("/kick bob too loud") == [Kick(name="bob", room="!a", reason="too loud", ref="typed:1")]
    assert typed("/kick bob in:ops") == [Kick(name="bob", room="ops", ref="typed:1")]
    assert typed("//x") == [Say(text="/x", room="!a", ref="typed:1")]
    assert typed("/deploy prod") == [Slash(name="deploy", text="prod", room="!a", ref="typed:1")]
    assert typed("/search milk") == [Search(text="milk", ref="typed:1")]  # everywhere, as typed
    assert typed(" ") == [Say(text="", room="!a", ref="typed:1")]  # refused as an empty line is


def test_a_typed_line_that_is_refused_keeps_its_ref():
    with pytest.raises(BadCommand) as raised:
        typed("/kick")
    assert raised.value.ref == "typed:1"


def test_the_answer_to_what_was_typed_has_what_a_terminal_shows():
    def notices(event):
        return json.loads(JSON.encode(event, "")).get("notices")

    assert notices(MotdIs(text="be kind", ref="typed:1")) == ["be kind"]
    assert notices(MotdIs(text="a\ud800", ref="typed:1")) is not None
    assert notices(MotdIs(text="be kind", ref="motd")) is None
    assert notices(MotdIs(text="be kind", ref=1)) is None
    assert notices(Error(code="no_such_room", text="no", ref="typed:1")) is None


SAYS, TELLS = b'{"cmd":"say","text":"one","key":"k"}', b'{"cmd":"msg","to":"bob","text":"}\\n{"}'


def test_lines_that_come_together_are_the_commands_that_each_is():
    frames = [SAYS, TELLS, SAYS, b'{ "text": "\xc3\xa4", "cmd": "say", "ref": 7 }']
    assert parse_lines(frames) == [command for frame in frames for command in parse(frame)]


@pytest.mark.parametrize(
    "frames",
    [
        [SAYS, b'{"cmd":"login","name":"bob"}'],  # what follows depends on its answer
        [SAYS, b'{"cmd":"say","text":"two","re":9007199254740993}'],
        [SAYS, b'{"cmd":"say","text":"two","ref":9007199254740993}'],
        [SAYS, b""],
        [b"", SAYS + SAYS],
        [SAYS + b" " + SAYS, b'{"cmd":"say",', b'"text":"two"}'],
        [SAYS + SAYS, b'{"cmd":"say","text":"two","x":{}', b"{}}"],
        [SAYS, b'{"cmd":"say"}'],
        [SAYS, b'{"cmd":"say","text":"\xff"}'],
        [SAYS, b'{"cmd":"say","text":"two","x":' + b"[" * 5_000 + b"]" * 5_000 + b"}"],
        [SAYS, LineTooLong(100)],
        [SAYS, b"hello"],
    ],
)
def test_anything_else_among_them_is_parsed_one_by_one(frames):
    assert not parse_lines(frames)
