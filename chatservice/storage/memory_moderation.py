"""Moderation of core.ports, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from twisted.internet.defer import Deferred, succeed

from chatservice.errors import NoSuchRoom
from chatservice.model.sanctions import EVERYWHERE, Deed, Expect, Imposed, Report, Sanction, without
from chatservice.model.values import Principal
from chatservice.settings import Settings
from chatservice.storage import caps

if TYPE_CHECKING:
    from chatservice.storage.memory import MemoryStorage


class MemoryModeration:
    def __init__(self, store: "MemoryStorage", settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._sanctions: dict[int, Sanction] = {}
        self._deeds: list[Deed] = []
        self._reports: dict[int, Report] = {}
        self._places: dict[int, str] = {}
        self._lockdown = False
        self._ignores: dict[int, dict[int, None]] = {}
        self._last_id = 0

    def sanctions(self) -> Deferred[list[Sanction]]:
        return succeed(list(self._sanctions.values()))

    def impose(
        self, one: Sanction, instead: Sequence[int], deed: Deed, expect: Expect | None = None
    ) -> Deferred[Imposed]:
        def make() -> Imposed:
            self._store.refuse_stale(expect)
            if one.room != EVERYWHERE and not self._store.has_room(one.room):
                raise NoSuchRoom(one.room_name)
            kept = {id_: there for id_, there in self._sanctions.items() if not there.over(one.made)}
            for id_ in instead:
                kept.pop(id_, None)
            gone = self._make_room(list(kept.values()), one)
            for id_ in gone:
                del kept[id_]
            self._last_id += 1
            made = msgspec.structs.replace(one, id=self._last_id)
            self._sanctions = kept | {made.id: made}
            self._store.limit(one.room)
            self._note(deed)
            return Imposed(made, gone)

        return self._store.change(make)

    def _make_room(self, kept: list[Sanction], one: Sanction) -> list[int]:
        others = [there for there in kept if not there.own]
        by_room = Counter(there.room for there in others)
        there = caps.SanctionCounts(
            own=sum(there.own and there.by_id is not None for there in kept),
            rooms=len(others),
            room=by_room[one.room],
            person=sum(there.by_id == one.by_id for there in others),
        )
        caps.refuse_sanction(self._settings, one, there)
        if one.own:
            return []
        fullest = max(by_room, key=lambda room: (by_room[room], -room), default=EVERYWHERE)
        if not caps.gives_way(self._settings, there, by_room[fullest]):
            return []
        return [min(there.id for there in others if there.room == fullest)]

    def names(self, principal: int) -> bool:
        """Whether a report is by them, or a sanction about them."""
        by = any(there.reporter == principal for there in self._reports.values())
        return by or any(there.principal == principal for there in self._sanctions.values())

    def forget_room(self, room: int) -> None:
        self._sanctions = {id_: there for id_, there in self._sanctions.items() if there.room != room}

    def lift(self, ids: Sequence[int], deed: Deed, expect: Expect | None = None) -> Deferred[None]:
        def make() -> None:
            self._store.refuse_stale(expect)
            for id_ in ids:
                self._sanctions.pop(id_, None)
            self._note(deed)

        return self._store.change(make)

    def _note(self, deed: Deed) -> None:
        last = self._deeds[-1].id if self._deeds else 0
        self._deeds.append(msgspec.structs.replace(deed, id=last + 1))
        settings = self._settings
        kept = [one for one in self._deeds if one.ts >= deed.ts - settings.audit_keep]
        of_actor = [one for one in kept if not one.own and one.actor_id == deed.actor_id]
        over = {one.id for one in of_actor[: -settings.audit_by_user]}
        others = [one.id for one in kept if not one.own and one.id not in over]
        over |= set(others[: -settings.max_audit])
        self._deeds = [one for one in kept if one.id not in over]

    def note(self, deed: Deed) -> Deferred[None]:
        return self._store.change(lambda: self._note(deed))

    def deeds(self, before: int | None, limit: int, own: bool = True) -> Deferred[list[Deed]]:
        kept = [deed for deed in reversed(self._deeds) if deed.own is own]
        some = [deed for deed in kept if before is None or deed.id < before]
        return succeed(some[:limit])

    def report(self, one: Report, address: str = "") -> Deferred[int]:
        def make() -> int:
            for there in self._reports.values():
                if (there.reporter, there.room, there.seq) == (one.reporter, one.room, one.seq):
                    return there.id
            caps.refuse_report(
                self._settings,
                caps.ReportCounts(
                    len(self._reports),
                    sum(there.reporter == one.reporter for there in self._reports.values()),
                    sum(self._places.get(id_) == address != "" for id_ in self._reports),
                ),
            )
            self._last_id += 1
            self._reports[self._last_id] = msgspec.structs.replace(one, id=self._last_id)
            self._places[self._last_id] = address
            return self._last_id

        return self._store.change(make)

    def reports(self) -> Deferred[list[Report]]:
        return succeed(list(self._reports.values()))

    def forget(self, principal: int, was: str, name: str, actors: Mapping[tuple[int, int], int]) -> None:
        """No report by them, nor of their lines (`actors`: whose each is, by room and seq); and no
        sanction that names them."""
        self._reports = {
            id_: one
            for id_, one in self._reports.items()
            if one.reporter != principal
            and actors.get((one.room, one.seq), principal if one.sender == was else 0) != principal
        }
        left = (without(one, principal, was, name) for one in self._sanctions.values())
        self._sanctions = {one.id: one for one in left if one is not None}

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
        known = sorted(self._ignores.get(principal, {}).keys() & self._store.people.keys())
        return succeed([self._store.people[one] for one in known])

    def ignore(self, principal: int, others: Sequence[int]) -> Deferred[None]:
        def make() -> None:
            self._ignores.setdefault(principal, {}).update(dict.fromkeys(others))

        return self._store.change(make)

    def unignore(self, principal: int, other: int) -> Deferred[None]:
        return self._store.change(lambda: self._ignores.get(principal, {}).pop(other, None) and None)
