"""Files: shared in a room, seen by those who see the room, had by a link, deleted.

Each share is an event in the room's log, and the event makes the file: whoever reads the
log knows what there is. The bytes lie once, however many files have them; `BlobLocks` keeps
them while a file is made of them, and those that no file has any more are taken away.
"""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.blob_locks import BlobLocks
from chatservice.core.links import Links
from chatservice.core.media_types import sniff
from chatservice.core.ports import BlobReader, Timer
from chatservice.core.room import Room
from chatservice.core.uploads import LEAST, Upload, Uploads
from chatservice.errors import (
    BadCommand,
    LinkEnded,
    NoSuchFile,
    NoSuchRoom,
    TextTooLong,
)
from chatservice.model import names
from chatservice.model.commands import DeleteFile, Share, ShareLink
from chatservice.model.commands import Files as FilesAsked
from chatservice.model.events import Ack, FileInfo, FileList, LinkIs
from chatservice.model.values import (
    Appended,
    Blob,
    Draft,
    EventKind,
    GoneFile,
    Principal,
    SharedFile,
    StoredFile,
)

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session

TIDY_EVERY = 600.0  # seconds
TIDY_SOME = 200  # files or bytes looked at in one piece of work


def _id(file: str) -> str:
    """The id in what somebody wrote, who may have written the whole link."""
    return file.strip().rpartition("/download/")[2].partition("/")[0]


