"""Keeping order from outside the chat: what moderators do in it, done by whoever runs the server."""

from chatservice.admin import verbs as v
from chatservice.admin.answers import BanRow, DeedRow, Done, ReportRow, Row, when
from chatservice.admin.frames import ROWS_MAX, AdminError
from chatservice.core.chat import Chat
from chatservice.model import commands as c
from chatservice.model.sanctions import OPERATOR, Measure, Sanction
from chatservice.settings_values import NUMBER, TIMES


def seconds(text: str) -> float | None:
    """`2h` in seconds; None for nothing, which is for good. AdminError."""
    if not text:
        return None
    match = NUMBER.fullmatch(text)
    if match is None or match[2].lower() not in TIMES:
        raise AdminError("bad_command", f"{text!r} is no time: write 30s, 10m, 2h or 7d.")
    return float(match[1]) * TIMES[match[2].lower()]


def bans(chat: Chat) -> list[Row]:
    return [
        BanRow(
            measure=one.measure.value,
            target=_target(one),
            until=one.until or 0,
            by=one.by,
            reason=one.reason,
        )
        for one in chat.moderation.in_force(None)
    ]


def _target(one: Sanction) -> str:
    return ", ".join(filter(None, (one.name, one.network)))


async def ban(chat: Chat, verb: v.Ban) -> Row:
    asked = c.Ban(target=verb.target, seconds=seconds(verb.time), reason=verb.reason, address=verb.address)
    one = await chat.moderation.ban(OPERATOR, asked)
    await chat.moderation.put_out_banned(OPERATOR, one)
    until = f"until {when(one.until)} UTC" if one.until is not None else "for good"
    return Done(text=f"{_target(one)} is banned {until}.")


async def unban(chat: Chat, verb: v.Unban) -> Row:
    told, _ = await chat.moderation.lift(OPERATOR, Measure.BAN, verb.target)
    return Done(text=f"{told.who} is not banned any more.")


async def kick(chat: Chat, verb: v.Kick) -> Row:
    other = await chat.directory.somebody(verb.name)
    chat.moderation.refuse_absent(other, None)
    await chat.moderation.kick(OPERATOR, other, None, verb.reason)
    return Done(text=f"{other.name} is put out.")


async def lockdown(chat: Chat, verb: v.Lockdown) -> Row:
    if verb.switch:
        await chat.audit.set_lockdown(OPERATOR, verb.switch == "on")
    if chat.audit.lockdown:
        return Done(text="Lockdown: no new guests, no new accounts, and everyone is slower.")
    return Done(text="No lockdown: new people are let in.")


async def audit(chat: Chat, verb: v.Audit) -> list[Row]:
    if not 1 <= verb.limit <= ROWS_MAX:
        raise AdminError("bad_command", f"A limit is 1 to {ROWS_MAX}.")
    deeds = await chat.storage.moderation.deeds(None, verb.limit)
    return [
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


async def reports(chat: Chat) -> list[Row]:
    return [
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
        for one in await chat.storage.moderation.reports()
    ]
