"""Whom a person ignores."""

from chatservice.model.events.base import Answer


class IgnoredAre(Answer, tag="ignored", kw_only=True, frozen=True):
    """The people whom you ignore."""

    who: list[str]
