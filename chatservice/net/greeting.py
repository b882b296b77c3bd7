"""The greeting when the server is ready: a short block, with a line for each way to join."""

import io
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
    link = f"{'chats' if at.tls else 'chat'}://{at.authority}"
    return f"Window: chat-gui {link}"


def address(doors: Iterable[Listener]) -> str:
    """What others open first: the page for browsers, or else the link for the desktop client."""
    doors = list(doors)
    windows = (line.removeprefix("Window: chat-gui ") for door in doors if (line := _window(door)))
    return next((door.url for door in doors if door.url), next(windows, ""))


def qr_code(text: str) -> list[str]:
    """`text` as a QR code for a terminal; empty if the library segno is not installed."""
    try:
        import segno  # noqa: PLC0415 (an extra)
    except ImportError:
        return []
    out = io.StringIO()
    segno.make(text, micro=False).terminal(out, border=2, compact=True)
    return out.getvalue().splitlines()
