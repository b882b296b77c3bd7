"""Programs that people run: started from a message, given input, stopped, shown."""

import hashlib
from functools import partial

import msgspec

from chatservice.core import programs
from chatservice.core.chat import Chat
from chatservice.core.commands.finding import RunSite, find_run_site, is_outside, refuse_outsider
from chatservice.core.fences import Block
from chatservice.core.live_run import LiveRun, lines_of
from chatservice.core.rates import LINE, READ, RUN, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import (
    BadCommand,
    CodeOff,
    NoSuchRun,
    NotAllowed,
    NotInRoom,
    NotRunning,
    TextTooLong,
)
from chatservice.model import commands as c
from chatservice.model.events import DoctorIs, LanguageIs, RunIs, RunOutput
from chatservice.model.records import Draft
from chatservice.model.runs import LanguageInfo, Program, StartedRun
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

TESTING = "the sandbox is being tested, try again in a moment"


# Running.


@command(
    c.Run,
    Right(ServerRole.MODERATOR, RoomRole.MEMBER, least=ServerRole.USER),
    Charge(RUN, itself=True, looks=True),
    also={
        "run_as_guest": Right(ServerRole.MODERATOR, RoomRole.MEMBER),
        "run_from_outside": Right(ServerRole.USER),
        "run_as_guest_from_outside": Right(),
    },
)
async def run(chat: Chat, session: Session, request: c.Run) -> RunIs:
    me = session.principal
    refuse_off(chat)
    if not request.room:
        session.refuse_moved()
    room = await chat.directory.find(session, request.room)
    if room.id not in session.subscriptions:
        raise NotInRoom(room.label)
    check = partial(refuse_run, chat, me, room)
    check()
    chat.limits.run(session)
    block = await programs.block(chat.log, room, request)
    language = programs.language(chat.sandbox, request.language or block.language)
    program = programs.program(language, block.source, request, chat.settings.code_source)
    draft = _started(chat, me, block, language, program)
    run = await chat.code.accept(room, me, program, language, draft, check)
    place = chat.code.place(run)
    chat.code.begin()
    if session.gone:  # the person left while it was stored
        run.stop()
    return RunIs(room=room.label, rid=room.rid, run=run.seq, place=place)


def refuse_off(chat: Chat) -> None:
    isolation = chat.sandbox.isolation
    if not isolation.holds:
        raise CodeOff(isolation.reason or TESTING)


def refuse_run(chat: Chat, me: Principal, room: Room, outside: bool = False) -> None:
    """Raise unless `me` may speak in `room`: the output of a program counts as a message. `outside`: they
    were let into a code document of it only."""
    action = "run_as_guest" if chat.settings.code_guests else "run"
    if outside:
        chat.rights.check(me, f"{action}_from_outside")
    else:
        chat.rights.check(me, action, room)
    chat.rights.refuse_silent(me, room, member=not outside)
    chat.directory.direct.refuse_gone(room)


def _started(chat: Chat, me: Principal, block: Block, language: LanguageInfo, program: Program) -> Draft:
    sha256 = hashlib.sha256(program.source.encode("utf-8", "replace")).hexdigest()
    body = StartedRun(language.name, language.title, language.version, sha256, block.line or None)
    return Draft(EventKind.RUN, me.id, me.name, msgspec.json.encode(body).decode(), chat.clock.now())


# While it runs.


