"""The people in a room now, with a session of this process."""

from collections.abc import Iterable

from chatservice.model.values import Principal


class RoomPresence:
    """`sessions` counts the sessions of each principal, and `names` has how they are shown. `away` has
    the guests of a conversation of two who are not here: when they left (seconds since 1970), 0
    when they will not come back."""

    def __init__(self, away: Iterable[Principal] = ()) -> None:
        self.sessions: dict[int, int] = {}
        self.names: dict[int, str] = {}
        self.version = 0  # grows whenever one of `names` goes or changes; others come last
        self.away = {guest.id: guest.left for guest in away if guest.left is not None}

    def enter(self, principal: Principal) -> bool:
        """Add a session; returns whether it is the principal's first."""
        before = self.sessions.get(principal.id, 0)
        self.sessions[principal.id] = before + 1
        self.names[principal.id] = principal.name
        self.away.pop(principal.id, None)
        return not before

    def leave(self, principal: Principal) -> bool:
        """Remove a session; returns whether it was the principal's last."""
        left = self.sessions.get(principal.id, 1) - 1
        if left:
            self.sessions[principal.id] = left
            return False
        self.sessions.pop(principal.id, None)
        self.names.pop(principal.id, None)
        self.version += 1
        return True

    def rename(self, principal: Principal) -> None:
        if principal.id in self.sessions:
            self.names[principal.id] = principal.name
            self.version += 1

    def __contains__(self, principal: int) -> bool:
        return principal in self.sessions

    def __len__(self) -> int:
        return len(self.sessions)
