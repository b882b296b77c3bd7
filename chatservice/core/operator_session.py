"""The session of whoever runs the server, outside of any chat."""

from chatservice.core.ports import Subscriber
from chatservice.core.session import Person, Session, SessionContext
from chatservice.core.session_state import SessionState
from chatservice.model.commands import Command
from chatservice.model.sanctions import OPERATOR


class OperatorSession(Session):
    """The principal OPERATOR: in no room, in no list of those who are here, and at no rate."""

    __slots__ = ()

    def __init__(self, around: SessionContext, outlet: Subscriber) -> None:
        super().__init__(around, outlet)
        self.person = Person(OPERATOR, {})
        self.move(SessionState.LIVE)

    @property
    def at_work(self) -> Command | None:
        return self.queue.working

    def lost(self, goodbye: bool = False) -> None:
        """Nobody has left, and nothing is given up."""
        if not self.closed:
            self.move(SessionState.CLOSED)
            self.queue.clear()
