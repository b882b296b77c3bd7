"""IRC doors, listening."""

from typing import Any

from twisted.internet.interfaces import IAddress

from chatservice.net.doors import DoorFactory, Listener
from chatservice.net.irc.connection import IrcConnection
from chatservice.net.irc.server import irc_server
from chatservice.net.listening import ListenAddress
from chatservice.settings.schema import Settings


def open_irc_door(option: str, where: str, settings: Settings, reactor: Any, certificate: Any) -> Listener:
    """Raises StartError."""
    how = "Join by IRC over TLS" if certificate is not None else "Join by IRC"
    factory = IrcFactory(certificate is not None)
    return IrcListener(option, where, settings.bind, factory, how, reactor, certificate)


class IrcFactory(DoorFactory):
    def __init__(self, encrypted: bool) -> None:
        self._encrypted = encrypted

    def buildProtocol(self, addr: IAddress | None) -> IrcConnection:  # noqa: N802
        return IrcConnection(self.shared, irc_server(self.shared), self._encrypted)


class IrcListener(Listener):
    def join(self, at: ListenAddress) -> str:
        if at.proxied or at.path or not at.host:
            return super().join(at)
        return f"irssi -c {at.host} -p {at.port}{' --tls' if at.tls else ''}"
