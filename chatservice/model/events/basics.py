"""Help and the message of the day."""

from typing import ClassVar

from chatservice.model.events.base import Answer


class MotdIs(Answer, tag="motd", kw_only=True, frozen=True):
    """The message of the day; empty when there is none."""

    text: str


class HelpIs(Answer, tag="help", kw_only=True, frozen=True):
    """Commands: pairs of what to type and what it does. `about` is what was asked for, `more` what else
    there is to know of a single command, `pages` are those that help can show."""

    commands: list[tuple[str, str]]
    about: str = ""
    more: str = ""
    pages: list[str] = []


class Pong(Answer, tag="pong", frozen=True):
    """The server is alive, and has carried out your earlier commands."""

    says: ClassVar[str] = "pong"
