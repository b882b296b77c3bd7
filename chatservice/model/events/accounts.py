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
