"""What the parts of the controller share: the state, and the link while there is one."""

from collections.abc import Callable
from typing import Any

import msgspec

from chatservice.client.link.link import Link
from chatservice.client.model.answers import notices
from chatservice.client.model.state import TYPED, ClientState
from chatservice.client.words import _, marked
from chatservice.model import commands
from chatservice.model.events import Error

OFFLINE = marked("You are not connected. Try again in a moment.")


class ClientSession:
    """`now` gives seconds since 1970; `redraw` is called after every change, however frequent."""

    def __init__(self, now: Callable[[], float], redraw: Callable[[], None]) -> None:
        self.now = now
        self.redraw = redraw
        self.link: Link | None = None
        self.state = ClientState(now)
        self._typed = 0

    @property
    def here(self) -> bool:
        """Whether the user is logged in and connected."""
        return self.link is not None and self.link.here

    def send(self, command: commands.Command) -> bool:
        """Send `command`; False when not connected."""
        return self.link is not None and self.link.send(command)

    def send_wants(self) -> None:
        """Send what the state has to ask."""
        wants, self.state.wants = self.state.wants, []
        for command in wants:
            self.send(command)

    def ask(self, key: str, command: commands.Command) -> str:
        """Send a command whose answer appears in that conversation; returns what is wrong, or ""."""
        self._typed += 1
        conversation = self.state.conversation(key)
        where = conversation.key if conversation is not None else key
        changes: dict[str, Any] = {"ref": f"{TYPED}{self._typed}:{where}"}
        if (
            getattr(command, "room", None) == ""
            and conversation is not None
            and not isinstance(command, commands.Search)
        ):
            changes["room"] = conversation.room
        return "" if self.send(msgspec.structs.replace(command, **changes)) else _(OFFLINE)

    def ask_waiting(self, key: str, command: commands.Command) -> Any:
        """As `ask`, for a sheet that stays open: the future of the answer, or what is wrong. A refusal is for
        the sheet alone."""
        conversation = self.state.conversation(key)
        future = self.request(command)
        if not isinstance(future, str):
            future.addCallback(self._show_answer, conversation.key if conversation is not None else key)
        return future

    def _show_answer(self, answer: Any, key: str) -> Any:
        if answer is not None and not isinstance(answer, Error):
            self.state.tell(key, notices(answer))
            self.redraw()
        return answer

    def request(self, command: commands.Command) -> Any:
        """The future of the answer to `command`, or what is wrong."""
        return self.link.ask(command) if self.link is not None else _(OFFLINE)
