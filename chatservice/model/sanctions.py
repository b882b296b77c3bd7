"""Sanctions, reports, and the audit log of who imposed what."""

from enum import StrEnum
from typing import NamedTuple, TypeVar

import msgspec

from chatservice.model.values import Principal, ServerRole


class SanctionKind(StrEnum):
    BAN = "ban"
    MUTE = "mute"


OPERATOR = Principal(0, "server", ServerRole.OWNER)  # the person who runs the server, outside any chat
EVERYWHERE = 0  # instead of a room's id: the server as a whole
SERVER = "*"  # how it is written in place of a room


class Expect(NamedTuple):
    """The version of the rights in a room, or EVERYWHERE, on which a change was decided."""

    room: int
    version: int


class SanctionInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A ban or a mute. Only admins see the `network` itself; others see that there is one. `made` and
    `until` are seconds since 1970; `until` is left out (0) when the sanction is permanent."""

    measure: SanctionKind
    name: str = ""
    network: str = ""
    by: str
    made: float
    until: float = 0
    reason: str = ""


class Sanction(SanctionInfo, frozen=True, kw_only=True, gc=False):
    """A ban or a mute as stored: what people see of it, and whom and where it applies to.

    It applies to a `principal`, or to a `name` that nobody may log in under (for a principal it is
    the name at the time), or to a `network` (``192.0.2.0/24``); a ban may apply to several of them
    at once. `room` is where, `room_name` its name. `own`: imposed by the operator or a person with
    a role on the server; what others impose in their rooms is capped for each of them. `by_id`
    is None for the operator, and if unknown.
    """

    principal: int | None = None
    room: int = EVERYWHERE
    room_name: str = SERVER
    id: int = 0
    by_id: int | None = None
    own: bool = True

    def over(self, now: float) -> bool:
        return 0 < self.until <= now


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


class ReportInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A reported line, as it was when `by` reported it. `ts` is seconds since 1970."""

    id: int
    room: str
    seq: int
    sender: str
    text: str
    by: str
    ts: float
    reason: str = ""


class StoredReport(ReportInfo, frozen=True, kw_only=True, gc=False):
    """A report with the ids of its room and of the person who made it. `id` is 0 until it is stored."""

    id: int = 0
    room_id: int
    reporter: int


class AuditEntryInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """An audit entry: who did what, to whom or what, where and why. `ts` is seconds since 1970."""

    ts: float
    actor: str
    action: str
    target: str = ""
    room: str = ""
    detail: str = ""


class AuditEntry(AuditEntryInfo, frozen=True, gc=False):
    """An audit entry as stored. `own`: by the operator or a person with a role on the server. What others
    do in their rooms is stored separately, so that it cannot displace the server's own entries."""

    actor_id: int | None = None  # None: the operator
    id: int = 0
    own: bool = True


Public = TypeVar("Public", bound=msgspec.Struct)


def public_part(kind: type[Public], stored: Public) -> Public:
    """The fields of a stored form that clients see: those of `kind`, which `stored` extends."""
    return kind(**{name: getattr(stored, name) for name in kind.__struct_fields__})
