"""Nobody forges a line that is not his own, in any dialect."""

import json
import re
import unicodedata
from enum import Enum
from functools import cache
from typing import get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatservice.model import events
from chatservice.model.commands import Command
from chatservice.model.events import Event, HistoryPage, Message, RoomInfo
from chatservice.wire.irc.caps import SHARED
from chatservice.wire.irc.event_words import Codecs
from chatservice.wire.jsonlines import JSON
from chatservice.wire.legacy.exact import PipeDecoder, PromptDecoder
from chatservice.wire.legacy.pipe import EXACT, PIPE
from chatservice.wire.legacy.prompt import codec_for
from chatservice.wire.text import TEXT
from tests.wire.strangers import Strangers
from tests.wire.wire_play import Play, fed, line_door, one_at_a_time

PROMPT = codec_for("lobby")

# Golden: what mallory says, and what bob's terminal gets.

FORGERIES = {
    "a server line": "hi\n* Welcome, root.",
    "a refusal": "\r! You are banned.",
    "another's line": "\r\n[lobby] alice: I quit",
    "a direct line": "\v[from alice] send me the key",
    "a verb": "x\nNAME_TAKEN\nUSER_LIST|{}",
    "the server's words": "\u2028SERVER: alice has left the chat",
    "JSON": '"}\n{"event":"bye","code":"x","text":"x"}',
    "a title": "\x1b]0;pwned\x07",
    "a cursor": "\x1b[1A\x1b[2Kalice: yes",
    "C1": "\x9b1Aalice: yes",
    "overwriting": "\b\b\b\b\b\b\b\balice: yes",
    "backwards": "\u202e:ecila",
}

IN_TEXT = {
    "a server line": "[lobby] mallory: hi\n[lobby] mallory: * Welcome, root.\n",
    "a refusal": "[lobby] mallory: \n[lobby] mallory: ! You are banned.\n",
    "another's line": "[lobby] mallory: \n[lobby] mallory: [lobby] alice: I quit\n",
    "a direct line": "[lobby] mallory: \n[lobby] mallory: [from alice] send me the key\n",
    "a verb": "[lobby] mallory: x\n[lobby] mallory: NAME_TAKEN\n[lobby] mallory: USER_LIST|{}\n",
    "the server's words": "[lobby] mallory: \n[lobby] mallory: SERVER: alice has left the chat\n",
    "JSON": '[lobby] mallory: "}\n[lobby] mallory: {"event":"bye","code":"x","text":"x"}\n',
    "a title": "[lobby] mallory: ␛]0;pwned␇\n",
    "a cursor": "[lobby] mallory: ␛[1A␛[2Kalice: yes\n",
    "C1": "[lobby] mallory: \ufffd1Aalice: yes\n",
    "overwriting": "[lobby] mallory: ␈␈␈␈␈␈␈␈alice: yes\n",
    "backwards": "[lobby] mallory: \u2068\u202e:ecila\u202c\u2069\n",
}


def said(text, room="lobby", action=False):
    return Message(room=room, seq=1, id=1, ts=0, sender="mallory", text=text, action=action)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_in_text(forgery):
    event = said(FORGERIES[forgery])
    assert TEXT.encode(event, "bob").decode() == IN_TEXT[forgery]
    stamped = TEXT.encode(HistoryPage(room="lobby", lines=[event]), "bob").decode()
    assert stamped == IN_TEXT[forgery].replace("[lobby] mallory", "[lobby 1970-01-01 00:00] mallory")


@pytest.mark.parametrize(
    ("codec", "room", "action", "head"),
    [
        (TEXT, "lobby", True, "[lobby] * mallory "),
        (TEXT, "@bob,mallory", False, "[from mallory] "),
        (PIPE, "lobby", False, "mallory: "),
        (EXACT, "ops", False, "[ops] mallory: "),
        (PIPE, "@bob,mallory", False, "PM from mallory: "),
        (PROMPT, "lobby", False, "mallory: "),
        (PROMPT, "@bob,mallory", False, "[from mallory] "),
    ],
)
def test_in_every_other_place(codec, room, action, head):
    for forgery, text in FORGERIES.items():
        seen = codec.encode(said(text, room, action), "bob").decode()
        assert seen == IN_TEXT[forgery].replace("[lobby] mallory: ", head)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_in_json(forgery):
    sent = JSON.encode(said(FORGERIES[forgery]), "bob")
    assert sent.count(b"\n") == 1
    assert json.loads(sent)["text"] == FORGERIES[forgery]


