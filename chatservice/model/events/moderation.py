"""Kicks, bans and mutes."""

from chatservice.model.events.base import Answer, Passing
from chatservice.model.sanctions import SanctionInfo


class Moderated(Passing, tag="moderated", kw_only=True, frozen=True):
    """A moderator acted against `who`. Sent to the room (``*``: the whole server), to `who`,
    and with `ref` to the moderator.

    `action` is kicked, banned, unbanned, muted or unmuted. `until` is seconds since 1970;
    when it is left out, the action is permanent.
    """

    action: str
    who: str
    by: str
    room: str
    rid: str = ""
    until: float = 0
    reason: str = ""
    ref: str | int | None = None


class Purged(Answer, tag="purged", kw_only=True, frozen=True):
    """`count` lines of `name` were deleted; `more` is whether older ones of that time are left."""

    room: str
    rid: str = ""
    name: str
    count: int
    more: bool = False


class SanctionList(Answer, tag="bans", kw_only=True, frozen=True):
    """Who is banned and muted in a room, or (``*``) on the server; `more` older ones are not listed."""

    room: str
    rid: str = ""
    sanctions: list[SanctionInfo]
    more: int = 0
