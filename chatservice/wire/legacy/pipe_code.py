"""Code sessions of the pipe dialect: documents of which an older client knows whole texts only.

It asks with a verb and JSON, and is answered with ``CODE_SESSION|{"type": ...}``. What it sends as a whole
text becomes the smallest change of the text that it had.
"""

import json
from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.errors import BadCommand
from chatservice.model import events
from chatservice.model.commands import CodeInvite, CodeJoin, CodeNew, CodePut, CodeRun, Command, Run
from chatservice.model.edits import with_line_feeds
from chatservice.model.events import Event
from chatservice.model.names import underscored
from chatservice.model.runs import Verdict
from chatservice.wire.legacy.pipe_facts import LOBBY, as_json

REF = "CODE_SESSION|"  # before the session's id: by which a refusal is known to be of this

# Incoming.


class CodeUpdate(msgspec.Struct, frozen=True):
    session_id: str
    code: str


class CodeExecution(msgspec.Struct, frozen=True):
    code: str = ""
    session_id: str = ""
    language: str = ""
    input: str = ""


class CodeInvitation(msgspec.Struct, frozen=True):
    recipient: str
    session_id: str


def create(language: str) -> list[Command]:
    return [CodeNew(language=language.strip(), room=LOBBY, ref=REF)]


def join(session: str) -> list[Command]:
    return [CodeJoin(doc=session.strip(), ref=REF + session.strip())]


def invite(text: str) -> list[Command]:
    asked = _read("INVITE_TO_CODE", text, CodeInvitation)
    name = underscored(asked.recipient)
    return [CodeInvite(name=name, doc=asked.session_id, ref=REF + asked.session_id)]


def update(text: str) -> list[Command]:
    asked = _read("CODE_UPDATE", text, CodeUpdate)
    return [CodePut(doc=asked.session_id, text=with_line_feeds(asked.code), ref=REF + asked.session_id)]


def execute(text: str) -> list[Command]:
    """What the client has is what it runs: its text comes first."""
    asked = _read("EXECUTE_CODE", text, CodeExecution)
    if not asked.session_id and not asked.code:
        raise BadCommand(f"send {VERBS['EXECUTE_CODE'][1]}")
    if not asked.session_id:
        return [Run(room=LOBBY, source=asked.code, language=asked.language, input=asked.input, ref=REF)]
    ref = REF + asked.session_id
    run = CodeRun(doc=asked.session_id, input=asked.input, ref=ref)
    return (
        [CodePut(doc=asked.session_id, text=with_line_feeds(asked.code), ref=ref), run]
        if asked.code
        else [run]
    )


def _read(verb: str, text: str, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        names = ", ".join(json.dumps(name) for name in kind.__struct_fields__)
        raise BadCommand(f"send {verb}|{{...}}, with {names}") from None


VERBS: dict[str, tuple[Callable[[str], list[Command]], str]] = {
    "CREATE_CODE_SESSION": (create, "CREATE_CODE_SESSION|LANGUAGE"),
    "JOIN_CODE_SESSION": (join, "JOIN_CODE_SESSION|ID"),
    "INVITE_TO_CODE": (invite, 'INVITE_TO_CODE|{"recipient": NAME, "session_id": ID}'),
    "CODE_UPDATE": (update, 'CODE_UPDATE|{"session_id": ID, "code": TEXT}'),
    "EXECUTE_CODE": (
        execute,
        'EXECUTE_CODE|{"session_id": ID, "code": TEXT, "language": NAME, "input": TEXT}',
    ),
}


# Outgoing.


def _told(kind: str, session: str, **facts: object) -> bytes:
    return as_json("CODE_SESSION", {"type": kind, "session_id": session, **facts})


def _opened(event: events.DocumentIs) -> bytes:
    info = event.document
    kind = "session_created" if event.created else "session_joined"
    return _told(
        kind,
        info.doc,
        language=info.language,
        code=event.text or "",
        creator=info.creator,
        participants=info.people,
    )


def _changed(event: events.DocumentChanged) -> bytes:
    return _told("code_update", event.doc, code=event.text, cursor_pos=None, username=event.sender)


def _entered(event: events.DocumentEntered) -> bytes:
    return _told("user_joined", event.doc, username=event.sender, participants=event.people)


def _left(event: events.DocumentLeft) -> bytes:
    return _told("user_left", event.doc, username=event.sender, participants=event.people)


def _invited(event: events.DocumentInvited) -> bytes:
    if event.who:
        return b""
    info = event.document
    return _told("code_invitation", info.doc, sender=event.sender, language=info.language)


def ended(event: events.RunEnded) -> bytes:
    """Its output as far as the event has it: the first lines."""
    success = event.verdict is Verdict.OK
    error = "" if success else f"{event.verdict.value}" + (f" ({event.status})" if event.status else "")
    result = {"success": success, "output": event.head, "error": error}
    return _told("execution_result", event.doc, result=result, username=event.sender)


def refused(ref: str, text: str) -> bytes:
    return _told("error", ref.removeprefix(REF), message=text)


WORDS: dict[type[Event], Callable[[Any], bytes]] = {
    events.DocumentIs: _opened,
    events.DocumentChanged: _changed,
    events.DocumentEntered: _entered,
    events.DocumentLeft: _left,
    events.DocumentInvited: _invited,
    **dict.fromkeys((events.EditSaved, events.CaughtUp), lambda event: b""),
}
