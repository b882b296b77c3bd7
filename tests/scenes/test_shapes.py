"""What comes in every shape, on every door: answered in words, nothing fails inside, nothing is left.

`SHAPES=all` gives each field of each command all texts, not some of them.
"""

import itertools
import json
import os
from typing import get_args
from urllib.parse import quote

import pytest
from twisted.internet.error import ConnectionDone
from twisted.logger import LogLevel, capturedLogs
from twisted.python.failure import Failure

from chatservice.model.commands import AnyCommand, Quit
from chatservice.model.values import ServerRole
from tests.scenes.operator import Operator
from tests.scenes.shapes import ALL, FORMS, JSON, B
from tests.scenes.sockets import Browser, browser
from tests.scenes.stage import UNLIMITED, Stage
from tests.scenes.test_rights import PLAYS, SECRET, account, share
from tests.scenes.web import Web
from tests.wire.frames import framed

EACH = len(ALL) if os.environ.get("SHAPES") == "all" else 5  # texts that a field is given
FREE = {
    **UNLIMITED,
    **dict.fromkeys(("room_rate", "run_rate", "upload_rate", "edit_rate", "password_rate", "stranger_rate")),
    "max_garbage": 100_000,
    "outbox": 64 * 1024 * 1024,
}
COMMANDS = {kind.__struct_config__.tag: kind for kind in get_args(AnyCommand) if kind is not Quit}
OF_PLAYS = {play["cmd"]: play for play, _ in PLAYS.values()}
JSON_PATHS = (
    *(
        "/api/v1/login",
        "/api/v1/commands/ping",
        "/api/v1/rooms/lobby/messages",
        "/register",
        "/r/lobby?name=w",
    ),
    *("/send", "/api/v1/rooms/lobby/polls?name=w"),
)


@pytest.fixture
def stage():
    """A server with people in it; at the end, someone else is still served, and nothing has failed."""
    with capturedLogs() as events:
        stage = Stage(**FREE)
        account(stage, "owner", ServerRole.OWNER)
        bob = stage.text("bob")
        yield stage
        bob.types("still here")
        carol = stage.json("carol").asks(cmd="ping")
        assert carol.events("pong")
        stage.passes(1_300)  # callers over HTTP are kept for a while
        assert len(stage.chat.sessions) <= 12
    assert [event for event in events if event.get("log_level") in (LogLevel.error, LogLevel.critical)] == []


def fine(shown: bytes) -> bytes:
    assert b'"internal"' not in shown
    assert b"Traceback" not in shown
    assert b"went wrong" not in shown
    return shown


def comes_in(stage, who):
    login = {"name": who, "password": SECRET} if who == "owner" else {"name": who}
    actor = stage.connect().asks(cmd="login", **login).asks(cmd="join", room="ops")
    actor.asks(cmd="group", name="crew").asks(cmd="say", room="ops", text="a line")
    return actor


def attempts():
    """Commands with something in place of each of their fields."""
    texts = itertools.cycle(ALL)
    for tag, kind in COMMANDS.items():
        known = OF_PLAYS.get(tag, {"cmd": tag})
        for field in kind.__struct_fields__:
            for text in itertools.islice(texts, EACH):
                yield {**known, "cmd": tag, field: text}
            for value in (None, 0, -1, 2**53, 1.5, True, [], [next(texts)], {"a": next(texts)}):
                yield {**known, "cmd": tag, field: value}


@pytest.mark.parametrize("who", ["owner", "guest"])
def test_as_json_every_field_of_every_command(stage, who):
    comes_in(stage, "owner")
    share(stage)
    actor = comes_in(stage, who)
    for command in attempts():
        fine(actor.asks(**command).raw())
        if actor.network.closed:
            actor = comes_in(stage, who)


