"""Kicks, bans and mutes."""

import msgspec

from chatservice.model.events.base import Answer, Passing


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


class SanctionInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A ban or a mute. Only admins see the `network` itself; others see that there is one. `made` and
    `until` are seconds since 1970; `until` is left out when the sanction is permanent."""

    measure: str
    name: str = ""
    network: str = ""
    by: str
    made: float
    until: float = 0
    reason: str = ""


class SanctionList(Answer, tag="bans", kw_only=True, frozen=True):
    """Who is banned and muted in a room, or (``*``) on the server; `more` older ones are not listed."""

    room: str
    rid: str = ""
    sanctions: list[SanctionInfo]
    more: int = 0
