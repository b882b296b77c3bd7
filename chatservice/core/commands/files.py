"""Files: found by people who see the room, listed, linked to, deleted.

Each file is an event in the room's log, so a reader of the log knows them all. Sharing is in
`sharing`.
"""

from collections.abc import Callable
from functools import partial

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, LinkEnded, NoSuchFile, NoSuchRoom
from chatservice.model import commands as c
from chatservice.model.bodies import GoneFile, SharedFile
from chatservice.model.events import Ack, FileInfo, FileList, LinkIs
from chatservice.model.records import Appended, Draft
from chatservice.model.stored_files import StoredFile
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

# Visibility.


def sees(chat: Chat, reader: Principal | None, room: Room) -> bool:
    """Whether `reader` (None: anyone) may see the files in `room`."""
    if reader is None:
        return room.is_open
    is_there = room.admits(chat.rights.now(reader)) or reader.id in room.presence.sessions
    return is_there and chat.rights.is_in(reader, room)


async def find_file(chat: Chat, reader: Principal | None, file: str) -> StoredFile:
    """The file, if `reader` (None: anyone) may see it. Raises NoSuchFile, also when it is hidden from
    them."""
    stored = await chat.storage.files.file(_id(file))
    if stored is None or not sees(chat, reader, await _room_of(chat, stored)):
        raise NoSuchFile(file)
    return stored


def _id(file: str) -> str:
    """The id in a text that may be a whole link."""
    return file.strip().rpartition("/download/")[2].partition("/")[0]


async def find_by_link(chat: Chat, file: str, signed: str) -> StoredFile:
    """The file of a signed link. Raises NoSuchFile, LinkEnded."""
    stored, until = await chat.storage.files.file(file), chat.files.links.until(file, signed)
    if stored is None or until is None:
        raise NoSuchFile(file)
    if until < chat.clock.now():
        raise LinkEnded
    return stored


async def _room_of(chat: Chat, stored: StoredFile) -> Room:
    row = await chat.storage.rooms.by_id(stored.room)
    if row is None:
        raise NoSuchFile(stored.file.id)
    return await chat.directory.rooms.load(row)


# Lists and links.


@command(c.Files, Right(), Charge(READ))
async def files(chat: Chat, session: Session, request: c.Files) -> FileList:
    if request.limit < 1:
        raise BadCommand("limit is at least 1")
    room = await chat.directory.find(session, request.room, ended=True) if request.room else None
    me = session.principal
    limit = min(request.limit, chat.settings.history_max)
    in_room = room.id if room is not None else None
    page = (request.sender, request.before, limit + 1)
    files = await chat.storage.files.seen_by(me, list(session.subscriptions), in_room, *page)
    rooms: dict[int, Room] = {}
    infos = [await _info(chat, file, rooms) for file in files[:limit]]
    # Checked again, since rights may have changed while reading.
    visible = {room.rid for room in rooms.values() if sees(chat, me, room)}
    more = files[limit - 1].number if len(files) > limit else None
    return FileList(files=[info for info in infos if info.rid in visible], next=more)


async def info_of(chat: Chat, stored: StoredFile) -> FileInfo:
    """The file as shown to people who may see it."""
    return await _info(chat, stored, {})


async def _info(chat: Chat, stored: StoredFile, rooms: dict[int, Room]) -> FileInfo:
    room = rooms.get(stored.room)
    if room is None:
        room = rooms[stored.room] = await _room_of(chat, stored)
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


@command(c.ShareLink, Right(), Charge(READ))
async def link(chat: Chat, session: Session, request: c.ShareLink) -> LinkIs:
    stored = await find_file(chat, session.principal, request.file)
    url, until = chat.files.links.signed(stored.file.id, chat.clock.now())
    return LinkIs(file=stored.file.id, name=stored.file.name, url=url, until=until)


# Deleting.


@command(
    c.DeleteFile,
    Right(),
    Charge(LINE),
    also={"delete_file_of_others": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def delete_file(chat: Chat, session: Session, request: c.DeleteFile) -> Ack:
    """Raises NoSuchFile, and NotAllowed if it is another person's."""
    me = session.principal
    stored = await find_file(chat, me, request.file)
    room = await _room_of(chat, stored)
    action = "delete_file" if stored.owner == me.id else "delete_file_of_others"
    gone = GoneFile(stored.file.id, stored.file.name)
    check = partial(check_file, chat, me, room, action)
    # With the key, two people who delete it at once delete it once.
    key = f"gone {stored.file.id}"
    outcome = await append_file(chat, me, room, EventKind.FILE_GONE, gone, key, check, stored.owner)
    await chat.files.discard(stored.file.sha256)
    return Ack(room=room.label, rid=room.rid, seq=outcome.seq, id=outcome.id, again=not outcome.fresh)


def check_file(chat: Chat, principal: Principal, room: Room, action: str) -> None:
    """Raises NotAllowed, and NoSuchRoom if its files are hidden from `principal`."""
    if not sees(chat, principal, room):
        raise NoSuchRoom(room.label)
    chat.rights.check(principal, action, room)


async def append_file(
    chat: Chat,
    principal: Principal,
    room: Room,
    kind: EventKind,
    body: SharedFile | GoneFile,
    key: str,
    check: Callable[[], None],
    owner: int | None = None,
) -> Appended:
    text = msgspec.json.encode(body).decode()
    draft = Draft(kind, principal.id, principal.name, text, chat.clock.now(), key, subject=owner)
    return await append_checked(chat, room, draft, check)
