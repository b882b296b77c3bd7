"""An HTTP door: a port that listens, and what the start-up says of it."""

import shlex

from chatservice.net.doors import OpenDoor
from chatservice.net.listening import Place


class HttpDoor(OpenDoor):
    joining = True

    @property
    def url(self) -> str:
        """What others reach it by; empty where only somebody else knows."""
        at = self.place()
        if at.proxied or not at.host:
            return ""
        return f"{'https' if at.tls else 'http'}://{at.authority}"

    def join(self, at: Place) -> str:
        scheme = "https" if at.tls else "http"
        if at.proxied or not (at.host or at.path):
            return super().join(at)
        if at.path:
            return f"curl --unix-socket {shlex.quote(at.path)} {scheme}://localhost/r/lobby"
        own = self.certificate.vouched_by if self.certificate is not None else ""
        trust = f"--cacert {shlex.quote(own)} " if own else ""
        return f"{scheme}://{at.authority}/   or   curl {trust}{scheme}://{at.authority}/r/lobby"
