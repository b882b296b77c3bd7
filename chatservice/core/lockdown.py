"""The lockdown of the server: no new guests, no new accounts, and every rate is slower."""

from chatservice.core.limits import Limits
from chatservice.core.ports.moderation import ModerationStore
from chatservice.errors import LockedDown
from chatservice.model.sanctions import AuditEntry
from chatservice.settings.schema import Settings


class LockdownSwitch:
    def __init__(self, settings: Settings, store: ModerationStore, limits: Limits) -> None:
        self._settings = settings
        self._store = store
        self._limits = limits
        self.on = False

    async def start(self) -> None:
        self.apply(await self._store.lockdown())

    async def change(self, on: bool, entry: AuditEntry) -> None:
        """Store it together with its audit entry, then apply it."""
        await self._store.set_lockdown(on, entry)
        self.apply(on)

    def apply(self, on: bool) -> None:
        self.on = on
        self._limits.change(self._settings, self._settings.lockdown_slower if on else 1.0)

    def refuse_new(self) -> None:
        """Raise LockedDown while newcomers are refused."""
        if self.on:
            raise LockedDown
