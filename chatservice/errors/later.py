"""What cannot happen later."""

from chatservice.errors.base import Fault


class BadTime(Fault, status=400):
    """The time is not understood, past, or too far away."""

    text: str


class NotScheduled(Fault, status=404):
    """You have no line or reminder of that number that is still to come."""

    id: int
