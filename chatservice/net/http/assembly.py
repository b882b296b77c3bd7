"""HTTP doors, and the site behind them: what a server that has such a door loads and builds.

Nothing else imports it, because these modules and their libraries are half of what there is to load.
"""

import socket
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from twisted.internet.threads import deferToThreadPool

from chatservice.net.context import ServerContext
from chatservice.net.doors import Listener
from chatservice.net.http.api import reference
from chatservice.net.http.engine.door import HttpDoor
from chatservice.net.http.engine.site import HttpFactory, Site
from chatservice.net.http.engine.urls import ROUTES
from chatservice.net.pictures import Pictures
from chatservice.settings.schema import Settings

if TYPE_CHECKING:
    from chatservice.net.tls import Certificate


def open_door(
    option: str, where: str, settings: Settings, reactor: Any, certificate: "Certificate | None"
) -> HttpDoor:
    """A door that listens, and accepts nothing yet. Raises StartError."""
    factory = HttpFactory(direct=where.isdigit() or where.startswith("tcp"))
    door = HttpDoor(option, where, settings.bind, factory, "Look at it", reactor, certificate)
    door.settings = settings
    return door


async def _load(reactor: Any, name: str) -> ModuleType:
    """Load a module in a thread, so that nobody waits for it but who needs it."""
    return await deferToThreadPool(reactor, reactor.getThreadPool(), import_module, name)


def open_site(
    doors: Iterable[Listener], shared: ServerContext, greeting: Sequence[str], reactor: Any
) -> Site:
    """The site behind all `doors`; its first page says how to join, as the `greeting` does."""
    site = Site(shared, ROUTES, socket.gethostname())
    site.load = partial(_load, reactor)
    site.ways = [line for line in greeting if line.startswith(("Join", "Window"))]
    site.small_picture = Pictures(reactor, shared.settings).small
    reference.prepare()
    for door in doors:
        door.factory.site = site
    return site
