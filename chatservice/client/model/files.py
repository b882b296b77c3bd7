"""Files of the open conversation: sent, downloaded, shown as pictures."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chatservice.client.model.sanitize import harmless
from chatservice.client.model.session import OFFLINE, ClientSession
from chatservice.client.model.transfers import Stage, Transfer, UploadView
from chatservice.client.words import _
from chatservice.model.events import FileInfo, FileShared


def no_folder(path: Path) -> str:
    """What is wrong with it."""
    words = _("{name} is a folder. Send its files, or an archive of it.")
    return words.format(name=harmless(path.name))


class ClientFiles:
    """`make_courier` builds what carries files, given what to call after a change. Methods that
    return a text return what is wrong, or an empty text."""

    def __init__(
        self, session: ClientSession, make_courier: Callable[[Callable[[], None]], Any] = lambda changed: None
    ) -> None:
        self._session = session
        self._make_courier = make_courier
        self.courier: Any = None

    def share(self, key: str, path: Path) -> str:
        """Send a file to that conversation."""
        conversation = self._session.state.conversation(key)
        room = conversation.room if conversation is not None else key
        return self._send(path, lambda courier: courier.upload(path, room, secrets.token_hex(16)))

    def set_picture(self, path: Path, done: Callable[[], object]) -> str:
        """Make that image the user's own picture, and call `done`."""
        return self._send(path, lambda courier: courier.set_picture(path, done))

    def _send(self, path: Path, send: Callable[[Any], object]) -> str:
        courier = self._ready_courier()
        if courier is None:
            return _("This server accepts no files, or you are not connected.")
        if path.is_dir():
            return no_folder(path)
        if not path.is_file():
            return _("There is no file {path}.").format(path=path)
        send(courier)
        self._session.redraw()
        return ""

    def fetch(self, key: str, seq: int, folder: Path) -> str:
        """Download the file shared in that line."""
        conversation = self._session.state.conversation(key)
        line = conversation.lines.get(seq) if conversation is not None else None
        return self.fetch_listed(line, folder, in_line=True) if isinstance(line, FileShared) else ""

    def fetch_listed(self, file: FileShared | FileInfo, folder: Path, in_line: bool = False) -> str:
        """Download that file, unless that is under way; `in_line`: its line shows how far that is."""
        courier = self._ready_courier()
        if courier is None:
            return _(OFFLINE)
        if not any(each.url == file.url and each.stage is Stage.RUNNING for each in self.transfers):
            courier.download(file.url, file.name, file.size, file.sha256, folder, in_line)
            self._changed()
        return ""

    def picture(self, line: FileShared) -> Any:
        """A future of a thumbnail of that file (PNG bytes or None); None when unavailable."""
        return self.picture_at(line.url)

    def picture_at(self, url: str) -> Any:
        courier = self._ready_courier()
        return courier.look_at(url) if courier is not None else None

    def _ready_courier(self) -> Any:
        """The courier with the current session's address and token; None without a session."""
        http, link = self._session.state.http, self._session.link
        if not http or link is None or not link.here:
            return None
        if self.courier is None:
            self.courier = self._make_courier(self._changed)
        self.courier.base, self.courier.token = http.rstrip("/"), link.token
        return self.courier

    def _changed(self) -> None:
        """The lines of shared files show how far their downloads are; uploads are lines to come."""
        state = self._session.state
        state.carried = {each.url: each.view for each in self.transfers if each.url}
        state.uploads = [
            UploadView(each.room, each.name, each.size, each.path, each.view)
            for each in self.transfers
            if each.room and each.stage is not Stage.DONE
        ]
        self._session.redraw()

    def do(self, verb: str, number: int) -> None:
        """Cancel a transfer, try a failed one again, or put it away."""
        transfer = next((each for each in self.transfers if each.number == number), None)
        if transfer is None:
            return
        if verb == "again":
            self.courier.try_again(transfer)
        else:
            self.courier.forget(transfer)

    @property
    def below(self) -> list[Transfer]:
        """Transfers that no line shows."""
        rooms = {each.room for each in self._session.state.conversations.values()}
        return [each for each in self.transfers if not each.in_line and each.room not in rooms]

    def saved(self, url: str) -> Path | None:
        """Where the file with that address was saved; None when it was not, or is gone."""
        for each in reversed(self.transfers):
            if each.url == url and each.stage is Stage.DONE and each.path is not None and each.path.exists():
                return each.path
        return None

    @property
    def transfers(self) -> list[Transfer]:
        return self.courier.transfers if self.courier is not None else []
