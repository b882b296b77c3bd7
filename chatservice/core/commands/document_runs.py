"""Running a code document: its text at one version, in the room that it belongs to. A hidden one runs in its
own log, and so does any for people who are not in the room."""

import hashlib
from collections.abc import Callable

import msgspec

from chatservice.core import programs
from chatservice.core.chat import Chat
from chatservice.core.commands.code import refuse_off, refuse_run
from chatservice.core.commands.editing import text_at
from chatservice.core.commands.finding import find_inside, is_outside
from chatservice.core.live_document import LiveDocument
from chatservice.core.live_run import LiveRun
from chatservice.core.rates import RUN, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.runs import label_of
from chatservice.core.session import Session
from chatservice.errors import Busy, DocumentRuns
from chatservice.model import commands as c
from chatservice.model.events import RunIs
from chatservice.model.records import Draft
from chatservice.model.runs import LanguageInfo, Program, StartedRun
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

RUNS_KEPT = 1_000  # documents whose last run is remembered: more than can be under way


@command(
    c.CodeRun,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER, least=ServerRole.USER),
    Charge(RUN, itself=True, looks=True),
)
async def code_run(chat: Chat, session: Session, request: c.CodeRun) -> RunIs:
    refuse_off(chat)
    document = await find_inside(chat, session, request.doc, request.room)
    me, outside = session.principal, is_outside(session, document)

    def check() -> None:
        document.refuse_deleted()
        refuse_run(chat, me, document.parent, outside)
        document.refuse_run(me)

    check()
    version, source = await text_at(chat, session, document, request.version)
    language = programs.language(chat.sandbox, document.row.language)
    program = programs.program(language, source, request, chat.settings.code_source)
    program = msgspec.structs.replace(program, doc=document.row.doc)
    chat.limits.run(session)
    draft = run_draft(me, document, language, program, version, chat.clock.now())
    room = document.run_room(inside=not outside)
    run = await accept_run(chat, me, document, room, program, language, draft, check)
    place = chat.code.place(run)
    chat.code.begin()
    if session.gone:  # the person left while it was stored
        run.stop()
    return RunIs(room=run.room.label, rid=run.room.rid, run=run.seq, place=place)


def run_draft(
    me: Principal, document: LiveDocument, language: LanguageInfo, program: Program, version: int, now: float
) -> Draft:
    row = document.row
    sha256 = hashlib.sha256(program.source.encode("utf-8", "replace")).hexdigest()
    body = StartedRun(
        language.name,
        language.title,
        language.version,
        sha256,
        doc=row.doc,
        document=row.title,
        revision=version,
    )
    return Draft(EventKind.RUN, me.id, me.name, msgspec.json.encode(body).decode(), now)


async def accept_run(
    chat: Chat,
    me: Principal,
    document: LiveDocument,
    room: Room,
    program: Program,
    language: LanguageInfo,
    draft: Draft,
    check: Callable[[], None],
) -> LiveRun:
    """Accept a run, logged in `room`. A document has at most one: raises DocumentRuns, or Busy while one is
    starting."""
    runs, log = chat.documents.runs, document.room.id
    if log in runs:
        last = runs[log]
        if last is None:
            raise Busy
        if chat.code.live(*last) is not None:
            raise DocumentRuns(document.row.title, last[1], label_of(last[0]))
    runs.pop(log, None)
    runs[log] = None
    if len(runs) > RUNS_KEPT:
        del runs[next(iter(runs))]
    try:
        run = await chat.code.accept(room, me, program, language, draft, check)
    except BaseException:
        runs.pop(log, None)
        raise
    runs[log] = room, run.seq
    return run
