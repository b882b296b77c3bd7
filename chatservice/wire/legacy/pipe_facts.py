"""The pipe dialect's JSON: past lines and files, in the fields that an older client knows.

The same fields of files are listed over HTTP for that client. A link has no host: the client
adds the one it is connected to.

`read` is how many bytes a client takes as one message, 0 for one that reads lines. A list
that does not fit loses its oldest entries, or the last names: half of a JSON text is useless.
Such a client links to a file by its id alone, so the id carries the signature that opens it.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chatservice.model.events import FileInfo, FileList, FileShared, HistoryPage, Message
from chatservice.wire.line_heads import other
from chatservice.wire.line_words import relations
from chatservice.wire.phrases import sized

LOBBY = "lobby"
DELETED = "DELETE_FILE|"  # before the file's id: by which the client recognises the answer


def as_json(verb: str, facts: dict[str, object]) -> bytes:
    return f"{verb}|{json.dumps(facts)}\n".encode("ascii")


def fitted(verb: str, facts: dict[str, Any], key: str, read: int, newest_last: bool = False) -> bytes:
    """`facts`, with as much of the list under `key` as fits one read."""
    whole = as_json(verb, facts)
    if not read or len(whole) <= read:
        return whole
    items: Sequence[object] = facts[key]
    left = read - len(as_json(verb, {**facts, key: []}))
    fitting: list[object] = []
    for item in reversed(items) if newest_last else items:
        left -= len(json.dumps(item)) + len(", ")
        if left < 0:
            break
        fitting.append(item)
    return as_json(verb, {**facts, key: fitting[::-1] if newest_last else fitting})


def second(ts: float) -> str | None:
    """UTC, in the format of the older system's database."""
    try:
        return datetime.fromtimestamp(ts, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return None


def history(page: HistoryPage, viewer: str, read: int) -> bytes:
    place: dict[str, object]
    if page.room.startswith("@"):
        place = {"msg_type": "PERSONAL", "target": other(page.room, viewer)}
    elif page.room == LOBBY:
        place = {"msg_type": "BROADCAST", "target": None}
    else:
        place = {"msg_type": "GROUP", "target": page.room}
    messages = [_in_history(line, read) for line in page.lines if isinstance(line, Message | FileShared)]
    if read and messages:  # show the newest, if only its beginning
        while len(as_json("MESSAGE_HISTORY", {**place, "messages": messages[-1:]})) > read:
            content = str(messages[-1]["content"])
            messages[-1]["content"] = f"{content[: len(content) // 2]}..."
    return fitted("MESSAGE_HISTORY", {**place, "messages": messages}, "messages", read, newest_last=True)


def _in_history(line: Message | FileShared, read: int) -> dict[str, object]:
    facts: str | None = None
    if isinstance(line, FileShared):
        about = {
            "file_id": _file_id(line.file, line.url, read),
            "filename": line.name,
            "file_size": line.size,
            "mime_type": line.type,
            "download_url": path_of(line.url),
        }
        facts = json.dumps(about)  # the older system stores it as text
        # The client recognises this emoji and these words, and makes the line clickable.
        content = f"\N{PAPERCLIP} {line.name} ({sized(line.size)}) [Click to download]"
    else:
        content = f"{'* ' if line.action else ''}{relations(line)}{line.text}"
    return {"sender": line.sender, "content": content, "timestamp": second(line.ts), "file_data": facts}


def path_of(url: str) -> str:
    """`url` without the host: this client adds the one it is connected to."""
    return url[url.find("/download/") :]


def _file_id(file: str, url: str, read: int) -> str:
    """For a client that builds the link itself: everything after ``/download/``."""
    return path_of(url).removeprefix("/download/") if read and url else file


def _recipient(room: str, sender: str) -> dict[str, object]:
    """The recipient: a person, a group, or everyone."""
    if room.startswith("@"):
        return {"recipient": other(room, sender), "group_name": None}
    return {"recipient": None, "group_name": None if room == LOBBY else room}


def file_facts(file: FileInfo, read: int = 0) -> dict[str, object]:
    return {
        "file_id": _file_id(file.file, file.url, read),
        "filename": file.name,
        "sender": file.sender,
        **_recipient(file.room, file.sender),
        "file_size": file.size,
        "mime_type": file.type,
        "timestamp": second(file.ts),
        "download_url": path_of(file.url),
    }


def file_shared(event: FileShared, viewer: str, read: int) -> bytes:
    facts: dict[str, object] = {
        "type": "FILE_UPLOADED",
        "file_id": _file_id(event.file, event.url, read),
        "filename": event.name,
        "sender": event.sender,
        **_recipient(event.room, event.sender),
        "file_size": event.size,
        "download_url": path_of(event.url),
        "timestamp": second(event.ts),
    }
    return as_json("FILE_NOTIFICATION", facts)


def file_list(event: FileList, viewer: str, read: int) -> bytes:
    files = [file_facts(file, read) for file in event.files]
    return fitted("FILE_LIST", {"type": "FILE_LIST", "files": files}, "files", read)


def delete_answer(ref: str, why_not: str) -> bytes:
    facts: dict[str, object] = {
        "type": "FILE_DELETE_RESPONSE",
        "status": "fail" if why_not else "success",
        "file_id": ref.removeprefix(DELETED),
        "message": why_not or "File deleted",
        "success": not why_not,
    }
    return as_json("FILE_DELETE_RESPONSE", facts)
