"""`core.ports.PushSender`: posts to the push services of browsers.

An endpoint comes from a client, so only known push services are posted to, over TLS, at an address that
is no inner one; a setting names others.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from chatservice.core.ports import Clock
from chatservice.errors import BadPushKeys, BadUrl, CalloutFailed
from chatservice.model.push import PushMessage, PushRow
from chatservice.net.guarded_http import GuardedHttp
from chatservice.net.push.encryption import BadKeys, BrowserKeys, encrypt
from chatservice.net.push.payload import payload_of
from chatservice.net.push.vapid import Vapid, key_in
from chatservice.settings.schema import Settings

TIMEOUT = 15.0  # seconds for an answer
KEPT = 24 * 3600  # seconds that a push service keeps a message for a device that is off
TEXT_MAX = 3000  # bytes of a message, of the 4,096 that every push service takes
GONE = (404, 410)
NOBODY = "mailto:operator@example.com"


class WebPush:
    """`base` is the server's own address, for the makers of push services."""

    def __init__(self, settings: Settings, reactor: Any, clock: Clock, folder: Path, base: str) -> None:
        self._settings = settings
        self._clock = clock
        self._http = GuardedHttp(settings, reactor)
        self._base = base
        self._vapid = Vapid(key_in(folder), self._contact)

    def _contact(self) -> str:
        return self._settings.push_contact or (self._base if self._base.startswith("https:") else NOBODY)

    def key(self) -> str:
        return self._vapid.public

    def check(self, row: PushRow) -> None:
        self._refuse_unknown(row.endpoint)
        _keys(row)

    def _refuse_unknown(self, endpoint: str) -> None:
        self._http.check(endpoint)
        parts = urlsplit(endpoint)
        host = (parts.hostname or "").lower()
        if not is_known(host, self._settings.push_services):
            raise BadUrl("is not that of a known push service, which the setting push_services may name")
        if parts.scheme != "https" and not self._http.is_inner(host):
            raise BadUrl("is not one of https://")

    async def send(self, row: PushRow, message: PushMessage) -> bool:
        try:
            self._refuse_unknown(row.endpoint)
            body = encrypt(payload_of(row, message)[:TEXT_MAX], _keys(row))
        except (BadUrl, BadPushKeys):  # the setting was changed
            return False
        reply = await self._http.post(row.endpoint, self._headers(row, message), body, TIMEOUT)
        if reply.code in GONE:
            return False
        if not 200 <= reply.code < 300:
            raise CalloutFailed(f"it answers {reply.code}", again=reply.code >= 500 or reply.code == 429)
        return True

    def _headers(self, row: PushRow, message: PushMessage) -> dict[str, str]:
        return {
            "Authorization": self._vapid.authorization(row.endpoint, self._clock.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT),
            "Topic": message.topic,
            "Urgency": "high" if message.urgent else "normal",
        }


def is_known(host: str, services: str) -> bool:
    """Whether `services`, names separated by commas, has the host; ``*.`` stands for what precedes a name."""
    names = (name.strip().lower() for name in services.split(","))
    return any(host.endswith(name[1:]) if name.startswith("*.") else host == name for name in names if name)


def _keys(row: PushRow) -> BrowserKeys:
    try:
        return BrowserKeys(row.p256dh, row.auth)
    except BadKeys:
        raise BadPushKeys from None
