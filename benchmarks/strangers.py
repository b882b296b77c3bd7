"""Strangers: each has one connection, a megabyte to send and no login, and means no good.

What they send is here, for the case that measures them and for the test that counts
(`tests/live/test_strangers.py`). `play` sends it as fast as the server takes it.
"""

import contextlib
import itertools
import json
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

MEGABYTE = 1_000_000
WITHIN = 4.0  # seconds for one of them
QUIET = 0.5  # seconds without an answer, after which a stranger who has sent all is done
MARKS = "a" + "\u0301" * 8_000 + "\u0316" * 8_000  # as many combining marks as a name may seem to have
HOST = b"Host: localhost\r\n"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

LINE = ("port", "tls-port", "unix")
WEB = ("http-port", "https-port")


@dataclass(frozen=True)
class Stranger:
    """`says` makes the bytes; `reads` whether it takes what is answered, `raw` that its first
    bytes are TLS's own, `doors` where it goes."""

    name: str
    doors: tuple[str, ...]
    says: Callable[[], Iterator[bytes]]
    reads: bool = False
    raw: bool = False


STRANGERS: list[Stranger] = []


def stranger(
    *doors: str, reads: bool = False, raw: bool = False
) -> Callable[[Callable[[], Iterator[bytes]]], None]:
    def note(says: Callable[[], Iterator[bytes]]) -> None:
        name = says.__name__.strip("_").replace("_", " ")
        STRANGERS.append(Stranger(name, doors, says, reads, raw))

    return note


def again(piece: bytes) -> Iterator[bytes]:
    return itertools.repeat(piece)


def asked(**command: object) -> bytes:
    return json.dumps(command).encode() + b"\n"


def numbered(pattern: bytes) -> Iterator[bytes]:
    return (pattern % number for number in itertools.count())


guests = (f"mallory{number}" for number in itertools.count())


