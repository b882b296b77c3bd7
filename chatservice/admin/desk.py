"""Where verbs are done: with the chat of a running server, or, when none is running, with
one that chatctl has put together on the same data and that lets nobody in."""

import os
import resource
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from chatservice import __version__
from chatservice.admin import doctor, order, people, retention
from chatservice.admin import verbs as v
from chatservice.admin.answers import AdminRow, Done, RoomAt, SessionRow, StatsAre, StatusIs, Swapped
from chatservice.admin.frames import ROWS_MAX, AdminError
from chatservice.core.chat import Chat
from chatservice.core.commands import operator
from chatservice.core.room import Room
from chatservice.errors import Fault, NoSuchRoom, NoSuchUser, StartError
from chatservice.model.values import RoomRow
from chatservice.storage.offline import CopyError
from chatservice.wire import fault_text

PAGE = os.sysconf("SC_PAGE_SIZE")


class VerbReply(Protocol):
    """The way back to whoever asked."""

    def rows(self, rows: list[Any]) -> None: ...

    def progress(self, done: int, total: int, what: str) -> None: ...

    async def drained(self) -> None:
        """When what was said so far has gone."""
        ...

    def stays(self) -> None:
        """The answer is given by the server that comes after this one."""
        ...


@runtime_checkable
class Described(Protocol):
    """An outlet that knows where its other end is, and what it speaks."""

    def describe(self) -> tuple[str, str]: ...


@dataclass
class AdminService:
    chat: Chat
    data: str
    running: bool = False
    since: float = 0.0
    doors: list[str] = field(default_factory=list)
    connections: Callable[[], tuple[int, int]] = lambda: (0, 0)  # how many, bytes waiting
    exchange: Callable[[str], Awaitable[str]] | None = None

    async def do(self, verb: v.Verb, reply: VerbReply) -> None:
        """Raises AdminError."""
        try:
            await DOES[type(verb)](self, verb, reply)
        except NoSuchUser as fault:
            raise AdminError(fault.code, f"Nobody has an account {fault.name}.") from None
        except NoSuchRoom as fault:
            raise AdminError(fault.code, f"There is no room or group {fault.room}.") from None
        except Fault as fault:
            raise AdminError(fault.code, fault_text.sentence(fault)) from None

    # Looking.

    async def status(self, verb: v.Status, reply: VerbReply) -> None:
        chat = self.chat
        count, waiting = self.connections()
        status = StatusIs(
            running=self.running,
            data=self.data,
            version=__version__,
            epoch=chat.log.epoch,
            pid=os.getpid() if self.running else 0,
            since=self.since,
            doors=self.doors,
            sessions=count,
            people=len(chat.presence),
            rooms_open=chat.directory.count,
            waiting=waiting,
            memory=_resident(),
            announcement=chat.notices.announcement,
        )
        reply.rows([status])

    async def stats(self, verb: v.Stats, reply: VerbReply) -> None:
        figures = await self.chat.storage.figures()
        reply.rows(
            [
                StatsAre(
                    people=figures.people,
                    guests=figures.guests,
                    rooms=figures.rooms,
                    groups=figures.groups,
                    directs=figures.directs,
                    lines_kept=figures.lines,
                    bytes_used=figures.bytes_used,
                    bytes_free=figures.bytes_free,
                )
            ]
        )

    async def sessions(self, verb: v.Sessions, reply: VerbReply) -> None:
        now = self.chat.clock.monotonic()
        rows: list[AdminRow] = []
        for session in list(self.chat.sessions):
            outlet = session.outlet
            address, dialect = outlet.describe() if isinstance(outlet, Described) else ("", "")
            rows.append(
                SessionRow(
                    name=session.name,
                    address=address,
                    dialect=dialect,
                    seconds=now - session.began,
                    rooms=len(session.seats),
                    waiting=outlet.backlog,
                )
            )
        await _told(reply, rows)

    # Saying.

    async def announce(self, verb: v.Announce, reply: VerbReply) -> None:
        if not self.running:
            raise AdminError("not_running", "No server is running, so nobody would hear it.")
        told = operator.announce_to_all(self.chat, verb.text)
        said = f"Told {told:,} {'person' if told == 1 else 'people'}."
        reply.rows([Done(text=said if verb.text else "The announcement has ended.")])

    # Rooms.

    async def rooms(self, verb: v.RoomsList, reply: VerbReply) -> None:
        after = 0
        while some := await self.chat.storage.rooms.listed(after, ROWS_MAX):
            after = some[-1].id
            await _told(reply, [self._room_at(row) for row in some])

    def _room_at(self, row: RoomRow) -> RoomAt:
        room = self.chat.directory.loaded(row.id)
        return _room(room) if room is not None else _row(row)

    async def create(self, verb: v.RoomsCreate | v.CreateChatroom, reply: VerbReply) -> None:
        reply.rows([_room(await operator.create(self.chat, verb.name))])

    async def open(self, verb: v.OpenChatroom, reply: VerbReply) -> None:
        room = await operator.find(self.chat, verb.room)
        reply.rows([_room(room), Done(text=f"It is open: /join {room.label} enters it.")])

    async def delete(self, verb: v.RoomsDelete | v.DeleteChatroom, reply: VerbReply) -> None:
        empty = isinstance(verb, v.RoomsDelete) and verb.empty
        if empty is bool(verb.room):
            raise AdminError("bad_command", "Say which room, or --empty for all that are empty.")
        if empty:
            count = await self.chat.ends.drop_empty()
            reply.rows([Done(text=f"{count:,} empty {'room is' if count == 1 else 'rooms are'} deleted.")])
            return
        room = await operator.find(self.chat, verb.room)
        await operator.delete(self.chat, room)
        reply.rows([Done(text=f"{room.label} is deleted.")])

    async def keep(self, verb: v.RoomsKeep, reply: VerbReply) -> None:
        room = await operator.find(self.chat, verb.room)
        rooms = self.chat.storage.rooms
        if verb.time:
            await rooms.set_keep(room.id, retention.read(verb.time))
        kept = retention.shown(await rooms.keep(room.id), self.chat.settings.retention)
        reply.rows([Done(text=f"Lines in {room.label} are kept {kept}.")])

    # The database.

    async def checkup(self, verb: v.Checkup, reply: VerbReply) -> None:
        limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        count, _ = self.connections()
        reply.rows([*doctor.of_server(self.chat, limit, count, verb.version)])
        figures = await self.chat.storage.figures()
        reply.rows([doctor.of_guests(figures.gone)])
        reply.rows([doctor.clock(self.chat.clock.now())])
        await self.chat.sandbox.known()
        reply.rows([*doctor.of_code(self.chat.sandbox)])

    async def swap(self, verb: v.Swap, reply: VerbReply) -> None:
        if self.exchange is None:
            raise AdminError("not_running", "No server is running.")
        reply.stays()
        try:
            kept = await self.exchange(verb.incoming)
        except (CopyError, StartError) as error:
            raise AdminError("not_restored", str(error)) from None
        reply.rows([Swapped(kept=kept)])


