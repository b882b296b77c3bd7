"""Files, in English."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.phrases import sized
from chatservice.wire.sanitize import line, minute


def _file(event: events.FileShared | events.FileInfo) -> str:
    return f"{line(event.name)} ({sized(event.size)}) {line(event.url)}"


def _files(event: events.FileList) -> list[str]:
    if not event.files:
        return ["There are no files."]
    files = [f"{line(file.sender)} in {line(file.room)}: {_file(file)}" for file in event.files]
    more = [f"Older ones: the same /files with before:{event.next}"] if event.next is not None else []
    return [*files, *more]


def _link(event: events.LinkIs) -> list[str]:
    return [
        f"{line(event.name)} until {minute(event.until)} UTC, for anyone with this link: {line(event.url)}"
    ]


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.FileShared: lambda e: [f"{line(e.sender)} shared {_file(e)}"],
    events.FileList: _files,
    events.LinkIs: _link,
}
