"""Transfers files over the server's HTTP door, piece by piece, with progress and cancel.

The session's token authenticates, and it is sent only to the server's own address: a link
to another host is followed without it. A download gets its name only after its checksum
equals the one in the chat.
"""

import itertools
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from twisted.internet import defer, error
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.web.client import Agent, FileBodyProducer
from twisted.web.http_headers import Headers

from chatservice.client.link.known import KnownServers
from chatservice.client.model import pictures
from chatservice.client.model.courier_bodies import CountedFile, DownloadSink, WrongContent, bytes_of
from chatservice.client.model.courier_trust import TrustPolicy
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.transfers import Stage, Transfer, free_path
from chatservice.client.words import _

PIECE = 64 * 1024
REFUSAL_MAX = 500  # characters of a refusal that are shown
CONNECT_WITHIN = 15.0


class Courier:
    """`changed` is called on any progress; `base` and `token` are the current session's."""

    def __init__(self, reactor: Any, trust: KnownServers, changed: Callable[[], None]) -> None:
        self._agent = Agent(reactor, TrustPolicy(trust), connectTimeout=CONNECT_WITHIN)
        self._changed = changed
        self._numbers = itertools.count(1)
        self._under_way: dict[int, Any] = {}
        self.base = ""
        self.token = ""
        self.transfers: list[Transfer] = []

    # Uploads.

    def upload(self, path: Path, room: str, key: str, name: str = "") -> Transfer:
        """Share the file at `path` in `room`, a room's id or name."""
        name = name or path.name
        url = f"{self.base}/r/{quote(room, safe='')}/{quote(name, safe='')}"
        headers = {"Idempotency-Key": key, "Accept": "application/json"}
        transfer = self._put(path, name, url, headers, room)
        transfer.again = lambda: self.upload(path, room, key, name)  # by its key, it is shared once
        return transfer

    def set_picture(self, path: Path, done: Callable[[], object]) -> Transfer:
        """Make the image at `path` the user's own picture, and call `done`."""
        transfer = self._put(path, path.name, f"{self.base}/api/v1/me/avatar", {})
        transfer.again = lambda: self.set_picture(path, done)
        transfer.done = done
        return transfer

    def _put(self, path: Path, name: str, url: str, headers: dict[str, str], room: str = "") -> Transfer:
        transfer = self._new(up=True, name=name, size=0, room=room)
        transfer.path = path
        try:
            file = path.open("rb")
            transfer.size = path.stat().st_size
        except OSError as error_:
            return self._failed(
                transfer, _("{path} cannot be read: {strerror}.").format(path=path, strerror=error_.strerror)
            )
        headers = {**headers, "Content-Type": mimetypes.guess_type(name)[0] or "application/octet-stream"}
        body = FileBodyProducer(CountedFile(file, transfer, self._changed), readSize=PIECE)
        self._ask(transfer, b"PUT", url, headers, body, self._sent)
        return transfer

    def _sent(self, transfer: Transfer, response: Any) -> Any:
        if response.code in (201, 204):
            transfer.stage = Stage.DONE
            transfer.moved = transfer.size
            return bytes_of(response, REFUSAL_MAX)
        return self._refused(transfer, response)

    # Downloads.

    def download(
        self, url: str, name: str, size: int, sha256: str, folder: Path, in_line: bool = False
    ) -> Transfer:
        transfer = self._new(up=False, name=name, size=size, in_line=in_line)
        transfer.url = url
        transfer.again = lambda: self.download(url, name, size, sha256, folder, in_line)
        taken = [each.path.name for each in self.transfers if each.path is not None]
        transfer.path = free_path(folder, name, taken)
        part = transfer.path.with_name(transfer.path.name + ".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = part.open("xb")
        except OSError as error_:
            return self._failed(
                transfer,
                _("{folder} cannot be written: {strerror}.").format(folder=folder, strerror=error_.strerror),
            )

        def come(transfer: Transfer, response: Any) -> Any:
            if response.code != 200:
                return self._refused(transfer, response)
            sink = DownloadSink(transfer, file, sha256, self._changed)
            response.deliverBody(sink)
            return sink.done

        def ended(result: Any) -> Any:
            file.close()
            if transfer.stage is Stage.RUNNING and transfer.path is not None:
                part.replace(transfer.path)
                transfer.stage = Stage.DONE
            else:
                part.unlink(missing_ok=True)
            return result

        self._ask(transfer, b"GET", url, {}, None, come, ended)
        return transfer

    def look_at(self, url: str) -> "defer.Deferred[bytes | None]":
        """A thumbnail of the image at `url`; None when there is none."""
        url = urljoin(self.base + "/", url)
        own = _origin(url) == _origin(self.base)
        headers = Headers({"Authorization": [f"Bearer {self.token}"]} if own else {})
        future: defer.Deferred[Any] = defer.maybeDeferred(
            self._agent.request, b"GET", url.encode("ascii", "replace"), headers
        )
        future.addCallback(_picture_bytes)
        future.addCallback(lambda data: deferToThread(pictures.small, data) if data else None)
        future.addErrback(lambda _: None)
        return future

    # Both.

    def cancel(self, transfer: Transfer) -> None:
        under_way = self._under_way.get(transfer.number)
        if under_way is not None:
            transfer.reason = _("Cancelled.")
            under_way.cancel()

    def try_again(self, transfer: Transfer) -> None:
        """Begin a failed one anew."""
        self.forget(transfer)
        transfer.again()

    def forget(self, transfer: Transfer) -> None:
        self.cancel(transfer)
        if transfer in self.transfers:
            self.transfers.remove(transfer)
        self._changed()

    def _new(self, up: bool, name: str, size: int, room: str = "", in_line: bool = False) -> Transfer:
        transfer = Transfer(next(self._numbers), up, name, size, room, in_line)
        self.transfers.append(transfer)
        return transfer

    def _failed(self, transfer: Transfer, reason: str) -> Transfer:
        transfer.stage = Stage.FAILED
        transfer.reason = transfer.reason or reason
        self._changed()
        return transfer

    def _ask(
        self,
        transfer: Transfer,
        method: bytes,
        url: str,
        headers: dict[str, str],
        body: Any,
        answered: Callable[[Transfer, Any], Any],
        ended: Callable[[Any], Any] = lambda result: result,
    ) -> None:
        url = urljoin(self.base + "/", url)
        if _origin(url) == _origin(self.base):
            headers = {**headers, "Authorization": f"Bearer {self.token}"}
        transfer.stage = Stage.RUNNING
        wire = Headers({name: [value] for name, value in headers.items()})
        try:
            asking: defer.Deferred[Any] = self._agent.request(method, url.encode("ascii"), wire, body)
        except (ValueError, UnicodeError):
            ended(None)
            self._failed(transfer, _("The server gave an invalid address."))
            return
        self._under_way[transfer.number] = asking
        asking.addCallback(lambda response: answered(transfer, response))
        asking.addErrback(lambda failure: self._broke(transfer, failure))
        asking.addBoth(ended)
        asking.addErrback(lambda failure: self._broke(transfer, failure))
        asking.addBoth(lambda _: self._over(transfer))

    def _over(self, transfer: Transfer) -> None:
        self._under_way.pop(transfer.number, None)
        if transfer.stage is Stage.DONE:
            transfer.done()
        self._changed()

    def _refused(self, transfer: Transfer, response: Any) -> Any:
        transfer.stage = Stage.FAILED
        reading = bytes_of(response, REFUSAL_MAX * 4)

        def show(body: bytes) -> None:
            words = harmless(body.decode("utf-8", "replace")).strip().removeprefix("! ")
            first = words.split("\n")[0][:REFUSAL_MAX]
            self._failed(transfer, first or _("The server refused it ({code}).").format(code=response.code))

        reading.addCallbacks(
            show, lambda failure: self._failed(transfer, _("Refused ({code}).").format(code=response.code))
        )
        return reading

    def _broke(self, transfer: Transfer, failure: Failure) -> None:
        self._failed(transfer, _why(failure))


def _picture_bytes(response: Any) -> Any:
    return bytes_of(response, pictures.BYTES_MAX if response.code == 200 else 0)


def _why(failure: Failure) -> str:
    reasons = getattr(failure.value, "reasons", None)
    if reasons and isinstance(reasons[0], Failure):
        return _why(reasons[0])
    if failure.check(defer.CancelledError):
        return _("Cancelled.")
    if failure.check(WrongContent):
        return str(failure.value)
    if failure.check(error.ConnectionRefusedError, error.TimeoutError, error.DNSLookupError):
        return _("The server's HTTP port cannot be reached.")
    if isinstance(failure.value, OSError) and failure.value.strerror:
        return _("The file could not be written here: {strerror}.").format(strerror=failure.value.strerror)
    return _("The connection was cut.")


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
