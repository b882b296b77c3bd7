"""A class: a code document is handed out to everyone in a room, and its copies are looked at and run.

A copy is a hidden document: its owner sees it, and those who keep order in the room. Its id follows from the
document and the person, so that nobody gets two.
"""

import hashlib

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.class_runs import run_copies
from chatservice.core.commands.code import refuse_off
from chatservice.core.commands.document_titles import numbered_title
from chatservice.core.commands.finding import find_in_joined
from chatservice.core.live_document import LiveDocument, info
from chatservice.core.rates import MAKE, READ, RUN, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, ClassRunning, NoCopies, TooMany
from chatservice.model import commands as c
from chatservice.model.code_documents import CopyRow, DocumentOrigin, DocumentRole, MadeDocument
from chatservice.model.events import (
    ClassIs,
    ClassRun,
    CopyInfo,
    DocumentInvited,
    HandedOut,
    RunEnded,
)
from chatservice.model.fold import from_record
from chatservice.model.records import Draft
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

TEACHES = Right(ServerRole.MODERATOR, RoomRole.MODERATOR)


@command(c.CodeHandOut, TEACHES, Charge(MAKE))
async def code_hand_out(chat: Chat, session: Session, request: c.CodeHandOut) -> HandedOut:
    document = await _find(chat, session, request.doc, request.room, "code_hand_out")
    document.refuse_ended()
    if document.access.others is DocumentRole.NONE:
        raise BadCommand("a hidden document is not handed out")
    copies = await chat.storage.classes.copies(document.parent.id, document.row.doc)
    owners = {copy.row.creator for copy in copies}
    people = [person for person in await _people(chat, session, document) if person.id not in owners]
    most = chat.settings.code_copies
    if len(people) + await chat.storage.classes.count(document.parent.id) > most:
        raise TooMany("open copies of code documents in one room", most)
    given = [person.name for person in people if await _give(chat, session, document, person)]
    return HandedOut(document=document.info(), people=given, copies=len(copies) + len(given))


async def _find(chat: Chat, session: Session, doc: str, room: str, action: str) -> LiveDocument:
    document = await find_in_joined(chat, session, doc, room)
    chat.rights.check(session.principal, action, document.parent)
    return document


async def _people(chat: Chat, session: Session, document: LiveDocument) -> list[Principal]:
    """Everyone who is in the room now, and its members, but for bots and whoever asks."""
    room = document.parent
    people = {member.principal.id: member.principal for member in await chat.storage.rooms.members(room.id)}
    for id_ in room.presence.sessions:
        principal = chat.presence.principal(id_)
        if principal is not None:
            people[id_] = principal
    people.pop(session.principal.id, None)
    found = [person for person in people.values() if chat.bots.owner(person.id) is None]
    return sorted(found, key=lambda person: person.name)


async def _give(chat: Chat, session: Session, document: LiveDocument, person: Principal) -> bool:
    """A copy for `person`; returns whether they had none."""
    me, row, room = session.principal, document.row, document.parent
    doc = copy_id(row.doc, person.id)
    if await chat.storage.documents.of_id(doc) is not None:
        return False
    version = document.text.committed
    title = await numbered_title(chat, room, f"{row.title}-{person.name}")
    made = MadeDocument(
        doc,
        title,
        row.language,
        DocumentOrigin(row.doc, row.title, version, handed_out=True),
        owner=person.id,
        others=DocumentRole.NONE.word,
    )
    draft = Draft(
        EventKind.DOCUMENT,
        me.id,
        me.name,
        msgspec.json.encode(made).decode(),
        chat.clock.now(),
        f"copy {doc}",
        secret=document.text.text_at(version),
    )
    await append_checked(chat, room, draft, lambda: chat.rights.check(me, "code_hand_out", room))
    await _tell(chat, session, doc, person)
    return True


def copy_id(doc: str, person: int) -> str:
    return hashlib.sha256(f"copy of {doc} for {person}".encode()).hexdigest()[:8]


async def _tell(chat: Chat, session: Session, doc: str, person: Principal) -> None:
    """Their devices in the room are told where it is."""
    row = await chat.storage.documents.of_id(doc)
    here = chat.presence.get(person.id)
    if row is None or here is None or session.principal.id in here.ignored:
        return
    for device in here.sessions:
        subscription = device.subscriptions.get(row.parent)
        if subscription is not None:
            event = DocumentInvited(
                document=info(row, subscription.room, []),
                sender=session.name,
                role=DocumentRole.OWNER.word,
            )
            device.outlet.send(event)


# Looking.


@command(c.CodeClass, TEACHES, Charge(READ))
async def code_class(chat: Chat, session: Session, request: c.CodeClass) -> ClassIs:
    document = await _find(chat, session, request.doc, request.room, "code_class")
    copies = await chat.storage.classes.copies(document.parent.id, document.row.doc)
    chat.rights.check(session.principal, "code_class", document.parent)
    return ClassIs(
        document=document.info(),
        copies=[_copy(chat, document, copy) for copy in copies],
        running=document.room.id in chat.documents.class_runs,
    )


def _copy(chat: Chat, document: LiveDocument, copy: CopyRow) -> CopyInfo:
    row, rid = copy.row, chat.rids.of(copy.row.log)
    label = f"{document.parent.label}/{row.title}"
    last = from_record(label, copy.last, rid=rid) if copy.last is not None else None
    return CopyInfo(
        doc=row.doc,
        title=row.title,
        room=label,
        rid=rid,
        who=row.creator_name,
        edits=copy.edits,
        edited=copy.edited,
        runs=copy.runs,
        last=last if isinstance(last, RunEnded) else None,
        closed=row.closed,
    )


# Running.


@command(c.CodeRunAll, TEACHES, Charge(RUN))
async def code_run_all(chat: Chat, session: Session, request: c.CodeRunAll) -> ClassRun:
    refuse_off(chat)
    document = await _find(chat, session, request.doc, request.room, "code_run_all")
    me, running, log = session.principal, chat.documents.class_runs, document.room.id
    copies = await chat.storage.classes.copies(document.parent.id, document.row.doc)
    if not copies:
        raise NoCopies(document.row.title)
    if log in running or me.id in running.values():
        raise ClassRunning(document.row.title)
    running[log] = me.id
    chat.spawn(run_copies(chat, me, document, [copy.row for copy in copies], request.input))
    return ClassRun(document=document.info(), copies=len(copies))