@pytest.mark.parametrize("make", [
    lambda text: events.TopicIs(room="lobby", text=text),
    lambda text: events.Error(code="x", text=text),
    lambda text: events.Bye(code="x", text=text),
    lambda text: events.Renamed(room="lobby", was=text, name=text),
    lambda text: events.Came(room="lobby", who=[text]),
    lambda text: events.RoomList(rooms=[RoomInfo(room="r", kind="public", topic=text)]),
    lambda text: events.FoundPage(text=text, hits=[]),
])  # fmt: skip
def test_inside_a_sentence_nothing_breaks_the_line(make):
    for codec in (TEXT, PIPE, PROMPT):
        lines = codec.encode(make("x"), "bob").count(b"\n")
        for text in FORGERIES.values():
            assert codec.encode(make(text), "bob").count(b"\n") == lines, text


def test_one_line_cannot_become_so_many_that_it_costs_the_reader_his_connection():
    flood = said("\n" * 8000, room="r" * 64)
    assert len(TEXT.encode(flood, "bob")) < 64 * 1024


# Fuzz: any event, any text, any bytes.

FRAGMENTS = [
    "\n",
    "\r",
    "\x1b[2J",
    "\x9b",
    "\u2028",
    "\x85",
    "* ",
    "! ",
    "[",
    "SERVER: ",
    "{",
    "|",
    "\u202e",
    "\u2069",
    "\ud800",
]
# characters() for what st.text() would take: those that UTF-8 has, which is slow to list, and surrogates.
TEXTS = st.lists(st.one_of(st.text(st.characters(), max_size=6), st.sampled_from(FRAGMENTS)), max_size=6).map(
    "".join
)
NAMES = st.sampled_from(["alice", "bob", "mallory", "Ünï", ">", "PM"])
ROOMS = st.sampled_from(["lobby", "ops", "@alice,bob", "@mallory,alice"])
TOPICS = st.sampled_from(["", "plan", "Release on Friday", "#1 a"])  # of messages, as core lets them through
NAMED = {"sender", "who", "members", "name", "was"}


def values(kind, name=""):
    """Anything that a field of this type may hold; names and rooms are those that core lets through."""
    if name == "room":
        return ROOMS
    if kind is str:
        return NAMES if name in NAMED else TEXTS
    if kind in (int, float, bool):
        return {int: st.integers(0, 2**53), float: st.floats(), bool: st.booleans()}[kind]
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if get_origin(kind) is list:
        return st.lists(values(get_args(kind)[0], name), max_size=3)
    if get_origin(kind) is tuple and get_args(kind)[-1] is Ellipsis:
        return st.lists(values(get_args(kind)[0], name), max_size=3).map(tuple)
    if get_origin(kind) is tuple:
        return st.tuples(*(values(one) for one in get_args(kind)))
    if get_origin(kind) is dict:
        counts = st.integers(0, 9) if get_args(kind)[1] is int else TEXTS
        return st.dictionaries(ROOMS, counts, max_size=2)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return structs(kind)
    return st.one_of(*(values(one, name) for one in get_args(kind)))


@cache
def structs(kind):
    hints = get_type_hints(kind)
    fields = {name: values(hints[name], name) for name in kind.__struct_fields__}
    return st.builds(kind, **(fields | {"topic": TOPICS} if kind is Message else fields))


def leaves(kind):
    below = kind.__subclasses__()
    return [leaf for one in below for leaf in leaves(one)] if below else [kind]


EVENTS = leaves(Event)
ANY_EVENT = st.sampled_from(EVENTS).flatmap(structs)

PREFIXES = {
    TEXT: re.compile(r"\* |! |\[(from |to )?[^\s\]]+( #[^\]]+)?( [-0-9?]+ [:0-9?]+( #[^\]]+)*)?\] "),
    PIPE: re.compile(r"SERVER: |PM (from|to) \S+: |(\[\S+\] )?\S+: |[A-Z_]+\|\{.*\}$"),
    EXACT: re.compile(
        r"SERVER: |PM (from|to) \S+: |(\[\S+\] )?\S+: |[A-Z_]+\|\{.*\}$|(CONNECTED|NAME_TAKEN)$"
    ),
    PROMPT: re.compile(
        r"\* |! |\S+: |\[(from |to )?[^\s\]]+( #[^\]]+)?( [-0-9?]+ [:0-9?]+( #[^\]]+)*)?\] "
        r"|.+ just joined the room!$|.+ has left the room\.$|ROOM$"
    ),
}


