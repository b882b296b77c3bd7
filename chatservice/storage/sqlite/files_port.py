"""Files of core.ports, on the one SQLite file."""

from collections.abc import Sequence

from twisted.internet.defer import Deferred

from chatservice.core.ports import Used
from chatservice.model.values import Blob, Principal, StoredFile
from chatservice.storage.sqlite import files
from chatservice.storage.sqlite.accounts_port import Database


class SqliteFiles:
    def __init__(self, database: Database) -> None:
        self._database = database

    def secret(self) -> Deferred[str]:
        return self._database.read(files.one_secret)

    def file(self, file: str) -> Deferred[StoredFile | None]:
        return self._database.read(files.one_file, file)

    def seen_by(
        self,
        principal: Principal,
        here: Sequence[int],
        room: int | None,
        owner: str,
        before: int | None,
        limit: int,
    ) -> Deferred[list[StoredFile]]:
        return self._database.read(files.some_files, principal, here, room, owner, before, limit)

    def used(self, owner: int) -> Deferred[Used]:
        return self._database.read(files.one_use, owner)

    def expect(self, blob: Blob) -> Deferred[None]:
        return self._database.change(lambda t: files.expect_blob(t.connection, blob))

    def drop_older(self, ts: float, limit: int) -> Deferred[int]:
        return self._database.change(lambda t: files.delete_old_files(t.connection, ts, limit))

    def unused(self, limit: int) -> Deferred[list[str]]:
        return self._database.read(files.some_unused, limit)

    def is_unused(self, sha256: str) -> Deferred[bool]:
        return self._database.change(lambda t: files.one_is_unused(t.connection, sha256))

    def forget(self, sha256: str) -> Deferred[None]:
        return self._database.change(lambda t: files.forget_blob(t.connection, sha256))
