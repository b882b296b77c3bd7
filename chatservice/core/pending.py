"""A message on its way into the log: what happens when it is committed or refused."""

from collections.abc import Sequence

import msgspec

from chatservice.core.chat import Chat
from chatservice.core.composing import refuse_plain
from chatservice.core.ports import Outcome
from chatservice.core.room import Room
from chatservice.core.session import Session
from chatservice.errors import Fault, NoSuchLine, NoSuchRoom, Stale
from chatservice.model.commands import Msg, Reply, Say
from chatservice.model.events import Ack
from chatservice.model.records import Appended, Draft, as_record
from chatservice.model.values import GONE, EventKind


class PendingMessage(msgspec.Struct, eq=False):
    """A message that is answered after the session has continued with other commands."""

    chat: Chat
    session: Session
    room: Room
    draft: Draft
    request: Say | Msg | Reply

    def committed(self, outcomes: Sequence[Outcome]) -> None:
        outcome = outcomes[0]
        pending_again = False
        try:
            if type(outcome) is Appended:
                self._appended(outcome)
            else:
                pending_again = self._not_appended(outcome)
        finally:  # whatever fails, what waits for this message must continue
            if not pending_again:
                self.session.queue.settled()

    def _not_appended(self, outcome: Outcome) -> bool:
        """Whether it was handed to the log once more."""
        if isinstance(outcome, Stale):
            if outcome.access == GONE or not self.chat.rights.is_behind(self.room, outcome):
                return self._decide_again(outcome)
            self.chat.spawn(self._catch_up(outcome))
            return True
        if isinstance(outcome, NoSuchLine):  # the line that it answers, deleted or never one
            self._refuse(NoSuchLine(outcome.seq, self.room.label))
        elif isinstance(outcome, Fault):
            self._refuse(outcome)
        return False

    def _appended(self, at: Appended) -> None:
        session, room, draft = self.session, self.room, self.draft
        if session.outlet.acks:
            session.queue.answer_to(
                self.request,
                Ack(
                    room=room.label,
                    rid=room.rid,
                    seq=at.seq,
                    id=at.id,
                    key=draft.key,
                    ref=self.request.ref,
                    again=not at.fresh,
                ),
            )
        if at.fresh:
            self.chat.hub.ingest(room, (as_record(draft, at),), session.outlet)
            if room.id in self.chat.outgoing.rooms:
                self.chat.outgoing.look(room, draft, at)

    async def _catch_up(self, stale: Stale) -> None:
        """Rights changed that are not known here: load them, then decide."""
        pending_again = False
        try:
            await self.chat.other_processes.catch_up(self.room, stale)
            pending_again = self._decide_again(stale)
        except Fault as fault:
            self._refuse(fault)
        finally:
            if not pending_again:
                self.session.queue.settled()

    def _decide_again(self, stale: Stale) -> bool:
        """Whether it was handed to the log once more."""
        fault = self._why_not_now(stale)
        if fault is not None:
            self._refuse(fault)
            return False
        self._append_again()
        return True

    def _append_again(self) -> None:
        """Other people's rights in the room changed meanwhile, not the sender's."""
        self.draft = msgspec.structs.replace(self.draft, expect=self.chat.rights.version(self.room))
        self.chat.log.append(self.room.id, (self.draft,), self.committed, again=True)

    def _refuse(self, fault: Fault) -> None:
        self.session.queue.refuse_to(self.request, fault, self.draft.key, self.room.label)

    def _why_not_now(self, stale: Stale) -> Fault | None:
        if stale.access == GONE:
            return NoSuchRoom(self.room.label)
        try:
            self.chat.rights.refuse_silent(self.session.person.principal, self.room)
            if self.draft.kind is not EventKind.RICH:
                refuse_plain(self.room)
        except Fault as fault:
            return fault
        return None
