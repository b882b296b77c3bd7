"""What a code document was: its versions in steps, compared, and brought back."""

from chatservice.core.chat import Chat
from chatservice.core.commands.editing import EDITS, text_at, write
from chatservice.core.commands.finding import find, find_inside, refuse_outsider
from chatservice.core.rates import EDIT, READ, SEARCH, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.model import commands as c
from chatservice.model.compaction import HISTORY_PAGE
from chatservice.model.events import DocumentDiff, DocumentHistory, EditSaved
from chatservice.model.text_patch import unified_patch


@command(c.CodeHistory, Right(), Charge(READ))
async def code_history(chat: Chat, session: Session, request: c.CodeHistory) -> DocumentHistory:
    document = await find(chat, session, request.doc, request.room)
    head = document.text.committed
    before = head + 1 if request.before is None else request.before
    steps = await chat.storage.documents.history(document.room.id, before, HISTORY_PAGE)
    refuse_outsider(chat, session, document)
    earlier = bool(steps) and steps[0].first > 1
    return DocumentHistory(document=document.info(), head=head, steps=steps, earlier=earlier)


@command(c.CodeDiff, Right(), Charge(SEARCH))
async def code_diff(chat: Chat, session: Session, request: c.CodeDiff) -> DocumentDiff:
    document = await find(chat, session, request.doc, request.room)
    since, old = await text_at(chat, session, document, request.since, "since")
    until, new = await text_at(chat, session, document, request.until, "until")
    title = document.row.title
    patch = unified_patch(old, new, f"{title}\tversion {since}", f"{title}\tversion {until}")
    return DocumentDiff(document=document.info(), since=since, until=until, patch=patch)


@command(c.CodeRestore, EDITS, Charge(EDIT))
async def code_restore(chat: Chat, session: Session, request: c.CodeRestore) -> EditSaved:
    document = await find_inside(chat, session, request.doc, request.room)
    document.refuse_edit(session.principal)
    _, text = await text_at(chat, session, document, request.version)
    edit = c.CodePut(doc=document.row.doc, text=text, key=request.key)
    return await write(chat, session, edit)
