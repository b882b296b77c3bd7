"""The program that a command asks to run: found in the room, in an available language."""

from collections.abc import Sequence

from chatservice.core import fences
from chatservice.core.fences import Block
from chatservice.core.ports import RoomLog, Sandbox
from chatservice.core.room import Room
from chatservice.errors import BadCommand, LanguageMissing, NoProgram, NoSuchLanguage, TextTooLong
from chatservice.model.commands import CodeRun, Run
from chatservice.model.runs import LanguageInfo, Program
from chatservice.model.values import Record

LOOKED = 1_000  # events that are searched for it


async def block(log: RoomLog, room: Room, request: Run) -> Block:
    """The block's text. Raises NoProgram, BadCommand."""
    if request.source:
        if not request.language:
            raise BadCommand("a source needs its language")
        return Block(0, request.language, request.source)
    found = await (_newest(log, room) if request.line is None else _at(log, room, request.line))
    if not 1 <= request.block <= len(found):
        raise NoProgram(f"in #{request.line}" if request.line is not None else f"in {room.label}")
    return found[request.block - 1]


async def _newest(log: RoomLog, room: Room) -> list[Block]:
    records: Sequence[Record] = list(room.tail.ring)
    found = fences.newest(records)
    if not found and records and records[0].seq > room.tail.first:
        found = fences.newest(await log.before(room.id, room.tail.head + 1, LOOKED))
    return found


async def _at(log: RoomLog, room: Room, line: int) -> list[Block]:
    """If the ring begins in the middle of a block, the events before it are read too."""
    return fences.at(list(room.tail.ring), line) or fences.at(
        await log.around(room.id, line, LOOKED // 2, LOOKED // 2), line
    )


def language(sandbox: Sandbox, name: str) -> LanguageInfo:
    """Raises BadCommand if no language is given, NoSuchLanguage, LanguageMissing."""
    folded = name.strip().lower()
    if not folded:
        raise BadCommand("the program does not say its language: /run as:python")
    for each in sandbox.languages:
        if folded in (each.name, *each.aliases):
            if not each.version:
                raise LanguageMissing(each.title)
            return each
    raise NoSuchLanguage(name, ", ".join(each.name for each in sandbox.languages if each.version))


def program(which: LanguageInfo, source: str, request: Run | CodeRun, limit: int) -> Program:
    """Raises TextTooLong if source or input are longer than `limit` bytes."""
    for what, text in (("program", source), ("input", request.input)):
        if len(text.encode("utf-8", "replace")) > limit:
            raise TextTooLong(what, limit)
    ends = not request.input or request.input.endswith("\n")
    return Program(which.name, source, request.input if ends else f"{request.input}\n", request.interactive)
