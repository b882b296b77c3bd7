"""Writing in code documents, and looking at their text.

An edit of a document that the session has open is pipelined as a message is: it is on its way at once,
and answered after its commit. Otherwise the document is found first.
"""

from functools import partial
from typing import cast

from chatservice.core.chat import Chat
from chatservice.core.commands.finding import find, find_inside, find_open, refuse_outsider
from chatservice.core.live_document import LiveDocument
from chatservice.core.pending_edits import OnSaved, PendingEdit, Saved, as_fault
from chatservice.core.rates import EDIT, READ, Charge
from chatservice.core.results import LATER, Later, Work
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadChange, DocumentNotOpen, Fault, TextTooLong
from chatservice.model import commands as c
from chatservice.model.changes import ChangeSet, Splice
from chatservice.model.document import Received
from chatservice.model.edits import ChangeLimits, ChangeProblem, InvalidChange, check_text
from chatservice.model.events import CursorMoved, DocumentChanged, DocumentText, EditSaved
from chatservice.model.text_diff import smallest_change
from chatservice.model.utf16 import count_units, to_units
from chatservice.model.values import RoomRole, ServerRole

CURSORS = 20  # of one session

PreparedEdit = c.CodeEdit | c.CodePut | c.CodeSet | c.CodeAppend
EDITS = Right(ServerRole.MODERATOR, RoomRole.MEMBER)


@command(c.CodeEdit, EDITS, Charge(EDIT))
def code_edit(chat: Chat, session: Session, request: c.CodeEdit) -> Later | Work:
    document = find_open(session, request.doc, request.room)
    if document is None:
        return write(chat, session, request)
    session.queue.under_way += 1
    try:
        _receive(chat, session, document, request, partial(_answer, session, document, request))
    except Fault:
        session.queue.under_way -= 1
        raise
    return LATER


def _answer(session: Session, document: LiveDocument, request: c.CodeEdit, result: Saved | Fault) -> None:
    try:
        if isinstance(result, Fault):
            session.queue.refuse_to(request, result, request.key, document.room.label)
        else:
            session.queue.answer_to(request, _saved(document, request.key, result, request.ref))
    finally:
        session.queue.settled()


def _saved(document: LiveDocument, key: str, saved: Saved, ref: str | int | None = None) -> EditSaved:
    return EditSaved(
        room=document.room.label,
        rid=document.room.rid,
        doc=document.row.doc,
        version=saved.version,
        key=key,
        again=saved.again,
        ref=ref,
    )


@command(c.CodePut, EDITS, Charge(EDIT))
async def code_put(chat: Chat, session: Session, request: c.CodePut) -> EditSaved:
    document = find_open(session, request.doc, request.room)
    if document is None or session.outlet.acks or request.base is not None:
        return await write(chat, session, request)
    return await _merge(chat, session, document, request)


async def _merge(chat: Chat, session: Session, document: LiveDocument, request: c.CodePut) -> EditSaved:
    """From a client that knows whole texts only: what it changed in the one that it had, which is not
    known for sure: a newer one may have been on its way. The one that its text is nearest to counts."""
    _refuse_text(chat, request)
    place, newest = document.readers.places[session], document.text.committed
    new = to_units(request.text)
    base = min(
        (to_units(place.own), to_units(place.sent)), key=lambda text: _size(smallest_change(text, new))
    )
    since = smallest_change(base, to_units(document.text.text_at(newest)))
    changes = smallest_change(base, new).map(since).splices()
    place.own = request.text
    if not changes:
        return _saved(document, request.key, Saved(newest, again=False))
    edit = c.CodeEdit(doc=document.row.doc, base=newest, changes=changes, key=request.key)
    saved = await write(chat, session, edit)
    text = document.text.text_at(document.text.committed)
    place.sent = text
    if text != request.text:  # others wrote, too
        _send_whole(session, document, text)
    return saved


def _refuse_text(chat: Chat, request: c.CodePut) -> None:
    try:
        check_text("text", request.text, ChangeLimits(document=chat.settings.code_document))
    except InvalidChange as error:
        raise as_fault(error) from None


def _size(changes: ChangeSet) -> int:
    return sum(end - start + len(text) for start, end, text in changes.splices())


def _send_whole(session: Session, document: LiveDocument, text: str) -> None:
    room = document.room
    session.outlet.send(
        DocumentChanged(
            room=room.label,
            rid=room.rid,
            doc=document.row.doc,
            sender="",
            version=document.text.committed,
            first=1,
            lines=[],
            text=text,
        )
    )


@command(c.CodeSet, EDITS, Charge(EDIT))
async def code_set(chat: Chat, session: Session, request: c.CodeSet) -> EditSaved:
    return await write(chat, session, request)


@command(c.CodeAppend, EDITS, Charge(EDIT))
async def code_append(chat: Chat, session: Session, request: c.CodeAppend) -> EditSaved:
    return await write(chat, session, request)


