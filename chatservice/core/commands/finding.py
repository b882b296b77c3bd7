"""Finding the code document that a session refers to."""

from typing import NamedTuple

from chatservice.core.chat import Chat
from chatservice.core.live_document import LiveDocument
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.errors import NoSuchDocument, NoSuchRoom, NotInRoom
from chatservice.model import names


class RunSite(NamedTuple):
    """Where programs run: a room, or the log of a document."""

    room: Room
    document: LiveDocument | None = None


async def find(chat: Chat, session: Session, label: str, room_label: str = "") -> LiveDocument:
    """The document with that id, log id or title; a title may be written ``ROOM/TITLE``. Raises
    NoSuchDocument, also when the session may not see it."""
    document = find_open(session, label, room_label)
    if document is None:
        document = await _stored(chat, session, label, room_label)
    refuse_outsider(chat, session, document)
    return document


async def find_inside(chat: Chat, session: Session, label: str, room_label: str = "") -> LiveDocument:
    """Like `find`, but raises NotInRoom unless the session is in the room or was let into the document."""
    document = await find(chat, session, label, room_label)
    if not is_inside(session, document):
        raise NotInRoom(document.parent.label)
    return document


def is_inside(session: Session, document: LiveDocument) -> bool:
    return not is_outside(session, document) or document.lets_in(session.principal)


async def find_in_joined(chat: Chat, session: Session, label: str, room_label: str = "") -> LiveDocument:
    """Like `find`, but raises NotInRoom unless the session is in the document's room."""
    document = await find(chat, session, label, room_label)
    if is_outside(session, document):
        raise NotInRoom(document.parent.label)
    return document


def is_outside(session: Session, document: LiveDocument) -> bool:
    """Whether the session is not in the document's room."""
    return document.parent.id not in session.subscriptions


def refuse_outsider(chat: Chat, session: Session, document: LiveDocument) -> None:
    me = session.principal
    sees = chat.directory.sees(session, document.parent) and not document.is_hidden(me)
    if document.room.deleted or not (sees or document.lets_in(me)):
        raise NoSuchDocument(document.row.title)


def find_open(session: Session, label: str, room_label: str = "") -> LiveDocument | None:
    """A document that the session has open; without a `label`, the last opened."""
    documents = list(session.documents.values())
    if not label:
        return documents[-1] if documents else None
    for document in documents:
        if label in (document.row.doc, document.room.rid, document.room.label):
            return document
    parent = _joined_room(session, room_label)
    for document in documents:
        if document.parent is parent and names.fold(document.row.title) == names.fold(label):
            return document
    return None


async def find_run_site(chat: Chat, session: Session, label: str) -> RunSite:
    """The room of that name, or the document in whose log its programs run. Raises NoSuchRoom."""
    try:
        return RunSite(await chat.directory.find(session, label, ended=True))
    except NoSuchRoom as fault:
        try:
            document = await find(chat, session, label)
        except NoSuchDocument:
            raise fault from None
        return RunSite(document.room, document)


def _joined_room(session: Session, label: str) -> Room | None:
    if not label:
        return session.current
    subscription = session.subscription_to(label)
    return subscription.room if subscription is not None else None


async def _stored(chat: Chat, session: Session, label: str, room_label: str) -> LiveDocument:
    store = chat.storage.documents
    room, slash, title = label.rpartition("/")
    if not label:
        row = None
    elif names.is_document(label):
        row = await store.of_id(label)
    elif names.is_rid(label) and not slash:
        row = await store.of_log(chat.rids.room(label) or 0)
    elif not (room or room_label or session.current is not None):
        row = None  # a title of no room
    else:
        parent = await chat.directory.find(session, room or room_label)
        row = await store.titled(parent.id, title)
    if row is None:
        raise NoSuchDocument(label)
    try:
        return await chat.documents.load(row)
    except NoSuchDocument:  # deleted meanwhile
        raise NoSuchDocument(label) from None
