"""Who is asking: names, passwords, rights, sanctions."""

from chatservice.errors.base import Fault


class NotLoggedIn(Fault, status=401):
    """One needs a name before that."""


class NameWanted(Fault, status=401):
    """A room was named, and nobody."""

    room: str


class AlreadyLoggedIn(Fault, status=409):
    """The session has a name already."""

    name: str


class BadName(Fault):
    """A name of a person or room that breaks the rules for names."""

    what: str
    reason: str


class ReservedName(Fault):
    """A name that is kept for the server."""

    name: str


class NameTaken(Fault, status=409):
    """Somebody who is here has that name."""

    name: str


class NameAlike(NameTaken, status=409):
    """The name looks like `like`, which is somebody else's who is here or owns it."""

    like: str


class NameOwned(Fault, status=401):
    """The name belongs to an account; its password or a token is needed."""

    name: str


class BadCredentials(Fault, status=401):
    """Wrong name or password: which of them is not told."""


class BadPassword(Fault):
    """A new password that is too short or too long. `least` is in characters."""

    least: int


class BadInvitation(Fault, status=403):
    """An invitation that was used, has expired, or never was."""


class RegistrationClosed(Fault, status=403):
    """New accounts are made by the operator only, or with an invitation."""


class AlreadyRegistered(Fault, status=409):
    """The name is one's own already."""

    name: str


class NoGuests(Fault, status=401):
    """One needs an account to come in."""


class NotAllowed(Fault, status=403):
    """Known, and not for everyone. `what` is the command, `who` names whose right it is."""

    what: str
    who: str


class NoSuchToken(Fault, status=404):
    """None of one's tokens has that id."""

    id: str


class NoSuchWebhook(Fault, status=404):
    """The room has no webhook of that id."""

    id: str


class NameClaimed(Fault, status=409):
    """The owner of the name has come: whoever had it as a guest has to go."""

    name: str


class SignedOut(Fault, status=401):
    """The token of this connection was revoked, or the password changed."""


class Busy(Fault, status=503):
    """Too much of that is waiting already: try again in a moment."""


class BadToken(Fault, status=401):
    """Nobody has that token, or it has expired."""


class NoSuchUser(Fault, status=404):
    """Nobody of that name is known here."""

    name: str


class ReplyUnclear(Fault, status=409):
    """`name` wrote last, so lately that an answer may be meant for `other`."""

    name: str
    other: str


class Moved(Fault, status=409):
    """They were put into another room meanwhile, and what named no room was not done there."""

    room: str


class NobodyToAnswer(Fault, status=409):
    """`/reply` before any private line came."""


class Kicked(Fault, status=403):
    """Somebody ended this connection, for the reason `why`."""

    why: str


class Banned(Fault, status=403):
    """Who may not come in, `until` then (seconds since 1970; 0: for good)."""

    until: float
    why: str


class BannedFrom(Fault, status=403):
    """Who may not enter that room, `until` then (0: for good)."""

    room: str
    until: float
    why: str


class Silenced(Fault, status=403):
    """Who may read and not speak in that room (``*``: anywhere), `until` then (0: for good)."""

    place: str
    until: float
    why: str


class NoSuchSanction(Fault, status=404):
    """There is nothing to lift."""

    name: str


class NotThere(Fault, status=404):
    """Somebody is known, and not in that room (``*``: not here at all)."""

    name: str
    place: str


class NoSuchLine(Fault, status=404):
    """There is nothing said at that seq, or no more."""

    seq: int
    room: str


class NoSuchReport(Fault, status=404):
    """No open report has that number."""

    id: int


class NotIgnored(Fault, status=409):
    """One hears of them as of anybody."""

    name: str


class LockedDown(Fault, code="lockdown", status=403):
    """Nobody new is let in at the moment."""
