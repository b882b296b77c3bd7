"""The program that a command asks to run: found in the room, in an available language."""

from collections.abc import Sequence

from chatservice.core import fences
from chatservice.core.fences import Block
from chatservice.core.ports import RoomLog, Sandbox
from chatservice.core.room import Room
from chatservice.errors import BadCommand, LanguageMissing, NoProgram, NoSuchLanguage, TextTooLong
from chatservice.model.commands import CodeRun, Run
from chatservice.model.records import Record
from chatservice.model.runs import LanguageInfo, Program

LOOKED = 1_000  # events that are searched for it


async def block(log: RoomLog, room: Room, request: Run) -> Block:
    """The block's text. Raises NoProgram, BadCommand."""
    if request.source:
        if not request.language:
            raise BadCommand("a source needs its language")
        return Block(0, request.language, request.source)
    blocks = await (_newest(log, room) if request.line is None else _at(log, room, request.line))
    if not 1 <= request.block <= len(blocks):
        raise NoProgram(f"in #{request.line}" if request.line is not None else f"in {room.label}")
    return blocks[request.block - 1]


async def _newest(log: RoomLog, room: Room) -> list[Block]:
    records: Sequence[Record] = list(room.tail.ring)
    blocks = fences.newest(records)
    if not blocks and records and records[0].seq > room.tail.first:
        blocks = fences.newest(await log.before(room.id, room.tail.head + 1, LOOKED))
    return blocks


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
    for info in sandbox.languages:
        if folded in (info.name, *info.aliases):
            if not info.version:
                raise LanguageMissing(info.title)
            return info
    raise NoSuchLanguage(name, ", ".join(info.name for info in sandbox.languages if info.version))


def program(info: LanguageInfo, source: str, request: Run | CodeRun, limit: int) -> Program:
    """Raises TextTooLong if source or input are longer than `limit` bytes."""
    for field, text in (("program", source), ("input", request.input)):
        if len(text.encode("utf-8", "replace")) > limit:
            raise TextTooLong(field, limit)
    ends = not request.input or request.input.endswith("\n")
    return Program(info.name, source, request.input if ends else f"{request.input}\n", request.interactive)
