"""Lines said later, and reminders."""

import re

from chatservice.core.chat import Chat
from chatservice.core.commands.messages import check_text
from chatservice.core.composing import refuse_plain
from chatservice.core.lines import find_line
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, BadTime, NotInRoom, NotScheduled, TextTooLong
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.events import Scheduled, ScheduledList
from chatservice.model.later import LaterEntry, LaterKind
from chatservice.model.preferences import time_zone
from chatservice.model.records import Record
from chatservice.model.values import RoomRole, ServerRole

FAR = 366 * 86_400.0  # seconds; nothing is scheduled for later than that
_ABOUT = re.compile(r"#(\d{1,15})(?:\s+(.*))?", re.DOTALL)


@command(c.SayLater, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(LINE))
async def later(chat: Chat, session: Session, request: c.SayLater) -> Scheduled:
    room = await chat.directory.find(session, request.room)
    if room.id not in session.subscriptions:
        raise NotInRoom(room.label)
    check_text(chat.settings, request.text, request.key)
    refuse_plain(room)
    chat.rights.check(session.principal, "later", room)
    chat.rights.refuse_silent(session.principal, room)
    due = _due(chat, session, request.when)
    text = request.text.strip()
    return await _add(chat, session, LaterKind.LINE, due, text, room, 0, request.key)


def _due(chat: Chat, session: Session, when: str) -> float:
    """Raises BadTime."""
    now = chat.clock.now()
    due = times.moment(when, now, time_zone(session.person.preferences.zone))
    if due is None or not now < due <= now + FAR:
        raise BadTime(when)
    return due


async def _add(
    chat: Chat,
    session: Session,
    kind: LaterKind,
    due: float,
    text: str,
    room: Room | None,
    line: int,
    key: str,
) -> Scheduled:
    if len(key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)
    room_id = room.id if room is not None else 0
    entry = LaterEntry(0, session.principal.id, kind, due, text, room_id, line, key)
    stored = await chat.storage.later.add(entry)
    chat.schedule.added(stored.due)
    return Scheduled(kind=kind.value, entry=await chat.schedule.info(stored))


@command(c.LaterList, Right(), Charge(READ))
async def later_list(chat: Chat, session: Session, request: c.LaterList) -> ScheduledList:
    return await _list(chat, session, LaterKind.LINE)


@command(c.LaterCancel, Right(), Charge(READ))
async def later_cancel(chat: Chat, session: Session, request: c.LaterCancel) -> Scheduled:
    return await _cancel(chat, session, LaterKind.LINE, request.id)


async def _list(chat: Chat, session: Session, kind: LaterKind) -> ScheduledList:
    entries = await chat.storage.later.of(session.principal.id, kind)
    return ScheduledList(kind=kind.value, entries=[await chat.schedule.info(entry) for entry in entries])


async def _cancel(chat: Chat, session: Session, kind: LaterKind, id_: int) -> Scheduled:
    entry = await chat.storage.later.cancel(session.principal.id, kind, id_)
    if entry is None:
        raise NotScheduled(id_)
    return Scheduled(kind=kind.value, entry=await chat.schedule.info(entry), canceled=True)


# Reminders.


@command(c.Remind, Right(), Charge(LINE))
async def remind(chat: Chat, session: Session, request: c.Remind) -> Scheduled:
    due = _due(chat, session, request.when)
    seq, text = request.seq, request.text.strip()
    about = _ABOUT.fullmatch(text) if seq is None else None
    if about is not None:
        seq, text = int(about[1]), (about[2] or "").strip()
    if seq is None and not text:
        raise BadCommand("a reminder has a text, or the number of a line")
    if text:
        check_text(chat.settings, text, request.key)
    room = await chat.directory.find(session, request.room, ended=True) if seq is not None else None
    if room is not None and seq is not None:
        await find_line(chat.log, room, seq, _is_any)
    return await _add(chat, session, LaterKind.REMINDER, due, text, room, seq or 0, request.key)


def _is_any(record: Record) -> bool:
    return True


@command(c.RemindList, Right(), Charge(READ))
async def remind_list(chat: Chat, session: Session, request: c.RemindList) -> ScheduledList:
    return await _list(chat, session, LaterKind.REMINDER)


@command(c.RemindCancel, Right(), Charge(READ))
async def remind_cancel(chat: Chat, session: Session, request: c.RemindCancel) -> Scheduled:
    return await _cancel(chat, session, LaterKind.REMINDER, request.id)
