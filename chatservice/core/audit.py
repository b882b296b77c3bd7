"""The audit log: who did what, to whom, where and why. And the lockdown of the server."""

from typing import TYPE_CHECKING

from chatservice.errors import BadCommand, LockedDown
from chatservice.model import commands as c
from chatservice.model.events import AuditPage, DeedInfo, LockdownIs
from chatservice.model.sanctions import OPERATOR, AuditEntry
from chatservice.model.values import Principal, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


def is_own(who: Principal) -> bool:
    """Whether what they do is on the server's own record: the operator, and those with a role on
    the server. What others do in their rooms is kept apart."""
    return who.id == OPERATOR.id or who.role >= ServerRole.MODERATOR


class AuditLog:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self.lockdown = False

    async def start(self) -> None:
        self._lock(await self._chat.storage.moderation.lockdown())

    # The log.

    def deed(
        self, me: Principal, action: str, target: str = "", room: str = "", detail: str = ""
    ) -> AuditEntry:
        now = self._chat.clock.now()
        return AuditEntry(now, me.name, action, target, room, detail, me.id or None, own=is_own(me))

    async def note(
        self, me: Principal, action: str, target: str = "", room: str = "", detail: str = ""
    ) -> None:
        """One line, for what is stored elsewhere."""
        await self._chat.storage.moderation.note(self.deed(me, action, target, room, detail))

    async def show(self, session: "Session", command: c.Audit) -> None:
        if command.limit < 1:
            raise BadCommand("limit is at least 1")
        limit = min(command.limit, self._chat.settings.history_max)
        deeds = await self._chat.storage.moderation.deeds(command.before, limit + 1, not command.rooms)
        infos = [
            DeedInfo(
                ts=one.ts,
                actor=one.actor,
                action=one.action,
                target=one.target,
                room=one.room,
                detail=one.detail,
            )
            for one in deeds[:limit]
        ]
        more = deeds[limit - 1].id if len(deeds) > limit else None
        session.outlet.send(AuditPage(deeds=infos, next=more, ref=command.ref))

    # Lockdown.

    async def lock(self, session: "Session", command: c.Lockdown) -> None:
        if command.on is not None:
            await self.set_lockdown(session.who.principal, command.on, session)
        session.outlet.send(LockdownIs(on=self.lockdown, ref=command.ref))

    async def set_lockdown(self, me: Principal, on: bool, by: "Session | None" = None) -> None:
        """Admins hear of it, except on the device `by` which it was done."""
        if on is self.lockdown:
            return
        deed = self.deed(me, "lockdown", "on" if on else "off")
        await self._chat.storage.moderation.set_lockdown(on, deed)
        self._lock(on)
        for person in self._chat.presence:
            if person.principal.role >= ServerRole.ADMIN:
                for device in person.sessions:
                    if device is not by:
                        device.outlet.send(LockdownIs(on=on, by=me.name))

    def _lock(self, on: bool) -> None:
        self.lockdown = on
        settings = self._chat.settings
        self._chat.limits.change(settings, settings.lockdown_slower if on else 1.0)

    def refuse_new(self) -> None:
        """Lockdown while nobody new is let in."""
        if self.lockdown:
            raise LockedDown
