"""Changing what was said, one's own and for some time; and what it was before, for moderators."""

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.messages import check_text
from chatservice.core.lines import find_line, last_line_of
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, NoSuchLine, NotYourLine, TooLateToEdit
from chatservice.model import commands as c
from chatservice.model.annotations import Annotations
from chatservice.model.events import Ack, FormerTextInfo, RevisionList
from chatservice.model.records import Draft, Record
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole


@command(
    c.Edit,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER),
    Charge(LINE, itself=True, looks=True),
)
async def edit(chat: Chat, session: Session, request: c.Edit) -> Ack:
    if not request.room:
        session.refuse_moved()
    room = await chat.directory.find(session, request.room)
    me = session.principal
    chat.rights.refuse_silent(me, room)
    seq = request.seq if request.seq is not None else last_line_of(me, room)
    record = await find_line(chat.log, room, seq, lambda record: record.is_line)
    text = _new_text(record, request)
    check_text(chat.settings, text, request.key)

    def check() -> None:
        chat.rights.refuse_silent(me, room)
        _refuse_edit(chat, me, room, record)

    check()
    chat.limits.line(session)
    annotations = Annotations(text=text)
    draft = Draft(
        EventKind.EDITED, me.id, me.name, str(seq), chat.clock.now(), request.key, annotations=annotations
    )
    try:
        at = await append_checked(chat, room, draft, check)
    except NoSuchLine:  # it was deleted at this moment
        raise NoSuchLine(seq, room.label) from None
    return Ack(room=room.label, rid=room.rid, seq=at.seq, id=at.id, key=request.key, again=not at.fresh)


@command(c.Revisions, Right(ServerRole.MODERATOR, RoomRole.MODERATOR), Charge(READ))
async def revisions(chat: Chat, session: Session, request: c.Revisions) -> RevisionList:
    room = await chat.directory.find_to(session, request.room, "revisions")
    record = await find_line(chat.log, room, request.seq, lambda record: record.is_line)
    texts, edits = await chat.storage.revisions.revisions(room.id, record.seq)
    chat.rights.check(session.principal, "revisions", room)
    infos = [FormerTextInfo(ts=former.ts, text=former.text) for former in texts]
    return RevisionList(room=room.label, rid=room.rid, line=record.seq, texts=infos, edits=edits)


def _new_text(record: Record, request: c.Edit) -> str:
    if not request.find:
        return request.text
    if request.find not in record.text:
        raise BadCommand("that text is not in the line")
    return record.text.replace(request.find, request.text, 1)


def _refuse_edit(chat: Chat, me: Principal, room: Room, record: Record) -> None:
    """Raise NoSuchLine, NotYourLine or TooLateToEdit."""
    if record.seq in room.state.deleted or not record.is_line:
        raise NoSuchLine(record.seq, room.label)
    if record.actor != me.id:
        raise NotYourLine(record.seq, room.label)
    window = chat.settings.edit_window
    if window is not None and chat.clock.now() - record.ts > window:
        raise TooLateToEdit(record.seq, window / 3600)
