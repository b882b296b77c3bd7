"""What cannot be done for the operator: no client ever gets one of these."""

from chatservice.errors import base


class AccountDisabled(base.OperatorFault, code="disabled"):
    """Nobody comes in under that name until it gets a new password."""

    name: str


class NoSuchInvitation(base.OperatorFault):
    """No invitation that was not used has that id."""

    id: str
