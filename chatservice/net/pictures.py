"""Makes pictures small in processes of their own, one at a time (`picture_worker`)."""

import sys
from typing import Any

from twisted.internet.defer import Deferred, DeferredSemaphore
from twisted.internet.protocol import ProcessProtocol
from twisted.python.failure import Failure

from chatservice.errors import BadUpload, Busy, Fault, NotSupported
from chatservice.net import picture_worker
from chatservice.net.picture_worker import ANY
from chatservice.settings.schema import Settings

SECONDS = 10.0  # for one picture, start of the process included
OUTPUT_MAX = 256 * 1024  # bytes; a picture of that size has no more than 64 KiB uncompressed
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
# Types that a client sends that does not know.
UNKNOWN = ("", "application/octet-stream", "application/x-www-form-urlencoded")

_REASONS = {
    picture_worker.NO_PICTURE: "this is no picture that can be read",
    picture_worker.TOO_LARGE: "the picture has more than 25 million pixels",
    picture_worker.OTHER_FORMAT: "the picture is not of the type that its Content-Type says",
}


def format_of(media_type: str) -> str:
    """The format that a body of that type must have. Raises BadUpload."""
    bare = media_type.partition(";")[0].strip().lower()
    if bare in UNKNOWN:
        return ANY
    if bare not in FORMATS:
        raise BadUpload(f"a picture is one of {', '.join(FORMATS)}")
    return FORMATS[bare]


class Pictures:
    """Makes pictures small. At most `avatar_queue` wait."""

    def __init__(self, reactor: Any, settings: Settings) -> None:
        self._reactor = reactor
        self._settings = settings
        self._turn = DeferredSemaphore(1)
        self._waiting = 0

    async def small(self, data: bytes, expected: str) -> bytes:
        """A square PNG. Raises BadUpload, NotSupported, Busy."""
        if self._waiting >= self._settings.avatar_queue:
            raise Busy
        self._waiting += 1
        try:
            await self._turn.acquire()
            try:
                return await self._run(data, expected)
            finally:
                self._turn.release()
        finally:
            self._waiting -= 1

    def _run(self, data: bytes, expected: str) -> Deferred[bytes]:
        work = _Work(data)
        arguments = [sys.executable, "-I", picture_worker.__file__, expected]
        self._reactor.spawnProcess(work, sys.executable, arguments, env={})
        timer = self._reactor.callLater(SECONDS, work.kill)

        def ended(result: Any) -> Any:
            if timer.active():
                timer.cancel()
            return result

        return work.done.addBoth(ended)


class _Work(ProcessProtocol):
    """One run of the program."""

    transport: Any

    def __init__(self, data: bytes) -> None:
        self.done: Deferred[bytes] = Deferred()
        self._data = data
        self._out = bytearray()

    def connectionMade(self) -> None:  # noqa: N802
        self.transport.write(self._data)
        self.transport.closeStdin()

    def outReceived(self, data: bytes) -> None:  # noqa: N802
        self._out += data
        if len(self._out) > OUTPUT_MAX:
            self.kill()

    def kill(self) -> None:
        if self.transport.pid is not None:
            self.transport.signalProcess("KILL")

    def processEnded(self, reason: Failure) -> None:  # noqa: N802
        status = getattr(reason.value, "exitCode", None)
        if status == 0 and len(self._out) <= OUTPUT_MAX:
            self.done.callback(bytes(self._out))
        else:
            self.done.errback(_fault(status))


def _fault(status: int | None) -> Fault:
    """`status` is None when it was killed: it took too much time or memory."""
    if status == picture_worker.NO_PILLOW:
        return NotSupported(
            "A picture of your own", "the server lacks Pillow: pip install 'chatservice[avatars]'"
        )
    return BadUpload(_REASONS.get(status or 0, _REASONS[picture_worker.NO_PICTURE]))
