"""Notifications of browsers that are closed (Web Push)."""

from typing import Annotated, ClassVar

from chatservice.model import arguments
from chatservice.model.commands.base import Command


class Push(Command, tag="push", kw_only=True, frozen=True):
    """Have this device notified while it is closed: what a browser's ``PushSubscription`` says.

    It ends with the token of the device. `p256dh` and `auth` are its keys, base64url. With the `form`
    ``irc`` it is sent lines as IRC has them.
    """

    typed: ClassVar[bool] = False
    endpoint: str
    p256dh: str
    auth: str
    form: str = ""


class PushForget(Command, tag="push_forget", kw_only=True, frozen=True):
    """Stop notifying the device of yours with that `endpoint`, if there is one."""

    typed: ClassVar[bool] = False
    endpoint: str


class PushList(Command, tag="push_list", frozen=True):
    """List your devices that are notified while they are closed."""

    verb: ClassVar[str] = "notified"


class PushOff(Command, tag="push_off", kw_only=True, frozen=True):
    """Stop notifying a device while it is closed."""

    verb: ClassVar[str] = "unnotify"
    id: Annotated[int, arguments.Number("ID")]
