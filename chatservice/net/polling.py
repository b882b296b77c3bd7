"""What the reactor does for a client whose bytes have come, without a detour for each.

Twisted calls `doRead` of a socket through `callWithLogger`, for the sake of a prefix in logs that this
server does not write, and looks at the file descriptor first: five Python frames a read, 4 % of the CPU
of a private line (docs/performance.md). Here a plain read of one of our own sockets is one call; all
else (writes, hang-ups, ports, other transports) goes Twisted's way. Written for Twisted 26.10; another
reactor than the one for epoll stays as it is.
"""

from typing import Any

from twisted.internet import epollreactor
from twisted.python import log

from chatservice.net.eager import EagerServer

READABLE = 1  # EPOLLIN and nothing else


def poll_directly(reactor: Any) -> None:
    """From now on `reactor` reads our sockets in this way."""
    if type(reactor) is epollreactor.EPollReactor:
        _replace_poll(reactor)


def _replace_poll(reactor: Any) -> None:
    selectables: dict[int, Any] = reactor._selectables
    poll, read_or_write = reactor._poller.poll, reactor._doReadOrWrite

    def do_poll(timeout: float | None) -> None:
        for number, event in poll(-1 if timeout is None else timeout, len(selectables)):
            selectable = selectables.get(number)
            if selectable is None:  # closed by an earlier one
                continue
            if event == READABLE and type(selectable) is EagerServer:
                why: object
                try:
                    why = selectable.doRead()
                except BaseException as error:  # as Twisted does: logged, and the connection is lost
                    why = error
                    log.err()
                if why:
                    reactor._disconnectSelectable(selectable, why, True)
            else:
                log.callWithLogger(selectable, read_or_write, selectable, number, event)

    reactor.doIteration = do_poll
