"""The line door: who may speak what, and when."""

import pytest

from chatservice.model.commands import Help, Join, Login, Msg, Ping, Quit, Say, Who
from chatservice.model.events import Error, Hello, Joined, Message, Welcome
from chatservice.wire import jsonlines
from chatservice.wire.legacy import pipe
from chatservice.wire.reads import READS_MAX
from chatservice.wire.text import TEXT
from tests.wire.wire_play import MAX_JSON, MAX_LINE, Play, line_door, one_at_a_time

LOBBY = Join(room="lobby")
MESSAGE = Message(room="lobby", seq=1, id=1, ts=0, sender="bob", text="hello")


def play(taken=(), **settings):
    return Play(line_door(**settings), taken)


def test_a_person_with_netcat():
    person = play(taken={"bob"})
    assert person.hear(Hello(server="chatservice", version="0.1.0")) == (
        b"* chatservice 0.1.0\n"
        b"* Type your name to come in. /help shows what else you can type, /quit leaves.\n"
    )
    assert person.send(b"bob\n") == [Login(name="bob")]
    assert person.hear(Error(code="name_taken", text="bob is taken. Choose another name.")) == (
        b"! bob is taken. Choose another name.\n"
    )
    assert person.send(b" alice \r\n") == [Login(name="alice"), LOBBY]
    assert person.hear(Welcome(name="alice", epoch="e", token="t")) == b"* Welcome, alice.\n"
    joined = Joined(room="lobby", kind="public", head=0, first=1, epoch="e", here=1, members=["alice"])
    assert person.hear(joined) == b"* You are in lobby (1 here).\n* Here: alice.\n"
    assert person.send(b"hello\n\n//shrug\n/msg bob psst\n") == [
        Say(text="hello"),
        Say(text="/shrug"),
        Msg(to="bob", text="psst"),
    ]
    assert person.hear(MESSAGE) == b"[lobby] bob: hello\n"
    assert person.send(b"BROADCAST|hi\n{}\n") == [Say(text="BROADCAST|hi"), Say(text="{}")]
    assert person.send(b"qu") == []
    assert person.send(b"it\n") == [Quit()]


def test_a_person_with_telnet():
    person = play()
    assert person.send(b"\xff\xfd\x03\xff\xfb\x18alice\r\0") == [Login(name="alice"), LOBBY]
    assert person.send(b"caf\xe9 \xc3\xa9\r\n") == [Say(text="caf\ufffd é")]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        (b"/login alice", [Login(name="alice", rooms=True), LOBBY]),
        (b"/login " + b"0" * 32, [Login(token="0" * 32, rooms=True), LOBBY]),
        (b"/help", [Help()]),
        (b"help", [Help()]),
        (b"exit", [Quit()]),
        (b"/help join", [Help(about="join")]),
        (b"/quit", [Quit()]),
        (b"quit", [Quit()]),
        (b" QUIT ", [Quit()]),
        (b"!bye", [Quit()]),
        (b"", []),
        (b"   ", []),
        (b"/json", []),
        (b"/nonsense", [("UnknownCommand", "/nonsense", "")]),
        (b"/pipe", [("NotLoggedIn",)]),
        (b"http://x/", [Login(name="http://x/"), LOBBY]),
        (b"two words: text", [Login(name="two words: text"), LOBBY]),
        (b"/join: x", [("UnknownCommand", "/join:", "/join")]),
    ],
)
def test_before_there_is_a_name(line, asked):
    assert play(disconnect_message="!bye").send(line + b"\n") == asked


@pytest.mark.parametrize("word", [b"quit", b"Quit", b"!DISCONNECT", b"/quit"])
def test_words_for_goodbye(word):
    person = play(disconnect_message="!DISCONNECT")
    person.send(b"alice\n")
    assert person.send(word + b"\n") == [Quit()]
    assert person.send(word + b" smoking\n") in ([Say(text=word.decode() + " smoking")], [Quit()])


# The client that writes its name before each line (S1).


def test_a_client_that_writes_its_name_before_each_line():
    window = play()
    assert window.send(b"alice: hello\n") == [Login(name="alice"), LOBBY, Say(text="hello")]
    assert window.send(b"alice: a: b\nbob: not me\nno name\n") == [
        Say(text="a: b"),
        Say(text="bob: not me"),
        Say(text="no name"),
    ]
    assert window.send(b"alice: BROADCAST|x\n") == [Say(text="BROADCAST|x")]
    assert window.send(b"alice: /join ops\n") == [Join(room="ops", quiet=True)]
    assert window.hear(MESSAGE) == b"[lobby] bob: hello\n"
    assert not window.door.codec.echo
    assert window.send(b"alice: quit\n") == [Quit()]


def test_its_name_may_be_taken():
    window = play(taken={"alice"})
    assert window.send(b"alice: hello\n") == [Login(name="alice")]
    assert window.send(b"carol: hello\ncarol: again\n") == [
        Login(name="carol"),
        LOBBY,
        Say(text="hello"),
        Say(text="again"),
    ]


