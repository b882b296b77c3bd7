"""An HTTP door: a port that listens, and its lines in the greeting."""

import shlex

from chatservice.net.doors import Listener
from chatservice.net.http.engine.guards import is_loopback
from chatservice.net.listening import ListenAddress
from chatservice.settings.schema import Settings


class HttpDoor(Listener):
    joining = True
    settings: Settings  # set before the greeting

    @property
    def url(self) -> str:
        """The URL at which others reach it; empty if unknown here."""
        at = self.place()
        if at.proxied or not at.host:
            return ""
        return f"{'https' if at.tls else 'http'}://{at.authority}"

    def lines(self) -> list[str]:
        lines = super().lines()
        at = self.place()
        if at.host and not at.proxied and self.settings.guests and not self._names_are_enough(at):
            lines.append("Network: over HTTP others log in; with --open a name alone is enough, as for nc")
        return lines

    def _names_are_enough(self, at: ListenAddress) -> bool:
        return self.settings.guests and not at.path and (self.settings.open or is_loopback(at.host))

    def join(self, at: ListenAddress) -> str:
        room = "/r/lobby" if self._names_are_enough(at) else "/"  # a page that says how to log in
        scheme = "https" if at.tls else "http"
        if at.proxied or not (at.host or at.path):
            return super().join(at)
        if at.path:
            return f"curl --unix-socket {shlex.quote(at.path)} {scheme}://localhost{room}"
        own = self.certificate.vouched_by if self.certificate is not None else ""
        trust = f"--cacert {shlex.quote(own)} " if own else ""
        return f"{scheme}://{at.authority}/   or   curl {trust}{scheme}://{at.authority}{room}"
