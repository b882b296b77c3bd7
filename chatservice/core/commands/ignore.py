"""Hearing nothing of somebody: their lines are left out for one reader, and the cursor moves on.

Such a reader has a voice of its own, which is the common one unless somebody who is ignored
has just spoken: a room where nobody does that costs the same as before.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from chatservice.core.ports import Batch, Subscriber, Variant
from chatservice.errors import BadCommand, NotIgnored, TooMany
from chatservice.model import commands as c
from chatservice.model.events import IgnoredAre
from chatservice.model.names import fold

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.presence import Person
    from chatservice.core.session import Session


class IgnoreFilter:
    """`voice`, without what those whose ids are `to` did."""

    def __init__(self, voice: Variant, to: Collection[int]) -> None:
        self.voice = voice
        self.lists = voice.lists
        self._to = to

    def hears_all(self, batch: Batch) -> bool:
        return not any(actor in self._to for actor in batch.actors)

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        kept = [place for place, actor in enumerate(batch.actors) if actor not in self._to]
        if kept:
            some = msgspec.structs.replace(
                batch,
                events=[batch.events[place] for place in kept],
                origins=[batch.origins[place] for place in kept],
                actors=[batch.actors[place] for place in kept],
            )
            self.voice.fanout(some, outlets)


class Ignoring:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    async def ignore(self, session: "Session", command: c.Ignore) -> None:
        person = session.who
        name = command.name.strip()
        if name:
            other = await self._chat.directory.somebody(name)
            if other.id == person.principal.id:
                raise BadCommand("that is you")
            most = self._chat.settings.max_ignored
            if other.id not in person.ignored and len(person.ignored) >= most:
                raise TooMany("people that one ignores", most)
            if not person.principal.guest:
                await self._chat.storage.moderation.ignore(person.principal.id, [other.id])
            self._change(person, person.ignored | {other.id: other.name})
            await self._chat.storage.asking.unask(person.principal.id, other.id)
        self._answer(session, command.ref)

    async def unignore(self, session: "Session", command: c.Unignore) -> None:
        person = session.who
        wanted = fold(command.name.strip())
        for id_, name in person.ignored.items():
            now = self._chat.presence.get(id_)
            if wanted in (fold(name), fold(now.name) if now is not None else ""):
                break
        else:
            raise NotIgnored(command.name.strip())
        if not person.principal.guest:
            await self._chat.storage.moderation.unignore(person.principal.id, id_)
        self._change(person, {other: name for other, name in person.ignored.items() if other != id_})
        self._answer(session, command.ref)

    def _change(self, person: "Person", ignored: dict[int, str]) -> None:
        person.ignored = ignored
        for device in person.sessions:
            self._chat.seats.speak_anew(device)

    def _answer(self, session: "Session", ref: str | int | None) -> None:
        who = []
        for id_, name in session.who.ignored.items():
            now = self._chat.presence.get(id_)
            who.append(now.name if now is not None else name)
        session.outlet.send(IgnoredAre(who=who, ref=ref))

    async def recall(self, principal: int) -> dict[int, str]:
        """Whom an account that comes in ignores."""
        return {one.id: one.name for one in await self._chat.storage.moderation.ignored(principal)}

    async def keep(self, person: "Person") -> None:
        """A guest has become an account."""
        await self._chat.storage.moderation.ignore(person.principal.id, list(person.ignored))