def test_a_prefix_of_another_login_is_forgotten():
    window = play(taken={"alice"})
    window.send(b"alice: hello\nbob\n")
    assert window.send(b"alice: hello\n") == [Say(text="alice: hello")]


def test_a_prefix_is_only_taken_from_who_began_with_one():
    person = play()
    person.send(b"alice\n")
    assert person.send(b"alice: hello\n") == [Say(text="alice: hello")]


def test_a_client_that_ends_nothing_is_framed_by_its_reads():
    window = play()
    assert window.send(b"alice: hello") == []
    assert window.door.unfinished
    assert window.wait() == [Login(name="alice"), LOBBY, Say(text="hello")]
    assert window.door.paced
    assert window.send(b"alice: again") == [Say(text="again")]
    assert window.send(b"alice: ") == []
    assert window.door.writes(window.hear(MESSAGE)) == [b"[lobby] bob: hello"]
    assert window.send(b"alice: quit") == [Quit()]
    assert not window.door.unfinished
    assert window.end() == []


def test_what_it_sends_before_that_is_known_is_taken_read_by_read():
    window = play()
    assert window.send(b"alice: one") + window.send(b"alice: two") == []
    assert window.wait() == [Login(name="alice"), LOBBY, Say(text="one"), Say(text="two")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("una: hello alluna: seconduna: third", ["hello all", "second", "third"]),
        ("una: luna: are you there?", ["luna: are you there?"]),
        ("una: I am una: yes", ["I am una: yes"]),
    ],
)
def test_lines_that_it_sends_at_once_are_taken_apart(sent, said):
    window = play()
    window.send(sent.encode())
    assert window.wait() == [Login(name="una"), LOBBY, *(Say(text=text) for text in said)]


def test_no_more_reads_are_told_apart_than_a_client_makes():
    window = play()
    for byte in one_at_a_time(b"alice: " + b"x" * 200):
        window.send(byte)
    frames = window.door.idle()
    assert len(frames) == READS_MAX
    assert b"".join(frames) == b"alice: " + b"x" * 200


def test_its_name_may_be_of_words_since_it_cannot_ask_again():
    window = play()
    window.send("Ana Maria: ol\u00e1".encode())
    assert window.wait() == [Login(name="Ana_Maria"), LOBBY, Say(text="ol\u00e1")]
    assert window.send(b"Ana Maria: tudo bem") == [Say(text="tudo bem")]


def test_no_character_is_cut_for_a_client_that_takes_each_read_for_one_text():
    window = play()
    window.send(b"alice: x")
    window.wait()
    text = "\u00e9" * 1000
    pieces = window.door.writes(f"[lobby] bob: {text}\n".encode())
    assert [len(piece) for piece in pieces] == [1023, 990]
    assert b"".join(pieces).decode() == f"[lobby] bob: {text}"
    assert all(piece.decode() for piece in pieces)


@pytest.mark.parametrize(
    "begun", [b"ali", b"alice:", b"/login alice: x", b'{"cmd": "login"', b"http://x: y", b": x"]
)
def test_a_person_who_has_not_ended_the_line_is_waited_for(begun):
    person = play()
    person.send(begun)
    assert not person.door.unfinished
    assert person.wait() == []


def test_who_ended_a_line_before_is_waited_for_too():
    person = play(taken={"bob"})
    person.send(b"bob\nalice: x")
    assert not person.door.unfinished


# Programs.


def test_a_program_speaks_json_from_its_first_line():
    program = play()
    assert program.send(b'{"cmd":"login","name":"alice"}\n\n{"cmd":"ping","ref":1}\n') == [
        Login(name="alice"),
        Ping(ref=1),
    ]
    assert program.door.codec is jsonlines.JSON
    assert program.send(b'quit\n{"cmd":"fly","ref":2}\n{"cmd":"ping"}\n') == [
        ("BadJson", "invalid character (byte 0)"),
        ("UnknownCommand", "fly", "", 2),
        Ping(),
    ]


def test_broken_json_is_answered_in_json_and_the_session_lives():
    program = play()
    assert program.send(b"{broken\n")[0][0] == "BadJson"
    assert program.door.codec is jsonlines.JSON
    assert program.send(b'{"cmd":"ping"}\n') == [Ping()]


def test_json_lines_may_be_long_the_second_one_too():
    text = "x" * (MAX_LINE + 100)
    line = b'{"cmd":"say","text":"%b"}\n' % text.encode()
    assert play().send(b'{"cmd":"ping"}\n' + line) == [Ping(), Say(text=text)]
    assert play().send(b'{"cmd":"ping"}\n' + b"{" * (MAX_JSON + 1) + b'\n{"cmd":"ping"}\n') == [
        Ping(),
        ("LineTooLong", MAX_JSON),
        Ping(),
    ]


def test_a_person_may_not_say_so_much():
    person = play()
    person.send(b"alice\n")
    assert person.send(b"{" * (MAX_LINE + 1) + b"\n" + b"x" * (MAX_LINE + 1) + b"\nhi\n") == [
        ("LineTooLong", MAX_LINE),
        ("LineTooLong", MAX_LINE),
        Say(text="hi"),
    ]


