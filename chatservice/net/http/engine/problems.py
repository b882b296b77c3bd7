"""Faults as answers: the status of each, and a problem document (RFC 9457)."""

import math

import msgspec

from chatservice import errors
from chatservice.errors import Fault
from chatservice.net.http.engine import responses
from chatservice.net.http.engine.responses import Headers, Response
from chatservice.wire import fault_text

# By code; every fault has its row, and a test wants it.
STATUS = {
    "bad_json": 400,
    "unknown_command": 404,
    "bad_command": 400,
    "line_too_long": 413,
    "text_too_long": 413,
    "empty_text": 400,
    "not_supported": 400,
    "flood": 429,
    "slow_down": 429,
    "too_many_lines": 429,
    "not_said": 503,
    "not_logged_in": 401,
    "name_wanted": 401,
    "already_logged_in": 409,
    "bad_name": 400,
    "reserved_name": 400,
    "name_taken": 409,
    "name_alike": 409,
    "name_owned": 401,
    "name_claimed": 409,
    "bad_credentials": 401,
    "bad_password": 400,
    "bad_invitation": 403,
    "registration_closed": 403,
    "already_registered": 409,
    "no_guests": 401,
    "not_allowed": 403,
    "bad_token": 401,
    "no_such_token": 404,
    "no_such_webhook": 404,
    "signed_out": 401,
    "no_such_user": 404,
    "kicked": 403,
    "banned": 403,
    "banned_from": 403,
    "silenced": 403,
    "no_such_sanction": 404,
    "not_there": 404,
    "lockdown": 403,
    "no_such_line": 404,
    "no_such_report": 404,
    "not_ignored": 409,
    "nobody_to_answer": 409,
    "moved": 409,
    "reply_unclear": 409,
    "no_such_room": 404,
    "not_in_room": 403,
    "needs_invitation": 403,
    "needs_password": 403,
    "muted": 403,
    "read_only": 403,
    "room_name_taken": 409,
    "room_name_alike": 409,
    "already_member": 409,
    "not_a_group": 409,
    "too_many": 409,
    "no_such_file": 404,
    "link_ended": 410,
    "file_too_large": 413,
    "quota_reached": 507,
    "bad_upload": 400,
    "wrong_offset": 409,
    "key_reused": 409,
    "stale": 409,
    "not_stored": 507,
    "outcome_unknown": 503,
    "bad_request": 400,
    "no_such_page": 404,
    "method_not_allowed": 405,
    "upgrade_needed": 426,
    "body_too_large": 413,
    "head_too_large": 431,
    "request_too_slow": 408,
    "foreign_host": 421,
    "foreign_origin": 403,
    "login_needed": 401,
    "code_off": 409,
    "no_such_language": 400,
    "language_missing": 409,
    "no_program": 404,
    "already_running": 409,
    "no_such_run": 404,
    "not_running": 409,
    "server_full": 503,
    "too_slow": 503,
    "superseded": 409,
    "login_timeout": 408,
    "server_stopping": 503,
    "restoring": 503,
    "busy": 503,
    "internal": 500,
}

AGAIN = 5  # seconds until somebody who was turned away may try again
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


def status_of(fault: Fault) -> int:
    return STATUS.get(fault.code, 400)


def headers_of(fault: Fault) -> Headers:
    """What the status asks for beside it."""
    if isinstance(fault, errors.WrongOffset):
        return ((b"Upload-Offset", b"%d" % fault.offset),)
    if isinstance(fault, errors.MethodNotAllowed):
        return ((b"Allow", fault.allowed.encode()),)
    if isinstance(fault, errors.SlowDown):
        return ((b"Retry-After", b"%d" % math.ceil(fault.seconds)),)
    if isinstance(fault, errors.UpgradeNeeded):
        return UPGRADE
    if status_of(fault) == 503:
        return ((b"Retry-After", b"%d" % AGAIN),)
    return CHALLENGE if status_of(fault) == 401 else ()


def problem_of(fault: Fault) -> Problem:
    title = (fault.__doc__ or "").partition("\n")[0]
    return Problem(
        f"/api/v1/docs#{fault.code}", title, status_of(fault), fault.code, fault_text.sentence(fault)
    )


def problem(fault: Fault) -> Response:
    return responses.json(problem_of(fault), status_of(fault), headers_of(fault), responses.PROBLEM)


def in_words(fault: Fault) -> Response:
    """One line, for a person with curl."""
    return responses.text(f"! {fault_text.sentence(fault)}\n", status_of(fault), headers_of(fault))
