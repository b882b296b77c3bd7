"""Polls that cannot be voted in."""

from chatservice.errors.base import Fault


class NoSuchPoll(Fault, status=404):
    """There is no poll at that seq."""

    seq: int


class PollEnded(Fault, status=409):
    """The poll is closed."""

    seq: int


class BadVote(Fault, status=400):
    """The poll has no such choice, or takes only one."""

    seq: int
    choices: int
