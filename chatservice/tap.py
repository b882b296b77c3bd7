"""The only place that builds and connects everything: settings in, a running server out."""

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from twisted.application.service import IService
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.background import spawn
from chatservice.clock import SystemClock, steady
from chatservice.core.chat import Chat
from chatservice.core.dispatch import table
from chatservice.core.environment import Environment
from chatservice.core.log_relay import LogRelay
from chatservice.core.name_registry import NamesInMemory
from chatservice.core.ports import (
    Callouts,
    Clock,
    LinkReader,
    NameRegistry,
    NoCallouts,
    NoPages,
    NoPush,
    NoSandbox,
    Passwords,
    PushSender,
    Sandbox,
    Storage,
)
from chatservice.core.process import Process
from chatservice.errors import StartError
from chatservice.model.commands import Command
from chatservice.net.announcement import LanAnnouncement, announcement
from chatservice.net.callouts import HttpCallouts
from chatservice.net.context import ExtraGauge, FlushQueue, ServerContext
from chatservice.net.counters import Counters
from chatservice.net.doors import DoorFactory, Listener
from chatservice.net.giving_up import give_up
from chatservice.net.greeting import greeting
from chatservice.net.logs import observer, reason
from chatservice.net.notice_files import NoticeFile, watch
from chatservice.net.open_doors import http_assembly, open_doors
from chatservice.net.operator_door import open_socket
from chatservice.net.page_reader import HttpPages
from chatservice.net.push.late import LatePush
from chatservice.net.reload import Reloader
from chatservice.net.scheduled_backups import scheduled
from chatservice.net.service import ChatService, Server
from chatservice.net.service_manager import ServiceManager
from chatservice.net.this_process import open_files, resident
from chatservice.options import Options, failing_in_one_line
from chatservice.sandbox.bubblewrap import Bubblewrap
from chatservice.sandbox.languages import BY_NAME, LANGUAGES
from chatservice.sandbox.policy import RunLimits
from chatservice.settings.advice import advice
from chatservice.settings.listing import SettingInForce, in_force
from chatservice.settings.schema import Settings
from chatservice.settings.sources import Loaded
from chatservice.storage import offline
from chatservice.storage.opening import Folder, open_storage, prepare
from chatservice.storage.passwords import Argon2

__all__ = ["Options", "build", "makeService"]

EXPIRES = "chat_certificate_expires_seconds", "When the certificate expires, in seconds since 1970."
BACKED_UP = "chat_backup_made_seconds", "When the last verified backup was made, likewise; 0: never."

log = Logger()


def makeService(options: Options) -> IService:  # noqa: N802
    from twisted.internet import reactor  # noqa: PLC0415 (the plug-in may be listed without one)

    # The doors open here, before twistd logs or leaves the terminal, so that an error
    # is one line for the user who typed the command; the database opens when the service starts,
    # because its thread would not survive the fork.
    steady(reactor)
    settings = options.settings
    if options["check"]:
        check(settings, options.origins)
    with failing_in_one_line(), _defects_too():
        code_languages(settings)
        folder = prepare(settings)
        doors = open_doors(settings, reactor)
        to = observer(settings, options.parent or {})
    twistd: Mapping[str, Any] = options.parent or {}
    manager = ServiceManager(os.environ, os.getpid(), reactor)
    made = partial(build, settings, reactor, folder, doors, options.again)
    return ChatService(made, reactor, folder.release, to, partial(give_up, twistd), manager)  # type: ignore[return-value]


def check(settings: Settings, origins: Mapping[str, str]) -> NoReturn:
    """Say what is set, or in one line what is wrong, and end; nothing is opened or created."""
    with failing_in_one_line():
        code_languages(settings)
        if settings.cert is not None:
            from chatservice.net.tls import Certificate  # noqa: PLC0415 (OpenSSL, only for such a door)

            Certificate.of(settings)
    for row in in_force(settings, settings, origins, complete=False):
        sys.stdout.write(f"{row.name} = {row.value}  ({row.origin})\n")
    for text in advice(settings):
        sys.stdout.write(f"note: {text}\n")
    sys.stdout.write("The settings are valid.\n")
    raise SystemExit(0)


