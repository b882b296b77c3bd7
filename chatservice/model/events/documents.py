"""Code documents."""

import msgspec

from chatservice.model.changes import Splice
from chatservice.model.code_documents import DocumentOrigin
from chatservice.model.compaction import HistoryStep
from chatservice.model.events.base import Answer, Line, Logged, Passing


class DocumentMade(Line, tag="document", kw_only=True, frozen=True):
    """`sender` created a code document in the room. `doc` is its id: 8 hexadecimal digits. `origin` is the
    one that it is a copy of."""

    doc: str
    title: str
    language: str
    origin: DocumentOrigin | None = None


class DocumentClosed(Logged, tag="document_closed", kw_only=True, frozen=True):
    """`sender` closed a code document of the room: it can still be read, but no longer changed."""

    doc: str
    title: str


class DocumentEdited(Logged, tag="document_edited", kw_only=True, frozen=True):
    """`sender` changed a code document; its text is now at `version`. Sent to those who have it open;
    `room` and `rid` are those of its log.

    `changes` are [from, to, text] in the text of the previous version, sorted; positions are in UTF-16
    units. Only the session that sent the change, and its author on another connection, receive its `key`.
    """

    version: int
    changes: list[Splice]
    key: str = ""


class DocumentRenamed(Logged, tag="document_renamed", kw_only=True, frozen=True):
    """The code document has a new title. Sent to those who have it open."""

    title: str


class DocumentRoleSet(Logged, tag="document_role_set", kw_only=True, frozen=True):
    """`sender` gave `who` a role in the code document: viewer, runner, editor or owner; empty when it was
    taken back. Without `who`, it is that of everyone else. Sent to those who have the document open; whose
    own role changed is told by `document_granted`."""

    who: str = ""
    role: str


OF_DOCUMENTS = (DocumentEdited, DocumentRenamed, DocumentRoleSet)  # in the log of one, not in its room's


class DocumentEntered(Passing, tag="document_entered", kw_only=True, frozen=True):
    """`sender` opened the code document. Sent to `people`, who have it open now."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class DocumentLeft(Passing, tag="document_left", kw_only=True, frozen=True):
    """`sender` closed their view of the code document; `people` still have it open."""

    room: str
    rid: str = ""
    doc: str
    sender: str
    people: list[str]


class CursorMoved(Passing, tag="cursor", kw_only=True, frozen=True):
    """Cursors and selections of `sender`, as [anchor, head] in the text of `version`: map them through
    later edits. `client` distinguishes several windows of one person."""

    room: str
    rid: str = ""
    sender: str
    client: int
    version: int
    ranges: list[tuple[int, int]]


class DocumentChanged(Passing, tag="document_changed", kw_only=True, frozen=True):
    """`sender` changed a code document, then paused. Sent to those who do not follow each edit,
    instead of `document_edited`.

    `lines` are the new lines from `first` on, counted from 1; `text` is the whole text at `version`.
    """

    room: str
    rid: str = ""
    doc: str
    sender: str
    version: int
    first: int
    lines: list[str]
    text: str = ""


class DocumentInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A code document in a list. `room` is the room that it belongs to; `people` have it open."""

    doc: str
    title: str
    language: str
    room: str
    rid: str = ""
    creator: str
    made: float
    closed: bool = False
    people: list[str] = []
    origin: DocumentOrigin | None = None


class DocumentList(Answer, tag="documents", kw_only=True, frozen=True):
    """The code documents of a room, newest first; without a `room`, those that you were let into."""

    room: str
    rid: str = ""
    documents: list[DocumentInfo]


class DocumentIs(Answer, tag="document_is", kw_only=True, frozen=True):
    """A code document that you opened; `text` is its text at `version`.

    `room` and `rid` are those of its log, as in `document_edited`. Without `text`, the edits after
    the version that you sent as `since` follow. Then comes `caught_up`, then live events. `role` is your
    role: viewer, runner, editor or owner. `created`: just now, by yourself.
    """

    room: str
    rid: str = ""
    epoch: str
    document: DocumentInfo
    role: str
    version: int
    text: str | None = None
    created: bool = False


class CaughtUp(Answer, tag="caught_up", kw_only=True, frozen=True):
    """All edits up to `version` have been sent: now send your unconfirmed edits again."""

    room: str
    rid: str = ""
    doc: str
    version: int


class DocumentInvited(Answer, tag="document_invited", kw_only=True, frozen=True):
    """`sender` asks you to open a code document; or, with `who`, you have asked that person. `role` was given
    with it. `outside`: you are let into this document without being in its room."""

    document: DocumentInfo
    sender: str
    who: str = ""
    role: str = ""
    outside: bool = False


class DocumentGranted(Answer, tag="document_granted", kw_only=True, frozen=True):
    """`who` has the `role` in a code document now; without `who`, everyone to whom none was given. Sent to
    `sender`, who gave it, and to those who have the document open and whose own role, `own`, changed."""

    room: str
    rid: str = ""
    doc: str
    title: str
    sender: str
    who: str = ""
    role: str
    own: str


class GrantInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A role in a code document. `outside`: it lets a person in who does not see the room."""

    who: str
    role: str
    outside: bool = False


class DocumentRoles(Answer, tag="document_roles", kw_only=True, frozen=True):
    """The roles in a code document: those given to `people`, that of all `others` who may speak in the
    room, and your `own`."""

    document: DocumentInfo
    others: str
    own: str
    people: list[GrantInfo]


class DocumentLinkInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A link into a code document, by its id: `uses` are left, until `expires` (seconds since 1970)."""

    id: str
    role: str
    uses: int
    expires: float
    by: str


class DocumentLinkIs(Answer, tag="document_link", kw_only=True, frozen=True):
    """A link into a code document was created: `code_join` with its `token` as the document gives the role.
    The token is shown once. `url` is an address that does the same with a POST, where there is HTTP."""

    document: DocumentInfo
    token: str
    url: str = ""
    link: DocumentLinkInfo


class DocumentLinks(Answer, tag="document_links", kw_only=True, frozen=True):
    """The links into a code document."""

    document: DocumentInfo
    links: list[DocumentLinkInfo]


class DocumentText(Answer, tag="document_text", kw_only=True, frozen=True):
    """The text of a code document at `version`; `head` is the newest version. People see it from
    line `start`, counted from 1."""

    document: DocumentInfo
    version: int
    head: int
    text: str
    start: int = 1


class DocumentHistory(Answer, tag="document_history", kw_only=True, frozen=True):
    """The versions of a code document in steps, newest last; version 0 is the text that it began with.
    `earlier`: there are more before these. `head` is the newest version."""

    document: DocumentInfo
    head: int
    steps: list[HistoryStep]
    earlier: bool = False


class DocumentDiff(Answer, tag="document_diff", kw_only=True, frozen=True):
    """What changed in a code document from version `since` to `until`, as a unified patch; empty when
    nothing did."""

    document: DocumentInfo
    since: int
    until: int
    patch: str


class EditSaved(Answer, tag="edit_saved", kw_only=True, frozen=True):
    """Your edit is on disk as `version` of the document; sent after all earlier edits. `again`: its key
    had already been stored."""

    room: str
    rid: str = ""
    doc: str
    version: int
    key: str = ""
    again: bool = False


class DocumentDone(Answer, tag="document_done", kw_only=True, frozen=True):
    """The code document was left, closed or renamed, a link into it was revoked (unlinked), or you were put
    out of it (put_out), as `done` says."""

    room: str
    rid: str = ""
    doc: str
    title: str
    done: str
