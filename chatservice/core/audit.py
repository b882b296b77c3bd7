"""The audit log: who did what, to whom, where and why."""

from collections.abc import Callable

from chatservice.core.ports.clock import Clock
from chatservice.core.ports.moderation import ModerationStore
from chatservice.model.sanctions import OPERATOR, AuditEntry
from chatservice.model.values import Principal, ServerRole


class AuditLog:
    def __init__(
        self, store: ModerationStore, clock: Clock, acting: Callable[[int], Principal | None]
    ) -> None:
        """`acting` is the account whose role on the server counts for a person, besides their own."""
        self._store = store
        self._clock = clock
        self._acting = acting

    def is_own(self, me: Principal) -> bool:
        """Whether a person's actions are on the server's own record: the operator's, and those of people
        with a role on the server. What others do in their rooms is recorded separately."""
        account = self._acting(me.id) or me
        return me.id == OPERATOR.id or max(me.role, account.role) >= ServerRole.MODERATOR

    def entry(
        self, me: Principal, action: str, target: str = "", room: str = "", detail: str = ""
    ) -> AuditEntry:
        """An entry, for a change that stores it in the same transaction."""
        now = self._clock.now()
        return AuditEntry(now, me.name, action, target, room, detail, me.id or None, own=self.is_own(me))

    async def note(
        self, me: Principal, action: str, target: str = "", room: str = "", detail: str = ""
    ) -> None:
        """Store an entry for an action that is already done."""
        await self._store.note(self.entry(me, action, target, room, detail))
