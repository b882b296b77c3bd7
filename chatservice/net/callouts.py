"""Posts to other programs: outgoing webhooks, and the commands that they answer.

A post is a form, signed as Slack signs (an HMAC of time and body), and with its token as a field, as
Mattermost has it. `guarded_http` says where it may go.
"""

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

from chatservice.core.ports import Clock
from chatservice.errors import CalloutFailed
from chatservice.model.outgoing import Callout, CalloutReply
from chatservice.net.guarded_http import GuardedHttp
from chatservice.settings.schema import Settings
from chatservice.wire.webhooks import replies

FORM = "application/x-www-form-urlencoded"


class HttpCallouts:
    """`core.ports.Callouts`, over HTTP."""

    def __init__(self, settings: Settings, reactor: Any, clock: Clock) -> None:
        self._http = GuardedHttp(settings, reactor)
        self._clock = clock

    def check(self, url: str) -> None:
        """Raises BadUrl."""
        self._http.check(url)

    async def post(self, callout: Callout) -> CalloutReply:
        body = urlencode(callout.fields).encode()
        reply = await self._http.post(callout.url, self._headers(callout, body), body, callout.timeout)
        if not 200 <= reply.code < 300:
            raise CalloutFailed(f"it answers {reply.code}", again=reply.code >= 500 or reply.code == 429)
        return replies.reply_of(reply.body, reply.kind, is_command="command" in callout.fields)

    def _headers(self, callout: Callout, body: bytes) -> dict[str, str]:
        now = str(int(self._clock.now()))
        signed = hmac.new(callout.token.encode(), f"v0:{now}:".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": FORM,
            "Idempotency-Key": callout.delivery,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": f"v0={signed}",
        }
