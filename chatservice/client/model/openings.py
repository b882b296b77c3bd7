"""What a start of the program opens: a window's login, or a room in a window that runs. Pure."""

import msgspec

from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.model.names import fold


class Opening(msgspec.Struct, frozen=True, omit_defaults=True):
    """A server with a room there, as `name`; empty fields were not given. `quiet`: no window is raised."""

    host: str = ""
    port: int = 0
    tls: bool = False
    room: str = ""
    name: str = ""
    quiet: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it names nothing: the program was only started."""
        return not (self.host or self.name)

    def fits(self, server: SavedServer) -> bool:
        """Whether a window that is at `server`, with the name there, is the one for it."""
        same_place = not self.host or (self.host.lower(), self.port) == (server.host.lower(), server.port)
        return same_place and (not self.name or fold(self.name) == fold(server.name))

    def login(self, memory: Preferences) -> SavedServer:
        """What to log in with: what was not given is as it was last."""
        last = memory.values.servers[0] if memory.values.servers else SavedServer()
        place = SavedServer(
            self.host or last.host, self.port or last.port, self.tls if self.host else last.tls
        )
        name = self.name or memory.name_at(place.where) or last.name
        return msgspec.structs.replace(place, name=name)
