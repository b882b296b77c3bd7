"""What a bot hears: one function for both frameworks."""

from collections.abc import Callable

from chatservice.client.link import Link
from chatservice.client.wires import Status
from chatservice.model.events import Event

Heard = Callable[[Link, Event], object]


class Ears:
    link: Link

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def heard(self, event: Event) -> None:
        self._heard(self.link, event)

    def changed(self, status: Status) -> None:
        """The link comes back by itself; a bot need not know."""
