"""Saying something: in a room, to one person, as an answer. The hot path."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from chatservice.core.ports import Outcome
from chatservice.core.room import Room
from chatservice.errors import (
    EmptyText,
    Fault,
    NobodyToAnswer,
    NoSuchRoom,
    NoSuchUser,
    NotInRoom,
    ReplyUnclear,
    Stale,
    TextTooLong,
)
from chatservice.model.commands import Msg, Reply, Say
from chatservice.model.events import Ack
from chatservice.model.values import GONE, Appended, Draft, EventKind, Record, RoomKind

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session, Work


UNSEEN = 10.0  # seconds in which a line may have come while one was typing
GOING_ON = 300.0  # seconds after its last line that a conversation may be the one meant


def _other(room: Room, me: int) -> str:
    """The name of whom `me` (an id) talks with there; their own when it is themselves."""
    names = {id_: member.name for id_, member in room.members.items()}
    return next((name for id_, name in names.items() if id_ != me), names.get(me, ""))


def _newest(room: Room, ignored: Container[int]) -> Record | None:
    """The last line there that was heard."""
    return next((line for line in reversed(room.ring) if line.actor not in ignored), None)


class PendingMessage:
    """A line on its way into the log: what is needed when it comes back committed."""

    __slots__ = ("chat", "draft", "ref", "room", "session")

    def __init__(
        self, chat: "Chat", session: "Session", room: Room, draft: Draft, ref: str | int | None
    ) -> None:
        self.chat = chat
        self.session = session
        self.room = room
        self.draft = draft
        self.ref = ref

    def committed(self, outcomes: Sequence[Outcome]) -> None:
        said_again = False
        try:
            said_again = self._answer(outcomes[0])
        finally:  # whatever goes wrong, what waits for this line goes on
            if not said_again:
                self.session.settled()

    def _answer(self, outcome: Outcome) -> bool:
        """Whether it is on its way once more."""
        session, room, draft = self.session, self.room, self.draft
        if type(outcome) is Appended:
            if session.outlet.acks:
                session.outlet.send(
                    Ack(
                        room=room.label,
                        rid=room.rid,
                        seq=outcome.seq,
                        id=outcome.id,
                        key=draft.key,
                        ref=self.ref,
                        again=not outcome.fresh,
                    )
                )
            if outcome.fresh:
                record = Record(
                    outcome.id, outcome.seq, draft.ts, draft.kind, draft.actor, draft.actor_name, draft.body
                )
                self.chat.hub.ingest(room, record, session.outlet)
        elif isinstance(outcome, Stale):
            fault = self._why_not_now(outcome)
            if fault is None:
                # Somebody's rights here changed meanwhile, not ours: say it again under the new ones.
                self.draft = _with_expect(draft, self.chat.rights.version(room))
                self.chat.log.append(room.id, (self.draft,), self.committed, again=True)
                return True
            session.outlet.refuse(fault, self.ref, draft.key, room.label)
        elif isinstance(outcome, Fault):
            session.outlet.refuse(outcome, self.ref, draft.key, room.label)
        return False

    def _why_not_now(self, stale: Stale) -> Fault | None:
        room, rights = self.room, self.chat.rights
        if stale.access == GONE:
            return NoSuchRoom(room.label)
        rights.learn(room, stale)
        try:
            rights.refuse_silent(self.session.who.principal, room)
        except Fault as fault:
            return fault
        return None


def _with_expect(draft: Draft, expect: int) -> Draft:
    return Draft(draft.kind, draft.actor, draft.actor_name, draft.body, draft.ts, draft.key, expect)


class Messages:
    def __init__(self, chat: "Chat") -> None:
        self._chat = chat

    def say(self, session: "Session", command: Say) -> "Work | None":
        label = command.room
        if not label:
            session.refuse_moved()
        seat = session.seat_of(label)
        if seat is None:
            if label.startswith("@"):
                return self._say_to(session, label[1:], command.text, command.key, command.ref)
            return self._outside(session, label)
        kind = EventKind.ACTION if command.action else EventKind.MESSAGE
        self._speak(session, seat.room, kind, command.text, command.key, command.ref)
        return None

    async def _outside(self, session: "Session", label: str) -> None:
        self._chat.limits.read(session)
        room = await self._chat.directory.find(session, label)
        raise NotInRoom(room.label)

    def msg(self, session: "Session", command: Msg) -> "Work | None":
        seat = session.seat_of("@" + command.to)
        if seat is None:
            return self._say_to(session, command.to, command.text, command.key, command.ref)
        self._speak(session, seat.room, EventKind.MESSAGE, command.text, command.key, command.ref)
        return None

    def reply(self, session: "Session", command: Reply) -> "Work | None":
        """To the conversation in which the newest private line is, whoever wrote it."""
        direct = [s.room for s in session.seats.values() if s.room.kind is RoomKind.DIRECT]
        heard = [(line, room) for room in direct if (line := _newest(room, session.ignored)) is not None]
        if not heard:
            raise NobodyToAnswer
        heard.sort(key=lambda pair: pair[0].id)
        room = heard[-1][1]
        if len(heard) > 1:
            self._refuse_unclear(session, heard[-1], heard[-2])
        self._speak(session, room, EventKind.MESSAGE, command.text, command.key, command.ref)
        return None

    def _refuse_unclear(
        self, session: "Session", last: tuple[Record, Room], before: tuple[Record, Room]
    ) -> None:
        """ReplyUnclear, once, when somebody wrote while another conversation was going on: who
        answers that one may not have seen it."""
        (newest, room), (earlier, other) = last, before
        now, me = self._chat.clock.now(), session.who.principal.id
        unseen = newest.actor != me and now - newest.ts < UNSEEN
        if unseen and now - earlier.ts < GOING_ON and session.answering != (room.id, newest.seq):
            session.answering = (room.id, newest.seq)
            raise ReplyUnclear(_other(room, me), _other(other, me))

    async def _say_to(
        self, session: "Session", name: str, text: str, key: str, ref: str | int | None
    ) -> None:
        self.check(text, key)
        self._chat.limits.read(session)
        room = await self._chat.directory.direct(session, name)
        self._chat.rights.refuse_out(session.who.principal, room)  # banned meanwhile
        self._speak(session, room, EventKind.MESSAGE, text, key, ref)

    def _speak(
        self,
        session: "Session",
        room: Room,
        kind: EventKind,
        text: str,
        key: str,
        ref: str | int | None,
    ) -> None:
        self.check(text, key)
        chat = self._chat
        principal = session.who.principal
        now = chat.clock.now()
        if room.guarded or chat.moderation.sanctions.mutes:
            chat.rights.refuse_silent(principal, room, chat.clock.monotonic())
        if room.away:
            self._refuse_gone(room, now)
        chat.limits.line(session)
        if room.slow:
            room.spoken(principal.id, chat.clock.monotonic())
        draft = Draft(kind, principal.id, principal.name, text, now, key, chat.rights.version(room))
        session.who.trace = True
        session.under_way += 1
        chat.log.append(room.id, (draft,), PendingMessage(chat, session, room, draft, ref).committed)

    def _refuse_gone(self, room: Room, now: float) -> None:
        """NoSuchUser in a conversation whose other side will never read it."""
        for other, left in room.away.items():
            is_over = now - left > self._chat.settings.guest_grace
            if is_over and self._chat.presence.get(other) is None:
                raise NoSuchUser(room.members[other].name)

    def check(self, text: str, key: str) -> None:
        """Raises EmptyText, TextTooLong."""
        settings = self._chat.settings
        if not text or text.isspace():
            raise EmptyText
        limit = settings.max_json
        if len(text) * 4 > limit and len(text.encode()) > limit:
            raise TextTooLong("message", limit)
        if len(key) > settings.max_key:
            raise TextTooLong("key", settings.max_key)
