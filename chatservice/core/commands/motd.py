"""What the operator says: the greeting, the message of the day, announcements."""

from typing import TYPE_CHECKING

from chatservice import __version__
from chatservice.model.commands import Motd
from chatservice.model.events import Announcement, Hello, MotdIs

if TYPE_CHECKING:
    from chatservice.core.chat import Chat
    from chatservice.core.session import Session

SERVER = "chatservice"


class Motds:
    """The texts come from files; who reads them calls `set_motd` and `announce` on a change."""

    def __init__(self, chat: "Chat") -> None:
        self._chat = chat
        self.motd = ""
        self.announcement = ""

    def greet(self, session: "Session") -> None:
        session.outlet.send(Hello(server=SERVER, version=__version__, motd=self.motd))

    def motd_asked(self, session: "Session", command: Motd) -> None:
        session.outlet.send(MotdIs(text=self.motd, ref=command.ref))

    def entered(self, session: "Session") -> None:
        """Somebody has just logged in: they hear what stands."""
        if self.announcement:
            session.outlet.send(Announcement(text=self.announcement))

    def set_motd(self, text: str) -> None:
        self.motd = text

    def announce(self, text: str) -> None:
        """To everyone who is in, and to those who come until the next one; empty ends it."""
        self.announcement = text
        if text:
            for person in self._chat.presence:
                for session in person.sessions:
                    session.outlet.send(Announcement(text=text))
