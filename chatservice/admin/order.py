"""Keeping order from outside the chat: what moderators do in it, done by whoever runs the server."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatservice.admin import verbs as v
from chatservice.admin.answers import AdminRow, BanRow, DeedRow, Done, ReportRow, when
from chatservice.admin.frames import ROWS_MAX, AdminError
from chatservice.core.commands import operator, removal, sanctioning
from chatservice.core.commands.audit import set_lockdown
from chatservice.core.room import Room
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.sanctions import EVERYWHERE, OPERATOR, Sanction, SanctionKind

if TYPE_CHECKING:
    from chatservice.admin.desk import AdminService, VerbReply


FOR_GOOD = "good"
NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")


def seconds(text: str) -> float | None:
    """`2h` in seconds; a number alone is seconds, too; None for good. AdminError: an empty time as
    well, which is what a script's empty variable leaves."""
    if text == FOR_GOOD:
        return None
    if NUMBER.fullmatch(text):
        return float(text)
    read = times.read(text)
    if read is None:
        raise AdminError("bad_command", f"{text!r} is no time: write {times.FORM}, or {FOR_GOOD}.")
    return read


async def bans(desk: "AdminService", verb: v.Bans, reply: "VerbReply") -> None:
    rows = [
        BanRow(
            measure=one.measure.value,
            target=_target(one),
            until=one.until or 0,
            by=one.by,
            reason=one.reason,
        )
        for one in await _in_force(desk, verb.room)
    ]
    await _told(reply, rows)


async def _in_force(desk: "AdminService", label: str) -> list[Sanction]:
    room = await _room(desk, label)
    return desk.chat.sanctions.in_force(room.id if room is not None else EVERYWHERE, desk.chat.clock.now())


async def _room(desk: "AdminService", label: str) -> Room | None:
    """None, which is the server, where no room is said. NoSuchRoom."""
    return await operator.find(desk.chat, label) if label else None


def _target(one: Sanction) -> str:
    return ", ".join(filter(None, (one.name, one.network)))


async def ban(desk: "AdminService", verb: v.Ban, reply: "VerbReply") -> None:
    asked = c.Ban(target=verb.target, seconds=seconds(verb.time), reason=verb.reason, address=verb.address)
    one = await sanctioning.ban(desk.chat, OPERATOR, asked)
    until = f"until {when(one.until)} UTC" if one.until is not None else "for good"
    reply.rows([Done(text=f"{_target(one)} is banned {until}.")])


async def unban(desk: "AdminService", verb: v.LiftBan, reply: "VerbReply") -> None:
    room = await _room(desk, verb.room)
    told, _ = await sanctioning.lift(desk.chat, OPERATOR, SanctionKind.BAN, verb.target, room)
    reply.rows([Done(text=f"{told.who} is not banned any more.")])


async def unmute(desk: "AdminService", verb: v.LiftMute, reply: "VerbReply") -> None:
    room = await _room(desk, verb.room)
    told, _ = await sanctioning.lift(desk.chat, OPERATOR, SanctionKind.MUTE, verb.name, room)
    reply.rows([Done(text=f"{told.who} may speak again.")])


async def kick(desk: "AdminService", verb: v.Kick, reply: "VerbReply") -> None:
    chat = desk.chat
    other = await chat.directory.find_principal(verb.name)
    await removal.kick(chat, OPERATOR, other, None, verb.reason)
    reply.rows([Done(text=f"{other.name} is put out.")])


async def lockdown(desk: "AdminService", verb: v.Lockdown, reply: "VerbReply") -> None:
    chat = desk.chat
    if verb.switch:
        await set_lockdown(chat, OPERATOR, verb.switch == "on")
    on = "Lockdown: no new guests, no new accounts, and everyone is slower."
    reply.rows([Done(text=on if chat.lockdown.on else "No lockdown: new people are let in.")])


async def audit(desk: "AdminService", verb: v.Audit, reply: "VerbReply") -> None:
    if not 1 <= verb.limit <= ROWS_MAX:
        raise AdminError("bad_command", f"A limit is 1 to {ROWS_MAX}.")
    deeds = await desk.chat.storage.moderation.deeds(None, verb.limit, not verb.rooms)
    rows = [
        DeedRow(
            ts=one.ts,
            actor=one.actor,
            action=one.action,
            target=one.target,
            room=one.room,
            detail=one.detail,
        )
        for one in deeds
    ]
    await _told(reply, rows)


async def reports(desk: "AdminService", verb: v.Reports, reply: "VerbReply") -> None:
    rows = [
        ReportRow(
            id=one.id,
            ts=one.ts,
            room=one.room_name,
            seq=one.seq,
            sender=one.sender,
            text=one.text,
            by=one.by,
            reason=one.reason,
        )
        for one in await desk.chat.storage.moderation.reports()
    ]
    await _told(reply, rows)


async def _told(reply: "VerbReply", rows: Sequence[AdminRow]) -> None:
    for start in range(0, len(rows), ROWS_MAX):
        reply.rows(list(rows[start : start + ROWS_MAX]))
        await reply.drained()


DOES: Mapping[type[v.Verb], Callable[["AdminService", Any, "VerbReply"], Awaitable[None]]] = {
    v.Bans: bans,
    v.Ban: ban,
    v.LiftBan: unban,
    v.LiftMute: unmute,
    v.Kick: kick,
    v.Lockdown: lockdown,
    v.Audit: audit,
    v.Reports: reports,
}
