"""Code documents: created, listed, opened, left, closed."""

from functools import partial

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.document_links import come_by_link
from chatservice.core.commands.document_roles import all_let_in
from chatservice.core.commands.document_titles import free_title
from chatservice.core.commands.finding import find, find_inside, is_inside, refuse_outsider
from chatservice.core.live_document import LiveDocument, keeps_order
from chatservice.core.rates import JOIN, LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import (
    DocumentNotOpen,
    Fault,
    TooMany,
)
from chatservice.model import commands as c
from chatservice.model.code_documents import (
    EndedDocument,
)
from chatservice.model.events import (
    CaughtUp,
    DocumentDone,
    DocumentEdited,
    DocumentEntered,
    DocumentIs,
    DocumentList,
)
from chatservice.model.records import Draft
from chatservice.model.values import EventKind, RoomRole, ServerRole

# Which there are.


@command(c.CodeList, Right(), Charge(READ))
async def code_list(chat: Chat, session: Session, request: c.CodeList) -> DocumentList:
    if request.invited:
        return DocumentList(room="", documents=await all_let_in(chat, session))
    room = await chat.directory.find(session, request.room)
    person = None if keeps_order(chat.rights, session.principal, room) else session.principal.id
    most = chat.settings.history_max
    rows = await chat.storage.documents.listed(room.id, request.closed, most, person)
    chat.directory.refuse_outsider(session, room, room.label)
    documents = [chat.documents.info(row, room) for row in rows]
    return DocumentList(room=room.label, rid=room.rid, documents=documents)


# Opening, and leaving.


@command(c.CodeJoin, Right(), Charge(JOIN))
async def code_join(chat: Chat, session: Session, request: c.CodeJoin) -> None:
    """The answer, `DocumentIs`, comes before the edits that were missed."""
    document = await come_by_link(chat, session, request.doc)
    if document is None:
        document = await find_inside(chat, session, request.doc, request.room)
    if document.room.id not in session.documents:
        refuse_more(chat, session)
    missed = None
    if request.since is not None and request.epoch in ("", chat.log.epoch):
        missed = await _missed(chat, document, session.principal.id, request.since)
    refuse_outsider(chat, session, document)
    if session.phase is SessionState.LIVE and is_inside(session, document):
        enter(chat, session, document, missed)


async def _missed(chat: Chat, document: LiveDocument, own: int, since: int) -> list[DocumentEdited] | None:
    """The edits after `since`; None when there is no such version, or too many came after it."""
    most = chat.settings.code_behind
    missed: list[DocumentEdited] = []
    while 0 <= since <= document.text.committed <= since + most - len(missed):
        if since == document.text.committed:
            return missed
        page = await chat.storage.documents.edits(document.room.id, since, most)
        for record, key in page:
            edited = document.room.line(record)
            if isinstance(edited, DocumentEdited) and since < edited.version <= document.text.committed:
                if edited.version != since + 1:  # those before are no longer stored one by one
                    return None
                since = edited.version
                missed.append(msgspec.structs.replace(edited, key=key if record.actor == own else ""))
        if not page:
            return None
    return None


def refuse_more(chat: Chat, session: Session) -> None:
    """TooMany: the session has as many documents open as it may."""
    if len(session.documents) >= chat.settings.code_open:
        raise TooMany("code documents open at once", chat.settings.code_open)


def enter(
    chat: Chat,
    session: Session,
    document: LiveDocument,
    missed: list[DocumentEdited] | None = None,
    created: bool = False,
) -> None:
    """From here on the session is told what happens in it."""
    room, text = document.room, document.text
    chat.documents.enter(session, document)
    session.answer(
        DocumentIs(
            room=room.label,
            rid=room.rid,
            epoch=chat.log.epoch,
            document=document.info(),
            role=document.role_now(session.principal).word,
            version=text.committed,
            text=text.text_at(text.committed) if missed is None else None,
            created=created,
        )
    )
    for edited in missed or ():
        session.outlet.send(edited)
    doc, people = document.row.doc, document.readers.names
    session.outlet.send(CaughtUp(room=room.label, rid=room.rid, doc=doc, version=text.committed))
    entered = DocumentEntered(room=room.label, rid=room.rid, doc=doc, sender=session.name, people=people)
    chat.hub.pass_on(room, entered, session.outlet)


@command(c.CodeLeave, Right(), Charge(READ))
async def code_leave(chat: Chat, session: Session, request: c.CodeLeave) -> DocumentDone:
    document = await find(chat, session, request.doc, request.room)
    if document.room.id not in session.documents:
        raise DocumentNotOpen(document.row.title)
    chat.documents.leave(session, document)
    return _changed(document, "left")


def _changed(document: LiveDocument, action: str) -> DocumentDone:
    room, row = document.room, document.row
    return DocumentDone(room=room.label, rid=room.rid, doc=row.doc, title=row.title, done=action)


# What its owner does.


@command(c.CodeRename, Right(), Charge(LINE))
async def code_rename(chat: Chat, session: Session, request: c.CodeRename) -> DocumentDone:
    document = await find_inside(chat, session, request.doc, request.room)
    check = partial(document.refuse_other_than_owner, session.principal)
    check()
    title = await free_title(chat, document.parent, request.title)
    me = session.principal
    draft = Draft(EventKind.DOCUMENT_RENAMED, me.id, me.name, title, chat.clock.now())
    await append_checked(chat, document.room, draft, check)
    return _changed(document, "renamed")


@command(
    c.CodeClose,
    Right(),
    Charge(LINE),
    also={"code_close_of_others": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def code_close(chat: Chat, session: Session, request: c.CodeClose) -> DocumentDone:
    document = await find_inside(chat, session, request.doc, request.room)
    check = partial(document.refuse_other_than_owner, session.principal)
    check()
    me, row = session.principal, document.row
    body = msgspec.json.encode(EndedDocument(row.doc, row.title)).decode()
    draft = Draft(EventKind.DOCUMENT_CLOSED, me.id, me.name, body, chat.clock.now(), f"close {row.doc}")
    document.closing = True  # what is edited from here on would come after it
    try:
        await append_checked(chat, document.parent, draft, check)
    except Fault:
        document.closing = False
        raise
    done = _changed(document, "closed")
    chat.documents.tell_outsiders(document, done)
    return done
