"""The storage on one SQLite file: one thread that writes, and a few that read.

Everything here is called, and answers, on the reactor's thread.
"""

import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from chatservice.core.ports import BlobStore, LogObserver
from chatservice.errors import StartError
from chatservice.model.values import Totals
from chatservice.settings.schema import Settings
from chatservice.storage.blobs import DiskBlobs, clear
from chatservice.storage.sqlite import accounts, credentials, event_log, principals
from chatservice.storage.sqlite.accounts import AccountStatements
from chatservice.storage.sqlite.asking import InvitationStatements
from chatservice.storage.sqlite.bots import BotStatements
from chatservice.storage.sqlite.classroom import ClassStatements
from chatservice.storage.sqlite.commit import Committer
from chatservice.storage.sqlite.credentials import CredentialStatements
from chatservice.storage.sqlite.database import Database
from chatservice.storage.sqlite.documents import DocumentStatements
from chatservice.storage.sqlite.files import FileStatements
from chatservice.storage.sqlite.locking import Locks, lock_places
from chatservice.storage.sqlite.log import EventLog
from chatservice.storage.sqlite.marks import MarkStatements, PollStatements
from chatservice.storage.sqlite.metadata import RoomMetadataStatements
from chatservice.storage.sqlite.moderation import ModerationStatements
from chatservice.storage.sqlite.on_disk import OnDisk
from chatservice.storage.sqlite.opening import open_database, why
from chatservice.storage.sqlite.outgoing import OutgoingStatements
from chatservice.storage.sqlite.preferences import PreferenceStatements
from chatservice.storage.sqlite.principals import PrincipalStatements
from chatservice.storage.sqlite.push import PushStatements
from chatservice.storage.sqlite.readers import Readers
from chatservice.storage.sqlite.reading import ReadingStatements
from chatservice.storage.sqlite.revisions import RevisionStatements
from chatservice.storage.sqlite.rooms import RoomStatements
from chatservice.storage.sqlite.runs import RunStatements
from chatservice.storage.sqlite.scheduled import LaterStatements
from chatservice.storage.sqlite.schema import VERSION
from chatservice.storage.sqlite.statements import Statements, read
from chatservice.storage.sqlite.topics import TopicStatements
from chatservice.storage.sqlite.usage import UsageStatements
from chatservice.storage.writer import Writer

log = Logger()


class Folder(NamedTuple):
    """A locked data folder: its paths, and the locks."""

    data: Path
    database: Path
    files: Path
    locks: Locks

    def again(self) -> "Folder":
        """A second holder of the same locks: the folder stays locked until both have released it."""
        return self._replace(locks=self.locks.again())

    def release(self) -> None:
        self.locks.release()


def prepare(settings: Settings) -> Folder:
    """Lock the data folder and check its database: created if missing, upgraded if older. Raises
    StartError.

    Leaves no thread and no connection behind, so that the process may still fork.
    """
    data = Path(settings.data).absolute()
    database = data / settings.database
    folder = Folder(data, database, data / "files", lock_places(data, database))
    try:
        mode = stat.S_IMODE(data.stat().st_mode)
        if mode & 0o077:
            log.warn(
                "{data} can be read by others (mode {mode}): chmod go= {data}", data=data, mode=f"{mode:04o}"
            )
        open_database(folder.database, _upgraded).close()
        clear(folder.files)
    except BaseException:
        folder.release()
        raise
    return folder


def _upgraded(version: int, copy: Path) -> None:
    text = "the database was upgraded from version {version} to {now}; {copy} is what it was before"
    log.info(text, version=version, now=VERSION, copy=str(copy))


def open_storage(
    settings: Settings, reactor: Any, observer: LogObserver, folder: Folder | None = None
) -> "SqliteStorage":
    """Open the storage in a prepared folder (prepared now if none is given). Raises StartError."""
    folder = folder or prepare(settings)
    connection = None
    try:
        connection = open_database(folder.database)
        now = time.time()
        principals.drop_tokens_of_guests_gone_before(connection, now - settings.guest_grace)
        accounts.drop_tokens_not_used_since(connection, now - settings.token_keep)
        if not settings.scram:
            credentials.drop_all_verifiers(connection)
        epoch = event_log.one_epoch(connection)
        # From here on there are threads.
        disk = OnDisk(folder.database)
        readers = Readers(folder.database, reactor, settings, disk.is_there)
        committer = Committer(connection, folder.database, settings, disk, readers)
        blobs = DiskBlobs(folder.files, reactor, settings.disk_reserve)
        writer = Writer(committer, reactor, observer)

        def when_closed() -> None:
            blobs.close()
            folder.release()

        return SqliteStorage(settings, reactor, epoch, writer, readers, blobs, when_closed)
    except BaseException as error:
        if connection is not None:
            connection.close()
        folder.release()
        if isinstance(error, sqlite3.Error):
            raise StartError(f"{folder.database}: {why(error)}") from None
        raise


def one_figures(connection: sqlite3.Connection) -> Totals:
    def count(statement: str) -> int:
        return int(connection.execute(statement).fetchone()[0])

    page = count("PRAGMA page_size")
    kinds = dict(connection.execute("SELECT kind, count(*) FROM rooms GROUP BY kind").fetchall())
    return Totals(
        people=count("SELECT count(*) FROM principals"),
        guests=count("SELECT count(*) FROM principals WHERE role = 'guest'"),
        admins=count("SELECT count(*) FROM principals WHERE role IN ('owner', 'admin') AND password != ''"),
        gone=count("SELECT count(*) FROM principals WHERE role = 'guest' AND left IS NOT NULL"),
        rooms=kinds.get("public", 0),
        groups=kinds.get("group", 0),
        directs=kinds.get("direct", 0),
        lines=count("SELECT count(*) FROM events"),
        bytes_used=count("PRAGMA page_count") * page,
        bytes_free=count("PRAGMA freelist_count") * page,
    )


class SqliteStorage(Statements):
    """`Storage` of core.ports, on one file."""

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
        database = Database(writer, readers)
        super().__init__(database)
        self.log = EventLog(database, settings, epoch, reactor.seconds)
        self.rooms = RoomStatements(database)
        self.principals = PrincipalStatements(database)
        self.accounts = AccountStatements(database)
        self.credentials = CredentialStatements(database)
        self.bots = BotStatements(database)
        self.asking = InvitationStatements(database)
        self.moderation = ModerationStatements(database)
        self.files = FileStatements(database)
        self.blobs = blobs
        self.runs = RunStatements(database)
        self.documents = DocumentStatements(database)
        self.later = LaterStatements(database)
        self.room_metadata = RoomMetadataStatements(database)
        self.outgoing = OutgoingStatements(database)
        self.classes = ClassStatements(database)
        self.polls = PollStatements(database)
        self.marks = MarkStatements(database)
        self.topics = TopicStatements(database)
        self.revisions = RevisionStatements(database)
        self.reading = ReadingStatements(database)
        self.preferences = PreferenceStatements(database)
        self.push = PushStatements(database)
        self.usage = UsageStatements(database)
        self._when_closed = when_closed
        self._closing: list[Deferred[None]] = []

    figures = read(one_figures)

    def close(self) -> Deferred[None]:
        closed: Deferred[None] = Deferred()
        self._closing.append(closed)
        if len(self._closing) == 1:
            self.database.writer.close(self._written)
        return closed

    def _written(self) -> None:
        self.database.readers.stop()
        self._when_closed()
        for each in self._closing:
            each.callback(None)