def entered(*pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A guest, who needs no login, and then that."""
    return itertools.chain([next(guests).encode() + b"\n"], *pieces)


# The line door, in clear, over TLS and through a unix socket.


@stranger(*LINE, "pipe-port", "prompt-port", reads=True)
def empty_lines() -> Iterator[bytes]:
    return again(b"\n" * 4096)


@stranger(*LINE, "pipe-port", "prompt-port", reads=True)
def names_that_cannot_be() -> Iterator[bytes]:
    return again(b"*\n" * 2048)


@stranger(*LINE, "pipe-port", "prompt-port")
def a_line_without_end() -> Iterator[bytes]:
    return again(b"x" * 4096)


@stranger(*LINE, "pipe-port", reads=True)
def bytes_of_telnet() -> Iterator[bytes]:
    return again(b"\xff\xfd\x01\xff\xfa\x18\x01" * 512)


@stranger(*LINE, reads=True)
def names_of_combining_marks() -> Iterator[bytes]:
    return again(asked(cmd="login", name=MARKS))


@stranger(*LINE, reads=True)
def names_of_combining_marks_unescaped() -> Iterator[bytes]:
    return again(json.dumps({"cmd": "login", "name": MARKS}, ensure_ascii=False).encode() + b"\n")


@stranger(*LINE, reads=True)
def a_room_of_combining_marks() -> Iterator[bytes]:
    return itertools.chain(
        [asked(cmd="login", name=next(guests))],
        again(json.dumps({"cmd": "who", "room": MARKS}, ensure_ascii=False).encode() + b"\n"),
    )


@stranger(*LINE, reads=True)
def cursors_without_number() -> Iterator[bytes]:
    since = {f"@{n},mallory": n for n in range(2_500)}
    return again(asked(cmd="login", name=next(guests), since=since))


@stranger(*LINE, reads=True)
def json_as_deep_as_it_goes() -> Iterator[bytes]:
    return again(b'{"cmd":' * 9_000 + b"\n")


@stranger(*LINE, reads=True)
def json_of_many_keys() -> Iterator[bytes]:
    return again(json.dumps({f"k{n}": [] for n in range(5_000)}).encode() + b"\n")


@stranger(*LINE, reads=True)
def json_of_long_numbers() -> Iterator[bytes]:
    return again(b'{"cmd":"history","limit":' + b"9" * 60_000 + b"}\n")


@stranger(*LINE, reads=True)
def wrong_passwords() -> Iterator[bytes]:
    return numbered(b"/login someone%d password\n")


@stranger(*LINE, reads=True)
def tokens_that_nobody_has() -> Iterator[bytes]:
    return (asked(cmd="login", token=f"{number:032x}") for number in itertools.count())


@stranger(*LINE)
def questions_whose_answers_nobody_reads() -> Iterator[bytes]:
    return entered(again(b"/history 500\n/who *\n/rooms\n/help\n/search a\n/files\n/missed\n"))


@stranger(*LINE, reads=True)
def questions_whose_answers_are_read() -> Iterator[bytes]:
    return entered(again(b"/history 500\n/who *\n/rooms\n/help\n/search a\n/files\n/missed\n"))


@stranger(*LINE, reads=True)
def lines_said_at_once() -> Iterator[bytes]:
    return entered(numbered(b"line %d\n"))


@stranger(*LINE, reads=True)
def long_lines_of_combining_marks() -> Iterator[bytes]:
    line = json.dumps({"cmd": "say", "room": "lobby", "text": MARKS}, ensure_ascii=False).encode() + b"\n"
    return itertools.chain(
        [asked(cmd="login", name=next(guests)), asked(cmd="join", room="lobby")], again(line)
    )


@stranger(*LINE, reads=True)
def rooms_without_number() -> Iterator[bytes]:
    return entered(numbered(b"/join room%d\n/leave\n"))


@stranger(*LINE, reads=True)
def names_without_number() -> Iterator[bytes]:
    return entered(numbered(b"/nick mallory%d\n"))


@stranger(*LINE, reads=True)
def bans_without_number() -> Iterator[bytes]:
    return entered([b"/join den\n"], numbered(b"/ban x%d\n"))


# The doors of older clients.


@stranger("pipe-port", reads=True)
def verbs_of_pipes() -> Iterator[bytes]:
    return entered(again(b"LIST_FILES\nUSER_LIST\nHISTORY|500\nCREATE_GROUP|g|a,b\n"))


@stranger("prompt-port", reads=True)
def everything_at_the_prompt() -> Iterator[bytes]:
    return itertools.chain([b"lobby\n"], entered(numbered(b"said %d\n")))


# HTTP.


def request(method: bytes, path: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    head = b"".join(header + b"\r\n" for header in headers)
    length = b"Content-Length: %d\r\n" % len(body) if body else b""
    return b"%b %b HTTP/1.1\r\n" % (method, path) + HOST + head + length + b"\r\n" + body


@stranger(*WEB)
def large_answers_that_nobody_reads() -> Iterator[bytes]:
    return again(request(b"GET", b"/api/v1/openapi.json") + request(b"GET", b"/api/v1/docs"))


@stranger(*WEB, reads=True)
def large_answers_one_after_another() -> Iterator[bytes]:
    return again(request(b"GET", b"/api/v1/openapi.json") + request(b"GET", b"/api/v1/docs"))


@stranger(*WEB, reads=True)
def pages_of_a_room() -> Iterator[bytes]:
    return again(request(b"GET", b"/r/lobby?name=mallory&limit=500"))


@stranger(*WEB, reads=True)
def names_by_the_request() -> Iterator[bytes]:
    return numbered(b"GET /r/lobby?name=mallory%d HTTP/1.1\r\n" + HOST + b"\r\n")


@stranger(*WEB, reads=True)
def many_headers() -> Iterator[bytes]:
    return again(request(b"GET", b"/", *(b"x%d: y" % n for n in range(450))))


@stranger(*WEB, reads=True)
def headers_that_go_on() -> Iterator[bytes]:
    return again(request(b"GET", b"/", b"x: y" + b"\r\n " * 14_000))


@stranger(*WEB, reads=True)
def a_cookie_of_many_parts() -> Iterator[bytes]:
    return again(request(b"GET", b"/", b"Cookie: " + b"a=b;" * 3_500))


@stranger(*WEB, reads=True)
def a_head_without_end() -> Iterator[bytes]:
    return itertools.chain([b"GET / HTTP/1.1\r\n"], again(b"x" * 4096))


@stranger(*WEB, reads=True)
def empty_lines_for_a_head() -> Iterator[bytes]:
    return again(b"\r\n" * 2048)


@stranger(*WEB, reads=True)
def a_body_in_chunks_of_a_byte() -> Iterator[bytes]:
    head = request(b"POST", b"/r/lobby?name=mallory", b"Transfer-Encoding: chunked")
    return itertools.chain([head], again(b"1\r\nx\r\n" * 1024))


@stranger(*WEB, reads=True)
def chunks_with_extensions() -> Iterator[bytes]:
    head = request(b"POST", b"/r/lobby?name=mallory", b"Transfer-Encoding: chunked")
    return itertools.chain([head], again(b"1;" + b"e" * 1_000 + b"\r\nx\r\n"))


@stranger(*WEB, reads=True)
def a_login_of_combining_marks() -> Iterator[bytes]:
    body = json.dumps({"name": MARKS * 8}, ensure_ascii=False).encode()
    return again(request(b"POST", b"/api/v1/login", b"Content-Type: application/json", body=body))


@stranger(*WEB, reads=True)
def a_body_of_json_as_deep_as_it_goes() -> Iterator[bytes]:
    body = b"[" * 250_000 + b"]" * 250_000
    return again(request(b"POST", b"/api/v1/login", b"Content-Type: application/json", body=body))


@stranger(*WEB, reads=True)
def a_body_of_json_of_many_things() -> Iterator[bytes]:
    body = b'{"name":[' + b"[]," * 150_000 + b"0]}"
    return again(request(b"POST", b"/api/v1/login", b"Content-Type: application/json", body=body))


@stranger(*WEB, reads=True)
def rooms_and_names_in_a_path() -> Iterator[bytes]:
    return again(request(b"GET", b"/r/a" + b"%CC%81" * 1_200 + b"%CC%96" * 1_200 + b"?name=mallory"))


@stranger(*WEB, reads=True)
def a_query_of_many_fields() -> Iterator[bytes]:
    return again(request(b"GET", b"/r/lobby?" + b"a=%41&" * 2_500))


@stranger(*WEB, reads=True)
def passwords_by_the_request() -> Iterator[bytes]:
    return again(request(b"GET", b"/r/lobby", b"Authorization: Basic bWFsbG9yeTpwYXNzd29yZA=="))


@stranger(*WEB, reads=True)
def many_tiny_uploads() -> Iterator[bytes]:
    return (
        request(b"PUT", b"/r/lobby/f%d?name=mallory%d" % (number, number), body=b"x")
        for number in itertools.count()
    )


@stranger(*WEB, reads=True)
def a_form_of_many_fields() -> Iterator[bytes]:
    part = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n' + b"y" * 100 + b"\r\n"
    kind = b"Content-Type: multipart/form-data; boundary=b"
    return again(request(b"POST", b"/upload", kind, body=part * 3_000))


@stranger(*WEB, reads=True)
def a_form_of_almost_boundaries() -> Iterator[bytes]:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    kind = b"Content-Type: multipart/form-data; boundary=b"
    return again(request(b"POST", b"/upload", kind, body=head + b"\r\n--" * 100_000))


@stranger(*WEB, reads=True)
def calls_of_a_webhook() -> Iterator[bytes]:
    return numbered(b"POST /hooks/%032d HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nhi")


@stranger(*WEB, reads=True)
def what_is_not_http() -> Iterator[bytes]:
    return again(b"\x00\xff" * 2048)


# WebSocket.


def frame(payload: bytes, opcode: int = 1, fin: bool = True) -> bytes:
    """As a client sends it: masked, with a mask of zeros."""
    size = len(payload)
    first = bytes([opcode | (0x80 if fin else 0)])
    if size < 126:
        return first + bytes([0x80 | size]) + b"\0\0\0\0" + payload
    return first + struct.pack("!BH", 0x80 | 126, size) + b"\0\0\0\0" + payload


def upgraded(pieces: Iterator[bytes]) -> Iterator[bytes]:
    return itertools.chain([UPGRADE], pieces)


@stranger(*WEB, reads=True)
def pings() -> Iterator[bytes]:
    return upgraded(again(frame(b"", 9) * 512))


@stranger(*WEB)
def pings_whose_answers_nobody_reads() -> Iterator[bytes]:
    return upgraded(again(frame(b"x" * 125, 9) * 64))


@stranger(*WEB, reads=True)
def a_message_in_fragments_of_a_byte() -> Iterator[bytes]:
    return upgraded(itertools.chain([frame(b"{", 1, fin=False)], again(frame(b" ", 0, fin=False) * 512)))


@stranger(*WEB, reads=True)
def messages_of_nothing() -> Iterator[bytes]:
    return upgraded(again(frame(b"") * 512))


@stranger(*WEB, reads=True)
def commands_in_small_frames() -> Iterator[bytes]:
    return upgraded(
        itertools.chain([frame(asked(cmd="login", name=next(guests)))], again(frame(b'{"cmd":"ping"}') * 64))
    )


@stranger(*WEB, reads=True)
def names_of_combining_marks_in_frames() -> Iterator[bytes]:
    return upgraded(
        again(
            frame(json.dumps({"cmd": "login", "name": MARKS[:30_000]}, ensure_ascii=False).encode()[:60_000])
        )
    )


# TLS itself.


@stranger("tls-port", "https-port", raw=True)
def half_a_handshake() -> Iterator[bytes]:
    return iter([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"])


@stranger("tls-port", "https-port", raw=True)
def records_of_nothing() -> Iterator[bytes]:
    return again(b"\x16\x03\x01\x00\x01\x01" * 512)


@stranger("tls-port", "https-port", raw=True)
def what_is_not_tls() -> Iterator[bytes]:
    return again(b"GET / HTTP/1.1\r\n\r\n" * 256)


@dataclass
class Outcome:
    """What became of one: bytes it sent and got, and whether the server closed it."""

    sent: int = 0
    got: int = 0
    closed: bool = False
    last: bytes = b""
    seconds: float = field(default_factory=time.monotonic)


def connect(where: "int | str", door: str, raw: bool) -> socket.socket:
    """`where` is a port of the loopback, or the path of a socket."""
    plain = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
    plain.settimeout(10)
    plain.connect(where if isinstance(where, str) else ("127.0.0.1", where))
    if not raw and door in ("tls-port", "https-port"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(plain)
    return plain


def play(
    who: Stranger, where: "int | str", door: str, most: int = MEGABYTE, within: float = WITHIN
) -> Outcome:
    """Send what `who` says, `most` bytes of it, as fast as they are taken."""
    outcome = Outcome()
    began = time.monotonic()
    with contextlib.closing(connect(where, door, who.raw)) as line:
        line.setblocking(False)
        pieces, waiting, heard = who.says(), b"", began
        while time.monotonic() - began < within and not outcome.closed:
            if not waiting and outcome.sent < most:
                waiting = b"".join(itertools.islice(pieces, 1))
                while 0 < len(waiting) < 4096 and (piece := next(pieces, b"")):
                    waiting += piece
                waiting = waiting[: most - outcome.sent]
            if waiting:
                try:
                    count = line.send(waiting)
                    waiting = waiting[count:]
                    outcome.sent += count
                    heard = time.monotonic()
                except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                    pass
                except OSError:
                    outcome.closed = True
            elif time.monotonic() - heard > QUIET:
                break
            if who.reads or outcome.sent >= most or not waiting:
                heard = _hear(line, outcome, heard, who.reads)
            if waiting:
                select.select([line] if who.reads else [], [line], [], 0.05)
            elif outcome.sent >= most:
                select.select([line], [], [], 0.05)
    outcome.seconds = time.monotonic() - began
    return outcome


def _hear(line: socket.socket, outcome: Outcome, heard: float, reads: bool) -> float:
    if not reads:
        return heard
    try:
        while data := line.recv(65536):
            outcome.got += len(data)
            outcome.last = (outcome.last + data)[-400:]
            heard = time.monotonic()
    except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return heard
    except OSError:
        pass
    outcome.closed = True
    return heard