class FileService:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self.links = Links(chat.settings.link_keep)
        self.uploads = Uploads(chat)
        self._pins = BlobLocks(chat.promise)
        self._timer: Timer | None = None
        self.shared = self.bytes_in = self.bytes_out = 0  # since the start

    async def start(self) -> None:
        self.links.know(await self._chat.storage.files.secret())
        self._tidy_soon()

    def stop(self) -> None:
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    # Who may see it.

    def sees(self, asker: Principal | None, room: Room) -> bool:
        """Whether files in `room` are for `asker` (None: nobody in particular)."""
        if asker is None:
            return room.is_open
        rights = self._chat.rights
        seen = room.admits(rights.now(asker)) or asker.id in room.present
        return seen and rights.is_in(asker, room)

    async def find(self, asker: Principal | None, file: str) -> StoredFile:
        """The file that `asker` (None: nobody in particular) may see. NoSuchFile, also when
        they may not."""
        stored = await self._chat.storage.files.file(_id(file))
        if stored is None or not self.sees(asker, await self._room_of(stored)):
            raise NoSuchFile(file)
        return stored

    async def by_link(self, file: str, signed: str) -> StoredFile:
        """The file of a signed link. NoSuchFile, LinkEnded."""
        stored, until = await self._chat.storage.files.file(file), self.links.until(file, signed)
        if stored is None or until is None:
            raise NoSuchFile(file)
        if until < self._chat.clock.now():
            raise LinkEnded
        return stored

    async def open(self, stored: StoredFile) -> BlobReader:
        """Its bytes. NoSuchFile when they have gone missing."""
        reading = await self._chat.storage.blobs.open(Blob(stored.file.sha256, stored.file.size))
        if reading is None:
            raise NoSuchFile(stored.file.id)
        return reading

    def link_to(self, file: str) -> str:
        """As a line in a room shows it: signed, so that it opens in a browser that is not logged in."""
        return self.links.signed(file, self._chat.clock.now())[0]

    # Sharing.

    def may_upload(self, session: "Session") -> None:
        """SlowDown when they share too many."""
        self._chat.limits.upload(session.who.principal.id, session.address)

    async def share_upload(
        self, upload: Upload, who: Principal, room: Room, name: str, told_type: str = "", key: str = ""
    ) -> tuple[SharedFile, Appended]:
        """Make a file of what has come in. Whatever goes wrong, nothing of it is left."""
        try:
            self.uploads.whole(upload)
            self._check_key(key)
            upload.owner, upload.guest = who.id, who.guest
            await self.uploads.check_quota(upload, who.id)
            blob = await upload.part.finish()
            name = names.file(name)
            kind = sniff(upload.part.head, name, told_type)
            shared = SharedFile(self._new_id(who, room, key), name, blob.size, kind, blob.sha256)
            outcome = await self._keep(upload, who, room, shared, key)
            self.shared += 1
            self.bytes_in += shared.size
            return shared, outcome
        finally:
            self.uploads.drop(upload)

    async def _keep(
        self, upload: Upload, who: Principal, room: Room, shared: SharedFile, key: str
    ) -> Appended:
        """First the bytes, then the event that refers to them."""
        await self._pins.hold(shared.sha256)
        outcome = None
        try:
            await self._chat.storage.files.expect(Blob(shared.sha256, shared.size))
            await upload.part.place()
            outcome = await self._append(
                who, room, EventKind.FILE, shared, key, partial(self._refuse_silent, who, room)
            )
        finally:
            self._pins.release(shared.sha256)
            if outcome is None or not outcome.fresh:
                self._chat.spawn(self._discard(shared.sha256))
        return outcome

    async def share(self, session: "Session", command: Share) -> None:
        """A file that one sees, in another room too."""
        chat = self._chat
        self._check_key(command.key)
        me = session.who.principal
        self.may_upload(session)
        if not command.room:
            session.refuse_moved()
        room = await chat.directory.find(session, command.room)
        stored = await self.find(me, command.file)
        await self._pins.hold(stored.file.sha256)
        try:
            stored = await self.find(me, command.file)  # it may have gone meanwhile
            await self.uploads.check_quota(None, me.id, max(LEAST, stored.file.size))
            shared = msgspec.structs.replace(stored.file, id=self._new_id(me, room, command.key))
            outcome = await self._append(
                me, room, EventKind.FILE, shared, command.key, partial(self._refuse_silent, me, room)
            )
        finally:
            self._pins.release(stored.file.sha256)
        self._acknowledge(session, room, outcome, command.key, command.ref)

    def _new_id(self, who: Principal, room: Room, key: str) -> str:
        """Sent again with its key, it is the same file."""
        if not key:
            return self._chat.new_token()[:16]
        return hashlib.sha256(f"{self._chat.log.epoch}/{who.id}/{room.id}/{key}".encode()).hexdigest()[:16]

    def _check_key(self, key: str) -> None:
        if len(key) > self._chat.settings.max_key:
            raise TextTooLong("key", self._chat.settings.max_key)

    # Deleting.

    async def delete_file(self, session: "Session", command: DeleteFile) -> None:
        room, outcome = await self.delete(session.who.principal, command.file)
        self._acknowledge(session, room, outcome, "", command.ref)

    async def delete(self, who: Principal, file: str) -> tuple[Room, Appended]:
        """NoSuchFile; NotAllowed when it is somebody else's."""
        stored = await self.find(who, file)
        room = await self._room_of(stored)
        action = "delete_file" if stored.owner == who.id else "delete_file_of_others"
        gone = GoneFile(stored.file.id, stored.file.name)
        may = partial(self._refuse, who, room, action)
        # The key makes two who delete it at once do it once.
        key = f"gone {stored.file.id}"
        outcome = await self._append(who, room, EventKind.FILE_GONE, gone, key, may, stored.owner)
        await self._discard(stored.file.sha256)
        return room, outcome

    # Looking.

    async def files(self, session: "Session", command: FilesAsked) -> None:
        session.outlet.send(await self.page(session, command))

    async def page(self, session: "Session", command: FilesAsked) -> FileList:
        """What `session` may see of what `command` asks."""
        chat = self._chat
        if command.limit < 1:
            raise BadCommand("limit is at least 1")
        room = await chat.directory.find(session, command.room, ended=True) if command.room else None
        me = session.who.principal
        limit = min(command.limit, chat.settings.history_max)
        in_room = room.id if room is not None else None
        page = (command.sender, command.before, limit + 1)
        found = await chat.storage.files.seen_by(me, list(session.seats), in_room, *page)
        rooms: dict[int, Room] = {}
        infos = [await self._info(file, rooms) for file in found[:limit]]
        # Once more, after all the reading.
        seen = {room.rid for room in rooms.values() if self.sees(me, room)}
        shown = [info for info in infos if info.rid in seen]
        more = found[limit - 1].number if len(found) > limit else None
        return FileList(files=shown, next=more, ref=command.ref)

    async def info(self, stored: StoredFile) -> FileInfo:
        """How a file is shown to somebody who sees it."""
        return await self._info(stored, {})

    async def _info(self, stored: StoredFile, rooms: dict[int, Room]) -> FileInfo:
        room = rooms.get(stored.room)
        if room is None:
            room = rooms[stored.room] = await self._room_of(stored)
        return FileInfo(
            file=stored.file.id,
            name=stored.file.name,
            size=stored.file.size,
            type=stored.file.type,
            sha256=stored.file.sha256,
            sender=stored.owner_name,
            ts=stored.ts,
            room=room.label,
            rid=room.rid,
            kind=room.kind.value,
            url=room.link(stored.file.id),
        )

    async def _room_of(self, stored: StoredFile) -> Room:
        row = await self._chat.storage.rooms.by_id(stored.room)
        if row is None:
            raise NoSuchFile(stored.file.id)
        return await self._chat.directory.load(row)

    async def link(self, session: "Session", command: ShareLink) -> None:
        stored = await self.find(session.who.principal, command.file)
        url, until = self.links.signed(stored.file.id, self._chat.clock.now())
        answer = LinkIs(file=stored.file.id, name=stored.file.name, url=url, until=until, ref=command.ref)
        session.outlet.send(answer)

    # The log.

    async def _append(
        self,
        who: Principal,
        room: Room,
        kind: EventKind,
        body: SharedFile | GoneFile,
        key: str,
        may: Callable[[], None],
        owner: int | None = None,
    ) -> Appended:
        text = msgspec.json.encode(body).decode()
        draft = Draft(kind, who.id, who.name, text, self._chat.clock.now(), key, subject=owner)
        return await append_checked(self._chat, room, draft, may)

    def _refuse_silent(self, who: Principal, room: Room) -> None:
        """Sharing is saying something."""
        self._refuse(who, room, "share")
        self._chat.rights.refuse_silent(who, room)

    def _refuse(self, who: Principal, room: Room, action: str) -> None:
        if not self.sees(who, room):
            raise NoSuchRoom(room.label)
        self._chat.rights.check(who, action, room)

    def _acknowledge(
        self, session: "Session", room: Room, outcome: Appended, key: str, ref: str | int | None
    ) -> None:
        session.outlet.send(
            Ack(
                room=room.label,
                rid=room.rid,
                seq=outcome.seq,
                id=outcome.id,
                key=key,
                ref=ref,
                again=not outcome.fresh,
            )
        )

    # Keeping order.

    async def _discard(self, sha256: str) -> None:
        """Take the bytes away if no file has them."""
        storage = self._chat.storage
        if not self._pins.doom(sha256):
            return
        try:
            if await storage.files.is_unused(sha256):
                await storage.blobs.remove(sha256)
                await storage.files.forget(sha256)
        finally:
            self._pins.spare(sha256)

    def _tidy_soon(self) -> None:
        self._chat.spawn(self.tidy())
        self._timer = self._chat.clock.callLater(TIDY_EVERY, self._tidy_soon)

    async def tidy(self) -> None:
        """Files that are too old go; so do bytes that a crash left without a file."""
        files, keep = self._chat.storage.files, self._chat.settings.file_keep
        if keep is not None:
            while await files.drop_older(self._chat.clock.now() - keep, TIDY_SOME):
                pass
        while unused := await files.unused(TIDY_SOME):
            before = set(unused)
            for sha256 in unused:
                await self._discard(sha256)
            if before & set(await files.unused(TIDY_SOME)):
                return  # an upload is about to use them