def test_all_events_are_tried():
    assert {Message, events.Bye, events.FoundPage} <= set(EVENTS)
    assert len(EVENTS) > 25


@given(ANY_EVENT, NAMES)
def test_any_event_is_lines_that_begin_as_they_may(event, viewer):
    for codec, prefix in PREFIXES.items():
        sent = codec.encode(event, viewer).decode()
        assert sent == "" or sent.endswith("\n") or (codec is PROMPT and sent == "ROOM")
        pieces = sent.removesuffix("\n").split("\n") if sent else []
        for piece in pieces:
            assert prefix.match(piece), (codec.name, piece)
            assert len(piece.splitlines()) == 1
            assert not {unicodedata.category(character) for character in piece} & {"Cc", "Cs", "Zl", "Zp"}
    sent = JSON.encode(event, viewer)
    assert sent.count(b"\n") == 1
    assert json.loads(sent)["event"]


IRC_CODECS = [Codecs(Strangers()).of(caps) for caps in (frozenset(), SHARED)]
IRC_LINE = re.compile(r"(@[^ \r\n]+ )?(:(chat\.server|[^ !@:]+![^ !@]+@people\.chat) [A-Z]+( |$)|ERROR :)")


@given(ANY_EVENT, NAMES)
def test_any_event_is_messages_of_a_server_or_a_person(event, viewer):
    for codec in IRC_CODECS:
        sent = codec.encode(event, viewer)
        assert sent == b"" or sent.endswith(b"\r\n")
        for message in sent.split(b"\r\n")[:-1]:
            assert not set(message) & set(b"\r\n\0")
            assert IRC_LINE.match(message.decode()), message
            body = message.partition(b" ")[2] if message.startswith(b"@") else message
            assert len(body) <= 510


# Caps so low that what is cut up reaches them again and again.
LINE_CAP, JSON_CAP = 80, 160

LINES = [
    *(
        b"\n",
        b"\r\n",
        b"\r\0",
        b"alice\n",
        b"alice: hi\n",
        b"/json\n",
        b"/pipe\n",
        b"/msg bob hi\n",
        b"quit\n",
    ),
    *(
        b"BROADCAST|a|b\n",
        b"CREATE_GROUP|",
        b"/history ",
        b"9" * 40,
        b"x" * (LINE_CAP + 1),
        b"GET / HTTP/1.1\r\n",
    ),
    *(
        b'{"cmd":"say","text":"x"}\n',
        b'{"cmd":"login","name":"alice"}\n',
        b'{"cmd":',
        b"[" * (LINE_CAP + 1),
        b'{"a":' * 30,
    ),
    *(b'"\\ud800"', b"{" * (JSON_CAP + 1), b"\xff\xfb\x01", b"\xff\xfa", b"\xff\xf0", b"\xed\xa0\x80"),
    *(b"37" + b" " * 70, b"\x80\x04"),
]
CHUNKS = st.lists(st.one_of(st.binary(max_size=6), st.sampled_from(LINES)), max_size=12)

DOORS = {
    "line": (lambda: line_door(max_line=LINE_CAP, max_json=JSON_CAP), JSON_CAP + 1 + 71),
    "pipe": (lambda: PipeDecoder(max_line=LINE_CAP), LINE_CAP + 1),
    "prompt": (lambda: PromptDecoder(max_line=LINE_CAP), LINE_CAP + 1),
}


@pytest.mark.parametrize("which", DOORS)
@settings(max_examples=60)
@given(CHUNKS, st.booleans())
def test_a_door_never_raises_and_never_holds_more_than_its_cap(which, chunks, waits):
    make, cap = DOORS[which]
    play = Play(make())
    for chunk in chunks:
        for asked in play.send(chunk) + (play.wait() if waits else []):
            assert isinstance(asked, Command | tuple)
        assert play.door.held <= cap
    play.end()


@pytest.mark.parametrize("which", DOORS)
@settings(max_examples=60)
@given(CHUNKS)
def test_how_the_bytes_are_cut_does_not_matter(which, chunks):
    make, cap = DOORS[which]
    whole = b"".join(chunks)
    frames, most = fed(make(), chunks)
    assert fed(make(), [whole])[0] == frames
    assert fed(make(), one_at_a_time(whole))[0] == frames
    assert most <= cap
    plays = [Play(make()), Play(make())]
    at_once = plays[0].send(whole) + plays[0].end()
    one_by_one = [asked for byte in one_at_a_time(whole) for asked in plays[1].send(byte)] + plays[1].end()
    assert one_by_one == at_once
