"""Makes the desktop client one of the programs of this user's desktop: `chat-gui --install`.

An entry in the menu, an icon, and the program that opens ``chat://`` links; by choice, the start with the
session (Desktop Entry Specification, Autostart, XDG base directories). All of it is in folders of the user;
`--uninstall` removes it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

NAME = "chatservice"
ART = Path(__file__).with_name("tk") / "art"
ICONS = {"96x96": "logo-96.png", "192x192": "logo-192.png", "scalable": "logo.svg"}
ENTRY = """[Desktop Entry]
Type=Application
Name=chatservice
GenericName=Chat
Comment=Rooms, private chats, files and code
Comment[de]=Räume, private Gespräche, Dateien und Code
Comment[es]=Salas, conversaciones privadas, archivos y código
Exec={command} %u
Icon=chatservice
Terminal=false
Categories=Network;Chat;InstantMessaging;
Keywords=chat;message;
MimeType=x-scheme-handler/chat;x-scheme-handler/chats;
StartupWMClass=Chatservice
"""


class DesktopEntry:
    """`environment` names the folders; `command` starts the client."""

    def __init__(self, environment: Mapping[str, str], command: str) -> None:
        home = Path(environment.get("HOME") or Path.home())
        data = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
        config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        self._command = command
        self.entry = data / "applications" / f"{NAME}.desktop"
        self.icons = data / "icons" / "hicolor"
        self.autostart = config / "autostart" / f"{NAME}.desktop"

    def install(self) -> list[Path]:
        """Write the entry and the icons; returns them. Raises OSError."""
        written = [self.entry]
        self.entry.parent.mkdir(parents=True, exist_ok=True)
        self.entry.write_text(ENTRY.format(command=self._command), "utf-8")
        for art, icon in self._files():
            icon.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(art, icon)
            written.append(icon)
        return written

    def uninstall(self) -> list[Path]:
        """Remove all of it; returns what was there. Raises OSError."""
        files = [self.entry, self.autostart, *(icon for art, icon in self._files())]
        found = [file for file in files if file.exists()]
        for file in found:
            file.unlink()
        return found

    def start_with_session(self, on: bool) -> None:
        """Whether the client starts when the user logs in at this machine. Raises OSError."""
        if not on:
            self.autostart.unlink(missing_ok=True)
            return
        self.autostart.parent.mkdir(parents=True, exist_ok=True)
        lines = ENTRY.format(command=self._command).replace(" %u", " --background")
        self.autostart.write_text(f"{lines}X-GNOME-Autostart-enabled=true\n", "utf-8")

    def _files(self) -> Iterator[tuple[Path, Path]]:
        for size, name in ICONS.items():
            yield ART / name, self.icons / size / "apps" / f"{NAME}{Path(name).suffix}"


def command() -> str:
    """What starts the client as it was started now, quoted for an entry (Desktop Entry Specification)."""
    program = shutil.which("chat-gui") or sys.argv[0]
    words = [str(Path(program).absolute())] if os.access(program, os.X_OK) else [sys.executable, program]
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    if word.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum():
        return word
    for each in '\\"`$':
        word = word.replace(each, "\\" + each)
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'


def register(entry: DesktopEntry) -> None:
    """Tell the desktop of the entry, with its own tools, where it has them."""
    for words in (
        ["update-desktop-database", str(entry.entry.parent)],
        ["xdg-mime", "default", entry.entry.name, "x-scheme-handler/chat", "x-scheme-handler/chats"],
        ["gtk-update-icon-cache", "-q", "-t", str(entry.icons)],
    ):
        if shutil.which(words[0]):
            subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def do(install: bool, uninstall: bool, autostart: str) -> str:
    """What an option of `chat-gui` asks for; returns what to tell the user. Raises OSError."""
    entry = DesktopEntry(os.environ, command())
    lines = []
    if uninstall:
        lines += [f"removed {path}" for path in entry.uninstall()] or ["There is nothing to remove."]
    if install:
        lines += [f"wrote {path}" for path in entry.install()]
        lines.append("chatservice is in the menu of your desktop, and opens chat:// links.")
        register(entry)
    if autostart:
        entry.start_with_session(autostart == "yes")
        lines.append(f"chatservice starts with your session: {autostart}")
    return "\n".join(lines)
