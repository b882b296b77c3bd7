"""Deleting lines, and reporting them to the moderators of the server."""

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.limits import place
from chatservice.core.lines import find_line, last_line_of
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.sanctions import as_reason
from chatservice.core.session import Session
from chatservice.errors import NoSuchReport
from chatservice.model import commands as c
from chatservice.model.events import Ack, Reported, ReportIs, ReportList
from chatservice.model.records import Draft, Record
from chatservice.model.runs import as_ended
from chatservice.model.sanctions import ReportInfo, StoredReport, public_part
from chatservice.model.values import EventKind, RoomRole, ServerRole

TEXT_MAX = 1_000  # characters of a reported line that are stored


@command(
    c.Delete,
    Right(),
    Charge(LINE, itself=True, looks=True),
    also={"delete_of_others": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def delete(chat: Chat, session: Session, request: c.Delete) -> None:
    room = await chat.directory.find(session, request.room)
    me = session.principal
    seq = request.seq if request.seq is not None else last_line_of(me, room)
    record = await find_line(chat.log, room, seq, lambda record: record.can_be_blank)
    author = await chat.storage.principals.principal(record.actor)

    def check() -> None:
        chat.rights.refuse_out(me, room)
        if record.actor != me.id:
            chat.rights.check(me, "delete_of_others", room)
            if author is not None:
                chat.rights.refuse_rank(me, author, room, "delete")

    check()
    now = chat.clock.now()
    chat.limits.line(session)
    draft = Draft(EventKind.DELETED, me.id, me.name, str(seq), now)
    at = await append_checked(chat, room, draft, check)
    session.answer(Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id))
    if record.actor != me.id:
        await chat.audit.note(me, "delete", record.actor_name, room.label, f"#{seq}")


@command(c.Report, Right(), Charge(LINE, itself=True, looks=True))
async def report(chat: Chat, session: Session, request: c.Report) -> ReportIs:
    room = await chat.directory.find(session, request.room)
    me = session.principal
    record = await find_line(chat.log, room, request.seq, lambda record: record.can_be_blank)
    chat.rights.refuse_out(me, room)
    now = chat.clock.now()
    chat.limits.line(session)
    stored = StoredReport(
        ts=now,
        room=room.label,
        room_id=room.id,
        seq=record.seq,
        sender=record.actor_name,
        text=_text(record)[:TEXT_MAX],
        by=me.name,
        reporter=me.id,
        reason=as_reason(request.reason),
    )
    id_ = await chat.storage.moderation.report(stored, place(session))
    _tell_moderators(chat, Reported(report=msgspec.structs.replace(public_part(ReportInfo, stored), id=id_)))
    return ReportIs(id=id_)


def _text(record: Record) -> str:
    """The text of a line, or the output of a run."""
    return record.text if record.is_line else as_ended(record.body).head


def _tell_moderators(chat: Chat, event: Reported) -> None:
    for person in chat.presence:
        if person.principal.role >= ServerRole.MODERATOR:
            for device in person.sessions:
                device.outlet.send(event)


@command(c.Reports, Right(ServerRole.MODERATOR), Charge(READ))
async def reports(chat: Chat, session: Session, request: c.Reports) -> ReportList:
    stored = await chat.storage.moderation.reports()
    return ReportList(reports=[public_part(ReportInfo, report) for report in stored[: session.list_max]])


@command(c.Resolve, Right(ServerRole.MODERATOR), Charge(LINE))
async def resolve(chat: Chat, session: Session, request: c.Resolve) -> ReportIs:
    entry = chat.audit.entry(session.principal, "resolve", f"report {request.id}")
    if not await chat.storage.moderation.resolve(request.id, entry):
        raise NoSuchReport(request.id)
    return ReportIs(id=request.id, resolved=True)
