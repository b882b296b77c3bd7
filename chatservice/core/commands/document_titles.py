"""Titles of code documents: two that are open in a room have different ones."""

from chatservice.core.chat import Chat
from chatservice.core.room import Room
from chatservice.errors import DocumentTitleTaken, TooMany
from chatservice.model import names

TITLES = 1_000  # tried, for a document that is given none


async def free_title(chat: Chat, room: Room, title: str) -> str:
    """BadName, DocumentTitleTaken."""
    title = names.title(title, chat.settings.max_room_name)
    if not await _is_free(chat, room, title):
        raise DocumentTitleTaken(title)
    return title


async def numbered_title(chat: Chat, room: Room, stem: str) -> str:
    """`stem`, or the first of ``stem-2``, ``stem-3`` ... that is free. BadName."""
    stem = names.title(stem, chat.settings.max_room_name)
    for number in range(1, TITLES):
        end = "" if number == 1 else f"-{number}"
        title = stem[: chat.settings.max_room_name - len(end)] + end
        if await _is_free(chat, room, title):
            return title
    raise TooMany("code documents of one name", TITLES)


async def _is_free(chat: Chat, room: Room, title: str) -> bool:
    document = await chat.storage.documents.titled(room.id, title)
    return document is None or document.closed
