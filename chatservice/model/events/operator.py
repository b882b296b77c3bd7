"""What admins of the server do."""

from chatservice.model.events.base import Answer, Passing
from chatservice.model.sanctions import AuditEntryInfo


class Announcement(Passing, tag="announcement", kw_only=True, frozen=True):
    """The operator's message to everyone."""

    text: str


class Announced(Answer, tag="announced", kw_only=True, frozen=True):
    """Your announcement was sent to this many people."""

    people: int


class LockdownIs(Answer, tag="lockdown", kw_only=True, frozen=True):
    """Whether newcomers are kept out. `by` is the person who just changed it."""

    on: bool
    by: str = ""


class AuditPage(Answer, tag="audit", kw_only=True, frozen=True):
    """Audit entries, newest first; `next` asks for the next page."""

    deeds: list[AuditEntryInfo]
    next: int | None = None
