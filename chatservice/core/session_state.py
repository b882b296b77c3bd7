"""The states of a session, and how it gets from one to the other.

    GREETED --login--> LIVE --quit, fault, cut--> CLOSED
       \\----------------- quit, cut ---------------^

A guest in LIVE who signs in with a token or password is GREETED for a moment in between.
"""

from enum import Enum, auto


class SessionState(Enum):
    GREETED = auto()
    LIVE = auto()
    CLOSED = auto()


MOVES: dict[SessionState, frozenset[SessionState]] = {
    SessionState.GREETED: frozenset({SessionState.LIVE, SessionState.CLOSED}),
    SessionState.LIVE: frozenset({SessionState.GREETED, SessionState.CLOSED}),
    SessionState.CLOSED: frozenset(),
}
