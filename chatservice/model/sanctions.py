"""What is done about people: sanctions, and the record of who imposed them."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from chatservice.model.values import Principal, ServerRole


class SanctionKind(StrEnum):
    BAN = "ban"
    MUTE = "mute"


OPERATOR = Principal(0, "server", ServerRole.OWNER)  # whoever runs the server, outside of any chat
EVERYWHERE = 0  # instead of a room's id: the server as a whole
SERVER = "*"  # how that is written where a room is asked for


class Expect(NamedTuple):
    """What a change rests on: the version of the rights in a room, or EVERYWHERE, as it was decided."""

    room: int
    version: int


class Sanction(msgspec.Struct, frozen=True, gc=False):
    """A ban or a mute in force.

    It is about a `principal`, or about a `name` that nobody may come in under (the name is
    also how a principal was called then), or about a `network` (``192.0.2.0/24``); a ban may
    be about several of them at once. `room` is where, `room_name` how that is called.
    `until` is seconds since 1970, None for good. `own`: imposed by the operator or somebody with
    a role on the server; what others impose in their rooms is capped for each of them. `by_id`
    is None for the operator, and where it is not known.
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
    """What is left of `sanction` when `principal`, who was called `was`, is erased and shown as `name`:
    None of one about them, unless it is about a network too. A ban of a name as such stays."""
    if sanction.by_id == principal or (sanction.by_id is None and sanction.by == was):
        sanction = msgspec.structs.replace(sanction, by=name)
    if sanction.principal != principal:
        return sanction
    if not sanction.network:
        return None
    return msgspec.structs.replace(sanction, principal=None, name="", reason="")


class Imposed(msgspec.Struct, frozen=True, gc=False):
    """A sanction with its id, and the ids of those that gave way to it."""

    sanction: Sanction
    gone: list[int] = []


class StoredReport(msgspec.Struct, frozen=True, gc=False):
    """A line that somebody found wrong, with its text, which may be deleted meanwhile."""

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
    """A line of the audit log: who did what, to whom or what, where and why.

    `own`: by the operator or somebody with a role on the server. What others do in their rooms
    is kept apart, so that nobody can push the server's own records out.
    """

    ts: float
    actor: str
    action: str
    target: str = ""
    room: str = ""
    detail: str = ""
    actor_id: int | None = None  # None: whoever runs the server
    id: int = 0
    own: bool = True