def test_switching_to_json():
    person = play()
    assert person.send(b'alice\nhi\n/JSON \n{"cmd":"ping"}\n') == [
        Login(name="alice"),
        LOBBY,
        Say(text="hi"),
        Ping(),
    ]
    assert person.door.codec is jsonlines.JSON


# The pipe dialect.


def test_a_pipe_verb_as_the_first_line_after_the_name():
    client = play()
    assert client.send(b"alice\n") == [Login(name="alice"), LOBBY]
    assert client.hear(Welcome(name="alice", epoch="e", token="t")) == b"* Welcome, alice.\n"
    assert client.send(b"\nLIST_CLIENTS\n") == [Who(room="*")]
    assert client.door.codec is pipe.PIPE
    assert client.hear(MESSAGE) == b"bob: hello\n"
    assert client.hear(Welcome(name="alice", epoch="e", token="t")) == b""
    assert client.send(b"BROADCAST|a|b\nhello\n/help\n") == [
        Say(room="lobby", text="a|b"),
        ("UnknownCommand", "hello", ""),
        ("UnknownCommand", "/help", ""),
    ]


@pytest.mark.parametrize("line", [b"BROADCAST|hi", b"CODE_UPDATE|{}", b"BROADCAST", b"LIST_FILES"])
def test_a_verb_alone_or_with_a_bar_switches_even_if_refused(line):
    client = play()
    client.send(b"alice\n" + line + b"\n")
    assert client.door.codec is pipe.PIPE


@pytest.mark.parametrize("line", [b"broadcast|hi", b"BROADCASTS|hi", b"BROADCAST hi", b"|", b"hi"])
def test_anything_else_stays_text_for_good(line):
    client = play()
    client.send(b"alice\n" + line + b"\n")
    assert client.send(b"BROADCAST|hi\n") == [Say(text="BROADCAST|hi")]
    assert client.door.codec is TEXT


def test_a_refused_name_leaves_the_choice_open():
    client = play(taken={"bob"})
    client.send(b"bob\nalice\n")
    assert client.send(b"BROADCAST|hi\n") == [Say(room="lobby", text="hi")]


def test_a_name_refused_in_another_form_leaves_it_open_too():
    client = play(taken={"bob"})
    client.send(b"bob: hi\nalice\n")
    assert client.send(b"BROADCAST|hi\n") == [Say(room="lobby", text="hi")]


def test_switching_to_pipe():
    person = play()
    assert person.send(b"alice\nhi\n/pipe\nBROADCAST|x\n")[3:] == [Say(room="lobby", text="x")]


# Those that cannot be served.

HEADER = b"37".ljust(1024) + b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00}\x94."
HEADER_REFUSED = [
    ("NotSupported", "A header of fixed length", "this server reads lines of text, or of JSON"),
]
PICKLE_REFUSED = [
    (
        "NotSupported",
        "A pickled object",
        "unpickling runs whatever the sender wants; send text, or JSON lines",
    )
]
HTTP_REFUSED = [("NotSupported", "HTTP", "this door takes lines of text, or of JSON")]


@pytest.mark.parametrize("cut", [lambda data: [data], one_at_a_time])
@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        (HEADER, HEADER_REFUSED),
        (b"1048576".ljust(1024), HEADER_REFUSED),
        (b"\x80\x04\x95\x1a\n", PICKLE_REFUSED),
        (b"POST / HTTP/1.1\r\nHost: localhost:5555\r\n\r\nalice\nBROADCAST|pwned\n", HTTP_REFUSED),
    ],
)
def test_who_cannot_be_served_is_told_once_without_waiting_for_a_line_end(sent, refused, cut):
    client = play()
    asked = []
    for chunk in cut(sent + b"\nalice\nhello\n"):
        asked += client.send(chunk)
    assert asked == refused
    assert client.over
    client.over = False
    assert client.send(b"alice\n" * 3) + client.end() == []
    assert client.door.held == 0


@pytest.mark.parametrize("sent", [b"37\n", b"37 " + b"\n", b"a" + b" " * 80 + b"\n", b"\x80\n", b"\x80abc\n"])
def test_a_name_that_only_begins_like_it_is_a_name(sent):
    assert [type(asked) for asked in play().send(sent)] == [Login, Join]


def test_a_header_later_on_is_text():
    person = play()
    person.send(b"alice\n")
    assert person.send(b"37" + b" " * 80 + b"\n") == [Say(text="37" + " " * 80)]


def test_waiting_means_nothing_here():
    person = play()
    person.send(b"alice")
    assert not person.door.unfinished
    assert person.wait() == []
    assert person.end() == [Login(name="alice"), LOBBY]


def test_an_endless_line_ends_the_connection():
    person = play()
    assert person.send(b"x" * (MAX_LINE * 17)) == [("LineTooLong", MAX_LINE), ("Flood",)]
    assert person.over
    assert person.door.feed(b"x" * 100) == []


def test_everything_leaves_in_one_write():
    door = line_door()
    assert door.writes(b"a\nb\n") == [b"a\nb\n"]
    assert door.writes(b"") == []
    assert not door.paced
    assert not door.close_after(Error(code="name_taken", text=""))
