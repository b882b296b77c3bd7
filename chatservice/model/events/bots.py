"""Bots and webhooks."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer


class BotIs(Answer, tag="bot", kw_only=True, frozen=True):
    """The only token of a bot of yours; empty when the bot is switched off or `deleted`."""

    name: str
    token: str = ""
    deleted: bool = False


class BotInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A bot and its owner; `made` is seconds since 1970."""

    name: str
    made: float
    owner: str


class BotList(Answer, tag="bots", kw_only=True, frozen=True):
    """Your bots, or those that a moderator looked up by `name`."""

    bots: list[BotInfo]
    name: str = ""


class WebhookIs(Answer, tag="webhook", kw_only=True, frozen=True):
    """A new webhook. What is posted to `path` of the HTTP door is said in the room; anyone who
    knows the path may post, and the `secret` if there is one. Both are shown once. `url` is the whole
    address, if the server knows its own."""

    id: str
    name: str
    room: str
    rid: str = ""
    path: str
    url: str = ""
    secret: str = ""


class WebhookInfo(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A webhook, for those who may revoke it. `by` created it; `made` and `used` (last) are
    seconds since 1970."""

    id: str
    name: str
    by: str
    made: float
    used: float | None = None
    signed: bool = False


class WebhookList(Answer, tag="webhooks", kw_only=True, frozen=True):
    """The webhooks of a room."""

    room: str
    rid: str = ""
    webhooks: list[WebhookInfo]


class Unhooked(Answer, tag="unhooked", kw_only=True, frozen=True):
    """The webhook is revoked; its address no longer works."""

    says: ClassVar[str] = "The webhook {id} of {room} is gone."
    id: str
    room: str
    rid: str = ""
