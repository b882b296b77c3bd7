"""Sharing files: an upload, or a file shared before, becomes an event in a room."""

import hashlib
from functools import partial

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.commands.files import append_file, check_file, find_file
from chatservice.core.media_types import sniff
from chatservice.core.rates import UPLOAD, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.core.uploads import LEAST, Upload
from chatservice.errors import TextTooLong
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.bodies import SharedFile
from chatservice.model.events import Ack
from chatservice.model.records import Appended
from chatservice.model.stored_files import Blob
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole


@command(c.Share, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(UPLOAD, itself=True, looks=True))
async def share(chat: Chat, session: Session, request: c.Share) -> Ack:
    """Share a file that the person can see in another room, too."""
    check_key(chat, request.key)
    me, files = session.principal, chat.files
    chat.limits.upload(me.id, session.address)
    if not request.room:
        session.refuse_moved()
    room = await chat.directory.find(session, request.room)
    stored = await find_file(chat, me, request.file)
    await files.locks.hold(stored.file.sha256)
    try:
        stored = await find_file(chat, me, request.file)  # it may have gone meanwhile
        await files.uploads.check_quota(None, me.id, max(LEAST, stored.file.size))
        shared = msgspec.structs.replace(stored.file, id=_new_id(chat, me, room, request.key))
        outcome = await _append(chat, me, room, shared, request.key)
    finally:
        files.locks.release(stored.file.sha256)
    return Ack(
        room=room.label,
        rid=room.rid,
        seq=outcome.seq,
        id=outcome.id,
        key=request.key,
        again=not outcome.fresh,
    )


async def share_upload(
    chat: Chat,
    upload: Upload,
    principal: Principal,
    room: Room,
    name: str,
    announced_type: str = "",
    key: str = "",
) -> SharedFile:
    """Share a complete upload as a file. If anything fails, nothing of it remains."""
    files = chat.files
    try:
        files.uploads.whole(upload)
        check_key(chat, key)
        await files.uploads.claim(upload, principal)
        blob = await upload.part.finish()
        name = names.file(name)
        kind = sniff(upload.part.head, name, announced_type)
        shared = SharedFile(_new_id(chat, principal, room, key), name, blob.size, kind, blob.sha256)
        await _store(chat, upload, principal, room, shared, key)
        files.shared += 1
        files.bytes_in += shared.size
        return shared
    finally:
        files.uploads.drop(upload)


async def _store(
    chat: Chat, upload: Upload, principal: Principal, room: Room, shared: SharedFile, key: str
) -> None:
    """First the bytes, then the event that refers to them."""
    files = chat.files
    await files.locks.hold(shared.sha256)
    outcome = None
    try:
        await chat.storage.files.expect(Blob(shared.sha256, shared.size))
        await upload.part.place()
        outcome = await _append(chat, principal, room, shared, key)
    finally:
        files.locks.release(shared.sha256)
        if outcome is None or not outcome.fresh:
            files.discard_soon(shared.sha256)


def check_key(chat: Chat, key: str) -> None:
    """Raises TextTooLong."""
    if len(key) > chat.settings.max_key:
        raise TextTooLong("key", chat.settings.max_key)


def _new_id(chat: Chat, principal: Principal, room: Room, key: str) -> str:
    """The id of a new file; the same for a request that is repeated with its key."""
    if not key:
        return chat.new_token()[:16]
    return hashlib.sha256(f"{chat.log.epoch}/{principal.id}/{room.id}/{key}".encode()).hexdigest()[:16]


async def _append(chat: Chat, principal: Principal, room: Room, shared: SharedFile, key: str) -> Appended:
    check = partial(_refuse_silent, chat, principal, room)
    return await append_file(chat, principal, room, EventKind.FILE, shared, key, check)


def _refuse_silent(chat: Chat, principal: Principal, room: Room) -> None:
    """Raise unless `principal` may share files, which counts as speaking, in `room`."""
    check_file(chat, principal, room, "share")
    chat.rights.refuse_silent(principal, room)
    chat.directory.direct.refuse_gone(room)