DOES: Mapping[type[v.Verb], Callable[[AdminService, Any, VerbReply], Awaitable[None]]] = {
    v.Status: AdminService.status,
    v.Stats: AdminService.stats,
    v.Sessions: AdminService.sessions,
    v.Announce: AdminService.announce,
    v.RoomsList: AdminService.rooms,
    v.RoomsCreate: AdminService.create,
    v.RoomsDelete: AdminService.delete,
    v.CreateChatroom: AdminService.create,
    v.OpenChatroom: AdminService.open,
    v.DeleteChatroom: AdminService.delete,
    v.RoomsKeep: AdminService.keep,
    v.Checkup: AdminService.checkup,
    v.Swap: AdminService.swap,
    **people.DOES,
    **order.DOES,
}


async def _told(reply: VerbReply, rows: list[Any]) -> None:
    for start in range(0, len(rows), ROWS_MAX):
        reply.rows(rows[start : start + ROWS_MAX])
        await reply.drained()


def _room(room: Room) -> RoomAt:
    return RoomAt(
        id=room.id,
        number=room.number,
        name=room.label,
        kind=room.kind.value,
        topic=room.state.topic,
        first=room.tail.first,
        last=room.tail.head,
        here=room.here(),
    )


def _row(row: RoomRow) -> RoomAt:
    return RoomAt(
        id=row.id,
        number=row.number,
        name=row.name,
        kind=row.kind.value,
        topic=row.topic,
        first=row.first,
        last=row.head,
        here=0,
    )


def _resident() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0
