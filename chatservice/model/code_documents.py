"""A code document as it is stored and listed: a room of its own kind, with a log of its own.

Its text is the fold of the edits in that log (`model.document`). The room that it belongs to, its
parent, has an event when the document is created, run and closed.
"""

from enum import IntEnum

import msgspec

from chatservice.model.changes import Splice
from chatservice.model.records import Record


class DocumentRole(IntEnum):
    """What a person may do in a document; each may do what those below may."""

    NONE = -1  # it is hidden from them
    VIEWER = 0
    RUNNER = 1
    EDITOR = 2
    OWNER = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class DocumentOrigin(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The document that one is a copy of, its title at that time, and the version that was copied.
    `handed_out`: it was given to its owner in a class."""

    doc: str
    title: str
    version: int
    handed_out: bool = False


# Languages by the ending of a file's name.
ENDINGS = {
    "py": "python",
    "js": "javascript",
    "java": "java",
    "c": "c",
    "cpp": "cpp",
    "cc": "cpp",
    "cxx": "cpp",
    "go": "go",
    "rs": "rust",
    "sh": "bash",
    "sql": "sql",
}
PLAIN = "text"  # a language that nothing runs
PLAIN_ENDINGS = ("txt", "md", "csv", "json")


def language_of(name: str) -> str:
    """The language of a file of that name."""
    return known_ending(name) or PLAIN


def known_ending(name: str) -> str:
    """The language that the ending of `name` says, empty if it says none."""
    stem, _, ending = name.strip().lower().rpartition(".")
    return (PLAIN if ending in PLAIN_ENDINGS else ENDINGS.get(ending, "")) if stem else ""


def file_name(title: str, language: str) -> str:
    """What a file with that text is called: with the language's ending."""
    if language == PLAIN or language_of(title) == language:
        return title if "." in title else f"{title}.txt"
    return f"{title}.{_ENDING_OF.get(language, 'txt')}"


_ENDING_OF = {language: ending for ending, language in reversed(ENDINGS.items())}


class DocumentRow(msgspec.Struct, frozen=True, gc=False):
    """`log` is the id of the room that its edits are in, `parent` that of the room it belongs to.
    `doc` are 8 hexadecimal digits; `made` is seconds since 1970."""

    log: int
    parent: int
    doc: str
    title: str
    language: str
    creator: int
    creator_name: str
    closed: bool
    made: float
    origin: DocumentOrigin | None = None


class CopyRow(msgspec.Struct, frozen=True, gc=False):
    """A copy that was handed out. Its owner made `edits` in it, the last at `edited`; it was run `runs`
    times, and `last` is the event of the last end."""

    row: DocumentRow
    edits: int
    edited: float | None
    runs: int
    last: Record | None


class MadeDocument(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The body of a DOCUMENT event, as JSON. The event creates the document.

    `owner` is its creator when that is not the event's actor; `others` is the role of everyone to whom none
    is given, when it is not editor.
    """

    doc: str
    title: str
    language: str
    origin: DocumentOrigin | None = None
    owner: int = 0
    others: str = ""


class EndedDocument(msgspec.Struct, frozen=True, gc=False):
    """The body of a DOCUMENT_CLOSED event, as JSON."""

    doc: str
    title: str


class StoredEdit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The body of a DOCUMENT_EDIT event, as a JSON array: the version it makes, and its changes."""

    version: int
    splices: list[Splice]


as_edit = msgspec.json.Decoder(StoredEdit).decode
as_made = msgspec.json.Decoder(MadeDocument).decode
as_origin = msgspec.json.Decoder(DocumentOrigin).decode
as_closed = msgspec.json.Decoder(EndedDocument).decode
