"""Outgoing webhooks."""

from chatservice.errors.base import Fault


class BadUrl(Fault):
    """An address to which nothing is posted from here."""

    reason: str


class NoSuchOutgoing(Fault, status=404):
    """The room has no outgoing webhook with that number."""

    id: int


class CalloutFailed(Fault, status=502):
    """A program that a command asks does not answer as it should. `again`: it may, a little later."""

    reason: str
    again: bool = False


class BadPushKeys(Fault):
    """The keys of a push subscription are none."""


class NoSuchPush(Fault, status=404):
    """You have no notified device with that number."""

    id: int
