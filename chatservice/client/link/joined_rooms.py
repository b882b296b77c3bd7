"""The rooms that the user wants to be in, which are entered again after each reconnect."""

from collections.abc import Iterable

from chatservice.client.link.cursors import id_of
from chatservice.model.events import Joined, Left, RoomDeleted
from chatservice.model.names import LOBBY, fold


class JoinedRooms:
    """`names`: id or name in commands -> display name."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def add(self, rooms: Iterable[str]) -> None:
        """Rooms to enter, by name or id."""
        self.names.update({room: room for room in rooms})

    def joined(self, event: Joined) -> None:
        if event.kind == "public":
            self.forget(event.room)  # from now on the id addresses it
            self.names[id_of(event)] = event.room

    def gone(self, event: Left | RoomDeleted) -> None:
        self.names.pop(id_of(event), None)

    def forget(self, room: str) -> None:
        """Forget `room`, an id or a name in any spelling."""
        for known in [
            known for known, name in self.names.items() if room == known or fold(room) == fold(name)
        ]:
            del self.names[known]

    def missing(self, room: str) -> bool:
        """Forget a room that the server does not know; True when it was the lobby of another database."""
        return fold(self.names.pop(room)) == LOBBY and room != LOBBY
