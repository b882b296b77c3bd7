"""Accounts, their devices and passwords."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Register(Command, tag="register", kw_only=True, frozen=True):
    """Register the name you have: history, groups and everything else stay with it.

    Before login, give the `name` too; typed, it is the name that was refused last, or comes before the
    password and an invitation. Where registration is by invitation, `invitation` is the token of
    one, and you enter its room.
    """

    password: Annotated[str, arguments.Rest("PASSWORD")]
    name: str = ""
    invitation: Annotated[str, arguments.Last("INVITATION", arguments.TOKEN)] = ""


class Password(Command, tag="password", kw_only=True, frozen=True):
    """Change your password; other devices are signed out.

    Typed, an old password with blanks needs quotes: "correct horse".
    """

    old: Annotated[str, arguments.Word("OLD", quoted=True)]
    new: Annotated[str, arguments.Rest("NEW")]


class Token(Command, tag="token", kw_only=True, frozen=True):
    """Show the token that resumes your session after a cut connection.

    With a `label`, an account gets another token, for a device or program of that name.
    """

    label: Annotated[str, arguments.Rest("LABEL")] = ""


class Tokens(Command, tag="tokens", frozen=True):
    """List the tokens of your account: what they are for, and when they were used."""


class Revoke(Command, tag="revoke", kw_only=True, frozen=True):
    """Revoke a token, and sign out its connections; `id` as tokens shows it."""

    id: Annotated[str, arguments.Rest("ID")]


class Cert(Command, tag="cert", kw_only=True, frozen=True):
    """List the client certificates that log in to your account without a password."""


class CertAdd(Command, tag="cert_add", kw_only=True, frozen=True):
    """Let a client certificate log in to your account: that of this connection, or one by its fingerprint.

    The fingerprint is the SHA-256 of the certificate, with or without colons. `label` says what it is for.
    """

    under: ClassVar[str] = "cert"
    fingerprint: Annotated[str, arguments.Word("FINGERPRINT")] = ""
    label: Annotated[str, arguments.Rest("LABEL")] = ""


class CertRemove(Command, tag="cert_remove", kw_only=True, frozen=True):
    """Remove a client certificate from your account, and sign out its connections.

    `fingerprint` may be its first 8 digits or more.
    """

    under: ClassVar[str] = "cert"
    fingerprint: Annotated[str, arguments.Word("FINGERPRINT")]


class Invitation(Command, tag="invitation", kw_only=True, frozen=True):
    """Create a link that lets people in: into the server, or with a `room` into that room too.

    It is valid `uses` times, and for a time. An admin's lets guests in where guests are not admitted, and
    lets people register where that takes an invitation. That of a room also opens a room by invitation
    or with a password, or a group.
    """

    room: Annotated[str, arguments.IN_ROOM] = ""
    uses: Annotated[int, arguments.Prefix("N", "uses:", number=True)] = 1
    seconds: Annotated[float | None, arguments.Until("for TIME")] = None


class Invitations(Command, tag="invitations", kw_only=True, frozen=True):
    """List your invitation links, or with a `room` all into that room; an admin sees everyone's."""

    room: Annotated[str, arguments.IN_ROOM] = ""


class Uninvite(Command, tag="uninvite", kw_only=True, frozen=True):
    """Revoke an invitation link. Those who came by it stay."""

    id: Annotated[str, arguments.Word("ID")]


class Redeem(Command, tag="redeem", kw_only=True, frozen=True):
    """Come in by an invitation link: `invitation` is its token, or the whole link.

    Before login it takes the `name` that you want, and with a `password` it registers that name.
    """

    invitation: Annotated[str, arguments.Word("INVITATION")]
    name: Annotated[str, arguments.Word("NAME")] = ""
    password: Annotated[str, arguments.Rest("PASSWORD")] = ""


class Oper(Command, tag="oper", kw_only=True, frozen=True):
    """Act with the role that another account of yours has on the server, until you leave.

    Everything else is yours as before; the audit log has both names.
    """

    name: Annotated[str, arguments.Word("ACCOUNT")]
    password: Annotated[str, arguments.RawText("PASSWORD")] = ""
