"""Notifications of browsers that are closed (Web Push)."""

from typing import ClassVar

import msgspec

from chatservice.model.events.base import Answer


class PushIs(Answer, tag="push", kw_only=True, frozen=True):
    """The device is notified from now on."""

    says: ClassVar[str] = "This device is notified while it is closed."
    id: int


class PushInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A device that is notified, since `made` (seconds since 1970)."""

    id: int
    device: str
    made: float


class PushDevices(Answer, tag="push_list", kw_only=True, frozen=True):
    """Your devices that are notified. `key` is the server's, which a browser subscribes with."""

    key: str
    devices: list[PushInfo]


class PushGone(Answer, tag="push_gone", kw_only=True, frozen=True):
    """The device is notified no more."""

    says: ClassVar[str] = "The device {id} is not notified any more."
    id: int
