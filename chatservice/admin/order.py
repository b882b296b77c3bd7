"""Keeping order from outside the chat: what moderators do in it, done by whoever runs the server."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chatservice.admin import verbs as v
from chatservice.admin.answers import BanRow, DeedRow, Done, ReportRow, Row, when
from chatservice.admin.frames import ROWS_MAX, AdminError
from chatservice.core.room import Room
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.sanctions import OPERATOR, Measure, Sanction

if TYPE_CHECKING:
    from chatservice.admin.desk import Desk, Reply


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


async def bans(desk: "Desk", verb: v.Bans, reply: "Reply") -> None:
    rows = [
        BanRow(
            measure=one.measure.value,
            target=_target(one),
            until=one.until or 0,
            by=one.by,
            reason=one.reason,
        )
        for one in desk.chat.moderation.in_force(await _room(desk, verb.room))
    ]
    await _told(reply, rows)


async def _room(desk: "Desk", label: str) -> Room | None:
    """None, which is the server, where no room is said. NoSuchRoom."""
    return await desk.chat.office.room(label) if label else None


def _target(one: Sanction) -> str:
    return ", ".join(filter(None, (one.name, one.network)))


async def ban(desk: "Desk", verb: v.Ban, reply: "Reply") -> None:
    moderation = desk.chat.moderation
    asked = c.Ban(target=verb.target, seconds=seconds(verb.time), reason=verb.reason, address=verb.address)
    one = await moderation.ban(OPERATOR, asked)
    await moderation.put_out_banned(OPERATOR, one)
    until = f"until {when(one.until)} UTC" if one.until is not None else "for good"
    reply.rows([Done(text=f"{_target(one)} is banned {until}.")])


async def unban(desk: "Desk", verb: v.LiftBan, reply: "Reply") -> None:
    room = await _room(desk, verb.room)
    told, _ = await desk.chat.moderation.lift(OPERATOR, Measure.BAN, verb.target, room)
    reply.rows([Done(text=f"{told.who} is not banned any more.")])


async def unmute(desk: "Desk", verb: v.LiftMute, reply: "Reply") -> None:
    room = await _room(desk, verb.room)
    told, _ = await desk.chat.moderation.lift(OPERATOR, Measure.MUTE, verb.name, room)
    reply.rows([Done(text=f"{told.who} may speak again.")])


async def kick(desk: "Desk", verb: v.Kick, reply: "Reply") -> None:
    chat = desk.chat
    other = await chat.directory.somebody(verb.name)
    chat.moderation.refuse_absent(other, None)
    await chat.moderation.kick(OPERATOR, other, None, verb.reason)
    reply.rows([Done(text=f"{other.name} is put out.")])


async def lockdown(desk: "Desk", verb: v.Lockdown, reply: "Reply") -> None:
    audit = desk.chat.audit
    if verb.switch:
        await audit.set_lockdown(OPERATOR, verb.switch == "on")
    on = "Lockdown: no new guests, no new accounts, and everyone is slower."
    reply.rows([Done(text=on if audit.lockdown else "No lockdown: new people are let in.")])


async def audit(desk: "Desk", verb: v.Audit, reply: "Reply") -> None:
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


async def reports(desk: "Desk", verb: v.Reports, reply: "Reply") -> None:
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


async def _told(reply: "Reply", rows: Sequence[Row]) -> None:
    for start in range(0, len(rows), ROWS_MAX):
        reply.rows(list(rows[start : start + ROWS_MAX]))
        await reply.drained()


DOES: Mapping[type[v.Verb], Callable[["Desk", Any, "Reply"], Awaitable[None]]] = {
    v.Bans: bans,
    v.Ban: ban,
    v.LiftBan: unban,
    v.LiftMute: unmute,
    v.Kick: kick,
    v.Lockdown: lockdown,
    v.Audit: audit,
    v.Reports: reports,
}
