"""Passwords as argon2id, hashed in two threads of their own behind a bounded queue.

The cost is that of OWASP's Password Storage Cheat Sheet (19 MiB, two passes, one lane):
some 50 ms of a core. The threads do not hold up the reactor, because the library releases
the interpreter's lock while it works; a full queue refuses with Busy.
"""

import ctypes
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from chatservice.errors import Busy
from chatservice.model import scram
from chatservice.model.scram import Verifier

if TYPE_CHECKING:
    from argon2 import PasswordHasher

THREADS = 2
MEMORY_KIB = 19 * 1024
PASSES = 2
SALT = 16  # bytes, of a verifier for SCRAM

M_MMAP_THRESHOLD = -3  # glibc's malloc.h, mallopt(3)
LARGE = 4 * 1024 * 1024  # bytes

T = TypeVar("T")


def give_large_blocks_back() -> None:
    """Make malloc return large blocks to the system as soon as they are freed.

    Otherwise glibc keeps later blocks after the first one was freed, and a single attempt at a
    password makes the server permanently larger by the working memory of its threads.
    """
    with suppress(OSError, AttributeError):  # another libc
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


class Argon2:
    """Passwords of core.ports."""

    def __init__(self, reactor: Any, queue: int) -> None:
        self._reactor = reactor
        self._queue = queue
        self._under_way = 0
        self._closed = False
        self._pool: ThreadPool | None = None
        self._hasher: PasswordHasher | None = None
        self._decoy = ""  # verified where there is no account, so that both take the same time

    def encode(self, password: str) -> Deferred[str]:
        return self._work(lambda hasher: hasher.hash(password))

    def derive(self, password: str) -> Deferred[Verifier]:
        return self._work(lambda hasher: scram.derive(password, secrets.token_bytes(SALT)))

    def verify(self, encoded: str, password: str) -> Deferred[bool]:
        return self._work(lambda hasher: self._verified(hasher, encoded, password))

    def close(self) -> None:
        """Finish the work under way; refuse what waits or comes now."""
        self._closed = True
        if self._pool is not None:
            self._pool.stop()

    def _work(self, work: "Callable[[PasswordHasher], T]") -> Deferred[T]:
        if self._under_way >= self._queue or self._closed:
            raise Busy
        self._under_way += 1
        done = deferToThreadPool(self._reactor, self._started(), self._done, work)
        return done.addBoth(self._settled)

    def _done(self, work: "Callable[[PasswordHasher], T]") -> T:
        if self._closed:
            raise Busy
        return work(self._made())

    def _settled(self, result: Any) -> Any:
        self._under_way -= 1
        return result

    def _started(self) -> ThreadPool:
        """Start the threads at the first password: a server without passwords has none."""
        if self._pool is None:
            self._pool = ThreadPool(0, THREADS, "chat-password")
            self._pool.start()
        return self._pool

    def _made(self) -> "PasswordHasher":
        if self._hasher is None:
            give_large_blocks_back()
            from argon2 import PasswordHasher  # noqa: PLC0415 (2 MB that a server without accounts need not load)

            hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
            self._decoy = hasher.hash("nobody has this password")
            self._hasher = hasher
        return self._hasher

    def _verified(self, hasher: "PasswordHasher", encoded: str, password: str) -> bool:
        from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

        try:
            hasher.verify(encoded or self._decoy, password)
        except (Argon2Error, InvalidHashError):
            return False
        return bool(encoded)
