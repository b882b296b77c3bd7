"""Code documents: created, listed, opened, left, closed."""

import hashlib
from functools import partial

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.document_roles import all_let_in
from chatservice.core.commands.finding import find, find_in_joined, find_inside, is_inside, refuse_outsider
from chatservice.core.edit_queue import as_fault
from chatservice.core.live_document import LiveDocument
from chatservice.core.rates import JOIN, LINE, MAKE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import (
    DocumentNotOpen,
    DocumentTitleTaken,
    Fault,
    NoSuchLanguage,
    NotInRoom,
    TextTooLong,
    TooMany,
)
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.code_documents import (
    EndedDocument,
    MadeDocument,
)
from chatservice.model.edits import ChangeLimits, InvalidChange, check_text
from chatservice.model.events import (
    CaughtUp,
    DocumentDone,
    DocumentEdited,
    DocumentEntered,
    DocumentIs,
    DocumentList,
)
from chatservice.model.values import Draft, EventKind, RoomRole, ServerRole

PLAIN = "text"  # a language that nothing runs
# People write in these also where no program is run, or before the sandbox is known.
ALWAYS = {"python": ("py",), "javascript": ("js",), "java": (), "c": (), "cpp": ("c++",), PLAIN: ()}
TITLES = 1_000  # tried, for a document that is given none


# Creating.


@command(c.CodeNew, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(MAKE, itself=True, looks=True))
async def code_new(chat: Chat, session: Session, request: c.CodeNew) -> None:
    if not request.room:
        session.refuse_moved()
    room = await chat.directory.find(session, request.room)
    if room.id not in session.subscriptions:
        raise NotInRoom(room.label)
    doc = _new_id(chat, session, room, request.key)
    if not request.key or await chat.storage.documents.of_id(doc) is None:
        await _make(chat, session, room, doc, request)
    document = await find_in_joined(chat, session, doc)
    if session.phase is SessionState.LIVE:
        _enter(chat, session, document, created=True)


async def _make(chat: Chat, session: Session, room: Room, doc: str, request: c.CodeNew) -> None:
    me, check = session.principal, partial(chat.rights.refuse_silent, session.principal, room)
    check()
    language = _language(chat, request.language)
    _refuse_text(chat, request)
    title = await _title(chat, room, request.title, language)
    if await chat.storage.documents.count(room.id) >= chat.settings.code_documents:
        raise TooMany("open code documents in one room", chat.settings.code_documents)
    chat.limits.make(session)
    body = msgspec.json.encode(MadeDocument(doc, title, language)).decode()
    draft = Draft(
        EventKind.DOCUMENT, me.id, me.name, body, chat.clock.now(), request.key, secret=request.text
    )
    await append_checked(chat, room, draft, check)


def _new_id(chat: Chat, session: Session, room: Room, key: str) -> str:
    """The same for the same key, so that it is created once."""
    seed = f"{session.principal.id} {room.id} {key}" if key else chat.new_token()
    return hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]


def _language(chat: Chat, name: str) -> str:
    """As it is called here. NoSuchLanguage."""
    word = name.strip().lower()
    languages = ALWAYS | {language.name: language.aliases for language in chat.sandbox.languages}
    for language, aliases in languages.items():
        if word in (language, *aliases):
            return language
    raise NoSuchLanguage(name, ", ".join(languages))


def _refuse_text(chat: Chat, request: c.CodeNew) -> None:
    if len(request.key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)
    try:
        check_text("text", request.text, ChangeLimits(document=chat.settings.code_document))
    except InvalidChange as error:
        raise as_fault(error) from None


async def _title(chat: Chat, room: Room, title: str, language: str) -> str:
    """BadName, DocumentTitleTaken. Without one, it is called like its language."""
    if title.strip():
        return await _free_title(chat, room, title)
    for number in range(1, TITLES):
        title = language if number == 1 else f"{language}-{number}"
        document = await chat.storage.documents.titled(room.id, title)
        if document is None or document.closed:
            return title
    raise TooMany("code documents of one name", TITLES)


async def _free_title(chat: Chat, room: Room, title: str) -> str:
    title = names.title(title, chat.settings.max_room_name)
    document = await chat.storage.documents.titled(room.id, title)
    if document is not None and not document.closed:
        raise DocumentTitleTaken(title)
    return title


# Which there are.


@command(c.CodeList, Right(), Charge(READ))
async def code_list(chat: Chat, session: Session, request: c.CodeList) -> DocumentList:
    if request.invited:
        return DocumentList(room="", documents=await all_let_in(chat, session))
    room = await chat.directory.find(session, request.room)
    rows = await chat.storage.documents.listed(room.id, request.closed, chat.settings.history_max)
    chat.directory.refuse_outsider(session, room, room.label)
    documents = [chat.documents.info(row, room) for row in rows]
    return DocumentList(room=room.label, rid=room.rid, documents=documents)


# Opening, and leaving.


@command(c.CodeJoin, Right(), Charge(JOIN))
async def code_join(chat: Chat, session: Session, request: c.CodeJoin) -> None:
    """The answer, `DocumentIs`, comes before the edits that were missed."""
    document = await find_inside(chat, session, request.doc, request.room)
    missed = None
    if request.since is not None and request.epoch in ("", chat.log.epoch):
        missed = await _missed(chat, document, session.principal.id, request.since)
    refuse_outsider(chat, session, document)
    if session.phase is SessionState.LIVE and is_inside(session, document):
        _enter(chat, session, document, missed)


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
                since = edited.version
                missed.append(msgspec.structs.replace(edited, key=key if record.actor == own else ""))
        if not page:
            return None
    return None


def _enter(
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
    title = await _free_title(chat, document.parent, request.title)
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
    document.row = msgspec.structs.replace(document.row, closed=True)
    done = _changed(document, "closed")
    chat.documents.tell_strangers(document, done)
    return done
