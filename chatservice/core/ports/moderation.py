"""Sanctions, reports, the audit log, and who ignores whom."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from chatservice.model.sanctions import AuditEntry, Expect, Imposed, Policy, Sanction, StoredReport
from chatservice.model.values import Principal


class ModerationStore(Protocol):
    """Moderation. A change stores its audit entry in the same transaction, and comes back after its
    commit."""

    def sanctions(self) -> Awaitable[list[Sanction]]: ...

    def sanctions_in(self, room: int) -> Awaitable[list[Sanction]]:
        """Those of one room."""
        ...

    def policy(self) -> Awaitable[Policy]:
        """As of everything queued before this, and answered in that order."""
        ...

    def impose(
        self, sanction: Sanction, instead: Sequence[int], entry: AuditEntry, expect: Expect | None = None
    ) -> Awaitable[Imposed]:
        """With its id; those of the ids `instead` go. TooMany over a share or a cap; over that of
        all rooms, the oldest of the room with the most gives way. NoSuchRoom when it is gone. Stale;
        what rested on rights there is Stale after it."""
        ...

    def lift(self, ids: Sequence[int], entry: AuditEntry, expect: Expect | None = None) -> Awaitable[None]:
        """Stale."""
        ...

    def note(self, entry: AuditEntry) -> Awaitable[None]:
        """Add an audit entry, and drop expired ones; of entries that are not the server's own, also those
        above their cap, or above one person's share of it."""
        ...

    def entries(self, before: int | None, limit: int, own: bool = True) -> Awaitable[list[AuditEntry]]:
        """The audit log, newest first; `before` is an id. The server's `own` entries, or those of actions
        in other people's rooms."""
        ...

    def report(self, draft: StoredReport, address: str = "") -> Awaitable[int]:
        """Returns its id; that of the existing one if it is a repetition. Raises TooMany above the cap, or
        above the share of that person or `address` (as returned by `limits.place`)."""
        ...

    def reports(self) -> Awaitable[list[StoredReport]]:
        """Oldest first."""
        ...

    def resolve(self, id_: int, entry: AuditEntry) -> Awaitable[bool]:
        """Resolve a report; returns whether one had that id."""
        ...

    def lockdown(self) -> Awaitable[bool]: ...

    def set_lockdown(self, on: bool, entry: AuditEntry) -> Awaitable[None]: ...

    def ignored(self, principal: int) -> Awaitable[list[Principal]]:
        """The people whom the principal ignores."""
        ...

    def ignore(self, principal: int, others: Sequence[int]) -> Awaitable[None]: ...

    def unignore(self, principal: int, other: int) -> Awaitable[None]: ...
