"""The copies of a code document are run, one after another, with one input: in the queue, as any program."""

from collections.abc import Sequence
from functools import partial

from chatservice.core import programs
from chatservice.core.chat import Chat
from chatservice.core.commands.code import refuse_run
from chatservice.core.commands.document_runs import accept_run, run_draft
from chatservice.core.live_document import LiveDocument
from chatservice.errors import AlreadyRunning, Busy, DocumentRuns, Fault
from chatservice.model.code_documents import DocumentRow
from chatservice.model.commands import CodeRun
from chatservice.model.events import ClassRan, CopyResult, RunEnded
from chatservice.model.runs import Verdict
from chatservice.model.values import Principal

AGAIN = 1.0  # seconds until the next try when there is no place in the queue


async def run_copies(
    chat: Chat, me: Principal, document: LiveDocument, copies: Sequence[DocumentRow], text: str
) -> None:
    """`me` runs them, and is told the results. It ends early when they stop one of the runs, or leave."""
    results: list[CopyResult] = []
    try:
        for row in copies:
            results.append(await _run_copy(chat, me, row, text))
            if _is_stopped(results[-1]) or not chat.presence.is_online(me.id):
                break
    finally:
        del chat.documents.class_runs[document.room.id]
    ran = ClassRan(document=document.info(), results=results, stopped=len(results) < len(copies))
    for device in chat.presence.sessions_of(me.id):
        if document.parent.id in device.subscriptions:
            device.outlet.send(ran)


def _is_stopped(result: CopyResult) -> bool:
    return result.ended is not None and result.ended.verdict is Verdict.STOPPED


async def _run_copy(chat: Chat, me: Principal, row: DocumentRow, text: str) -> CopyResult:
    result = CopyResult(doc=row.doc, title=row.title, who=row.creator_name)
    try:
        copy = await chat.documents.load(row)
        await _start(chat, me, copy, text)
    except Fault as fault:
        return CopyResult(doc=row.doc, title=row.title, who=row.creator_name, refused=fault.code)
    await chat.code.ended(me.id)
    record = await chat.storage.classes.last_end(row.log)
    ended = copy.room.line(record) if record is not None else None
    if not isinstance(ended, RunEnded):
        return result
    return CopyResult(doc=row.doc, title=row.title, who=row.creator_name, ended=ended)


async def _start(chat: Chat, me: Principal, copy: LiveDocument, text: str) -> None:
    """Waits for a place in the queue."""

    def check() -> None:
        copy.refuse_deleted()
        refuse_run(chat, me, copy.parent)
        copy.refuse_run(me)

    language = programs.language(chat.sandbox, copy.row.language)
    while True:
        check()
        version = copy.text.committed
        source = copy.text.text_at(version)
        program = programs.program(language, source, CodeRun(input=text), chat.settings.code_source)
        draft = run_draft(me, copy, language, program, version, chat.clock.now())
        try:
            await accept_run(chat, me, copy, copy.run_room(inside=True), program, language, draft, check)
        except (AlreadyRunning, Busy, DocumentRuns):
            promise = chat.promise()
            chat.clock.callLater(AGAIN, partial(promise.callback, None))
            await promise
        else:
            chat.code.begin()
            return