async def write(chat: Chat, session: Session, request: PreparedEdit) -> EditSaved:
    document = await find_inside(chat, session, request.doc, request.room)
    if isinstance(request, c.CodePut) and request.base is None:
        saved = await _known(chat, session, document, request)
        if saved is not None:
            document.refuse_edit(session.principal)
            return _saved(document, request.key, saved)
    promise = chat.promise()
    _receive(chat, session, document, request, promise.callback)
    result = cast("Saved | Fault", await promise)
    if isinstance(result, Fault):
        raise result
    return _saved(document, _key(request), result)


async def _known(chat: Chat, session: Session, document: LiveDocument, request: c.CodePut) -> Saved | None:
    """Where the text is already: it was put with this key, or it is the document's. Without a base, the key
    may be older than all edits in memory."""
    if request.key:
        since, log = chat.clock.now() - chat.settings.key_keep, document.room.id
        version = await chat.storage.documents.keyed(log, session.principal.id, request.key, since)
        if version is not None:
            return Saved(version, again=True)
    if _is_there(document, request.text):
        return Saved(document.text.committed, again=False)
    return None


def _is_there(document: LiveDocument, text: str) -> bool:
    return document.text.version == document.text.committed and document.text.text == text


def _receive(
    chat: Chat,
    session: Session,
    document: LiveDocument,
    request: PreparedEdit,
    answer: OnSaved,
) -> None:
    """Raises why it cannot be; `answer` is given what became of it, after the commit."""
    me, key = session.principal, _key(request)
    if len(key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)
    received = Received(*_change(document, request), me.id, key)
    check = partial(document.refuse_edit, me)
    document.edits.receive(PendingEdit(received, me.name, check, session.outlet, answer))
    session.person.trace = True


def _key(request: PreparedEdit) -> str:
    return request.key if isinstance(request, c.CodeEdit | c.CodePut) else ""


def _change(document: LiveDocument, request: PreparedEdit) -> tuple[int, list[Splice] | str]:
    """The version that it starts from, and the change. BadChange."""
    newest = document.text.committed
    match request:
        case c.CodeEdit():
            return request.base, request.changes
        case c.CodePut():
            return newest if request.base is None else request.base, request.text
        case c.CodeSet():
            return newest, [_line(document.text.text_at(newest), request.line, request.text)]
        case c.CodeAppend():
            text = document.text.text_at(newest)
            end, gap = count_units(text), "\n" if text and not text.endswith("\n") else ""
            return newest, [(end, end, f"{gap}{request.text}\n")]


def _line(text: str, number: int, new: str) -> Splice:
    """The line of that number, from 1, becomes `new`; the one after the last is a new one."""
    lines = text.split("\n")
    if not 1 <= number <= len(lines):
        raise BadChange("line", ChangeProblem.OUT_OF_RANGE.value)
    start = sum(count_units(line) + 1 for line in lines[: number - 1])
    return start, start + count_units(lines[number - 1]), new


# Cursors.


@command(c.CodeCursor, Right(), Charge(EDIT))
def code_cursor(chat: Chat, session: Session, request: c.CodeCursor) -> None:
    document = find_open(session, request.doc, request.room)
    if document is None:
        raise DocumentNotOpen(request.doc)
    if len(request.ranges) > CURSORS:
        raise BadChange("ranges", ChangeProblem.TOO_MANY.value)
    if not 0 <= request.version <= document.text.committed:
        raise BadChange("version", ChangeProblem.UNKNOWN_VERSION.value)
    most = chat.settings.code_document
    for number, (anchor, head) in enumerate(request.ranges):
        if not (0 <= anchor <= most and 0 <= head <= most):
            raise BadChange(f"ranges[{number}]", ChangeProblem.OUT_OF_RANGE.value)
    room = document.room
    document.readers.move(
        session,
        CursorMoved(
            room=room.label,
            rid=room.rid,
            sender=session.name,
            client=document.readers.places[session].number,
            version=request.version,
            ranges=request.ranges,
        ),
    )


# Looking.


@command(c.CodeShow, Right(), Charge(READ))
async def code_show(chat: Chat, session: Session, request: c.CodeShow) -> DocumentText:
    document = await find(chat, session, request.doc, request.room)
    version, text = await text_at(chat, session, document, request.version)
    head = document.text.committed
    return DocumentText(document=document.info(), version=version, head=head, text=text, start=request.line)


async def text_at(
    chat: Chat, session: Session, document: LiveDocument, version: int | None, field: str = "version"
) -> tuple[int, str]:
    """The version, the newest when it is None, and its text; an earlier one when old edits were composed
    into steps. BadChange: there is no such version."""
    head = document.text.committed
    if version is None or version == head:
        return head, document.text.text_at(head)
    if not 0 <= version <= head:
        raise BadChange(field, ChangeProblem.UNKNOWN_VERSION.value)
    past = await chat.storage.documents.past_text(document.room.id, version)
    refuse_outsider(chat, session, document)
    return past.version, past.text
