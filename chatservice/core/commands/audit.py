"""For administrators: the audit log, and the lockdown of the server."""

from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand
from chatservice.model import commands as c
from chatservice.model.events import AuditPage, LockdownIs
from chatservice.model.sanctions import AuditEntryInfo, public_part
from chatservice.model.values import ServerRole


@command(c.Audit, Right(ServerRole.ADMIN), Charge(READ))
async def audit(chat: Chat, session: Session, request: c.Audit) -> AuditPage:
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    limit = min(request.limit, chat.settings.history_max)
    entries = await chat.storage.moderation.entries(request.before, limit + 1, not request.rooms)
    more = entries[limit - 1].id if len(entries) > limit else None
    return AuditPage(deeds=[public_part(AuditEntryInfo, entry) for entry in entries[:limit]], next=more)


@command(c.Lockdown, Right(ServerRole.ADMIN), Charge(LINE))
async def lockdown(chat: Chat, session: Session, request: c.Lockdown) -> LockdownIs:
    if request.on not in (None, chat.lockdown.on):
        await _set_lockdown(chat, session, request.on)
    return LockdownIs(on=chat.lockdown.on)


async def _set_lockdown(chat: Chat, session: Session, on: bool) -> None:
    """Every administrator sees it, except on the device on which it was set."""
    me = session.principal
    await chat.lockdown.change(on, chat.audit.entry(me, "lockdown", "on" if on else "off"))
    for person in chat.presence:
        if person.principal.role >= ServerRole.ADMIN:
            for device in person.sessions:
                if device is not session:
                    device.outlet.send(LockdownIs(on=on, by=me.name))
