"""chatctl without a server: the same commands, run on a chat that chatctl opens on the data folder.

It has no doors, so nothing of the network is loaded.
"""

import secrets
from collections.abc import Callable, Collection, Coroutine, Mapping
from typing import Any

from twisted.internet.defer import Deferred, succeed
from twisted.logger import Logger

from chatservice.admin.errors import AdminError, refusal
from chatservice.admin.output import Printer
from chatservice.admin.steps import Steps
from chatservice.background import spawn
from chatservice.clock import SystemClock, steady
from chatservice.core.chat import Chat
from chatservice.core.dispatch import table
from chatservice.core.environment import Environment
from chatservice.core.log_relay import LogRelay
from chatservice.core.name_registry import NamesInMemory
from chatservice.core.operator_session import OperatorSession
from chatservice.core.ports import Batch, NoCallouts, NoPages, NoPush, NoSandbox, Subscriber, Variant
from chatservice.core.process import Process
from chatservice.errors import Fault, StartError
from chatservice.model.commands import Command, Ping
from chatservice.model.events import Event
from chatservice.model.preferences import TerminalView
from chatservice.model.upkeep import Progress
from chatservice.settings.schema import Settings
from chatservice.storage.opening import open_storage, prepare
from chatservice.storage.passwords import Argon2
from chatservice.wire import fault_text

log = Logger()


def perform(settings: Settings, steps: Steps, out: Printer) -> None:
    """Do `steps` on the data folder of `settings`, which is locked meanwhile. Raises AdminError."""
    from twisted.internet import reactor as installed  # noqa: PLC0415 (installs one)

    reactor: Any = installed
    steady(reactor)
    ended: list[Any] = []

    def begin() -> None:
        working = Deferred.fromCoroutine(_perform(settings, steps, out, reactor))
        working.addBoth(ended.append)
        working.addBoth(lambda _: reactor.stop())

    reactor.callWhenRunning(begin)
    reactor.run()
    if not ended:
        raise KeyboardInterrupt
    if ended[0] is not None:
        ended[0].raiseException()


async def _perform(settings: Settings, steps: Steps, out: Printer, reactor: Any) -> None:
    try:
        folder = prepare(settings)
        relay = LogRelay()
        storage = open_storage(settings, reactor, relay, folder)
    except StartError as error:
        raise AdminError("cannot_open", str(error)) from None
    passwords = Argon2(reactor, settings.password_queue)
    environment = Environment(
        settings,
        storage,
        passwords,
        clock=SystemClock(reactor),
        spawn=spawn,
        promise=Deferred,
        soon=lambda: None,  # nobody reads
        token=lambda: secrets.token_hex(16),
        report=_report,
        sandbox=NoSandbox("no server is running"),
        names=NamesInMemory(),
        callouts=NoCallouts(),
        push=NoPush(),
        pages=NoPages(),
    )
    chat = Chat(environment, table)
    relay.follow(chat.hub.flush, chat.trimmed, chat.behind.reopened)
    chat.process = Process(data=str(folder.data))
    try:
        await chat.start()
        await do(steps, Operator(chat, out.progress).ask)
    finally:
        chat.stop()
        passwords.close()
        await storage.close()


async def do(steps: Steps, ask: Callable[[Command], Coroutine[Any, Any, Any]]) -> None:
    command = next(steps, None)
    while command is not None:
        answer = await ask(command)
        try:
            command = steps.send(answer)
        except StopIteration:
            command = None
    await ask(Ping())  # finish work whose answer came before its end


class Operator:
    """The operator's session and its subscriber (`core.ports.Subscriber`)."""

    backlog = 0
    acks = True
    lists = patient = listens = False
    certificate = ""

    def __init__(self, chat: Chat, watch: Callable[[int, int, str], None]) -> None:
        self._session = OperatorSession(chat, self)
        self._watch = watch

    async def ask(self, command: Command) -> Any:
        """Returns the answer. Raises AdminError."""
        answer: Deferred[Event | Fault | None] = Deferred()
        self._session.queue.ask(command, answer.callback)
        outcome = await answer
        if isinstance(outcome, Fault):
            raise refusal(command, outcome.code, fault_text.sentence(outcome))
        return outcome

    def send(self, event: Event, room: int = 0, first: int = 0) -> None:
        """Events that are not answers are dropped."""
        if isinstance(event, Progress):
            self._watch(event.done, event.total, event.what)

    def refuse(self, fault: Fault, ref: str | int | None = None, key: str = "", room: str = "") -> None:
        pass

    def close(self, fault: Fault | None, resume: Mapping[str, int]) -> None:
        pass

    def hang_up(self) -> None:
        pass

    def pause(self) -> None:
        pass

    def resume(self) -> None:
        pass

    def drained(self) -> Deferred[None]:
        return succeed(None)

    def unsent(self, room: int) -> int | None:
        return None

    def show_as(self, view: TerminalView) -> None:
        pass

    def variant(self, viewer: str) -> Variant:
        return self

    def fanout(self, batch: Batch, outlets: Collection[Subscriber]) -> None:
        """The operator is in no room."""


def _report(error: Exception, command: Command | None) -> None:
    log.failure("{command} failed", command=type(command).__name__)
