"""Code documents are created: empty, with a text, as a copy of another one, from a shared file."""

import hashlib
from functools import partial

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.document_titles import free_title, numbered_title
from chatservice.core.commands.documents import enter, refuse_more
from chatservice.core.commands.editing import text_at
from chatservice.core.commands.files import find_file
from chatservice.core.commands.finding import find, find_in_joined
from chatservice.core.pending_edits import as_fault
from chatservice.core.rates import MAKE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.session_state import SessionState
from chatservice.errors import BadChange, BadCommand, NoSuchLanguage, NotInRoom, TextTooLong, TooMany
from chatservice.model import commands as c
from chatservice.model.code_documents import (
    ENDINGS,
    PLAIN,
    DocumentOrigin,
    DocumentRole,
    MadeDocument,
    known_ending,
    language_of,
)
from chatservice.model.edits import ChangeLimits, ChangeProblem, InvalidChange, check_text, with_line_feeds
from chatservice.model.records import Draft
from chatservice.model.stored_files import StoredFile
from chatservice.model.values import EventKind, RoomRole, ServerRole

# People write in these also where no program is run, or before the sandbox is known.
ALWAYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ENDINGS.values(), ()),
    "python": ("py",),
    "javascript": ("js",),
    "cpp": ("c++",),
    PLAIN: (),
}
MAKES = Right(ServerRole.MODERATOR, RoomRole.MEMBER)
MADE = Charge(MAKE, itself=True, looks=True)
BYTES = 4  # of one character in UTF-8, at most


class NewDocument(msgspec.Struct, frozen=True):
    """Without a `title` it is called `stem`, or like it. `others` as in `MadeDocument`."""

    language: str
    title: str
    stem: str
    text: str
    key: str
    origin: DocumentOrigin | None = None
    others: str = ""


@command(c.CodeNew, MAKES, MADE)
async def code_new(chat: Chat, session: Session, request: c.CodeNew) -> None:
    if not request.room:
        session.refuse_moved()
    room = await _joined_room(chat, session, request.room)
    language, title = _language_and_title(chat, request)
    await _make(chat, session, room, NewDocument(language, title, language, request.text, request.key))


@command(c.CodeFork, MAKES, MADE)
async def code_fork(chat: Chat, session: Session, request: c.CodeFork) -> None:
    """The copy of one that is hidden from others is hidden, too."""
    document = await find(chat, session, request.doc, request.room)
    room = await _joined_room(chat, session, request.into or document.parent.rid)
    version, text = await text_at(chat, session, document, request.version)
    row = document.row
    others = DocumentRole.NONE.word if document.access.others is DocumentRole.NONE else ""
    new = NewDocument(
        row.language,
        request.title,
        row.title,
        text,
        request.key,
        DocumentOrigin(row.doc, row.title, version),
        others,
    )
    await _make(chat, session, room, new)


@command(c.CodeImport, MAKES, MADE)
async def code_import(chat: Chat, session: Session, request: c.CodeImport) -> None:
    if not request.room:
        session.refuse_moved()
    room = await _joined_room(chat, session, request.room)
    stored = await find_file(chat, session.principal, request.file)
    name = stored.file.name
    language = _language(chat, request.language or language_of(name))
    stem = name.replace("/", "-").replace(":", "-").replace(" ", "-")
    text = await _file_text(chat, stored)
    await _make(chat, session, room, NewDocument(language, request.title, stem, text, request.key))


async def _file_text(chat: Chat, stored: StoredFile) -> str:
    """BadChange: it is too large, or no text in UTF-8."""
    most = chat.settings.code_document
    if stored.file.size > most * BYTES:
        raise BadChange("file", ChangeProblem.TOO_LONG.value)
    reader = await chat.files.open(stored)
    try:
        data = await reader.read(0, stored.file.size)
    finally:
        reader.close()
    try:
        return with_line_feeds(data.decode())
    except UnicodeDecodeError:
        raise BadChange("file", ChangeProblem.NOT_TEXT.value) from None


async def _joined_room(chat: Chat, session: Session, label: str) -> Room:
    room = await chat.directory.find(session, label)
    if room.id not in session.subscriptions:
        raise NotInRoom(room.label)
    return room


async def _make(chat: Chat, session: Session, room: Room, new: NewDocument) -> None:
    refuse_more(chat, session)
    doc = _new_id(chat, session, room, new.key)
    if not new.key or await chat.storage.documents.of_id(doc) is None:
        await _append(chat, session, room, doc, new)
    document = await find_in_joined(chat, session, doc)
    if session.phase is SessionState.LIVE:
        enter(chat, session, document, created=True)


async def _append(chat: Chat, session: Session, room: Room, doc: str, new: NewDocument) -> None:
    me, check = session.principal, partial(chat.rights.refuse_silent, session.principal, room)
    check()
    _refuse_text(chat, new)
    title = (
        await free_title(chat, room, new.title)
        if new.title.strip()
        else await numbered_title(chat, room, new.stem)
    )
    if await chat.storage.documents.count(room.id) >= chat.settings.code_documents:
        raise TooMany("open code documents in one room", chat.settings.code_documents)
    chat.limits.make(session)
    made = MadeDocument(doc, title, new.language, new.origin, others=new.others)
    body = msgspec.json.encode(made).decode()
    draft = Draft(EventKind.DOCUMENT, me.id, me.name, body, chat.clock.now(), new.key, secret=new.text)
    await append_checked(chat, room, draft, check)


def _new_id(chat: Chat, session: Session, room: Room, key: str) -> str:
    """The same for the same key, so that it is created once."""
    seed = f"{session.principal.id} {room.id} {key}" if key else chat.new_token()
    return hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]


def _language_and_title(chat: Chat, request: c.CodeNew) -> tuple[str, str]:
    """Without a language the title's ending says it; a file's name in its place is the title, too."""
    if not (request.language.strip() or request.title.strip()):
        raise BadCommand(f"type {request.usage}")
    if not request.language.strip():
        return _language(chat, known_ending(request.title) or request.title), request.title
    ending = known_ending(request.language)
    if ending:
        return _language(chat, ending), request.title or request.language
    return _language(chat, request.language), request.title


def _language(chat: Chat, name: str) -> str:
    """As it is called here. NoSuchLanguage."""
    word = name.strip().lower()
    languages = ALWAYS | {language.name: language.aliases for language in chat.sandbox.languages}
    for language, aliases in languages.items():
        if word in (language, *aliases):
            return language
    raise NoSuchLanguage(name, ", ".join(languages))


def _refuse_text(chat: Chat, new: NewDocument) -> None:
    if len(new.key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)
    try:
        check_text("text", new.text, ChangeLimits(document=chat.settings.code_document))
    except InvalidChange as error:
        raise as_fault(error) from None
