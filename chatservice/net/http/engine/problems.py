"""Faults as answers: the status of each, and a problem document (RFC 9457)."""

import math

import msgspec

from chatservice import errors
from chatservice.errors import Fault
from chatservice.net.http.engine import faults, responses
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.wire import fault_text

AGAIN = 5  # seconds until a refused client may try again
CHALLENGE: Headers = ((b"WWW-Authenticate", b'Bearer realm="chat"'),)

UPGRADE: Headers = (
    (b"Upgrade", b"websocket"),
    (b"Connection", b"Upgrade"),
    (b"Sec-WebSocket-Version", b"13"),
)


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong: `code` for programs, `detail` for people. `type` leads to what it means."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def headers_of(fault: Fault) -> Headers:
    """Headers that the status requires."""
    if isinstance(fault, errors.WrongOffset):
        return ((b"Upload-Offset", b"%d" % fault.offset),)
    if isinstance(fault, faults.MethodNotAllowed):
        return ((b"Allow", fault.allowed.encode()),)
    if isinstance(fault, errors.SlowDown):
        return ((b"Retry-After", b"%d" % math.ceil(fault.seconds)),)
    if isinstance(fault, faults.UpgradeNeeded):
        return UPGRADE
    if fault.status == 503:
        return ((b"Retry-After", b"%d" % AGAIN),)
    return CHALLENGE if fault.status == 401 else ()


def problem_of(fault: Fault) -> Problem:
    title = (fault.__doc__ or "").partition("\n")[0]
    return Problem(f"/api/v1/docs#{fault.code}", title, fault.status, fault.code, fault_text.sentence(fault))


def problem(fault: Fault) -> Response:
    return responses.json(problem_of(fault), fault.status, headers_of(fault), responses.PROBLEM)


def in_words(fault: Fault) -> Response:
    """The fault as one line, for a person with curl."""
    return responses.text(f"! {fault_text.sentence(fault)}\n", fault.status, headers_of(fault))
