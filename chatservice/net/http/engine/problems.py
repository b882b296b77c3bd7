"""Faults as answers: the status of each, and a problem document (RFC 9457)."""

import math
from typing import Any

import msgspec

from chatservice import errors
from chatservice.errors import Fault
from chatservice.net.http.engine import faults, responses
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.wire import fault_text, sanitize

APART = ("ref", "final", "seconds")  # fields that are no facts; the seconds are `retry_after`
AGAIN = 5  # seconds until a refused client may try again
BASIC = (b"WWW-Authenticate", b'Basic realm="chat", charset="UTF-8"')
CHALLENGE: Headers = ((b"WWW-Authenticate", b'Bearer realm="chat"'), BASIC)

UPGRADE: Headers = (
    (b"Upgrade", b"websocket"),
    (b"Connection", b"Upgrade"),
    (b"Sec-WebSocket-Version", b"13"),
)


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong: `code` for programs, `detail` for people. `type` leads to what it means.

    The facts that `detail` speaks of are members of their own, such as `limit`, `what` or `room`.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
    retry_after: float = 0


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


def without_basic(headers: Headers) -> Headers:
    """For a page's script: where Basic is offered, the browser would ask for a password itself."""
    return tuple(header for header in headers if header is not BASIC)


def sentence(fault: Fault) -> str:
    """What is typed at the line door is not typed here."""
    if isinstance(fault, errors.NameOwned):
        return f"{fault.name} is registered. If it is yours, show its password: curl -u {fault.name}:PASSWORD"
    return fault_text.sentence(fault)


def problem_of(fault: Fault) -> Problem:
    title = fault.code.replace("_", " ").capitalize()
    after = fault.seconds if isinstance(fault, errors.SlowDown) else 0
    return Problem(f"/api/v1/docs#{fault.code}", title, fault.status, fault.code, sentence(fault), after)


def facts_of(fault: Fault) -> dict[str, Any]:
    """The facts of `fault` as members of its document (RFC 9457, 3.2)."""
    facts = {name: fact for name, fact in vars(fault).items() if name not in APART}
    return {name: fact for name, fact in facts.items() if isinstance(fact, str | int | float)}


def document(fault: Fault) -> dict[str, Any]:
    """The whole problem document of `fault`; its own members come before facts of the same name."""
    return {**facts_of(fault), **msgspec.to_builtins(problem_of(fault))}


def problem(fault: Fault) -> Response:
    return responses.json(document(fault), fault.status, headers_of(fault), responses.PROBLEM)


def in_words(fault: Fault) -> Response:
    """The fault as one harmless line, for a person with curl."""
    return responses.text(f"! {sanitize.line(sentence(fault))}\n", fault.status, headers_of(fault))