@command(
    c.RunStop,
    Right(),
    Charge(LINE),
    also={"run_stop_of_others": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def run_stop(chat: Chat, session: Session, request: c.RunStop) -> RunIs:
    me = session.principal
    site = await _site(chat, session, request)
    run = await _live(chat, site.room, request.run)
    if run.owner.id != me.id:
        chat.rights.check(me, "run_stop_of_others", run.room.above or run.room)
    run.by = me
    run.stop()
    return _run_is(run)


@command(c.RunInput, Right(), Charge(LINE))
async def run_input(chat: Chat, session: Session, request: c.RunInput) -> RunIs:
    site = await _site(chat, session, request)
    run = await _own(chat, session, site, request.run)
    limit = chat.settings.code_source
    if not run.has_room_for(request.text, limit):
        raise TextTooLong("input", limit)
    outside = site.document is not None and is_outside(session, site.document)
    refuse_run(chat, session.principal, run.room.above or run.room, outside)
    run.give(request.text, session.name)
    return _run_is(run)


@command(c.RunEof, Right(), Charge(LINE))
async def run_eof(chat: Chat, session: Session, request: c.RunEof) -> RunIs:
    run = await _own(chat, session, await _site(chat, session, request), request.run)
    run.end_input()
    return _run_is(run)


async def _site(chat: Chat, session: Session, request: c.RunStop | c.RunInput | c.RunEof) -> RunSite:
    """Where the run is: without a room, one's own is found wherever it runs."""
    own = chat.code.of_person(session.principal.id) if not request.room else None
    label = own.room.rid if own is not None and own.seq == request.run else request.room
    return await find_run_site(chat, session, label)


async def _own(chat: Chat, session: Session, site: RunSite, seq: int) -> LiveRun:
    run = await _live(chat, site.room, seq)
    if run.owner.id != session.principal.id:
        raise NotAllowed("run", f"{run.owner.name}, who runs it,")
    if not run.reads:
        raise NotRunning(run.seq)
    return run


async def _live(chat: Chat, room: Room, seq: int) -> LiveRun:
    run = chat.code.live(room, seq)
    if run is None:
        if await chat.storage.runs.output(room.id, seq) is None:
            raise NoSuchRun(seq, room.label)
        raise NotRunning(seq)
    return run


def _run_is(run: LiveRun) -> RunIs:
    return RunIs(room=run.room.label, rid=run.room.rid, run=run.seq)


# Looking.


@command(c.RunShow, Right(), Charge(READ))
async def run_show(chat: Chat, session: Session, request: c.RunShow) -> RunOutput:
    if request.start < 0 or request.limit < 1:
        raise BadCommand("start is at least 0, and limit at least 1")
    room, document = await find_run_site(chat, session, request.room)
    live = chat.code.live(room, request.run)
    output = (live.text,) if live is not None else await chat.storage.runs.output(room.id, request.run)
    if output is None:
        raise NoSuchRun(request.run, room.label)
    if document is None:
        chat.rights.refuse_out(session.principal, room)
    else:
        refuse_outsider(chat, session, document)
    lines = lines_of(output[0] or "")
    limit = min(request.limit, chat.settings.history_max)
    shown = _that_fit(lines[request.start : request.start + limit], chat.settings.outbox // 4)
    end = request.start + len(shown)
    return RunOutput(
        room=room.label,
        rid=room.rid,
        run=request.run,
        text="\n".join([*shown, ""]) if shown else "",
        start=request.start,
        lines=len(lines),
        next=end if end < len(lines) else None,
        running=live is not None,
        gone=output[0] is None,
    )


def _that_fit(lines: list[str], limit: int) -> list[str]:
    """The first lines that fit into `limit` characters; at least the beginning of the first."""
    total = 0
    for place, line in enumerate(lines):
        total += len(line) + 16  # the prefix that a terminal shows
        if total > limit:
            return lines[:place] or [line[:limit]]
    return lines


@command(c.Doctor, Right(), Charge(READ))
async def doctor(chat: Chat, session: Session, request: c.Doctor) -> DoctorIs:
    await chat.sandbox.known()  # clients ask once, perhaps while it is tested
    isolation = chat.sandbox.isolation
    is_admin = session.role >= ServerRole.ADMIN
    return DoctorIs(
        fence=isolation.fence,
        reason=isolation.reason,
        remedy=isolation.remedy if is_admin else "",
        languages=[
            LanguageIs(
                name=language.name, title=language.title, version=language.version, aliases=language.aliases
            )
            for language in chat.sandbox.languages
        ],
        accounts=not chat.settings.code_guests,
    )
