"""Figures of the process around a chat, for the operator."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from chatservice.settings.listing import SettingInForce


@dataclass
class Process:
    """`data` is the data folder, `doors` how to join, `connections` gives how many there are and the
    bytes that wait for them, `memory` the resident bytes, `files` how many files may be open. `swap` goes
    on with the database of that name in the data folder, and tells where the one before is kept; None: no
    server is running. Raises StartError, with the server as it was. `back_up` makes a backup, verifies it
    and returns its name; raises StartError. `settings` lists those that are set, or all; it raises
    StartError if they cannot be read."""

    data: str = ""
    pid: int = 0
    since: float = 0.0
    doors: list[str] = field(default_factory=list)
    connections: Callable[[], tuple[int, int]] = lambda: (0, 0)
    memory: Callable[[], int] = lambda: 0
    files: int = 0
    swap: Callable[[str], Awaitable[str]] | None = None
    back_up: Callable[[], Awaitable[str]] | None = None
    settings: Callable[[bool], list[SettingInForce]] = lambda complete: []

    @property
    def running(self) -> bool:
        return self.swap is not None
