"""Code documents and their texts."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.model.code_documents import CopyRow, DocumentRow
from chatservice.model.compaction import HistoryStep
from chatservice.model.document import Document
from chatservice.model.document_access import DocumentAccess, DocumentLink
from chatservice.model.edits import ChangeLimits
from chatservice.model.records import Record
from chatservice.model.revisions import Checkpoint


class DocumentStore(Protocol):
    """The log takes care of the rest: a DOCUMENT event makes a document (its `secret` is the text that
    it begins with) and the room of its log, DOCUMENT_CLOSED closes it; in its own log DOCUMENT_RENAMED
    gives it another title, and GRANTED gives people roles. It goes with the room that it belongs to."""

    def of_id(self, doc: str) -> Awaitable[DocumentRow | None]: ...

    def of_log(self, log: int) -> Awaitable[DocumentRow | None]:
        """The one whose log is in that room."""
        ...

    def titled(self, parent: int, title: str) -> Awaitable[DocumentRow | None]:
        """By title, compared folded: the open one, or the one that was closed last."""
        ...

    def listed(
        self, parent: int, closed: bool, limit: int, person: int | None = None
    ) -> Awaitable[list[DocumentRow]]:
        """The newest first; with `closed`, those that are closed too; with `person`, those that are not
        hidden from them."""
        ...

    def count(self, parent: int) -> Awaitable[int]:
        """How many are open in that room, but for copies that were handed out."""
        ...

    def load(self, log: int, limits: ChangeLimits) -> Awaitable[Document]:
        """The text as of what is committed, from its newest checkpoint and the edits since."""
        ...

    def edits(self, log: int, version: int, limit: int) -> Awaitable[list[tuple[Record, str]]]:
        """At most `limit` edits after that version, in order, each with its key."""
        ...

    def keyed(self, log: int, actor: int, key: str, since: float) -> Awaitable[int | None]:
        """The version that the edit of `actor` with that key made, if it was made after `since`."""
        ...

    def past_text(self, log: int, version: int) -> Awaitable[Checkpoint]:
        """The text of a version that there was, or of the end of the step before it, when old edits were
        composed into steps."""
        ...

    def history(self, log: int, before: int, limit: int) -> Awaitable[list[HistoryStep]]:
        """The steps of at most `limit` edits before version `before`, the newest last."""
        ...

    def access(self, log: int) -> Awaitable[DocumentAccess]:
        """The roles in it."""
        ...

    def let_in(self, person: int, limit: int) -> Awaitable[list[DocumentRow]]:
        """Those that they were let into without seeing their rooms, the newest first."""
        ...

    def add_link(self, token: str, link: DocumentLink, now: float, most: int) -> Awaitable[str | None]:
        """Its id; None when the document has `most` already. Only the token's hash is stored."""
        ...

    def link(self, token: str) -> Awaitable[DocumentLink | None]:
        """The link with that token, valid or not any more."""
        ...

    def use_link(self, token: str, now: float) -> Awaitable[bool]:
        """Count one use; False when it is not valid any more."""
        ...

    def links(self, log: int, now: float) -> Awaitable[list[DocumentLink]]: ...

    def drop_link(self, log: int, id_: str) -> Awaitable[bool]:
        """Whether there was such a link."""
        ...

    def keep_checkpoint(self, log: int, version: int, seq: int, text: str) -> Awaitable[None]:
        """The text at `version`, which the edit at `seq` made."""
        ...


class ClassStore(Protocol):
    """Copies of code documents that were handed out."""

    def copies(self, parent: int, doc: str) -> Awaitable[list[CopyRow]]:
        """The copies of `doc` that were handed out in the room `parent`, by their owners' names."""
        ...

    def count(self, parent: int) -> Awaitable[int]:
        """How many copies in the room `parent` are open."""
        ...

    def last_end(self, log: int) -> Awaitable[Record | None]:
        """How the last run in that log ended."""
        ...
