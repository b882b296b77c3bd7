"""The sandbox port of ``core.ports`` on bubblewrap: tested at start, then ready for runs."""

import os
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import partial
from typing import Any

from twisted.internet.defer import Deferred, DeferredList, succeed
from twisted.logger import Logger

from chatservice.core.ports import Isolation, Watcher
from chatservice.model.runs import Ending, LanguageInfo, Program, Verdict
from chatservice.sandbox import cgroup, host, leftovers, selftest
from chatservice.sandbox.cgroup import Hierarchy
from chatservice.sandbox.host import Unfit
from chatservice.sandbox.languages import BY_NAME, LANGUAGES
from chatservice.sandbox.policy import Host, RunLimits
from chatservice.sandbox.runner import Execution
from chatservice.sandbox.start import Starter
from chatservice.sandbox.watchdog import InThread

log = Logger()


class Bubblewrap:
    """`limits` is called for each run. `languages` are the allowed ones; empty: all."""

    def __init__(
        self,
        reactor: Any,
        in_thread: InThread,
        limits: Callable[[], RunLimits],
        *,
        uid: int | None,
        owner: int,
        languages: Collection[str] = (),
        ports: Sequence[int] = (),
        paths: Sequence[str] = (),
    ) -> None:
        """`uid` is the user that a root server runs programs as, `owner` the owner of the data folder.
        Programs must not reach those `ports` of this machine or those `paths`."""
        self.isolation = Isolation()
        self.languages: Sequence[LanguageInfo] = ()
        self._reactor = reactor
        self._in_thread = in_thread
        self._limits = limits
        self._uid = uid
        self._owner = owner
        self._ports = ports
        self._paths = paths
        names = {BY_NAME[name].name for name in languages}
        self._allowed = [each for each in LANGUAGES if not languages or each.name in names]
        self._starter: Starter | None = None
        self._runs: dict[Execution, Deferred[None]] = {}
        self._waiting: list[Deferred[None]] = []
        self._stopped = False

    async def begin(self) -> None:
        try:
            self.isolation = Isolation(known=True, fence=await self._look())
        except Unfit as unfit:
            self.isolation = Isolation(known=True, reason=unfit.reason, remedy=unfit.remedy)
        except Exception as error:
            log.failure("the sandbox could not be tested")
            self.isolation = Isolation(known=True, reason=f"the self-test failed ({type(error).__name__})")
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            each.callback(None)

    async def _look(self) -> str:
        """The description of the isolation. Raises Unfit."""
        here, version, place = await self._in_thread(_look, self._uid, self._owner)
        starter = Starter(here, place, self._reactor, self._in_thread)
        await selftest.try_fence(starter, self._ports, self._paths)
        self.languages = await selftest.find_languages(starter, self._allowed)
        self._starter = starter
        return _fence(here, version, place)

    def known(self) -> Deferred[None]:
        if self.isolation.known:
            return succeed(None)
        waiting: Deferred[None] = Deferred()
        self._waiting.append(waiting)
        return waiting

    def run(self, program: Program, watcher: Watcher) -> Execution:
        if self._starter is None or not self.isolation.holds or self._stopped:
            raise OSError("the sandbox is not ready")
        relay = _Relay(watcher)
        run = self._starter.start(program, BY_NAME[program.language], self._limits(), relay)
        self._runs[run] = relay.over
        relay.over.addCallback(partial(self._over, run))
        return run

    def _over(self, run: Execution, result: None) -> None:
        del self._runs[run]

    def stop(self) -> Awaitable[Any]:
        self._stopped = True
        for run in list(self._runs):
            run.stop()
        return DeferredList([*self._runs.values()]) if self._runs else succeed(None)


class _Relay:
    """Forwards calls to `watcher`, and knows the end."""

    def __init__(self, watcher: Watcher) -> None:
        self.running = watcher.running
        self.printed = watcher.printed
        self.over: Deferred[None] = Deferred()
        self._watcher = watcher

    def ended(self, ending: Ending) -> None:
        if ending.verdict is Verdict.FAILED:
            log.warn("a program could not be run: {detail}", detail=ending.detail)
        self.over.callback(None)
        self._watcher.ended(ending)


def _look(uid: int | None, owner: int) -> tuple[Host, str, Hierarchy | None]:
    """Runs in a thread: it reads files and starts a program."""
    here, version, place = host.examine(uid, owner), host.bwrap_version(), cgroup.find()
    if place is not None:
        cgroup.sweep(place)
    leftovers.sweep(os.getuid() if here.uid is None else here.uid)
    return here, version, place


def _fence(here: Host, version: str, place: Hierarchy | None) -> str:
    memory = f"control groups v{place.version} and a watchdog" if place is not None else "a watchdog"
    who = f"as user {here.uid}" if here.uid is not None else "as the server's own user"
    return f"bubblewrap {version}, seccomp, {who}, memory held by {memory}"
