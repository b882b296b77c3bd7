"""What an outbox needs of the network below it, and of the connection that it belongs to."""

from collections.abc import Callable
from typing import Protocol


class Transport(Protocol):
    """The parts of ITransport, IConsumer and IPushProducer that are used, and of TCP if it is TCP."""

    def write(self, data: bytes) -> None: ...

    def getPeer(self) -> object: ...  # noqa: N802

    def loseConnection(self) -> None: ...  # noqa: N802

    def abortConnection(self) -> None: ...  # noqa: N802

    def registerProducer(self, producer: object, streaming: bool) -> None: ...  # noqa: N802

    def unregisterProducer(self) -> None: ...  # noqa: N802

    def pauseProducing(self) -> None: ...  # noqa: N802

    def resumeProducing(self) -> None: ...  # noqa: N802


class Direct(Protocol):
    """A transport that can be bypassed (``net.eager``)."""

    @property
    def direct(self) -> Callable[[bytes], int]: ...

    @property
    def queued(self) -> bool: ...

    def wait(self) -> None: ...


class OutboxOwner(Protocol):
    """The connection that it belongs to."""

    def overflowed(self) -> None:
        """Called once, when this reader is too slow."""
        ...

    def turned(self) -> None:
        """The network is full, or free again."""
        ...
