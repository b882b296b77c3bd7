"""What people attach to lines: reactions, pins, bookmarks."""

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.lines import find_line
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import NoSuchEmoji, NoSuchLine
from chatservice.model import commands as c
from chatservice.model import emoji
from chatservice.model.events import Reacted, ReactionList
from chatservice.model.marks import MARKABLE, StoredReaction
from chatservice.model.records import Appended, Draft, Record
from chatservice.model.values import EventKind, RoomRole, ServerRole


def is_markable(record: Record) -> bool:
    return record.kind in MARKABLE


@command(c.React, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(LINE, itself=True, looks=True))
async def react(chat: Chat, session: Session, request: c.React) -> Reacted:
    """Put a reaction, or take it back. Muted people may do neither; in a read-only room everyone may."""
    room = await chat.directory.find(session, request.room)
    me, line = session.principal, request.seq
    emoji_ = emoji.canonical(request.emoji)
    if not emoji_:
        raise NoSuchEmoji(request.emoji)
    await find_line(chat.log, room, line, is_markable)
    on = request.on
    if on is None:
        on = not await chat.storage.marks.has_reacted(room.id, line, me.id, emoji_)

    def check() -> None:
        chat.rights.check(me, "react", room)
        chat.rights.refuse_muted(me, [room])

    check()
    chat.limits.line(session)
    body = msgspec.json.encode(StoredReaction(line, emoji_, on)).decode()
    draft = Draft(EventKind.REACTION, me.id, me.name, body, chat.clock.now())
    try:
        at = await append_checked(chat, room, draft, check)
    except NoSuchLine:  # it was deleted meanwhile
        raise NoSuchLine(line, room.label) from None
    return _reacted(chat, session, me.id, room, StoredReaction(line, emoji_, on), at)


def _reacted(
    chat: Chat, session: Session, me: int, room: Room, reaction: StoredReaction, at: Appended
) -> Reacted:
    """The answer; the person's other devices get it, too."""
    answer = Reacted(
        room=room.label,
        rid=room.rid,
        line=reaction.line,
        emoji=reaction.emoji,
        on=reaction.on,
        seq=at.seq,
        again=not at.fresh,
    )
    for device in chat.presence.sessions_of(me):
        if at.fresh and device is not session and room.id in device.subscriptions:
            device.outlet.send(answer)
    return answer


@command(c.Reactions, Right(), Charge(READ))
async def reactions(chat: Chat, session: Session, request: c.Reactions) -> ReactionList:
    room = await chat.directory.find(session, request.room, ended=True)
    await find_line(chat.log, room, request.seq, is_markable)
    limit = chat.settings.names_shown
    reactors, total = await chat.storage.marks.reactors(room.id, request.seq, limit)
    chat.directory.refuse_outsider(session, room, request.room)
    return ReactionList(
        room=room.label,
        rid=room.rid,
        line=request.seq,
        reactions=reactors,
        more=max(0, total - len(reactors)),
    )
