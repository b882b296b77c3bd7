"""Sanctions, reports, and the audit log of who imposed what."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from chatservice.model.values import Principal, ServerRole


class SanctionKind(StrEnum):
    BAN = "ban"
    MUTE = "mute"


OPERATOR = Principal(0, "server", ServerRole.OWNER)  # whoever runs the server, outside any chat
EVERYWHERE = 0  # instead of a room's id: the server as a whole
SERVER = "*"  # how it is written in place of a room


class Expect(NamedTuple):
    """The version of the rights in a room, or EVERYWHERE, on which a change was decided."""

    room: int
    version: int


class Sanction(msgspec.Struct, frozen=True, gc=False):
    """A ban or a mute in force.

    It applies to a `principal`, or to a `name` that nobody may log in under (for a principal it is
    the name at the time), or to a `network` (``192.0.2.0/24``); a ban may apply to several of them
    at once. `room` is where, `room_name` its name.
    `until` is seconds since 1970, None if permanent. `own`: imposed by the operator or a person with
    a role on the server; what others impose in their rooms is capped for each of them. `by_id`
    is None for the operator, and if unknown.
    """

    measure: SanctionKind
    made: float
    by: str
    principal: int | None = None
    name: str = ""
    network: str = ""
    room: int = EVERYWHERE
    room_name: str = "*"
    until: float | None = None
    reason: str = ""
    id: int = 0
    by_id: int | None = None
    own: bool = True

    def over(self, now: float) -> bool:
        return self.until is not None and self.until <= now


def without(sanction: Sanction, principal: int, was: str, name: str) -> Sanction | None:
    """What remains of `sanction` when `principal`, formerly called `was`, is erased and shown as `name`:
    None if it was about them, unless it also applies to a network. A ban of a mere name stays."""
    if sanction.by_id == principal or (sanction.by_id is None and sanction.by == was):
        sanction = msgspec.structs.replace(sanction, by=name)
    if sanction.principal != principal:
        return sanction
    if not sanction.network:
        return None
    return msgspec.structs.replace(sanction, principal=None, name="", reason="")


class Imposed(msgspec.Struct, frozen=True, gc=False):
    """A sanction with its id, and the ids of those that it replaced."""

    sanction: Sanction
    gone: list[int] = []


class Policy(msgspec.Struct, frozen=True, gc=False):
    """What is in force on the server. `version` is that of rights on the whole server, as in Stale;
    `roles` are those above a user's, by principal."""

    version: int
    sanctions: list[Sanction]
    lockdown: bool
    roles: dict[int, ServerRole]


class StoredReport(msgspec.Struct, frozen=True, gc=False):
    """A reported line with its text, which may have been deleted since."""

    ts: float
    room: int
    room_name: str
    seq: int
    sender: str
    text: str
    reporter: int
    by: str
    reason: str = ""
    id: int = 0


class AuditEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry of the audit log: who did what, to whom or what, where and why.

    `own`: by the operator or a person with a role on the server. What others do in their rooms
    is stored apart, so that it cannot displace the server's own entries.
    """

    ts: float
    actor: str
    action: str
    target: str = ""
    room: str = ""
    detail: str = ""
    actor_id: int | None = None  # None: the operator
    id: int = 0
    own: bool = True
