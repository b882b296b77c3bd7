"""An HTTP door: a port that listens, and what the start-up says of it."""

from chatservice.net.doors import OpenDoor


class HttpDoor(OpenDoor):
    def lines(self) -> list[str]:
        address = self.port.getHost()
        host, number = getattr(address, "host", None), getattr(address, "port", None)
        if host is None:
            return [f"{self._how} at {self._where}"]
        shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104
        where = f"[{shown}]" if ":" in shown else shown
        return [f"{self._how}: http://{where}:{number}/   or   curl http://{where}:{number}/r/lobby"]
