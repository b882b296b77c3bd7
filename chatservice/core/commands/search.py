"""Searching messages."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chatservice.core import pages
from chatservice.core.chat import Chat
from chatservice.core.rates import SEARCH, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoSuchUser
from chatservice.model import commands as c
from chatservice.model.events import FileShared, FoundLine, FoundPage, Message, PollAsked
from chatservice.model.preferences import time_zone
from chatservice.model.records import Hit, Record
from chatservice.model.rich_text import topic_name
from chatservice.model.search_query import LineQuery, SearchQuery, parse_query

CONTEXT = 1  # lines before and after each hit
AT_ONCE = 20  # hits whose context is one read: each would cost a change of threads
ME = "me"  # instead of one's own name


class HitInContext(NamedTuple):
    room: Room
    record: Record
    around: Sequence[Record]


@command(c.Search, Right(), Charge(SEARCH))
async def search(chat: Chat, session: Session, request: c.Search) -> FoundPage:
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    text = request.text.strip()
    query = _query(chat, session, request)
    query.refuse_empty()
    rooms = await _rooms(chat, session, query.room)
    wanted = LineQuery(
        words=tuple(query.words),
        without=tuple(query.without),
        senders=await _senders(chat, session, query.senders),
        topic=topic_name(query.topic),
        after=query.after,
        before=query.before,
        link=query.link,
        file=query.file,
        best=query.best,
    )
    limit = min(request.limit, chat.settings.search_max)
    page = await chat.log.search(list(rooms), wanted, query.page, limit)
    hits = await _in_context(chat, session, rooms, page.hits)
    for room in rooms.values() if query.room else ():
        chat.directory.refuse_outsider(session, room, query.room)
    shown = [_with_lines(session, hit) for hit in hits if chat.directory.sees(session, hit.room)]
    lines = [hit for hit in shown if isinstance(hit.line, FINDABLE)]  # not deleted meanwhile
    return FoundPage(text=text, hits=lines, next=page.before, complete=page.complete)


FINDABLE = Message | PollAsked | FileShared


def _query(chat: Chat, session: Session, request: c.Search) -> SearchQuery:
    """What is written in the text, and in the fields of programs. Raises BadCommand."""
    query = parse_query(request.text, chat.clock.now(), time_zone(session.person.preferences.zone))
    query.room = request.room or query.room
    query.topic = request.topic or query.topic
    query.senders += [request.sender] if request.sender else []
    query.page = request.before if request.before is not None else query.page
    return query


async def _senders(chat: Chat, session: Session, labels: Sequence[str]) -> tuple[int, ...] | None:
    """The ids of all who have, or had, these names. Raises NoSuchUser."""
    if not labels:
        return None
    found: list[int] = []
    for name in labels:
        ids = [session.principal.id] if name.lower() == ME else await chat.storage.principals.named(name)
        if not ids:
            raise NoSuchUser(name)
        found += ids
    return tuple(dict.fromkeys(found))


async def _rooms(chat: Chat, session: Session, label: str) -> dict[int, Room]:
    """The rooms to search, by id: the one with that `label`, or all that the session is in."""
    if label:
        room = await chat.directory.find(session, label, ended=True)
        return {room.id: room}
    return {subscription.room.id: subscription.room for subscription in session.subscriptions.values()}


async def _in_context(
    chat: Chat, session: Session, rooms: Mapping[int, Room], hits: Sequence[Hit]
) -> list[HitInContext]:
    """The `hits` that may be shown, each with the lines around it, as many as fit into one answer."""
    shown: list[HitInContext] = []
    budget = pages.budget(chat.settings)
    seen = [hit for hit in hits if pages.visible(rooms[hit.room], [hit.record], session.ignored)]
    for start in range(0, len(seen), AT_ONCE):
        some = seen[start : start + AT_ONCE]
        pieces = await chat.log.around_each([(hit.room, hit.record.seq) for hit in some], CONTEXT, CONTEXT)
        for hit, around in zip(some, pieces, strict=True):
            if budget <= 0:
                return shown
            budget -= sum(len(record.body) * 4 for record in around if record.is_line)
            shown.append(HitInContext(rooms[hit.room], hit.record, around))
    return shown


def _with_lines(session: Session, hit: HitInContext) -> FoundLine:
    room, record, around = hit
    lines = pages.as_lines(room, pages.visible(room, around, session.ignored))
    return FoundLine(
        line=next((line for line in lines if line.seq == record.seq), room.line(room.fresh(record))),
        before=[line for line in lines if line.seq < record.seq],
        after=[line for line in lines if line.seq > record.seq],
    )
