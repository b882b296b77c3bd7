"""What the server says when it is ready: a short block, a line for each way in."""

from collections.abc import Iterable

from chatservice import __version__
from chatservice.net.doors import OpenDoor


def greeting(doors: Iterable[OpenDoor], data: str) -> list[str]:
    """A line for each door with how to join, one for the desktop client, and what opens the
    server to the network; what several doors would say alike is said once."""
    lines = [line for door in doors for line in door.lines()]
    window = next((line for door in doors if (line := _window(door))), None)
    if window is not None:
        lines.insert(1, window)
    lines.sort(key=lambda line: line.startswith("Network:"))  # last, since it is about all doors
    return list(dict.fromkeys((f"chatservice {__version__}: ready, with its data in {data}", *lines)))


def _window(door: OpenDoor) -> str | None:
    """The desktop client joins at the line door, in clear or over TLS."""
    at = door.place()
    if door.option not in ("--port", "--tls-port") or at.proxied or not at.host:
        return None
    return f"Window: chat-gui --host {at.host} --port {at.port}{' --tls' if at.tls else ''}"
