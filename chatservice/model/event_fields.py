"""What clients receive of an event: the fields that its record's body and subject hold, by kind. Pure."""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.model.annotations import NONE, Tally
from chatservice.model.bodies import GoneFile, SharedFile, as_mode, as_room_names
from chatservice.model.code_documents import as_closed, as_edit, as_made
from chatservice.model.document_access import as_granted
from chatservice.model.events import FileLink
from chatservice.model.marks import as_reaction
from chatservice.model.polls import as_poll
from chatservice.model.records import Record
from chatservice.model.rich_text import as_rich
from chatservice.model.runs import StartedRun, as_ended

EventFields = Callable[[Record, FileLink], dict[str, Any]]

_shared = msgspec.json.Decoder(SharedFile).decode
_gone = msgspec.json.Decoder(GoneFile).decode
_started = msgspec.json.Decoder(StartedRun).decode


def no_fields(record: Record, link: FileLink) -> dict[str, Any]:
    return {}


def text(record: Record, link: FileLink) -> dict[str, Any]:
    return {"text": record.body}


def action_text(record: Record, link: FileLink) -> dict[str, Any]:
    return {"text": record.body, "action": True}


def rich_text(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_rich(record.body))


def both_names(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_room_names(record.body))


def who(record: Record, link: FileLink) -> dict[str, Any]:
    return {"who": record.subject_name}


def who_and_role(record: Record, link: FileLink) -> dict[str, Any]:
    return {"who": record.subject_name, "role": record.body}


def changed_mode(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_mode(record.body))


def line(record: Record, link: FileLink) -> dict[str, Any]:
    return {"line": int(record.body)}


def edited(record: Record, link: FileLink) -> dict[str, Any]:
    text = record.annotations.text if record.annotations is not None else ""
    return {"line": int(record.body), "text": text}


def shared_file(record: Record, link: FileLink) -> dict[str, Any]:
    file = _shared(record.body)
    return {
        "file": file.id,
        "name": file.name,
        "size": file.size,
        "type": file.type,
        "sha256": file.sha256,
        "url": link(file.id),
    }


def gone_file(record: Record, link: FileLink) -> dict[str, Any]:
    file = _gone(record.body)
    return {"file": file.id, "name": file.name}


def started_run(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(_started(record.body))


def ended_run(record: Record, link: FileLink) -> dict[str, Any]:
    return {"by": record.subject_name, **msgspec.structs.asdict(as_ended(record.body))}


def poll(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_poll(record.body))


def poll_closed(record: Record, link: FileLink) -> dict[str, Any]:
    about = record.annotations or NONE
    question, *choices = about.text.split("\n")
    return {
        "line": int(record.body),
        "question": question,
        "choices": tuple(choices),
        "tally": about.tally or Tally((), closed=True),
    }


def pinned(record: Record, link: FileLink) -> dict[str, Any]:
    text = record.annotations.text if record.annotations is not None else ""
    return {"line": int(record.body), "on": True, "text": text}


def unpinned(record: Record, link: FileLink) -> dict[str, Any]:
    return {"line": int(record.body), "on": False}


def reaction(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_reaction(record.body))


def made_document(record: Record, link: FileLink) -> dict[str, Any]:
    made = as_made(record.body)
    return {"doc": made.doc, "title": made.title, "language": made.language, "origin": made.origin}


def closed_document(record: Record, link: FileLink) -> dict[str, Any]:
    return msgspec.structs.asdict(as_closed(record.body))


def edit(record: Record, link: FileLink) -> dict[str, Any]:
    stored = as_edit(record.body)
    return {"version": stored.version, "changes": stored.splices}


def title(record: Record, link: FileLink) -> dict[str, Any]:
    return {"title": record.body}


def granted_role(record: Record, link: FileLink) -> dict[str, Any]:
    return {"who": record.subject_name, "role": as_granted(record.body).role}
