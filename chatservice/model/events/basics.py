"""Help and the message of the day."""

from typing import ClassVar

from chatservice.model.events.base import Answer


class MotdIs(Answer, tag="motd", kw_only=True, frozen=True):
    """The message of the day; empty when there is none."""

    text: str


class HelpIs(Answer, tag="help", kw_only=True, frozen=True):
    """The commands: pairs of what to type and what it does."""

    commands: list[tuple[str, str]]


class Pong(Answer, tag="pong", frozen=True):
    """The server is alive, and has carried out your earlier commands."""

    says: ClassVar[str] = "pong"
