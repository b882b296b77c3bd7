"""The running server: doors opened in order, and closed in order.

A stop loses nothing: the doors close, work under way is committed and acknowledged, clients
get a last event, the sockets close, then the database; `stop_grace` bounds it.
"""

import gc
from collections.abc import Callable, Sequence
from typing import Any

from twisted.application.service import Service
from twisted.internet.defer import Deferred, DeferredList, DeferredLock, maybeDeferred
from twisted.logger import ILogObserver, Logger
from twisted.python.components import Componentized
from twisted.python.failure import Failure

from chatservice.background import spawn
from chatservice.core.chat import Chat
from chatservice.core.ports import Clock, Storage, Timer
from chatservice.errors import Fault, Restoring, ServerStopping
from chatservice.net.context import ServerContext
from chatservice.net.doors import Listener
from chatservice.net.greeting import address, of_code, qr_code
from chatservice.net.logs import reason
from chatservice.net.polling import poll_directly
from chatservice.net.reload import on_hangup
from chatservice.net.service_manager import ServiceManager
from chatservice.settings.advice import NO_ADMIN, advice

MARKS_EVERY = 30.0  # seconds between two saves of the read marks
# The garbage collector looks at the youngest objects after this many more were made than freed (and
# so on): at the usual 700, a commit of some hundred lines starts it several times; at 20,000, the
# remains of ten thousand refused requests hold up everyone for 15 ms.
COLLECT = (7_000, 20, 20)
LOOK_EVERY = 0.01  # seconds, while a stop waits for the last commits

log = Logger()


class Server:
    """A chat on its storage, behind its doors, from `start` to `stop`."""

    def __init__(
        self,
        chat: Chat,
        shared: ServerContext,
        storage: Storage,
        doors: Sequence[Listener],
        greeting: Sequence[str],
        leave_web: Callable[[float], list[Deferred[None]]],
        watch: Callable[[], Callable[[], None]],
        close: Callable[[], None],
        again: Callable[[], None],
    ) -> None:
        """`greeting` is logged when the server is ready; `leave_web` closes HTTP's connections, within
        some seconds at most; `watch` starts watching the notice files and
        returns a function that ends it; `close` ends other threads; `again` reloads what can be
        reloaded."""
        self.again = again
        self._chat = chat
        self._shared = shared
        self._storage = storage
        self._doors = doors
        self._greeting = greeting
        self._leave_web = leave_web
        self._watch = watch
        self._close = close
        self._unwatch: Callable[[], None] = lambda: None
        self._marks: Timer | None = None

    async def start(self) -> None:
        await self._chat.start()
        self._unwatch = self._watch()
        for line in self._greeting:
            log.info("{line}", line=line, greeting=True)
        for line in qr_code(address(self._doors)) if self._chat.settings.qr else ():
            log.info("{line}", line=line, greeting=True)
        for text in advice(self._chat.settings):
            log.warn("{text}", text=text)
        self._chat.spawn(self._look_for_admin())
        self._chat.spawn(self._try_sandbox())
        for door in self._doors:
            door.port.startReading()
        self._schedule_marks()
        # What is loaded now stays: the collector does not have to look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECT)
        gc.enable()

    async def _look_for_admin(self) -> None:
        if not (await self._chat.storage.figures()).admins:
            log.info("{line}", line=f"Admin: {NO_ADMIN}", greeting=True)

    async def _try_sandbox(self) -> None:
        """Test the sandbox in the background; the result is logged when it is known."""
        sandbox = self._chat.sandbox
        await sandbox.begin()
        log.info("{line}", line=of_code(sandbox.isolation, sandbox.languages), greeting=True)

    def _schedule_marks(self) -> None:
        self._marks = self._shared.clock.callLater(MARKS_EVERY, self._save_marks)

    def _save_marks(self) -> None:
        self._chat.spawn(self._chat.save_marks())
        self._schedule_marks()

    async def stop(self, why: Fault | None = None, doors_stay: bool = False) -> None:
        """Stop the server. Doors that stay keep new clients waiting, for another server behind them."""
        if self._marks is not None and self._marks.active():
            self._marks.cancel()
        self._unwatch()
        self._chat.stop()
        shared = self._shared
        shared.stopping = True
        shared.stop_by = shared.clock.monotonic() + shared.settings.stop_grace
        for door in self._doors:
            if doors_stay:
                door.port.stopReading()
            else:
                await maybeDeferred(door.port.stopListening)
        self._chat.spawn(self._end_programs())
        await self._settle()
        gone = [connection.gone for connection in list(self._shared.connections)]
        for session in list(self._chat.sessions):
            session.close(why or ServerStopping())
        gone += self._leave_web(shared.grace)
        # Each closing connection is aborted when the grace is over, so this ends.
        await DeferredList(gone)
        self._close()
        await self._storage.close()

    async def _settle(self) -> None:
        """Commit, acknowledge and show what was read, before clients are disconnected."""
        clock = self._shared.clock
        until = self._shared.stop_by or 0
        for connection in list(self._shared.connections):
            connection.read(False)
        while self._chat.at_work and clock.monotonic() < until:
            await _after(clock, LOOK_EVERY)

    async def _end_programs(self) -> None:
        await self._chat.sandbox.stop()