@pytest.mark.parametrize("kind", JSON)
def test_json_of_every_kind_on_every_door_that_speaks_it(stage, kind):
    web = Web(stage)
    for said in JSON[kind]:
        line = stage.json("lin").sends(said.replace(b"\n", b" ") + b"\n")
        page, early = browser(stage, "pag"), Browser(stage)
        for actor in (page, early):
            actor.sends(framed(said))
        operator = Operator(stage)
        operator.sends(said + b"\n")
        for shown in (line.raw(), page.raw(), early.raw(), b"".join(operator.network.sent)):
            fine(shown)
        operator.connection.connectionLost(Failure(ConnectionDone()))
        for path in JSON_PATHS:
            answer = web.asks("POST", path, said, Content_Type="application/json")
            assert answer.status < 500, (path, said, answer.body)
            fine(answer.body)
        for actor in (line, page, early):
            if not actor.network.closed:
                actor.hangs_up()


def test_typed_whatever_it_is(stage):
    typist, texts = stage.text("typist"), itertools.cycle(ALL)
    words = sorted({typed.split()[0] for _, typed in PLAYS.values() if typed[:1] == "/"} - {"/quit"})
    for word in words:
        for text in itertools.islice(texts, EACH):
            fine(typist.sends(f"{word} {text}\n".encode("utf-8", "surrogatepass")).raw())
            if typist.network.closed:
                typist = stage.text("typist")
    for text in ALL:
        for line in (
            text,
            f"/{text}",
            f"/join {text}",
            f"/msg {text} hi",
            f"/nick {text}",
            "/nick typist",
            "/join lobby",
        ):
            fine(typist.sends(line.encode("utf-8", "surrogatepass") + b"\n").raw())
            if typist.network.closed:
                typist = stage.text("typist")


TELNET = (
    b"",
    b"\xff\xfb\x01",
    b"\xff\xff",
    b"\xff\xfa\x18\x00vt100\xff\xf0",
    b"\xff\xf4\xff\xfd\x06",
    b"\xff",
)


@pytest.mark.parametrize("door", ["line", "pipe", "prompt", "irc"])
def test_as_the_first_thing_that_is_said(stage, door):
    for text, telnet in zip(ALL, itertools.cycle(TELNET), strict=False):
        actor = {"line": stage.connect, "pipe": stage.pipe, "prompt": stage.prompt, "irc": stage.irc}[door]()
        data = text.encode("utf-8", "surrogatepass")
        actor.sends(telnet + data + b"\n").sends(data[:7] + telnet).sends(b"\r\n" + data + b"\n")
        stage.passes(0.5)
        fine(actor.raw())
        if not actor.network.closed:
            actor.hangs_up()


def test_in_the_words_of_older_clients(stage):
    verbs = ("BROADCAST", "PRIVATE", "NAME", "CREATE_GROUP", "GROUP", "HISTORY", "CODE_NEW", "CODE_PUT", "X")
    pipe = stage.pipe().sends(b"pia\n")
    for text in ALL:
        data = text.replace("\n", " ").encode("utf-8", "surrogatepass")
        for verb in verbs:
            fine(pipe.sends(verb.encode() + b"|" + data + b"|" + data + b"\n").raw())
            if pipe.network.closed:
                pipe = stage.pipe().sends(b"pia\n")


def test_in_messages_of_irc(stage):
    irc = stage.irc("ida", "message-tags", "labeled-response", "batch")
    forms = (
        *(
            "PRIVMSG #lobby :{}",
            "PRIVMSG {} :hi",
            "JOIN {}",
            "JOIN #ops {}",
            "TOPIC #lobby :{}",
            "MODE {} +b {}",
        ),
        *(
            "NICK {}",
            "WHOIS {}",
            "WHO {}",
            "KICK #lobby {} :{}",
            "INVITE {} #lobby",
            "CHATHISTORY LATEST {} * 5",
        ),
        *(
            "CHATHISTORY LATEST #lobby {} {}",
            "@label={} PING x",
            "@+x={} TAGMSG #lobby",
            "REDACT #lobby {}",
            "{}",
        ),
        *(
            "MARKREAD #lobby {}",
            "MONITOR + {}",
            "AWAY :{}",
            "CAP REQ :{}",
            "AUTHENTICATE {}",
            "METADATA * SET x :{}",
        ),
    )
    for text in ALL:
        for form in forms:
            data = form.replace("{}", text).replace("\n", " ").encode("utf-8", "surrogatepass")
            fine(irc.sends(data + b"\r\n").raw())
            if irc.network.closed:
                irc = stage.irc("ida")
        irc.types("NICK ida", "JOIN #lobby").raw()


