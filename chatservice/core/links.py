"""Links to files: plain ones, and signed ones that are valid for a time and open for anyone who has them.

A signature is an HMAC over the file's id and the moment the link ends, under a secret
that only the database knows. Moments are whole hours, so that a file's link stays the
same for a while.
"""

import base64
import hashlib
import hmac
import math

HOUR = 3600


class Links:
    """`base` is what comes before the path, as ``https://chat.example``; may be empty."""

    def __init__(self, keep: float) -> None:
        self.base = ""
        self._keep = keep
        self._secret = b""

    def know(self, secret: str) -> None:
        self._secret = secret.encode()

    def plain(self, file: str) -> str:
        return f"{self.base}/download/{file}"

    def signed(self, file: str, now: float) -> tuple[str, int]:
        """The link, and when it ends (seconds since 1970)."""
        until = math.ceil((now + self._keep) / HOUR) * HOUR
        # Nothing in it that a shell would take for more than a letter.
        return f"{self.plain(file)}/{until}.{self._signature(file, until)}", until

    def until(self, file: str, signed: str) -> int | None:
        """When the link ends or ended that has `signed` at its end; None when it is none of ours."""
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