@contextmanager
def _defects_too() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise StartError(reason(Failure())) from error


def join(
    settings: Settings,
    storage: Storage,
    relay: LogRelay,
    passwords: Passwords,
    clock: Clock,
    sandbox: Sandbox | None = None,
    names: NameRegistry | None = None,
    callouts: Callouts | None = None,
    push: PushSender | None = None,
    pages: LinkReader | None = None,
) -> ServerContext:
    """Build the core on `storage`, whose observer is `relay`, and what connections share; nothing
    listens yet."""
    turn = FlushQueue(clock.callLater)
    environment = Environment(
        settings,
        storage,
        passwords,
        clock=clock,
        spawn=spawn,
        promise=Deferred,
        soon=turn.soon,
        token=lambda: secrets.token_hex(16),
        report=_report,
        sandbox=sandbox or NoSandbox("there is no sandbox"),
        names=names or NamesInMemory(),
        callouts=callouts or NoCallouts(),
        push=push or NoPush(),
        pages=pages or NoPages(),
    )
    chat = Chat(environment, table)
    turn.before = chat.hub.flush
    shared = ServerContext(chat, settings, clock, turn)
    chat.passwords.on_failure = partial(_failed_login, shared.tally)
    relay.follow(turn.end, chat.trimmed, chat.behind.reopened, shared.tally.committed)
    return shared


def build(
    settings: Settings,
    reactor: Any,
    folder: Folder,
    doors: list[Listener],
    find: Callable[[], Loaded],
    service: ChatService,
) -> Server:
    """A server on that folder, behind those doors; it accepts no connections before its `start`.

    `find` reads the settings again. Raises StartError.
    """
    relay = LogRelay()
    storage = open_storage(settings, reactor, relay, folder.again())
    try:
        return _build_on(storage, relay, settings, reactor, folder, doors, find, service)
    except BaseException:
        storage.close()
        raise


def _build_on(
    storage: Storage,
    relay: LogRelay,
    settings: Settings,
    reactor: Any,
    folder: Folder,
    doors: list[Listener],
    find: Callable[[], Loaded],
    service: ChatService,
) -> Server:
    passwords = Argon2(reactor, settings.password_queue)
    clock = SystemClock(reactor)
    sandbox = _sandbox(settings, reactor, folder, doors)
    callouts = HttpCallouts(settings, reactor, clock)
    push = LatePush(settings, reactor, clock, folder.data, lambda: shared.chat.files.links.base)
    pages = HttpPages(settings, reactor)
    shared = join(
        settings, storage, relay, passwords, clock, sandbox, callouts=callouts, push=push, pages=pages
    )
    web = [door for door in doors if not isinstance(door.factory, DoorFactory)]
    for door in doors:
        if door not in web:
            door.factory.shared = shared
    urls = [door.url for door in doors if door.url]
    shared.chat.files.links.base = settings.public_url.rstrip("/") or next(iter(urls), "")
    data = folder.data
    notices = shared.chat.notices
    files = [
        NoticeFile(data / settings.motd_file, notices.set_motd),
        NoticeFile(data / settings.announcement_file, notices.announce),
    ]
    certificates = list({door.certificate: None for door in doors if door.certificate is not None})
    if certificates:
        shared.gauges.append(ExtraGauge(*EXPIRES, lambda: min(each.expires for each in certificates)))
    looks = [*(certificate.renew for certificate in certificates), *(file.look for file in files)]
    again = Reloader(settings, find, shared.chat.settings_changed, looks)
    lines = greeting(doors, str(data))
    leave_web = http_assembly().open_site(web, shared, lines, reactor).stop if web else _nobody_left
    shared.chat.process = Process(
        data=str(folder.data),
        pid=os.getpid(),
        since=clock.now(),
        doors=lines,
        connections=lambda: (len(shared.connections), shared.allowance.used),
        memory=resident,
        files=open_files(),
        swap=partial(_swap, folder, service),
        settings=partial(_in_force, settings, find),
    )
    beside = partial(_beside, reactor, files, data, shared, announcement(settings, doors))
    return Server(shared.chat, shared, storage, doors, lines, leave_web, beside, passwords.close, again)


