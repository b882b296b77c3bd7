"""The log in one SQLite file: a writer's thread, and a few that read.

Everything here is called, and answers, on the reactor's thread.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from twisted.internet.defer import Deferred, fail
from twisted.python.failure import Failure

from chatservice.core.ports import BlobStore, Condition, Outcome
from chatservice.errors import BadToken, Fault, RoomNameTaken, StartError
from chatservice.model.fold import ServerRoomState, stored_state
from chatservice.model.sanctions import EVERYWHERE, Expect
from chatservice.model.values import (
    GONE,
    Blanked,
    Draft,
    Found,
    Member,
    Principal,
    Record,
    RoomKind,
    RoomRow,
    Totals,
)
from chatservice.settings.schema import Settings
from chatservice.storage.batch import Append
from chatservice.storage.blobs import DiskBlobs, clear
from chatservice.storage.sqlite import accounts, caps, directory, erasing, event_log, retention, sweeping
from chatservice.storage.sqlite import files as file_statements
from chatservice.storage.sqlite import search as searching
from chatservice.storage.sqlite.accounts_port import SqliteAccounts
from chatservice.storage.sqlite.asking_port import SqliteAsking
from chatservice.storage.sqlite.bots_port import SqliteBots
from chatservice.storage.sqlite.commit import Change, Committer
from chatservice.storage.sqlite.files_port import SqliteFiles
from chatservice.storage.sqlite.lookalikes import refuse_alike_room
from chatservice.storage.sqlite.maintenance import Maintenance
from chatservice.storage.sqlite.moderation_port import SqliteModeration
from chatservice.storage.sqlite.on_disk import OnDisk
from chatservice.storage.sqlite.opening import open_database, take_folder, why
from chatservice.storage.sqlite.probe import Probe
from chatservice.storage.sqlite.readers import Readers
from chatservice.storage.sqlite.runs_port import SqliteRuns
from chatservice.storage.sqlite.tokens import hash_place, hash_token
from chatservice.storage.sqlite.transaction import Transaction
from chatservice.storage.writer import Writer

T = TypeVar("T")


class Folder(NamedTuple):
    """A data folder that is ours: what is in it, and the descriptors of the locks."""

    data: Path
    database: Path
    files: Path
    locks: list[int]

    def again(self) -> "Folder":
        """The same, to be given back by somebody else: it is ours until both have."""
        return self._replace(locks=[os.dup(lock) for lock in self.locks])

    def give_back(self) -> None:
        for lock in self.locks:
            os.close(lock)
        self.locks.clear()


def prepare(settings: Settings) -> Folder:
    """Take the data folder and see that the database in it can be used; made when there is
    none, brought up to date when it is older. Raises StartError.

    No thread and no connection is left behind, so that the process may still fork.
    """
    data = Path(settings.data).absolute()
    folder = Folder(data, data / settings.database, data / "files", [take_folder(data)])
    try:
        elsewhere, name = folder.database.parent, folder.database.name
        if elsewhere != data:
            # Two data folders may name one database.
            folder.locks.append(take_folder(elsewhere, f"{name}.lock"))
        open_database(folder.database).close()
        clear(folder.files)
    except BaseException:
        folder.give_back()
        raise
    return folder


def open_storage(settings: Settings, reactor: Any, folder: Folder | None = None) -> "SqliteStorage":
    """The storage in a folder that was prepared (now, when none is given). Raises StartError."""
    folder = folder or prepare(settings)
    connection = None
    try:
        connection = open_database(folder.database)
        now = time.time()
        directory.drop_tokens_of_guests_gone_before(connection, now - settings.guest_grace)
        accounts.drop_tokens_not_used_since(connection, now - settings.token_keep)
        epoch = event_log.one_epoch(connection)
        # From here on there are threads.
        disk = OnDisk(folder.database)
        readers = Readers(folder.database, reactor, settings, disk.is_there)
        committer = Committer(
            connection,
            folder.database,
            settings.key_keep,
            settings.retention,
            disk,
            readers,
            lambda: settings.disk_floor,
        )
        blobs = DiskBlobs(folder.files, reactor, settings.disk_reserve)
        writer = Writer(committer, reactor)

        def when_closed() -> None:
            blobs.close()
            folder.give_back()

        return SqliteStorage(settings, reactor, epoch, writer, readers, blobs, when_closed)
    except BaseException as error:
        if connection is not None:
            connection.close()
        folder.give_back()
        if isinstance(error, sqlite3.Error):
            raise StartError(f"{folder.database}: {why(error)}") from None
        raise


def _doom(room: int, upkeep: Maintenance) -> None:
    upkeep.trimmer.doom(room)


class SqliteStorage:
    """RoomLog, Rooms and Principals of core.ports, on one file."""

    def __init__(
        self,
        settings: Settings,
        reactor: Any,
        epoch: str,
        writer: Writer,
        readers: Readers,
        blobs: BlobStore,
        when_closed: Callable[[], None] = lambda: None,
    ) -> None:
        self.log = self.rooms = self.principals = self
        self.files = SqliteFiles(self)
        self.blobs = blobs
        self.accounts = SqliteAccounts(self, settings.max_tokens)
        self.moderation = SqliteModeration(self, settings)
        self.asking = SqliteAsking(self, settings)
        self.runs = SqliteRuns(self)
        self.bots = SqliteBots(self, settings.max_bots, settings.max_webhooks)
        self.on_batch: Callable[[], None] = lambda: None
        self.on_first: Callable[[dict[int, int]], None] = lambda first: None
        self.on_commit: Callable[[int, float], None] = lambda size, seconds: None
        self.on_reopened: Callable[[], None] = lambda: None
        self.epoch = epoch
        self._settings = settings
        self._readers = readers
        self._writer = writer
        writer.on_batch = self._batch_told
        writer.on_first = self._first_told
        writer.on_commit = self._committed
        writer.on_reopened = self._reopened
        self._probe = Probe(self.change, reactor.seconds)
        self._when_closed = when_closed
        self._closing: list[Deferred[None]] = []

    # RoomLog.

    def _batch_told(self) -> None:
        self.on_batch()

    def _first_told(self, first: dict[int, int]) -> None:
        self.on_first(first)

    def _reopened(self) -> None:
        self.on_reopened()

    def _committed(self, size: int, seconds: float) -> None:
        self.on_commit(size, seconds)

    @property
    def trouble(self) -> str:
        return self._writer.trouble

    @property
    def condition(self) -> Condition:
        return self._writer.condition

    def try_write(self) -> Deferred[None]:
        return self._probe.ask()

    def append(
        self,
        room: int,
        drafts: Sequence[Draft],
        done: Callable[[Sequence[Outcome]], None],
        again: bool = False,
    ) -> None:
        self._writer.add(Append(room, drafts, done), again)

    def heads(self, rooms: Sequence[int]) -> Deferred[dict[int, int]]:
        def look(transaction: Transaction) -> dict[int, int]:
            heads = {room: transaction.decider.head(room) for room in rooms}
            return {room: head.seq for room, head in heads.items() if head.access != GONE}

        return self.change(look)

    def since(self, room: int, seq: int, limit: int) -> Deferred[list[Record]]:
        return self.read(event_log.some_since, room, seq, limit)

    def since_id(self, room: int, id_: int, limit: int) -> Deferred[list[Record]]:
        return self.read(event_log.some_since_id, room, id_, limit)

    def before(self, room: int, seq: int | None, limit: int) -> Deferred[list[Record]]:
        return self.read(event_log.some_before, room, seq, limit)

    def around(self, room: int, seq: int, before: int, after: int) -> Deferred[list[Record]]:
        return self.read(event_log.some_around, room, seq, before, after)

    def search(
        self, rooms: Sequence[int], text: str, senders: Sequence[int] | None, before: int | None, limit: int
    ) -> Deferred[Found]:
        short = len(searching.fold(text)) < searching.TRIGRAM
        scan = self._settings.search_scan_short if short else self._settings.search_scan

        # The mark is read with the rest, in the reader's own view of the database.
        def look(connection: sqlite3.Connection) -> Found:
            connection.execute("BEGIN")
            try:
                upto = searching.mark(connection, "indexed_upto")
                return searching.search(connection, rooms, text, senders, before, limit, upto, scan)
            finally:
                # An error may have ended it already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        def without_index(failure: Failure) -> Deferred[Found]:
            if not searching.is_damage(failure.value):
                return fail(failure)
            self.change(lambda transaction: transaction.after.append(Maintenance.index_is_damaged))
            return self._readers.search(
                lambda connection: searching.search(connection, rooms, text, senders, before, limit, 0, scan)
            )

        return self._readers.search(look).addErrback(without_index)

    # Rooms.

    def create(
        self,
        kind: RoomKind,
        name: str,
        members: Sequence[int],
        creator: int,
        now: float,
        address: str = "",
    ) -> Deferred[RoomRow]:
        def make(transaction: Transaction) -> RoomRow:
            connection, place = transaction.connection, ""
            if kind is RoomKind.DIRECT:
                there = directory.one_direct(connection, min(members), max(members))
                if there is not None:
                    # With the lines that were queued before this and are not inserted yet.
                    return msgspec.structs.replace(there, head=transaction.decider.head(there.id).seq)
            else:
                if name and directory.one_room_named(connection, name) is not None:
                    raise RoomNameTaken(name)
                if name:
                    refuse_alike_room(connection, name)
                place = hash_place(file_statements.one_secret(connection), address)
                counts = directory.one_count_of_rooms(connection, creator, place)
                caps.refuse_room(self._settings, creator, counts)
            own = name or ("" if kind is RoomKind.DIRECT else directory.next_numbered_name(connection))
            room = directory.insert_room(connection, kind, own, members, creator, now, place)
            row = directory.one_room(connection, room)
            if row is None:
                raise AssertionError("a room that was just made is there")
            return row

        return self.change(make)

    def by_name(self, name: str) -> Deferred[RoomRow | None]:
        return self.read(directory.one_room_named, name)

    def by_id(self, room: int) -> Deferred[RoomRow | None]:
        return self.read(directory.one_room, room)

    def state(self, room: int) -> Deferred[ServerRoomState | None]:
        def look(transaction: Transaction) -> ServerRoomState | None:
            row, head = directory.one_room(transaction.connection, room), transaction.decider.head(room)
            if row is None:
                return None
            # With the lines that were queued before this and are not inserted yet.
            row = msgspec.structs.replace(row, head=head.seq, access=head.access)
            return stored_state(row, directory.all_members(transaction.connection, room))

        return self.change(look)

    def by_number(self, number: int) -> Deferred[RoomRow | None]:
        return self.read(directory.one_room_numbered, number)

    def listed(self, after: int, limit: int) -> Deferred[list[RoomRow]]:
        return self.read(directory.some_listed, after, limit)

    def delete(self, room: int, expect: Expect | None = None) -> Deferred[None]:
        def end(transaction: Transaction) -> None:
            transaction.decider.refuse_stale(expect)
            directory.delete_room(transaction.connection, room)
            transaction.decider.end(room)
            transaction.after.append(lambda upkeep: upkeep.trimmer.doom(room))

        return self.change(end)

    def drop_empty(self, room: int) -> Deferred[bool]:
        def end(transaction: Transaction) -> bool:
            if transaction.decider.head(room).seq:
                return False
            directory.delete_room(transaction.connection, room)
            transaction.decider.end(room)
            transaction.after.append(lambda upkeep: upkeep.trimmer.doom(room))
            return True

        return self.change(end)

    def idle(self, before: float, after: int, limit: int) -> Deferred[list[RoomRow]]:
        return self.read(sweeping.some_idle, before, after, limit)

    def keep(self, room: int) -> Deferred[float | None]:
        return self.read(retention.one_keep, room)

    def set_keep(self, room: int, keep: float | None) -> Deferred[None]:
        def change(transaction: Transaction) -> None:
            retention.set_keep(transaction.connection, room, keep)
            transaction.after.append(lambda upkeep: upkeep.trimmer.look())

        return self.change(change)

    def direct(self, one: int, other: int) -> Deferred[RoomRow | None]:
        return self.read(directory.one_direct, one, other)

    def public(self, limit: int, about: str = "") -> Deferred[tuple[list[RoomRow], int]]:
        return self.read(directory.some_public, limit, about)

    def private(self, principal: int) -> Deferred[list[RoomRow]]:
        return self.read(directory.all_private, principal)

    def ended(self, principal: int, left: float) -> Deferred[list[tuple[RoomRow, str]]]:
        return self.read(directory.all_ended, principal, left)

    def parts(self, principal: int) -> Deferred[list[RoomRow]]:
        return self.read(directory.all_parts, principal)

    def members(self, room: int) -> Deferred[list[Member]]:
        return self.read(directory.all_members, room)

    def admit(self, room: int, principal: int) -> Deferred[None]:
        now = time.time()
        return self.change(lambda t: directory.add_member(t.connection, room, principal, now))

    def dismiss(self, room: int, principal: int) -> Deferred[None]:
        return self.change(lambda t: directory.remove_member(t.connection, room, principal))

    # Principals.

    def create_guest(self, name: str, token: str, now: float) -> Deferred[Principal]:
        hashed = hash_token(token)
        return self.change(lambda t: directory.insert_guest(t.connection, name, hashed, now))

    def by_token(self, token: str) -> Deferred[Principal | None]:
        return self.read(directory.one_principal_by_token, hash_token(token))

    def principal(self, principal: int) -> Deferred[Principal | None]:
        return self.read(directory.one_principal, principal)

    def named(self, name: str) -> Deferred[list[int]]:
        return self.read(directory.all_named, name)

    def came(self, principal: int, name: str, now: float) -> Deferred[Principal]:
        def back(transaction: Transaction) -> Principal:
            connection = transaction.connection
            if name:
                directory.set_name(connection, principal, name, now)
            directory.set_left(connection, principal, None)
            there = directory.one_principal(connection, principal)
            if there is None:
                raise BadToken
            return there

        return self.change(back)

    def renamed(self, principal: int, name: str, now: float) -> Deferred[None]:
        return self.change(lambda t: directory.set_name(t.connection, principal, name, now))

    def gone(self, principal: int, now: float, over: bool = False, trace: bool = True) -> Deferred[None]:
        def leave(transaction: Transaction) -> None:
            directory.set_left(transaction.connection, principal, now, trace)
            if over:
                directory.drop_tokens(transaction.connection, principal)

        return self.change(leave)

    def erase(self, principal: int, name: str) -> Deferred[None]:
        def forget(transaction: Transaction) -> None:
            erasing.forget_person(transaction, principal, name)
            transaction.limit(EVERYWHERE)

        return self.change(forget)

    def blank_some(self, principal: int, after: int) -> Deferred[Blanked]:
        return self.change(lambda t: erasing.blank_some(t, principal, after))

    def ended_members(self, before: float, after: int, limit: int) -> Deferred[list[Principal]]:
        return self.read(sweeping.some_ended_members, before, after, limit)

    def sweep(self, before: float, limit: int) -> Deferred[tuple[int, list[int]]]:
        def some(transaction: Transaction) -> tuple[int, list[int]]:
            decider = transaction.decider
            count, rooms = sweeping.sweep_guests(
                transaction.connection, before, limit, lambda room: not decider.head(room).seq
            )
            for room in rooms:
                decider.end(room)
                transaction.after.append(partial(_doom, room))
            return count, rooms

        return self.change(some)

    def marks(self, principal: int) -> Deferred[dict[int, int]]:
        return self.read(directory.all_marks, principal)

    def save_marks(self, marks: Mapping[tuple[int, int], int]) -> Deferred[None]:
        rows = [(principal, room, seq) for (principal, room), seq in marks.items()]
        return self.change(lambda t: directory.raise_marks(t.connection, rows))

    # Life.

    def figures(self) -> Deferred[Totals]:
        return self.read(directory.one_figures)

    def close(self) -> Deferred[None]:
        closed: Deferred[None] = Deferred()
        self._closing.append(closed)

        def written() -> None:
            self._readers.stop()
            self._when_closed()
            for each in self._closing:
                each.callback(None)

        if len(self._closing) == 1:
            self._writer.close(written)
        return closed

    def change(self, run: Callable[[Transaction], T]) -> Deferred[T]:
        done: Deferred[T] = Deferred()

        def tell(result: Any) -> None:
            if isinstance(result, Fault):
                done.errback(result)
            else:
                done.callback(result)

        self._writer.add(Change(run, tell))
        return done

    def read(self, query: Callable[..., T], *arguments: object) -> Deferred[T]:
        return self._readers.ask(query, *arguments)
