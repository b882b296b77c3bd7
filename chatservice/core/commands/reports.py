"""Lines that should not be there: deleted, or shown to those who keep order."""

from typing import TYPE_CHECKING

from chatservice.core.appending import append_checked
from chatservice.core.limits import place
from chatservice.core.room import Room
from chatservice.core.sanctions import as_reason
from chatservice.errors import NoSuchLine, NoSuchReport
from chatservice.model import commands as c
from chatservice.model.events import Ack, Reported, ReportInfo, ReportIs, ReportList
from chatservice.model.runs import as_ended
from chatservice.model.sanctions import StoredReport
from chatservice.model.values import Draft, EventKind, Principal, Record, ServerRole

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session


TEXT_MAX = 1_000  # characters of a reported line that are kept


class ReportService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    # Deleting.

    async def delete(self, session: "Session", command: c.Delete) -> None:
        chat = self._chat
        room = await chat.directory.find(session, command.room)
        me = session.who.principal
        seq = command.seq if command.seq is not None else _last_of(me, room)
        record = await self._line(room, seq)
        author = await chat.storage.principals.principal(record.actor)

        def may() -> None:
            chat.rights.refuse_out(me, room)
            if record.actor != me.id:
                chat.rights.check(me, "delete_of_others", room)
                if author is not None:
                    chat.rights.refuse_rank(me, author, room, "delete")

        may()
        now = chat.clock.now()
        chat.limits.line(session)
        draft = Draft(EventKind.DELETED, me.id, me.name, str(seq), now)
        at = await append_checked(chat, room, draft, lambda: room.blank_line(seq), may)
        session.outlet.send(Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, ref=command.ref))
        if record.actor != me.id:
            await chat.audit.note(me, "delete", record.actor_name, room.label, f"#{seq}")

    async def _line(self, room: Room, seq: int) -> Record:
        """What was said there. NoSuchLine when it was nothing, or is no more."""
        if not 0 < seq <= room.head:
            raise NoSuchLine(seq, room.label)
        found = [record for record in room.ring if record.seq == seq]
        for record in found or await self._chat.log.since(room.id, seq - 1, 1):
            if record.seq == seq and record.can_be_blank:
                return record
        raise NoSuchLine(seq, room.label)

    # Reports.

    async def report(self, session: "Session", command: c.Report) -> None:
        chat = self._chat
        room = await chat.directory.find(session, command.room)
        me = session.who.principal
        record = await self._line(room, command.seq)
        chat.rights.refuse_out(me, room)
        now = chat.clock.now()
        chat.limits.line(session)
        one = StoredReport(
            now,
            room.id,
            room.label,
            record.seq,
            record.actor_name,
            _text(record)[:TEXT_MAX],
            me.id,
            me.name,
            as_reason(command.reason),
        )
        id_ = await chat.storage.moderation.report(one, place(session))
        session.outlet.send(ReportIs(id=id_, ref=command.ref))
        told = Reported(report=_info(one, id_))
        for person in chat.presence:
            if person.principal.role >= ServerRole.MODERATOR:
                for device in person.sessions:
                    device.outlet.send(told)

    async def show(self, session: "Session", command: c.Reports) -> None:
        some = await self._chat.storage.moderation.reports()
        most = self._chat.settings.history_max
        session.outlet.send(ReportList(reports=[_info(one, one.id) for one in some[:most]], ref=command.ref))

    async def resolve(self, session: "Session", command: c.Resolve) -> None:
        deed = self._chat.audit.entry(session.who.principal, "resolve", f"report {command.id}")
        if not await self._chat.storage.moderation.resolve(command.id, deed):
            raise NoSuchReport(command.id)
        session.outlet.send(ReportIs(id=command.id, resolved=True, ref=command.ref))


def _text(record: Record) -> str:
    """What is read in it."""
    return record.body if record.is_line else as_ended(record.body).head


def _last_of(me: Principal, room: Room) -> int:
    for record in reversed(room.ring):
        if record.actor == me.id and record.is_line:
            return record.seq
    raise NoSuchLine(0, room.label)


def _info(one: StoredReport, id_: int) -> ReportInfo:
    return ReportInfo(
        id=id_,
        room=one.room_name,
        seq=one.seq,
        sender=one.sender,
        text=one.text,
        by=one.by,
        ts=one.ts,
        reason=one.reason,
    )
