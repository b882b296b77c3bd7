"""A bot's observer: one callback for both frameworks, and why it is not connected on stderr."""

import sys
from collections.abc import Callable

from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase, LinkStatus
from chatservice.model.events import Event

Heard = Callable[[Link, Event], object]
FAILED = 1  # the exit status


class BotObserver:
    """`end` ends the program. `status` is 0 unless the server refused for good, or was never reached."""

    link: Link

    def __init__(self, heard: Heard, end: Callable[[], object]) -> None:
        self._heard, self._end = heard, end
        self._was_here = False
        self._last = ""
        self.status = 0

    def heard(self, event: Event) -> None:
        self._heard(self.link, event)

    def changed(self, status: LinkStatus) -> None:
        """A bot that has been in reconnects by itself; one that cannot get in says why, and ends."""
        if status.phase is LinkPhase.HERE:
            self._was_here = True
            if self._last:
                self._say("connected again")
                self._last = ""
        elif status.phase is LinkPhase.REFUSED or (
            status.phase is LinkPhase.WAITING and not self._was_here and not self.status
        ):
            self.status = FAILED
            self._say(str(status.trouble))
            self._end()
        elif status.phase is LinkPhase.WAITING and str(status.trouble) != self._last:
            self._last = str(status.trouble)
            self._say(f"{self._last} Trying again.")

    @staticmethod
    def _say(words: str) -> None:
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
