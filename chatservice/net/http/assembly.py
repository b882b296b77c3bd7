"""HTTP doors, and the site behind them: what a server that has such a door loads and builds.

Nothing else imports it, because these modules and their libraries are half of what there is to load.
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from twisted.internet.threads import deferToThreadPool

from chatservice.net.context import ServerContext
from chatservice.net.doors import Listener
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


async def _aside(reactor: Any, function: Callable[[], Any]) -> Any:
    """Call it in a thread, so that nobody waits for it but who needs it."""
    return await deferToThreadPool(reactor, reactor.getThreadPool(), function)


def open_site(
    doors: Iterable[Listener], shared: ServerContext, greeting: Sequence[str], reactor: Any
) -> Site:
    """The site behind all `doors`; its first page says how to join, as the `greeting` does."""
    site = Site(shared, ROUTES, socket.gethostname())
    site.aside = partial(_aside, reactor)
    site.ways = [line for line in greeting if line.startswith(("Join", "Window"))]
    site.small_picture = Pictures(reactor, shared.settings).small
    for door in doors:
        door.factory.site = site
    return site
