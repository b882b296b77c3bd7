"""Faults of the operator's commands: no client ever gets one of these."""

from chatservice.errors import base


class AccountDisabled(base.OperatorFault, code="disabled"):
    """The account is disabled until it gets a new password."""

    name: str
