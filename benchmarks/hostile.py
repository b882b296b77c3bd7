"""Sends what a stranger sends (`strangers`), as fast as the server takes it."""

import contextlib
import itertools
import select
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.strangers import MEGABYTE, UPGRADE, Stranger

WITHIN = 4.0  # seconds for one of them
QUIET = 0.3  # seconds without an answer, after which one who has sent all is done
PIECE = 16 * 1024  # bytes sent at once

TLS_DOORS = ("tls-port", "https-port")
NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


@dataclass
class Outcome:
    """The result: bytes sent and received, the last of them, and whether the server closed it."""

    sent: int = 0
    got: int = 0
    last: bytes = b""
    closed: bool = False


def connect(where: int | str, door: str, raw: bool = False) -> socket.socket:
    """`where` is a port of the loopback, or the path of a socket."""
    plain = socket.socket(socket.AF_UNIX if isinstance(where, str) else socket.AF_INET)
    plain.settimeout(30)
    plain.connect(where if isinstance(where, str) else ("127.0.0.1", where))
    if raw or door not in TLS_DOORS:
        return plain
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain)


def play(
    who: Stranger, where: int | str, door: str, limit: int = MEGABYTE, within: float = WITHIN
) -> Outcome:
    """At most `limit` bytes, and no longer than `within` seconds."""
    outcome = Outcome()
    with contextlib.closing(connect(where, door, who.raw)) as line:
        if who.upgrade:
            line.sendall(UPGRADE)
            while b"\r\n\r\n" not in outcome.last:
                outcome.last += line.recv(4096)
        line.setblocking(False)
        _talk(line, who, outcome, limit, time.monotonic() + within)
    return outcome


def _talk(line: socket.socket, who: Stranger, outcome: Outcome, limit: int, until: float) -> None:
    pieces, waiting, quiet = _pieces(who, limit), b"", time.monotonic() + QUIET
    while time.monotonic() < until and not outcome.closed:
        before = outcome.sent + outcome.got
        waiting = waiting or next(pieces, b"")
        if waiting:
            waiting = waiting[_sent(line, waiting, outcome) :]
        if who.reads:
            _hear(line, outcome)
        if outcome.sent + outcome.got > before:
            quiet = time.monotonic() + QUIET
        elif not waiting and time.monotonic() > quiet:
            return
        else:
            select.select([line] if who.reads else [], [line] if waiting else [], [], 0.05)


def _pieces(who: Stranger, limit: int) -> Iterator[bytes]:
    """What it sends, in pieces large enough to be worth a call, at most `limit` bytes."""
    sent, left = who.says(), limit
    while left:
        piece = b""
        while len(piece) < PIECE and (more := next(sent, b"")):
            piece += more
        if not piece:
            return
        yield piece[:left]
        left -= len(piece[:left])


def _sent(line: socket.socket, data: bytes, outcome: Outcome) -> int:
    try:
        count = line.send(data)
    except NOT_NOW:
        return 0
    except OSError:
        outcome.closed = True
        return 0
    outcome.sent += count
    return count


def _hear(line: socket.socket, outcome: Outcome) -> None:
    try:
        for _ in range(100):
            data = line.recv(65536)
            if not data:
                break
            outcome.got += len(data)
            outcome.last = (outcome.last + data)[-2_000:]
        else:
            return
    except NOT_NOW:
        return
    except OSError:
        pass
    outcome.closed = True


def everything(strangers: list[Stranger], doors: tuple[str, ...]) -> list[tuple[Stranger, str]]:
    """Each of them at each of its doors in `doors`."""
    return list(itertools.chain(*([(who, door) for door in who.doors if door in doors] for who in strangers)))
