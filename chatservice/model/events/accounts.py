"""An account, its devices and its password."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer


class TokenIs(Answer, tag="token", kw_only=True, frozen=True):
    """The token that resumes this session as the same person: keep it like a password."""

    token: str


class TokenInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A token, for its owner; `id` is not secret. `made` and `used` (last) are
    seconds since 1970."""

    id: str
    label: str
    made: float
    used: float | None = None


class TokenList(Answer, tag="tokens", kw_only=True, frozen=True):
    """The tokens of your account."""

    tokens: list[TokenInfo]


class Revoked(Answer, tag="revoked", kw_only=True, frozen=True):
    """The token is revoked and no longer valid."""

    says: ClassVar[str] = "The token {id} is revoked."
    id: str


class CertificateInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A client certificate that logs in to an account. `fingerprint` is its SHA-256, 64 hexadecimal digits;
    `made` (when it was added) and `used` (last) are seconds since 1970."""

    fingerprint: str
    label: str
    made: float
    used: float | None = None


class CertificateList(Answer, tag="certificates", kw_only=True, frozen=True):
    """The client certificates of your account. `presented` is the fingerprint of this connection's, if it
    has one."""

    certificates: list[CertificateInfo]
    presented: str = ""


class CertificateAdded(Answer, tag="certificate_added", kw_only=True, frozen=True):
    """The client certificate logs in to your account from now on."""

    says: ClassVar[str] = "The certificate {fingerprint} logs in to your account from now on."
    fingerprint: str


class CertificateRemoved(Answer, tag="certificate_removed", kw_only=True, frozen=True):
    """The client certificate is no longer one of your account."""

    says: ClassVar[str] = "The certificate {fingerprint} is removed from your account."
    fingerprint: str


class Registered(Answer, tag="registered", kw_only=True, frozen=True):
    """The name belongs to your account from now on."""

    name: str


class PasswordChanged(Answer, tag="password_changed", kw_only=True, frozen=True):
    """The new password is valid; your other devices are signed out."""

    says: ClassVar[str] = "Your password is changed; your other devices are signed out."


class InvitationIs(Answer, tag="invitation", kw_only=True, frozen=True):
    """An invitation, shown once: its `token` lets people in `uses` times, until `expires` (seconds since
    1970), and into the `room` if there is one. `url` is its link, if the server has an HTTP door."""

    token: str
    expires: float
    uses: int
    room: str = ""
    rid: str = ""
    url: str = ""


class InvitationInfo(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that is valid: `uses` are left, `by` is empty for the operator's, `room` for one into
    the server alone. `made` and `expires` are seconds since 1970."""

    id: str
    by: str
    made: float
    expires: float
    uses: int
    room: str = ""


class InvitationList(Answer, tag="invitations", kw_only=True, frozen=True):
    """The invitations that you may revoke."""

    invitations: list[InvitationInfo]


class Uninvited(Answer, tag="uninvited", kw_only=True, frozen=True):
    """The invitation is revoked: nobody comes in by it any more."""

    says: ClassVar[str] = "The invitation {id} is revoked."
    id: str
