"""`chat-gui`: the desktop client."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from chatservice import __version__
from chatservice.client import words as texts
from chatservice.client.model.addresses import BadAddress, ServerAddress, parse
from chatservice.client.model.openings import Opening
from chatservice.client.model.preferences import SCALE_MAX, SCALE_MIN, Preferences, path
from chatservice.client.open_windows import OpenWindows, windows_folder
from chatservice.clock import steady


def main(words: Sequence[str] | None = None) -> None:
    args = _options().parse_args(words)
    if args.install or args.uninstall or args.autostart:
        _enter_desktop(args)
        return
    windows, opening = OpenWindows(windows_folder(os.environ, path())), _opening(args)
    start = windows.start(None if args.new else opening)
    if start.handed_over:
        return
    try:
        import tkinter as tk  # noqa: PLC0415  # to say what is missing in one line
    except ImportError:
        sys.exit("chat-gui needs tkinter: install python3-tk (Debian, Ubuntu) or python3-tkinter (Fedora).")
    from twisted.internet import reactor as installed  # noqa: PLC0415

    from chatservice.client.tk.app import App  # noqa: PLC0415
    from chatservice.client.tk.window_door import open_door  # noqa: PLC0415

    tell_errors()
    reactor: Any = installed
    steady(reactor)
    memory = Preferences(path())
    texts.use(args.language or memory.values.language)
    try:
        app = App(reactor, memory, args.theme, args.scale)
    except tk.TclError as error:
        sys.exit(
            f"chat-gui needs a display ({error}). On a terminal, use: nc {args.host or 'HOST'} {args.port}"
        )
    if args.background:
        app.tray.start_hidden()
    reactor.callWhenRunning(app.entrance.open, opening)
    if start.listening is not None:
        open_door(reactor, start.listening, app.entrance.take)
    reactor.run()


def _opening(args: argparse.Namespace) -> Opening:
    at = args.link or ServerAddress(args.host, args.port if args.host else 0, args.tls)
    return Opening(at.host, at.port, bool(at.tls), at.room, args.name, args.background)


def tell_errors() -> None:
    """Write errors of the program itself to the terminal it was started from."""
    from twisted.logger import (  # noqa: PLC0415
        FilteringLogObserver,
        LogLevel,
        LogLevelFilterPredicate,
        globalLogBeginner,
        textFileLogObserver,
    )

    predicate: Any = LogLevelFilterPredicate(defaultLogLevel=LogLevel.error)
    writes: Any = textFileLogObserver(sys.stderr)
    observer: Any = FilteringLogObserver(writes, [predicate])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)


def _enter_desktop(args: argparse.Namespace) -> None:
    from chatservice.client import desktop_entry  # noqa: PLC0415

    try:
        sys.stdout.write(desktop_entry.do(args.install, args.uninstall, args.autostart) + "\n")
    except OSError as error:
        sys.exit(f"chat-gui: {error.filename} cannot be written ({error.strerror}).")


def _scale(word: str) -> int:
    scale = int(word)
    if not SCALE_MIN <= scale <= SCALE_MAX:
        raise argparse.ArgumentTypeError(f"{word} is not from {SCALE_MIN} to {SCALE_MAX}")
    return scale


def _link(word: str) -> ServerAddress:
    try:
        return parse(word)
    except BadAddress as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chat-gui", description="The desktop client of chatservice.")
    parser.add_argument("--version", action="version", version=f"chatservice {__version__}")
    parser.add_argument(
        "link", nargs="?", type=_link, default=None, help="an address: chat://HOST:PORT/ROOM, or HOST:PORT"
    )
    parser.add_argument("--host", default="", help="the server to connect to")
    parser.add_argument("--port", type=int, default=5555)
    parser.add_argument("--tls", action="store_true", help="the port speaks TLS")
    parser.add_argument("--name", default="", help="log in under this name at once")
    known = texts.languages()
    parser.add_argument("--language", choices=known, default="", help="that of the system unless said")
    parser.add_argument("--theme", choices=("system", "light", "dark", "contrast"), default="")
    parser.add_argument(
        "--scale", type=_scale, default=0, metavar="PER_CENT", help=f"{SCALE_MIN} to {SCALE_MAX}"
    )
    parser.add_argument(
        "--install", action="store_true", help="put it into the menu of your desktop, and open chat:// links"
    )
    parser.add_argument("--uninstall", action="store_true", help="take it out again")
    parser.add_argument("--autostart", choices=("yes", "no"), default="", help="start it with your session")
    parser.add_argument("--new", action="store_true", help="a window of its own, also if one is open")
    parser.add_argument("--background", action="store_true", help="start as an icon")
    return parser


if __name__ == "__main__":
    main()
