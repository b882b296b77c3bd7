"""Files of core.ports, in memory."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.core.file_ports import Used
from chatservice.model.names import fold
from chatservice.model.values import Blob, Draft, EventKind, GoneFile, Principal, SharedFile, StoredFile
from chatservice.storage.files import LEAST

if TYPE_CHECKING:
    from chatservice.storage.memory import MemoryStorage


class MemoryFiles:
    def __init__(self, store: "MemoryStorage") -> None:
        self._store = store
        self._files: dict[str, StoredFile] = {}
        self._number = 0
        self._sizes: dict[str, int] = {}  # of bytes, by their hash

    def take_effect(self, room: int, draft: Draft) -> None:
        if draft.kind is EventKind.FILE:
            shared = msgspec.json.decode(draft.body, type=SharedFile)
            self._number += 1
            self._files[shared.id] = StoredFile(self._number, shared, room, draft.actor, "", draft.ts)
        else:
            gone = self._files.get(msgspec.json.decode(draft.body, type=GoneFile).id)
            if gone is not None and gone.room == room:
                del self._files[gone.file.id]

    def secret(self) -> Deferred[str]:
        return succeed("of a throw-away server")

    def _shown(self, file: StoredFile) -> StoredFile:
        owner = self._store.people.get(file.owner)
        return msgspec.structs.replace(file, owner_name=owner.name if owner is not None else "")

    def file(self, file: str) -> Deferred[StoredFile | None]:
        stored = self._files.get(file)
        return succeed(self._shown(stored) if stored is not None else None)

    def seen_by(
        self,
        principal: Principal,
        here: Sequence[int],
        room: int | None,
        owner: str,
        before: int | None,
        limit: int,
    ) -> Deferred[list[StoredFile]]:
        def is_wanted(file: StoredFile) -> bool:
            return (
                (file.room in here or self._store.is_seen(file.room, principal))
                and room in (None, file.room)
                and (not owner or fold(owner) == fold(self._store.people[file.owner].name))
                and (before is None or file.number < before)
            )

        files = sorted(filter(is_wanted, self._files.values()), key=lambda file: -file.number)
        return succeed([self._shown(file) for file in files[:limit]])

    def used(self, owner: int) -> Deferred[Used]:
        own = sum(max(LEAST, file.file.size) for file in self._files.values() if file.owner == owner)
        in_all = sum(max(LEAST, size) for size in self._sizes.values())
        guests = {row.id for row in self._store.people.values() if row.guest}
        if owner and owner not in guests:
            return succeed(Used(own, in_all))
        of_guests = sum(max(LEAST, file.file.size) for file in self._files.values() if file.owner in guests)
        return succeed(Used(own, in_all, of_guests))

    def expect(self, blob: Blob) -> Deferred[None]:
        return self._store.change(lambda: self._sizes.update({blob.sha256: blob.size}))

    def drop_older(self, ts: float, limit: int) -> Deferred[int]:
        def drop() -> int:
            old = [id_ for id_, file in list(self._files.items())[:limit] if file.ts < ts]
            for id_ in old:
                del self._files[id_]
            return len(old)

        return self._store.change(drop)

    def forget_owner(self, owner: int) -> None:
        self._files = {id_: file for id_, file in self._files.items() if file.owner != owner}

    def _unused(self) -> list[str]:
        referred = {file.file.sha256 for file in self._files.values()}
        return [sha256 for sha256 in self._sizes if sha256 not in referred]

    def unused(self, limit: int) -> Deferred[list[str]]:
        return succeed(self._unused()[:limit])

    def is_unused(self, sha256: str) -> Deferred[bool]:
        return self._store.change(lambda: sha256 in self._unused())

    def forget(self, sha256: str) -> Deferred[None]:
        def drop() -> None:
            if sha256 in self._unused():
                del self._sizes[sha256]

        return self._store.change(drop)
