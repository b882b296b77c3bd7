"""What others call on the session bus: objects that answer. Pure."""

from typing import Any, NamedTuple, Protocol

PROPERTIES = "org.freedesktop.DBus.Properties"
BusValues = dict[str, tuple[str, Any]]  # a property's name -> its signature and value


class BusReply(NamedTuple):
    """What a call is answered: a signature of D-Bus, and its values."""

    signature: str | None = None
    body: tuple[Any, ...] = ()


class BusObject(Protocol):
    def answer(self, interface: str, member: str, body: tuple[Any, ...]) -> BusReply:
        """Raises LookupError, TypeError or ValueError for what it does not know."""


def answer_property(own: str, values: BusValues, member: str, body: tuple[Any, ...]) -> BusReply:
    """`Get` or `GetAll` of the interface `own`."""
    if body[0] != own or member not in ("Get", "GetAll"):
        raise LookupError(member)
    return BusReply("v", (values[body[1]],)) if member == "Get" else BusReply("a{sv}", (values,))
