"""IRC doors, listening."""

from typing import Any

from twisted.internet.interfaces import IAddress

from chatservice.net.context import ServerContext
from chatservice.net.doors import DoorFactory, Listener
from chatservice.net.irc.connection import IrcConnection
from chatservice.net.irc.server import IrcServer
from chatservice.net.listening import ListenAddress
from chatservice.settings.schema import Settings


class IrcDoors:
    """All IRC doors of a server, which share what they know."""

    def __init__(self) -> None:
        self._server: IrcServer | None = None

    def server(self, shared: ServerContext) -> IrcServer:
        if self._server is None:
            self._server = IrcServer(shared)
        return self._server

    def open(self, option: str, where: str, settings: Settings, reactor: Any, certificate: Any) -> Listener:
        """Raises StartError."""
        how = "Join by IRC over TLS" if certificate is not None else "Join by IRC"
        return IrcListener(
            option, where, settings.bind, IrcFactory(self, certificate is not None), how, reactor, certificate
        )


class IrcFactory(DoorFactory):
    def __init__(self, doors: IrcDoors, encrypted: bool) -> None:
        self._doors = doors
        self._encrypted = encrypted

    def buildProtocol(self, addr: IAddress | None) -> IrcConnection:  # noqa: N802
        return IrcConnection(self.shared, self._doors.server(self.shared), self._encrypted)


class IrcListener(Listener):
    def join(self, at: ListenAddress) -> str:
        if at.proxied or at.path or not at.host:
            return super().join(at)
        return f"irssi -c {at.host} -p {at.port}{' --tls' if at.tls else ''}"
