"""Web Push that is loaded when it is first used: an idle server has neither its code nor a key."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chatservice.core.ports import Clock
from chatservice.model.push import PushMessage, PushRow
from chatservice.settings.schema import Settings

if TYPE_CHECKING:
    from chatservice.net.push.sender import WebPush


class LatePush:
    """`core.ports.PushSender`."""

    def __init__(
        self, settings: Settings, reactor: Any, clock: Clock, folder: Path, base: Callable[[], str]
    ) -> None:
        self._needs = settings, reactor, clock, folder
        self._base = base
        self._made: WebPush | None = None

    @property
    def _sender(self) -> "WebPush":
        from chatservice.net.push.sender import WebPush  # noqa: PLC0415

        if self._made is None:
            self._made = WebPush(*self._needs, self._base())
        return self._made

    def key(self) -> str:
        return self._sender.key()

    def check(self, row: PushRow) -> None:
        self._sender.check(row)

    async def send(self, row: PushRow, message: PushMessage) -> bool:
        return await self._sender.send(row, message)
