"""Erasing a person: removes what is stored about them, while they may be online and reconnect."""

from collections.abc import Callable

from chatservice.core.chat import Chat
from chatservice.core.commands.bots import delete_bot, sign_out_bots
from chatservice.errors import SignedOut
from chatservice.model.values import Principal


async def erase(chat: Chat, person: Principal, watch: Callable[[int], None]) -> str:
    """Remove the name, groups, bots, files and messages of `person`; returns the name that they are shown
    under from now on. `watch` is called with the id of the event up to which messages are removed."""
    # First what they log in with: a program that is disconnected reconnects at once.
    await chat.storage.accounts.set_password(person.id, "", "")
    _close(chat, person)
    await chat.code.ended(person.id)  # its output is removed with the rest
    await sign_out_bots(chat, person.id)
    for id_ in chat.bots.all_of(person.id):
        bot = await chat.storage.principals.principal(id_)
        if bot is not None:
            await delete_bot(chat, person, bot)
    await chat.ends.withdraw(person, person)
    name = f"erased-{person.id}"
    await chat.storage.principals.erase(person.id, name)
    chat.rights.limited(None)
    chat.sanctions.forget_person(person, name, chat.clock.now())
    await _blank(chat, person, watch)
    chat.documents.forget_person(person.id)
    chat.mentions.forget(person.id)
    for room in chat.directory.rooms.all():
        room.drop_part(person.id)
        room.tail.erase(person.id)
        room.rename(Principal(person.id, name))
    # A session that was signing in meanwhile may have passed the checks.
    _close(chat, person)
    await chat.files.tidy()
    return name


async def _blank(chat: Chat, person: Principal, watch: Callable[[int], None]) -> None:
    after: int | None = 0
    while after is not None:
        watch(after)
        blanked = await chat.storage.principals.blank_some(person.id, after)
        for id_ in blanked.topics:
            room = chat.directory.rooms.get(id_)
            if room is not None:
                room.state.topic = ""
        after = blanked.after


def _close(chat: Chat, person: Principal) -> None:
    chat.files.uploads.drop_all_of(person.id)
    for device in chat.presence.sessions_of(person.id):
        device.close(SignedOut())
