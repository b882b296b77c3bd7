"""A bot's observer: one callback for both frameworks."""

from collections.abc import Callable

from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkStatus
from chatservice.model.events import Event

Heard = Callable[[Link, Event], object]


class BotObserver:
    link: Link

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def heard(self, event: Event) -> None:
        self._heard(self.link, event)

    def changed(self, status: LinkStatus) -> None:
        """Ignored: the link reconnects by itself."""