class ChatService(Service):
    """The server as twistd runs it; `build` opens the database, on the folder that
    `release` releases."""

    def __init__(
        self,
        build: Callable[["ChatService"], Server],
        reactor: Any,
        release: Callable[[], None] = lambda: None,
        observer: ILogObserver | None = None,
        give_up: Callable[[bool], None] = lambda early: None,
        manager: ServiceManager | None = None,
    ) -> None:
        """`observer` is where the program logs to, unless twistd's options say; `give_up` ends the
        process of a server that cannot start; `early` while twistd is still starting it."""
        self._build = build
        self._reactor = reactor
        self._release = release
        self._observer = observer
        self._server: Server | None = None
        self._changing = DeferredLock()
        self._unhook: Callable[[], None] = lambda: None
        self._give_up = give_up
        self._manager = manager or ServiceManager({}, 0, reactor)
        self._early = False

    def setServiceParent(self, parent: Any) -> None:  # noqa: N802
        # twistd looks there for the observer before it begins to log.
        if self._observer is not None and isinstance(parent, Componentized):
            parent.setComponent(ILogObserver, self._observer)
        super().setServiceParent(parent)  # type: ignore[no-untyped-call]

    def startService(self) -> None:  # noqa: N802
        super().startService()  # type: ignore[no-untyped-call]
        poll_directly(self._reactor)
        self._unhook = on_hangup(self._reactor, self._again)
        self._early = True
        spawn(self._first())
        self._early = False

    async def _first(self) -> None:
        try:
            await self._begin()
        except Exception:
            self._cannot_start()
        else:
            self._manager.ready()

    def _cannot_start(self) -> None:
        """End the process: doors without a server behind them would look like a server to clients and
        to the service manager."""
        log.critical("the server does not start: {why}", why=reason(Failure()))
        self._give_up(self._early)

    def _again(self) -> None:
        if self._server is not None:
            self._manager.reloading()
            self._server.again()
            self._manager.ready()

    async def _stop(self) -> None:
        self._manager.stopping()
        async with self._changing:
            if self._server is not None:
                await self._server.stop()
        self._release()

    async def change(self, change: Callable[[], Callable[[], None]]) -> None:
        """Disconnect everyone, close the database, call `change`, and start a new server behind the same
        doors. `change` returns a function that undoes it, called if that server does not start.
        Raises what `change` or the start raised, with the server as it was."""
        async with self._changing:
            if self._server is None or not self.running:
                raise ServerStopping
            await self._server.stop(Restoring(), doors_stay=True)
            failure: Exception | None = None
            try:
                undo = change()
                try:
                    await self._begin()
                except Exception:
                    log.failure("the server does not start on the changed database, and goes back")
                    undo()
                    raise
            except Exception as error:
                failure = error
                await self._go_back()
            if failure is not None:
                raise failure

    async def _begin(self) -> None:
        server = self._server = self._build(self)
        try:
            await server.start()
        except BaseException:
            await server.stop(doors_stay=True)  # its database is closed
            raise

    async def _go_back(self) -> None:
        try:
            await self._begin()
        except Exception:
            self._cannot_start()
            raise

    def stopService(self) -> Deferred[None]:  # noqa: N802
        super().stopService()  # type: ignore[no-untyped-call]
        self._unhook()
        return Deferred.fromCoroutine(self._stop())


def _after(clock: Clock, seconds: float) -> Deferred[None]:
    done: Deferred[None] = Deferred()
    clock.callLater(seconds, lambda: done.callback(None))
    return done
