"""Transfers files over the server's HTTP door, piece by piece, with progress and cancel.

The session's token authenticates, and it is sent only to the server's own address: a link
to another host is followed without it. A download gets its name only after its checksum
equals the one in the chat.
"""

import hashlib
import itertools
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urljoin, urlsplit

from OpenSSL import SSL
from twisted.internet import defer, error, interfaces, ssl
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure
from twisted.web.client import Agent, FileBodyProducer, ResponseDone
from twisted.web.http_headers import Headers
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from chatservice.client.link.known import KnownServers
from chatservice.client.link.trust import fingerprint
from chatservice.client.model import pictures
from chatservice.client.model.sanitize import harmless
from chatservice.client.model.transfers import Stage, Transfer, free_path

PIECE = 64 * 1024
REFUSAL_MAX = 500  # characters of a refusal that are shown
CONNECT_WITHIN = 15.0


class Courier:
    """`changed` is called on any progress; `base` and `token` are the current session's."""

    def __init__(self, reactor: Any, trust: KnownServers, changed: Callable[[], None]) -> None:
        self._agent = Agent(reactor, _Policy(trust), connectTimeout=CONNECT_WITHIN)
        self._changed = changed
        self._numbers = itertools.count(1)
        self._under_way: dict[int, Any] = {}
        self.base = ""
        self.token = ""
        self.transfers: list[Transfer] = []

    # Uploads.

    def upload(self, path: Path, room: str, key: str, name: str = "") -> Transfer:
        """Share the file at `path` in `room`, a room's id or name."""
        transfer = self._new(up=True, name=name or path.name, size=0)
        transfer.path = path
        try:
            file = path.open("rb")
            transfer.size = path.stat().st_size
        except OSError as error_:
            return self._failed(transfer, f"{path} cannot be read: {error_.strerror}.")
        url = f"{self.base}/r/{quote(room, safe='')}/{quote(transfer.name, safe='')}"
        kind = mimetypes.guess_type(transfer.name)[0] or "application/octet-stream"
        headers = {"Idempotency-Key": key, "Accept": "application/json", "Content-Type": kind}
        body = FileBodyProducer(_Counted(file, transfer, self._changed), readSize=PIECE)
        self._ask(transfer, b"PUT", url, headers, body, self._sent)
        return transfer

    def _sent(self, transfer: Transfer, response: Any) -> Any:
        if response.code == 201:
            transfer.stage = Stage.DONE
            transfer.moved = transfer.size
            return _bytes_of(response, REFUSAL_MAX)
        return self._refused(transfer, response)

    # Downloads.

    def download(self, url: str, name: str, size: int, sha256: str, folder: Path) -> Transfer:
        transfer = self._new(up=False, name=name, size=size)
        taken = [each.path.name for each in self.transfers if each.path is not None]
        transfer.path = free_path(folder, name, taken)
        part = transfer.path.with_name(transfer.path.name + ".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file = part.open("xb")
        except OSError as error_:
            return self._failed(transfer, f"{folder} cannot be written: {error_.strerror}.")

        def come(transfer: Transfer, response: Any) -> Any:
            if response.code != 200:
                return self._refused(transfer, response)
            sink = _Sink(transfer, file, sha256, self._changed)
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
            transfer.reason = "Cancelled."
            under_way.cancel()

    def forget(self, transfer: Transfer) -> None:
        self.cancel(transfer)
        if transfer in self.transfers:
            self.transfers.remove(transfer)
        self._changed()

    def _new(self, up: bool, name: str, size: int) -> Transfer:
        transfer = Transfer(next(self._numbers), up, name, size)
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
            self._failed(transfer, "The server gave an invalid address.")
            return
        self._under_way[transfer.number] = asking
        asking.addCallback(lambda response: answered(transfer, response))
        asking.addErrback(lambda failure: self._broke(transfer, failure))
        asking.addBoth(ended)
        asking.addErrback(lambda failure: self._broke(transfer, failure))
        asking.addBoth(lambda _: self._over(transfer))

    def _over(self, transfer: Transfer) -> None:
        self._under_way.pop(transfer.number, None)
        self._changed()

    def _refused(self, transfer: Transfer, response: Any) -> Any:
        transfer.stage = Stage.FAILED
        reading = _bytes_of(response, REFUSAL_MAX * 4)

        def show(body: bytes) -> None:
            words = harmless(body.decode("utf-8", "replace")).strip().removeprefix("! ")
            first = words.split("\n")[0][:REFUSAL_MAX]
            self._failed(transfer, first or f"The server refused it ({response.code}).")

        reading.addCallbacks(show, lambda _: self._failed(transfer, f"Refused ({response.code})."))
        return reading

    def _broke(self, transfer: Transfer, failure: Failure) -> None:
        self._failed(transfer, _why(failure))


def _picture_bytes(response: Any) -> Any:
    return _bytes_of(response, pictures.BYTES_MAX if response.code == 200 else 0)


def _bytes_of(response: Any, limit: int) -> "defer.Deferred[bytes]":
    """The first `limit` bytes of a response; the rest is dropped."""
    body = _FirstBytes(limit)
    response.deliverBody(body)
    return body.done


def _why(failure: Failure) -> str:
    reasons = getattr(failure.value, "reasons", None)
    if reasons and isinstance(reasons[0], Failure):
        return _why(reasons[0])
    if failure.check(defer.CancelledError):
        return "Cancelled."
    if failure.check(_Wrong):
        return str(failure.value)
    if failure.check(error.ConnectionRefusedError, error.TimeoutError, error.DNSLookupError):
        return "The server's HTTP port cannot be reached."
    if isinstance(failure.value, OSError) and failure.value.strerror:
        return f"The file could not be written here: {failure.value.strerror}."
    return "The connection was cut."


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


class _Wrong(Exception):
    """The content differs from what was announced."""


class _FirstBytes(Protocol):
    transport: Any

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = bytearray()
        self.done: defer.Deferred[bytes] = defer.Deferred(lambda _: self.transport.loseConnection())

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._data += data[: self._limit - len(self._data)]
        if len(self._data) >= self._limit:
            self.transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if not self.done.called:
            self.done.callback(bytes(self._data))


class _Counted:
    """A file that counts its reads as progress."""

    def __init__(self, file: BinaryIO, transfer: Transfer, changed: Callable[[], None]) -> None:
        self._file, self._transfer, self._changed = file, transfer, changed
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._transfer.moved += len(data)
        self._changed()
        return data


class _Sink(Protocol):
    """Writes a download and verifies its size and checksum."""

    transport: Any

    def __init__(
        self,
        transfer: Transfer,
        file: BinaryIO,
        sha256: str,
        changed: Callable[[], None],
    ) -> None:
        self._transfer, self._file, self._changed = transfer, file, changed
        self.done: defer.Deferred[None] = defer.Deferred(lambda _: self.transport.loseConnection())
        self._sha256 = sha256
        self._hash = hashlib.sha256()
        self._wrong: Exception | None = None

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._wrong is not None:
            return
        self._transfer.moved += len(data)
        self._hash.update(data)
        try:
            if self._transfer.moved > self._transfer.size:
                raise _Wrong("The server sent more than it announced.")
            self._file.write(data)
        except (OSError, _Wrong) as wrong:
            self._wrong = wrong
            self.transport.loseConnection()
        self._changed()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802
        if self.done.called:  # cancelled
            return
        if self._wrong is None and reason.check(ResponseDone):
            if self._hash.hexdigest() == self._sha256:
                self.done.callback(None)
                return
            self._wrong = _Wrong("The content differs from the shared file: it was deleted.")
        self.done.errback(Failure(self._wrong) if self._wrong is not None else reason)


@implementer(IPolicyForHTTPS)
class _Policy:
    """Accepts an authority's certificate, or one that the user accepted for that host before."""

    def __init__(self, trust: KnownServers) -> None:
        self._trust = trust

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802
        host = hostname.decode("ascii")
        accepted = {known for where, known in self._trust.known.items() if where.rpartition(":")[0] == host}
        return _Pinned(accepted) if accepted else ssl.optionsForClientTLS(host)


@implementer(interfaces.IOpenSSLClientConnectionCreator)
class _Pinned:
    def __init__(self, accepted: set[str]) -> None:
        self._accepted = accepted

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802
        context = ssl.CertificateOptions().getContext()
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._is_known)
        return SSL.Connection(context, None)

    def _is_known(self, _conn: object, certificate: Any, _code: int, depth: int, _ok: int) -> bool:
        return depth > 0 or fingerprint(certificate) in self._accepted