def _failed_login(tally: Counters, address: str, what: str) -> None:
    """One line, with the address before what was typed: deploy/fail2ban reads it."""
    tally.login_failures += 1
    log.warn("failed login from {address}: {what}", address=address or "a unix socket", what=what)


def _in_force(settings: Settings, find: Callable[[], Loaded], complete: bool) -> list[SettingInForce]:
    """Raises StartError if the sources cannot be read now."""
    loaded = find()
    return list(in_force(settings, loaded.settings, loaded.origins, complete))


def _nobody_left(grace: float) -> list[Deferred[None]]:
    return []


def _sandbox(settings: Settings, reactor: Any, folder: Folder, doors: list[Listener]) -> Sandbox:
    """The sandbox: programs in it must reach neither the doors nor the data."""
    if not settings.code:
        return NoSandbox("it is switched off", "Switch it on: code = yes")
    hosts = [door.port.getHost() for door in doors]
    return Bubblewrap(
        reactor,
        partial(deferToThreadPool, reactor, reactor.getThreadPool()),
        lambda: RunLimits(
            settings.code_timeout, settings.code_compile_timeout, settings.code_memory, settings.code_output
        ),
        uid=settings.code_uid,
        owner=folder.data.stat().st_uid,
        languages=code_languages(settings),
        ports=[host.port for host in hosts if isinstance(host, IPv4Address | IPv6Address)],
        paths=[str(path.absolute()) for path in (folder.data, folder.database)],
    )


def code_languages(settings: Settings) -> list[str]:
    """The allowed languages; empty: all. Raises StartError for an unknown one."""
    names = [name.lower() for name in settings.code_languages.split(",") if name]
    for name in names:
        if name not in BY_NAME:
            known = ", ".join(language.name for language in LANGUAGES)
            raise StartError(f"code_languages: {name} is no language; those there are: {known}")
    return names


def _beside(
    reactor: Any,
    files: list[NoticeFile],
    data: Path,
    shared: ServerContext,
    announced: LanAnnouncement | None,
) -> Callable[[], None]:
    """Start the work beside the doors: watch the notice files, answer chatctl, tell the local network.
    Returns a function that ends it."""
    backups = scheduled(shared.settings, data, shared.clock, reactor)
    backups.start()
    shared.chat.process.back_up = backups.back_up
    if shared.settings.backup_every is not None:
        shared.gauges.append(ExtraGauge(*BACKED_UP, lambda: backups.last))
    ends = [watch(reactor, files), backups.stop]
    if announced is not None:
        announced.start()
        ends.append(announced.stop)
    try:
        ends.append(open_socket(data, shared, reactor))
    except OSError as error:
        log.warn("chatctl cannot reach this server: {error}", error=error)

    def end() -> None:
        for each in ends:
            each()

    return end


async def _swap(folder: Folder, service: ChatService, incoming: str) -> str:
    """Switch to the database that chatctl has put into the folder under that name; returns the path
    of the former one. Raises Fault, StartError."""
    former: list[Path | None] = []

    def change() -> Callable[[], None]:
        former.append(offline.exchange(folder.database, folder.database.with_name(incoming)))
        return partial(offline.put_back, folder.database, former[0])

    try:
        await service.change(change)
    except offline.CopyError as error:
        raise StartError(str(error)) from None
    return str(former[0] or "")


def _report(error: Exception, command: Command | None) -> None:
    """Log a bug with its traceback: the command's type, never its texts."""
    log.failure("{command} failed", command=type(command).__name__)