def test_in_every_part_of_a_request(stage):
    web = Web(stage)
    for text in ALL:
        data = text.encode("utf-8", "surrogatepass")
        word = quote(data, safe="")
        header = data.replace(b"\r", b" ").replace(b"\n", b" ").replace(b"\x00", b" ").decode("latin-1")
        for method, path, body, headers in (
            ("GET", f"/r/{word}?name=w", b"", {}),
            ("GET", f"/r/lobby?name={word}&limit={word}&since={word}", b"", {}),
            ("GET", f"/{word}", b"", {}),
            ("GET", f"/api/v1/rooms/{word}/messages?before={word}&topic={word}", b"", {}),
            ("GET", f"/api/v1/search?text={word}", b"", {"Authorization": "Basic d3o="}),
            ("GET", f"/messages?username={word}&last_id={word}", b"", {}),
            ("GET", f"/i/{word}", b"", {}),
            ("GET", f"/files/{word}", b"", {}),
            ("POST", "/r/lobby?name=w", data, {}),
            ("POST", f"/hooks/{word}", data, {}),
            (
                "POST",
                "/register",
                json.dumps({"username": text}).encode(),
                {"Content_Type": "application/json"},
            ),
            ("PUT", f"/r/lobby/{word}?name=w", data, {}),
            ("GET", "/r/lobby", b"", {"Cookie": header, "Accept": header, "User_Agent": header}),
            ("GET", "/r/lobby", b"", {"Authorization": header, "If_None_Match": header, "Range": header}),
            (
                "GET",
                "/r/lobby",
                b"",
                {"Accept_Encoding": header, "X_Forwarded_For": header, "Forwarded": header},
            ),
            (
                "GET",
                "/r/lobby/stream?name=w&poll=1",
                b"",
                {"Last_Event_ID": header, "Accept": "text/event-stream"},
            ),
            ("GET", "/ws", b"", {"Upgrade": header, "Sec_WebSocket_Key": header}),
        ):
            browser = web.connect()
            browser.sends(_request(method, path, body, headers))
            answer = browser.raw()
            assert answer[:9] == b"HTTP/1.1 ", (method, path, headers)
            assert answer[9:10] in b"234", answer
            fine(answer)
            if not browser.closed:
                browser.hangs_up()


def _request(method, path, body, headers) -> bytes:
    lines = {"Host": "localhost:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body or method in ("POST", "PUT"):
        lines["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


@pytest.mark.parametrize("step", [1, 10**6])
def test_forms_of_every_kind_however_they_are_cut(stage, step):
    for name, (body, kind) in FORMS.items():
        headers = {
            "Content_Type": (kind or b"multipart/form-data; boundary=" + B).decode("latin-1"),
            "Authorization": "Basic d3o=",
        }
        size = step if len(body) < 2_000 else max(step, 997)
        for path in ("/r/lobby", "/upload", "/hooks/x", "/api/v1/login"):
            answer = fine(_posted(Web(stage).connect(), path, body, headers, size))
            assert answer[9:10] in (b"2", b"4"), (name, path, answer)
    assert len(stage.chat.files.uploads) == 0


def _posted(browser, path, body, headers, size) -> bytes:
    """What is answered to a body that comes `size` bytes at a time."""
    request = _request("POST", path, body, headers)
    browser.sends(request[: len(request) - len(body)])
    for at in range(0, len(body), size):
        if browser.closed:
            break
        browser.sends(body[at : at + size])
    answer = browser.raw()
    if not browser.closed:
        browser.hangs_up()
    return answer
