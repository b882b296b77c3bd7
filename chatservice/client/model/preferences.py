"""What the client remembers between starts: servers, certificates, preferences. Never a password.

One JSON file that only its owner can read, written whole and moved into place. A file that
cannot be read is renamed to ``.broken``; if it cannot be written, the window says so and
everything else works.
"""

import os
import re
from pathlib import Path

import msgspec

from chatservice.client.model.conversation import Conversation
from chatservice.client.words import _

SIZE = re.compile(r"(?:[1-9][0-9]{1,4}x[1-9][0-9]{1,4})?")
SCALE_MIN, SCALE_MAX = 80, 200  # per cent
THEMES = ("system", "light", "dark", "contrast")
SERVERS_MAX = 8
ROOMS_MAX = 500

LEVELS = ("all", "mentions", "none")


class SavedServer(msgspec.Struct, frozen=True, omit_defaults=True):
    host: str = "127.0.0.1"
    port: int = 5555
    tls: bool = False
    name: str = ""

    @property
    def where(self) -> str:
        return f"{self.host}:{self.port}"


class SavedPlaces(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where one was on a server: public rooms by key with the last line read (the lobby's is not always the
    same), tabs by key of their conversation, the one in front, and when that was."""

    epoch: str = ""
    rooms: dict[str, int] = {}
    lobby: bool = False
    tabs: list[str] = []
    front: str = ""
    ts: float = 0.0


class Remembered(msgspec.Struct, omit_defaults=True):
    servers: list[SavedServer] = []
    trusted: dict[str, str] = {}  # host:port -> fingerprint of its certificate
    theme: str = "system"  # or light, dark
    scale: int = 100  # per cent
    language: str = ""  # its code; empty: that of the system
    spelling: str = ""  # of its dictionary, or "off"; empty: that of the system
    levels: dict[str, str] = {}  # a room's id -> which of its lines notify the user
    keywords: list[str] = []
    places: dict[str, SavedPlaces] = {}  # by server and name
    emoji: list[str] = []  # those used last
    size: str = ""  # of the window, as Tk says it
    list_width: int = 0  # of the list on the left, in pixels at 100 %
    folded: list[str] = []  # sections of that list
    show_tabs: bool = True
    show_previews: bool = True  # of links, where the server makes them
    close_to_tray: bool = False  # the closed window goes on there
    downloads: str = ""  # the folder; empty: that of the desktop


def _sound(values: Remembered) -> Remembered:
    """What someone wrote into the file by hand, as far as a window can be drawn with it."""
    if not SIZE.fullmatch(values.size):
        values.size = ""
    values.scale = max(SCALE_MIN, min(SCALE_MAX, values.scale))
    if values.theme not in THEMES:
        values.theme = THEMES[0]
    return values


class Preferences:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self.values = self._read()

    def _read(self) -> Remembered:
        try:
            return _sound(msgspec.json.decode(self.path.read_bytes(), type=Remembered))
        except FileNotFoundError:
            return Remembered()
        except OSError as error:
            self.trouble = _("{path} cannot be read ({strerror}).").format(
                path=self.path, strerror=error.strerror
            )
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.trouble = _("{path} is invalid; it was renamed to {name}.broken.").format(
                path=self.path, name=self.path.name
            )
            self._put_aside()
        return Remembered()

    def _put_aside(self) -> None:
        try:
            self.path.replace(self.path.with_name(self.path.name + ".broken"))
        except OSError as error:
            self.trouble = _("{path} cannot be renamed ({strerror}).").format(
                path=self.path, strerror=error.strerror
            )

    def save(self) -> None:
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(self.values)))
            new.replace(self.path)
        except OSError as error:
            self.trouble = _("Preferences are not saved: {path} cannot be written ({strerror}).").format(
                path=self.path, strerror=error.strerror
            )

    def used(self, server: SavedServer) -> None:
        """Put a server first in the list, each address once."""
        others = [known for known in self.values.servers if known.where != server.where]
        self.values.servers = [server, *others][:SERVERS_MAX]
        self.save()

    def name_at(self, where: str) -> str:
        """The name used last at that server; empty if there is none."""
        return next((each.name for each in self.values.servers if each.where == where), "")

    def keep_places(self, key: str, places: SavedPlaces) -> None:
        """Keep where one is on a server; of many servers, those used last."""
        if self.values.places.get(key) == places:
            return
        self.values.places.pop(key, None)
        self.values.places[key] = places
        while len(self.values.places) > SERVERS_MAX:
            del self.values.places[next(iter(self.values.places))]
        self.save()

    def level(self, conversation: Conversation) -> str:
        """Which lines of a room notify the user."""
        levels = self.values.levels
        # By its name, as stored before rooms had ids.
        level = levels.get(conversation.key) or levels.get(conversation.name)
        return level or ("mentions" if conversation.kind == "public" else "all")

    def set_level(self, conversation: Conversation, level: str) -> None:
        self.values.levels[conversation.key] = level
        while len(self.values.levels) > ROOMS_MAX:
            del self.values.levels[next(iter(self.values.levels))]
        self.save()


def path() -> Path:
    """Where a desktop keeps such files (XDG Base Directory)."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "chatservice" / "desktop.json"
