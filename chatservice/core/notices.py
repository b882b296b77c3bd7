"""The operator's messages: the greeting, the message of the day, announcements."""

from collections.abc import Callable, Iterable

from chatservice import __version__
from chatservice.core.ports import Subscriber
from chatservice.model.events import Announcement, Hello

SERVER = "chatservice"


class Notices:
    """The texts come from files; the reader of the files calls `set_motd` and `announce` on a change.

    `everyone` gives the outlet of each session that is logged in.
    """

    def __init__(self, everyone: Callable[[], Iterable[Subscriber]]) -> None:
        self._everyone = everyone
        self.motd = ""
        self.announcement = ""

    def greet(self, outlet: Subscriber) -> None:
        """A new connection."""
        outlet.send(Hello(server=SERVER, version=__version__, motd=self.motd))

    def entered(self, outlet: Subscriber) -> None:
        """A session has just logged in: send it the current announcement."""
        if self.announcement:
            outlet.send(Announcement(text=self.announcement))

    def set_motd(self, text: str) -> None:
        self.motd = text

    def announce(self, text: str) -> None:
        """Send `text` to everyone, and to those who log in until the next one; empty ends it."""
        self.announcement = text
        if text:
            for outlet in self._everyone():
                outlet.send(Announcement(text=text))
