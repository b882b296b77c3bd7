"""The operator's session, which belongs to no client."""

from chatservice.core.ports import Subscriber
from chatservice.core.session import Person, Session, SessionContext
from chatservice.core.session_state import SessionState
from chatservice.model.commands import Command
from chatservice.model.sanctions import OPERATOR


class OperatorSession(Session):
    """The principal OPERATOR: in no room, not listed as online, and without rate limits."""

    __slots__ = ()

    def __init__(self, around: SessionContext, outlet: Subscriber) -> None:
        super().__init__(around, outlet)
        self.person_or_none = Person(OPERATOR, {})
        self.move(SessionState.LIVE)

    @property
    def at_work(self) -> Command | None:
        return self.queue.working

    def lost(self, goodbye: bool = False) -> None:
        """No person leaves, and nothing is released."""
        if not self.closed:
            self.move(SessionState.CLOSED)
            self.queue.clear()
