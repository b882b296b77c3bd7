"""Identity and permission: names, passwords, rights, sanctions."""

from chatservice.errors.base import Fault


class NotLoggedIn(Fault, status=401):
    """You need to log in first."""


class NameWanted(Fault, status=401):
    """A room was named, but no person."""

    room: str


class AlreadyLoggedIn(Fault, status=409):
    """The session is already logged in."""

    name: str


class BadName(Fault):
    """A name of a person or room that violates the rules for names."""

    what: str
    reason: str


class ReservedName(Fault):
    """A name that is reserved for the server."""

    name: str


class NameTaken(Fault, status=409):
    """A connected person has that name."""

    name: str


class NameAlike(NameTaken, status=409):
    """The name looks like `like`, which a connected person or another account has."""

    like: str


class NameOwned(Fault, status=401):
    """The name belongs to an account; its password or a token is needed."""

    name: str


class BadCredentials(Fault, status=401):
    """Wrong name or password; the answer does not tell which."""


class BadPassword(Fault):
    """A new password that is too short or too long. `least` is in characters."""

    least: int


class BadInvitation(Fault, status=403):
    """An invitation that was used, has expired, or never existed."""


class NoSuchInvitation(Fault, status=404):
    """No valid invitation that you may revoke has that id."""

    id: str


class RegistrationClosed(Fault, status=403):
    """New accounts need an invitation or the operator."""


class AlreadyRegistered(Fault, status=409):
    """You already own the name."""

    name: str


class NoGuests(Fault, status=401):
    """You need an account to log in."""


class NotAllowed(Fault, status=403):
    """The sender lacks the right. `what` is the command, `who` names who has it."""

    what: str
    who: str


class NoSuchToken(Fault, status=404):
    """You have no token with that id."""

    id: str


class NoSuchCertificate(Fault, status=404):
    """Your account has no client certificate with that fingerprint."""

    fingerprint: str


class BadCertificate(Fault, status=401):
    """The connection has no client certificate, or no account, or not exactly one, lists it."""


class NoSuchWebhook(Fault, status=404):
    """The room has no webhook with that id."""

    id: str


class BadSignature(Fault, status=401):
    """What was posted to a webhook does not show the webhook's secret."""


class NameClaimed(Fault, status=409):
    """The owner of the name has logged in: the guest who used it is disconnected."""

    name: str


class SignedOut(Fault, status=401):
    """The token of this connection was revoked, or the password changed."""


class Busy(Fault, status=503):
    """Too many such requests are waiting: try again in a moment."""


class BadToken(Fault, status=401):
    """The token is invalid or has expired."""


class NoSuchUser(Fault, status=404):
    """No person with that name is known."""

    name: str


class ReplyUnclear(Fault, status=409):
    """`name` wrote last, so lately that an answer may be meant for `other`."""

    name: str
    other: str


class Moved(Fault, status=409):
    """The session was moved to another room meanwhile, so a command without a room was not carried out."""

    room: str


class NobodyToAnswer(Fault, status=409):
    """`/reply` before any private message arrived."""


class Kicked(Fault, status=403):
    """A moderator ended this connection, for the reason `why`."""

    why: str


class Banned(Fault, status=403):
    """The sender may not log in `until` then (seconds since 1970; 0: permanently)."""

    until: float
    why: str


class BannedFrom(Fault, status=403):
    """The sender may not enter that room `until` then (0: permanently)."""

    room: str
    until: float
    why: str


class Silenced(Fault, status=403):
    """The sender may read but not speak in that room (``*``: anywhere), `until` then (0: permanently)."""

    place: str
    until: float
    why: str


class NoSuchSanction(Fault, status=404):
    """There is no such ban or mute."""

    name: str


class NotThere(Fault, status=404):
    """The person is known, but not in that room (``*``: not connected)."""

    name: str
    place: str


class NoSuchLine(Fault, status=404):
    """There is no line with that seq, or it was deleted."""

    seq: int
    room: str


class NoLineOfYours(Fault, status=404):
    """There is no line of theirs among the newest of the room."""

    room: str


class NotYourLine(Fault, status=403):
    """Only its author can change that line."""

    seq: int
    room: str


class TooLateToEdit(Fault, status=403):
    """The line is older than the number of `hours` in which it can be changed."""

    seq: int
    hours: float


class NoSuchReport(Fault, status=404):
    """No open report has that number."""

    id: int


class NotIgnored(Fault, status=409):
    """You do not ignore that person."""

    name: str


class LockedDown(Fault, code="lockdown", status=403):
    """New users are not admitted at the moment."""
