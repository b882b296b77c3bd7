"""Code documents."""

from chatservice.errors.base import Fault


class NoSuchDocument(Fault, status=404):
    """There is no such code document that they may see."""

    doc: str


class DocumentEnded(Fault, status=409):
    """The code document is closed: it can be read only."""

    title: str


class DocumentLinkEnded(Fault, status=410):
    """The link into a code document is used up or has expired, or who made it may not give roles any more."""


class NoSuchDocumentLink(Fault, status=404):
    """The code document has no link of that id."""

    id: str


class DocumentTitleTaken(Fault, status=409):
    """There is an open document of that title in the room."""

    title: str


class DocumentNotOpen(Fault, status=409):
    """They do not have it open."""

    title: str


class BadChange(Fault):
    """A change does not fit the document. `field` is the one that is wrong, as ``changes[2].from``;
    `problem` what is wrong with it: one of `model.edits.ChangeProblem`."""

    field: str
    problem: str


class TooFarBehind(Fault, status=409):
    """The change starts from a version that is too old to map it: catch up, map it, send it again."""

    field: str


class DocumentRuns(Fault, status=409):
    """A program of that document is running, in the room `at`; empty: here."""

    title: str
    run: int
    at: str = ""


class NoCopies(Fault, status=404):
    """The code document was not handed out."""

    title: str


class ClassRunning(Fault, status=409):
    """The copies of a code document are being run."""

    title: str
