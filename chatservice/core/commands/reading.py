"""What you have read, who mentioned you, and what you are notified of."""

from chatservice.core import pages
from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NotPrivate
from chatservice.model import commands as c
from chatservice.model import times
from chatservice.model.events import LevelIs, LoggedEvent, MentionList, ReadMark, SeenByIs
from chatservice.model.reading import Level, Mention
from chatservice.model.values import EventKind

ALL = "all"


@command(c.MarkRead, Right(), Charge(READ))
async def read(chat: Chat, session: Session, request: c.MarkRead) -> ReadMark:
    room = await chat.directory.find(session, request.room, ended=True)
    return await chat.read_state.read(session, room, request.seq)


@command(c.MarkUnread, Right(), Charge(READ))
async def unread(chat: Chat, session: Session, request: c.MarkUnread) -> ReadMark:
    room = await chat.directory.find(session, request.room, ended=True)
    return await chat.read_state.unread_from(session, room, request.seq)


@command(c.SeenBy, Right(), Charge(READ))
async def seen_by(chat: Chat, session: Session, request: c.SeenBy) -> SeenByIs:
    room = await chat.directory.find(session, request.room, ended=True)
    if not room.kind.private:
        raise NotPrivate(room.label)
    me = session.person
    seq = room.tail.head if request.seq is None else max(0, min(request.seq, room.tail.head))
    who = await chat.read_state.seen_by(me, room, seq) if me.preferences.seen else []
    return SeenByIs(room=room.label, rid=room.rid, seq=seq, who=who[: chat.settings.names_shown])


@command(c.SetLevel, Right(), Charge(LINE))
async def level(chat: Chat, session: Session, request: c.SetLevel) -> LevelIs:
    room = await chat.directory.find(session, request.room)
    try:
        wanted = Level(request.level.lower())
    except ValueError:
        raise BadCommand("the level is all, mentions or none") from None
    person = session.person
    await chat.storage.reading.set_level(person.principal.id, room.id, wanted)
    person.levels = {**person.levels, room.id: wanted}
    answer = LevelIs(room=room.label, rid=room.rid, level=wanted.value)
    person.tell(answer, but=session)
    return answer


# Mentions.


@command(c.Mentions, Right(), Charge(READ))
async def mentions(chat: Chat, session: Session, request: c.Mentions) -> MentionList:
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    person, limit = session.person, min(request.limit, chat.settings.history_max)
    since = _since(chat, session, request.since.strip().lower())
    found = await chat.storage.reading.mentions(person.principal.id, since, request.before, limit)
    person.mentions_listed = chat.clock.now()
    rooms = {room: await chat.directory.of_id(room) for room in {mention.room for mention in found}}
    lines = [line for mention in found if (line := _line(chat, session, mention, rooms)) is not None]
    shown, cut = pages.oldest_that_fit(lines, pages.budget(chat.settings))
    more = cut or len(found) == limit
    last = shown[-1].id if cut else found[-1].record.id if found else None
    return MentionList(lines=shown, next=last if more else None)


def _since(chat: Chat, session: Session, text: str) -> float:
    """Seconds since 1970."""
    if not text:
        return session.person.away_since
    if text == ALL:
        return 0.0
    seconds = times.read(text)
    if seconds is None:
        raise BadCommand(f"since when: {times.FORM}, or all")
    return chat.clock.now() - seconds


def _line(
    chat: Chat, session: Session, mention: Mention, rooms: dict[int, Room | None]
) -> LoggedEvent | None:
    """None where they may not see it any more, or ignore its author, or it was deleted."""
    room, record = rooms[mention.room], mention.record
    if room is None or record.kind is EventKind.BLANK or not chat.directory.sees(session, room):
        return None
    visible = pages.visible(room, [record], session.ignored)
    return room.line(room.fresh(visible[0])) if visible else None
