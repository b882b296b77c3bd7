"""Links to files: plain ones, and signed ones that are valid for a time and open for anyone who has them.

A signature is an HMAC over the file's id and the time at which the link expires, under a secret
stored in the database. The times are whole hours, so that a file's link stays the same for a
while.
"""

import base64
import hashlib
import hmac
import math
from urllib.parse import quote

from chatservice.model.names import fold

HOUR = 3600


class Links:
    """`base` precedes the path, such as ``https://chat.example``; may be empty."""

    def __init__(self, keep: float) -> None:
        self.base = ""
        self._keep = keep
        self._secret = b""

    def know(self, secret: str) -> None:
        self._secret = secret.encode()

    def plain(self, file: str) -> str:
        return f"{self.base}/download/{file}"

    def signed(self, file: str, now: float) -> tuple[str, int]:
        """The link, and when it expires (seconds since 1970)."""
        until = math.ceil((now + self._keep) / HOUR) * HOUR
        # No character that is special in a shell.
        return f"{self.plain(file)}/{until}.{self._signature(file, until)}", until

    def picture(self, name: str, made: float, now: float) -> str:
        """Where the picture is that the person has since `made`, for clients that cannot log in there; empty
        while nobody knows how addresses begin."""
        until = math.ceil((now + self._keep) / HOUR) * HOUR
        signature = self._signature(f"picture/{fold(name)}", until)
        path = f"/picture/{quote(name, safe='')}/{made:.0f}.{until}.{signature}"
        return self.base + path if self.base else ""

    def shows_picture(self, name: str, signed: str, now: float) -> bool:
        """Whether the link that ends in `signed` is valid, and has not expired."""
        return (self.until(f"picture/{fold(name)}", signed.partition(".")[2]) or 0) >= now

    def until(self, file: str, signed: str) -> int | None:
        """When the link that ends in `signed` expires or expired; None if the signature is invalid."""
        until, _, signature = signed.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) < 16 and signature.isascii()):
            return None
        is_ours = hmac.compare_digest(self._signature(file, int(until)), signature)
        return int(until) if is_ours else None

    def _signature(self, file: str, until: int) -> str:
        if not self._secret:
            raise AssertionError("the secret is known before the first link")
        digest = hmac.new(self._secret, f"{file}:{until}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()
