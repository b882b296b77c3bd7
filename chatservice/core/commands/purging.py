"""Deleting what one person said lately in a room: after spam, a moderator needs one command, not hundreds."""

import msgspec

from chatservice.core.appending import append, resting
from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoSuchLine
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.events import Purged
from chatservice.model.records import Draft, Record
from chatservice.model.sanctions import Expect
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

PAGE = 500  # lines read at once
AT_ONCE = 100  # deletions in one transaction


@command(c.Purge, Right(ServerRole.MODERATOR, RoomRole.MODERATOR), Charge(LINE, itself=True, looks=True))
async def purge(chat: Chat, session: Session, request: c.Purge) -> Purged:
    room = await chat.directory.find_to(session, request.room, "purge")
    me, since = session.principal, chat.clock.now() - _seconds(request.time)
    other = await chat.directory.find_principal(request.name.strip())

    def check() -> None:
        chat.rights.check(me, "purge", room)
        if other.id != me.id:
            chat.rights.refuse_rank(me, other, room, "purge")

    check()
    chat.limits.line(session)
    lines, more = await _lines_of(chat, room, other, since)
    count = 0
    for start in range(0, len(lines), AT_ONCE):
        drafts = [
            Draft(EventKind.DELETED, me.id, me.name, str(record.seq), chat.clock.now())
            for record in lines[start : start + AT_ONCE]
        ]

        async def delete(expect: Expect, drafts: list[Draft] = drafts) -> int:
            expected = [msgspec.structs.replace(draft, expect=expect.version) for draft in drafts]
            try:
                await append(chat, room, expected)
            except NoSuchLine:  # one was deleted by another moderator, and the others are by this
                return len(drafts) - 1
            return len(drafts)

        count += await resting(chat, room, check, delete)
    if count:
        await chat.audit.note(me, "purge", other.name, room.label, f"{count} lines")
    return Purged(room=room.label, rid=room.rid, name=other.name, count=count, more=more)


def _seconds(text: str) -> float:
    found = times.leading(text.strip())
    if found is None or found[1]:
        raise BadCommand(f"a time is {times.FORM}")
    return found[0]


async def _lines_of(chat: Chat, room: Room, author: Principal, since: float) -> tuple[list[Record], bool]:
    """The newest lines of `author` since then, newest first, as many as one purge deletes and finds; and
    whether there may be more."""
    found: list[Record] = []
    before: int | None = None
    for _ in range(0, chat.settings.purge_scan, PAGE):
        page = await chat.log.lines_before(room.id, before, PAGE)
        for record in reversed(page):
            if record.ts < since:
                return found, False
            if record.actor == author.id and record.can_be_blank and record.seq not in room.state.deleted:
                if len(found) == chat.settings.max_purge:
                    return found, True
                found.append(record)
        if len(page) < PAGE:
            return found, False
        before = page[0].seq
    return found, True
