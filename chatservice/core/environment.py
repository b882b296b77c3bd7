"""What a chat needs from the process around it."""

from collections.abc import Callable
from typing import NamedTuple

from chatservice.core.ports import (
    Callouts,
    Clock,
    Future,
    LinkReader,
    NameRegistry,
    Passwords,
    PushSender,
    Sandbox,
    Spawn,
    Storage,
)
from chatservice.model.commands import Command
from chatservice.settings.schema import Settings


class Environment(NamedTuple):
    """`soon` schedules the hub's `flush` at the end of this turn; `token` makes 128 random bits as text;
    `report` takes a bug and the command that met it; `names` are those in use in
    all processes on this storage."""

    settings: Settings
    storage: Storage
    passwords: Passwords
    clock: Clock
    spawn: Spawn
    promise: Callable[[], Future]
    soon: Callable[[], None]
    token: Callable[[], str]
    report: Callable[[Exception, Command | None], None]
    sandbox: Sandbox
    names: NameRegistry
    callouts: Callouts
    push: PushSender
    pages: LinkReader
