"""Sanctions, reports, the audit log, and who ignores whom."""

from collections.abc import Awaitable, Sequence
from typing import Protocol

from chatservice.model.sanctions import AuditEntry, Expect, Imposed, Policy, Sanction, StoredReport
from chatservice.model.values import Principal


class ModerationStore(Protocol):
    """What is done about people. What changes something takes the line of the audit log that
    tells of it into the same transaction. Changes come back after their commit."""

    def sanctions(self) -> Awaitable[list[Sanction]]: ...

    def policy(self) -> Awaitable[Policy]:
        """As of everything that was queued before this, and answered in its place among that."""
        ...

    def impose(
        self, sanction: Sanction, instead: Sequence[int], deed: AuditEntry, expect: Expect | None = None
    ) -> Awaitable[Imposed]:
        """With its id; those of the ids `instead` go. TooMany over a share or a cap; over that of
        all rooms, the oldest of the room with the most gives way. NoSuchRoom when it is gone. Stale;
        what rested on rights there is Stale after it."""
        ...

    def lift(self, ids: Sequence[int], deed: AuditEntry, expect: Expect | None = None) -> Awaitable[None]:
        """Stale."""
        ...

    def note(self, deed: AuditEntry) -> Awaitable[None]:
        """One more line of the audit log. What is over its age goes; of what is not the server's
        own, also what is over its cap, or one person's share of it."""
        ...

    def deeds(self, before: int | None, limit: int, own: bool = True) -> Awaitable[list[AuditEntry]]:
        """The audit log, the newest first; `before` is an id. The server's `own`, or what others
        did in their rooms."""
        ...

    def report(self, draft: StoredReport, address: str = "") -> Awaitable[int]:
        """Its id; that of the same one when it is there already. TooMany over the cap, or over the
        share of that person or `address` (as `limits.crowd` gives it)."""
        ...

    def reports(self) -> Awaitable[list[StoredReport]]:
        """The oldest first."""
        ...

    def resolve(self, id_: int, deed: AuditEntry) -> Awaitable[bool]:
        """Whether there was one of that id."""
        ...

    def lockdown(self) -> Awaitable[bool]: ...

    def set_lockdown(self, on: bool, deed: AuditEntry) -> Awaitable[None]: ...

    def ignored(self, principal: int) -> Awaitable[list[Principal]]:
        """Whom the principal wants to hear nothing of."""
        ...

    def ignore(self, principal: int, others: Sequence[int]) -> Awaitable[None]: ...

    def unignore(self, principal: int, other: int) -> Awaitable[None]: ...
