"""Moderation of core.ports, in memory."""

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.errors import TooMany
from chatservice.model.sanctions import Deed, Report, Sanction
from chatservice.model.values import Principal
from chatservice.settings import Settings

if TYPE_CHECKING:
    from chatservice.storage.memory import MemoryStorage


class MemoryModeration:
    def __init__(self, store: "MemoryStorage", settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._sanctions: dict[int, Sanction] = {}
        self._deeds: list[Deed] = []
        self._reports: dict[int, Report] = {}
        self._lockdown = False
        self._ignores: dict[int, dict[int, None]] = {}
        self._last_id = 0

    def sanctions(self) -> Deferred[list[Sanction]]:
        return succeed(list(self._sanctions.values()))

    def impose(self, one: Sanction, instead: Sequence[int], deed: Deed) -> Deferred[Sanction]:
        def make() -> Sanction:
            kept = {id_: there for id_, there in self._sanctions.items() if not there.over(one.made)}
            for id_ in instead:
                kept.pop(id_, None)
            if len(kept) >= self._settings.max_sanctions:
                raise TooMany("bans and mutes", self._settings.max_sanctions)
            self._last_id += 1
            made = msgspec.structs.replace(one, id=self._last_id)
            self._sanctions = kept | {made.id: made}
            self._note(deed)
            return made

        return self._store.change(make)

    def lift(self, ids: Sequence[int], deed: Deed) -> Deferred[None]:
        def make() -> None:
            for id_ in ids:
                self._sanctions.pop(id_, None)
            self._note(deed)

        return self._store.change(make)

    def _note(self, deed: Deed) -> None:
        last = self._deeds[-1].id if self._deeds else 0
        self._deeds.append(msgspec.structs.replace(deed, id=last + 1))
        oldest = deed.ts - self._settings.audit_keep
        self._deeds = [one for one in self._deeds if one.ts >= oldest][-self._settings.max_audit :]

    def note(self, deed: Deed) -> Deferred[None]:
        return self._store.change(lambda: self._note(deed))

    def deeds(self, before: int | None, limit: int) -> Deferred[list[Deed]]:
        some = [deed for deed in reversed(self._deeds) if before is None or deed.id < before]
        return succeed(some[:limit])

    def report(self, one: Report) -> Deferred[int]:
        def make() -> int:
            for there in self._reports.values():
                if (there.reporter, there.room, there.seq) == (one.reporter, one.room, one.seq):
                    return there.id
            if len(self._reports) >= self._settings.max_reports:
                raise TooMany("open reports", self._settings.max_reports)
            self._last_id += 1
            self._reports[self._last_id] = msgspec.structs.replace(one, id=self._last_id)
            return self._last_id

        return self._store.change(make)

    def reports(self) -> Deferred[list[Report]]:
        return succeed(list(self._reports.values()))

    def forget(self, principal: int, said: Container[tuple[int, int]]) -> None:
        """No report by them, nor of what they `said` (room and seq)."""
        self._reports = {
            id_: one
            for id_, one in self._reports.items()
            if one.reporter != principal and (one.room, one.seq) not in said
        }

    def resolve(self, id_: int, deed: Deed) -> Deferred[bool]:
        def make() -> bool:
            there = self._reports.pop(id_, None) is not None
            if there:
                self._note(deed)
            return there

        return self._store.change(make)

    def lockdown(self) -> Deferred[bool]:
        return succeed(self._lockdown)

    def set_lockdown(self, on: bool, deed: Deed) -> Deferred[None]:
        def make() -> None:
            self._lockdown = on
            self._note(deed)

        return self._store.change(make)

    def ignored(self, principal: int) -> Deferred[list[Principal]]:
        return succeed([self._store.people[one] for one in sorted(self._ignores.get(principal, ()))])

    def ignore(self, principal: int, others: Sequence[int]) -> Deferred[None]:
        def make() -> None:
            self._ignores.setdefault(principal, {}).update(dict.fromkeys(others))

        return self._store.change(make)

    def unignore(self, principal: int, other: int) -> Deferred[None]:
        return self._store.change(lambda: self._ignores.get(principal, {}).pop(other, None) and None)
