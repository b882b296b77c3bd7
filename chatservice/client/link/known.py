"""Certificates that the user has accepted. Pure."""

from collections.abc import Callable


class KnownServers:
    """Fingerprints by ``host:port``; `keep` is called when one is added."""

    def __init__(self, known: dict[str, str], keep: Callable[[], None] = lambda: None) -> None:
        self.known = known
        self._keep = keep

    def accept(self, where: str, fingerprint: str) -> None:
        self.known[where] = fingerprint
        self._keep()

    def forget(self, where: str) -> None:
        self.known.pop(where, None)
        self._keep()
