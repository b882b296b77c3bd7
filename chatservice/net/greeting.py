"""The greeting when the server is ready: a short block, with a line for each way to join."""

from collections.abc import Iterable

from chatservice import __version__
from chatservice.core.ports import Isolation
from chatservice.model.runs import LanguageInfo
from chatservice.net.doors import Listener


def greeting(doors: Iterable[Listener], data: str) -> list[str]:
    """A line for each door on how to join, one for the desktop client, and how to open the server
    to the network; identical lines of several doors appear once."""
    lines = [line for door in doors for line in door.lines()]
    window = next((line for door in doors if (line := _window(door))), None)
    if window is not None:
        lines.insert(1, window)
    lines.sort(key=lambda line: line.startswith("Network:"))  # last, since it is about all doors
    return list(dict.fromkeys((f"chatservice {__version__}: ready, with its data in {data}", *lines)))


def of_code(isolation: Isolation, languages: Iterable[LanguageInfo]) -> str:
    """Whether programs can be run here, in which languages, and how they are isolated."""
    if not isolation.holds:
        return f"Code: no programs can be run here: {isolation.reason}. {isolation.remedy}".rstrip()
    here = ", ".join(f"{each.title} {each.version}" for each in languages if each.version)
    return f"Code: {here or 'no language is installed'}; fenced in by {isolation.fence}"


def _window(door: Listener) -> str | None:
    """The desktop client joins at the line door, unencrypted or over TLS."""
    at = door.place()
    if door.option not in ("--port", "--tls-port") or at.proxied or not at.host:
        return None
    return f"Window: chat-gui --host {at.host} --port {at.port}{' --tls' if at.tls else ''}"
