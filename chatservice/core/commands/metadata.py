"""Metadata: keys and values that people and rooms show to programs."""

from chatservice.core.chat import Chat
from chatservice.core.commands.people import change_preferences, show_changed
from chatservice.core.metadata import shown
from chatservice.core.rates import LINE, Charge
from chatservice.core.rights import Right
from chatservice.core.room import Room
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, TextTooLong, TooMany
from chatservice.model import commands as c
from chatservice.model import looks
from chatservice.model import metadata as keys
from chatservice.model.events import MetadataAre
from chatservice.model.values import RoomRole, ServerRole

ALL = "*"  # instead of a key: all are cleared


@command(
    c.Metadata,
    Right(),
    Charge(LINE, itself=True, looks=True),
    also={"room_metadata": Right(ServerRole.MODERATOR, RoomRole.MODERATOR)},
)
async def metadata(chat: Chat, session: Session, request: c.Metadata) -> MetadataAre:
    key = request.key.strip().lower()
    if request.value is not None and not (keys.is_key(key) or (key == ALL and not request.value)):
        raise BadCommand("a key is of small letters, digits, _ . / and -")
    if request.room:
        return await _of_room(chat, session, request.room, key, request.value)
    if request.name or request.value is None:
        return await _of_person(chat, session, request.name, key)
    return await _set_own(chat, session, key, _words(chat, request.value))


def _words(chat: Chat, value: str) -> str:
    words, limit = looks.one_line(value), chat.settings.max_metadata_value
    if len(words.encode()) > limit:
        raise TextTooLong("value", limit)
    return words


# A person's.


async def _of_person(chat: Chat, session: Session, name: str, key: str) -> MetadataAre:
    name = name.strip().removeprefix("@")
    who = await chat.directory.find_principal(name) if name else session.principal
    person = chat.presence.get(who.id)
    chosen = person.preferences if person is not None else await chat.storage.preferences.of(who.id)
    return MetadataAre(
        name=who.name, changed=key, values=shown(chat.files.links, who.name, chosen, chat.clock.now())
    )


async def _set_own(chat: Chat, session: Session, key: str, value: str) -> MetadataAre:
    person = session.person
    chat.limits.line(session)
    if key == ALL:
        cleared: dict[str, object] = {
            **dict.fromkeys(keys.PROFILE.values(), ""),
            "status_until": None,
            "metadata": (),
        }
        await show_changed(chat, session, cleared)
    elif key == "status":
        await show_changed(chat, session, {"status": value, "status_until": None})
    elif key in keys.PROFILE:
        await change_preferences(chat, person, {keys.PROFILE[key]: value}, session)
    else:
        others = {name: kept for name, kept in person.preferences.metadata if name != key}
        if value and len(others) >= chat.settings.max_metadata:
            raise TooMany("keys", chat.settings.max_metadata)
        values = others | ({key: value} if value else {})
        await change_preferences(chat, person, {"metadata": tuple(values.items())}, session)
    values = shown(chat.files.links, person.name, person.preferences, chat.clock.now())
    return MetadataAre(name=person.name, changed=key, values=values)


# A room's.


async def _of_room(chat: Chat, session: Session, label: str, key: str, value: str | None) -> MetadataAre:
    room = await chat.directory.find(session, label)
    if value is None:
        values = await chat.storage.room_metadata.of(room.id)
        chat.directory.refuse_outsider(session, room, room.label)
    else:
        values = await _set_of_room(chat, session, room, key, value)
    return MetadataAre(room=room.label, rid=room.rid, changed=key, values=values)


async def _set_of_room(chat: Chat, session: Session, room: Room, key: str, value: str) -> dict[str, str]:
    room.refuse_direct()
    me = session.principal
    chat.rights.check(me, "room_metadata", room)
    words = _words(chat, value)
    chat.limits.line(session)
    store = chat.storage.room_metadata
    if key == ALL:
        gone = await store.clear(room.id)
        chat.metadata.on_room(room, dict.fromkeys(gone, ""), session)
        return {}
    values = await store.set(room.id, key, words, me.id)
    chat.metadata.on_room(room, {key: words}, session)
    return values
