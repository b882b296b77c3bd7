"""Strangers: each has one connection, a megabyte to send and no login, and bad intentions.

What they send is here, for the case that measures them (`measured_strangers`) and for the
tests that count (`tests/scenes/test_strangers.py`, `tests/live/test_strangers.py`).
"""

import itertools
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

MEGABYTE = 1_000_000
MARKS = "a" + "\u0301" * 8_000 + "\u0316" * 8_000  # as many combining marks as a name may seem to have
HOST = b"Host: localhost\r\n"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\n" + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

LINE = ("port", "tls-port")
WEB = ("http-port", "https-port")


@dataclass(frozen=True)
class Stranger:
    """`says` makes the bytes that go to each of `doors`; `reads`: it takes what is answered; `raw`:
    its first bytes are TLS's own; `upgrade`: it asks for a WebSocket before."""

    name: str
    doors: tuple[str, ...]
    says: Callable[[], Iterator[bytes]]
    reads: bool = False
    raw: bool = False
    upgrade: bool = False


STRANGERS: list[Stranger] = []


def stranger(
    *doors: str, reads: bool = False, raw: bool = False, upgrade: bool = False
) -> Callable[[Callable[[], Iterator[bytes]]], None]:
    def note(says: Callable[[], Iterator[bytes]]) -> None:
        STRANGERS.append(Stranger(says.__name__.replace("_", " "), doors, says, reads, raw, upgrade))

    return note


def again(piece: bytes) -> Iterator[bytes]:
    return itertools.repeat(piece)


def asked(**command: object) -> bytes:
    return json.dumps(command).encode() + b"\n"


def numbered(pattern: bytes) -> Iterator[bytes]:
    return (pattern % number for number in itertools.count())


guests = (f"mallory{number}" for number in itertools.count())


def entered(*pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A guest, which needs no login, and then that."""
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
def names_drawn_like_others() -> Iterator[bytes]:
    return again(
        asked(cmd="login", name="\u0455\u0435r\u1d20er\ufe0f" * 4) + asked(cmd="login", name="\u0430lice")
    )


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


@stranger(*WEB)
def a_stream_that_nobody_reads() -> Iterator[bytes]:
    return itertools.chain(
        [request(b"GET", b"/r/lobby/stream?last=100&name=" + next(guests).encode())], again(b"x" * 4096)
    )


@stranger(*WEB, reads=True)
def logins_by_the_request() -> Iterator[bytes]:
    for number in itertools.count():
        body = b'{"name":"%b-%d"}' % (next(guests).encode(), number)
        yield request(b"POST", b"/api/v1/login", b"Content-Type: application/json", body=body)


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


@stranger(*WEB, reads=True, upgrade=True)
def pings() -> Iterator[bytes]:
    return again(frame(b"", 9) * 512)


@stranger(*WEB, upgrade=True)
def pings_whose_answers_nobody_reads() -> Iterator[bytes]:
    return again(frame(b"x" * 125, 9) * 64)


@stranger(*WEB, reads=True, upgrade=True)
def a_message_in_fragments_of_a_byte() -> Iterator[bytes]:
    return itertools.chain([frame(b"{", 1, fin=False)], again(frame(b" ", 0, fin=False) * 512))


@stranger(*WEB, reads=True, upgrade=True)
def messages_of_nothing() -> Iterator[bytes]:
    return again(frame(b"") * 512)


@stranger(*WEB, reads=True, upgrade=True)
def commands_in_small_frames() -> Iterator[bytes]:
    return itertools.chain(
        [frame(asked(cmd="login", name=next(guests)))], again(frame(b'{"cmd":"ping"}') * 64)
    )


@stranger(*WEB, upgrade=True)
def questions_in_frames_whose_answers_nobody_reads() -> Iterator[bytes]:
    return itertools.chain(
        [frame(asked(cmd="login", name=next(guests))), frame(asked(cmd="join", room="lobby"))],
        again(frame(asked(cmd="help")) + frame(asked(cmd="history", room="lobby", limit=500))),
    )


@stranger(*WEB, reads=True, upgrade=True)
def names_of_combining_marks_in_frames() -> Iterator[bytes]:
    return again(frame(json.dumps({"cmd": "login", "name": MARKS}, ensure_ascii=False).encode()))


@stranger(*WEB, reads=True, upgrade=True)
def a_frame_that_claims_to_be_large() -> Iterator[bytes]:
    return itertools.chain([b"\x81\xff" + b"\x7f" * 8 + b"\0\0\0\0"], again(b"x" * 4096))


@stranger(*WEB, reads=True, upgrade=True)
def a_message_without_end() -> Iterator[bytes]:
    return itertools.chain([frame(b"{", 1, fin=False)], again(frame(b"x" * 4_000, 0, fin=False)))


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
