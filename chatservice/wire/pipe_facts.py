"""The pipe dialect's JSON: lines of the past and files, in the facts that an older client knows.

The same facts of files are listed over HTTP for that client. A link is given without the
host: the client puts the one before it that it is connected to.
"""

import json
from datetime import UTC, datetime

from chatservice.model.events import FileInfo, FileList, FileShared, Message
from chatservice.wire.notices import sized
from chatservice.wire.text import other

LOBBY = "lobby"
DELETED = "DELETE_FILE|"  # before the file's id: what its answer is known by


def as_json(verb: str, facts: dict[str, object]) -> bytes:
    return f"{verb}|{json.dumps(facts)}\n".encode("ascii")


def second(ts: float) -> str | None:
    """UTC, as the older system's database wrote it."""
    try:
        return datetime.fromtimestamp(ts, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None


def in_history(said: Message | FileShared) -> dict[str, object]:
    if isinstance(said, FileShared):
        facts = {
            "file_id": said.file,
            "filename": said.name,
            "file_size": said.size,
            "mime_type": said.type,
            "download_url": path_of(said.url),
        }
        content = f"{said.name} ({sized(said.size)})"
    else:
        facts, content = None, f"* {said.text}" if said.action else said.text
    return {"sender": said.sender, "content": content, "timestamp": second(said.ts), "file_data": facts}


def path_of(url: str) -> str:
    """Without the host: this client puts the one before it that it is connected to."""
    return url[url.find("/download/") :]


def _whom(room: str, sender: str) -> dict[str, object]:
    """For whom it is: one person, a group, or everyone."""
    if room.startswith("@"):
        return {"recipient": other(room, sender), "group_name": None}
    return {"recipient": None, "group_name": None if room == LOBBY else room}


def file_facts(file: FileInfo) -> dict[str, object]:
    return {
        "file_id": file.file,
        "filename": file.name,
        "sender": file.sender,
        **_whom(file.room, file.sender),
        "file_size": file.size,
        "mime_type": file.type,
        "timestamp": second(file.ts),
        "download_url": path_of(file.url),
    }


def file_shared(event: FileShared, viewer: str) -> bytes:
    facts: dict[str, object] = {
        "type": "FILE_UPLOADED",
        "file_id": event.file,
        "filename": event.name,
        "sender": event.sender,
        **_whom(event.room, event.sender),
        "file_size": event.size,
        "download_url": path_of(event.url),
        "timestamp": second(event.ts),
    }
    return as_json("FILE_NOTIFICATION", facts)


def file_list(event: FileList, viewer: str) -> bytes:
    return as_json("FILE_LIST", {"type": "FILE_LIST", "files": [file_facts(file) for file in event.files]})


def delete_answer(ref: str, why_not: str) -> bytes:
    facts: dict[str, object] = {
        "type": "FILE_DELETE_RESPONSE",
        "status": "fail" if why_not else "success",
        "file_id": ref.removeprefix(DELETED),
        "message": why_not or "File deleted",
    }
    return as_json("FILE_DELETE_RESPONSE", facts)
