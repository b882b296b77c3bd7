"""A class: the copies of a code document that were handed out."""

import msgspec

from chatservice.model.events.base import Answer
from chatservice.model.events.code import RunEnded
from chatservice.model.events.documents import DocumentInfo


class HandedOut(Answer, tag="handed_out", kw_only=True, frozen=True):
    """A code document was handed out: `people` have a copy since now, `copies` there are in all."""

    document: DocumentInfo
    people: list[str]
    copies: int


class CopyInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The copy that `who` owns. They made `edits` in it, the last at `edited` (None: none); it was run
    `runs` times, and `last` is how the last run ended. `room` and `rid` are those of its log, in which its
    runs are."""

    doc: str
    title: str
    room: str
    rid: str
    who: str
    edits: int = 0
    edited: float | None = None
    runs: int = 0
    last: RunEnded | None = None
    closed: bool = False


class ClassIs(Answer, tag="class", kw_only=True, frozen=True):
    """The copies of a code document, by their owners' names. `running`: they are being run."""

    document: DocumentInfo
    copies: list[CopyInfo]
    running: bool = False


class ClassRun(Answer, tag="class_run", kw_only=True, frozen=True):
    """Copies of a code document are being run, one after another; `class_ran` follows."""

    document: DocumentInfo
    copies: int


class CopyResult(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """How `who`'s copy ran; or why it was not run (`refused`)."""

    doc: str
    title: str
    who: str
    ended: RunEnded | None = None
    refused: str = ""


class ClassRan(Answer, tag="class_ran", kw_only=True, frozen=True):
    """The copies of a code document were run; `stopped` before the last of them."""

    document: DocumentInfo
    results: list[CopyResult]
    stopped: bool = False
