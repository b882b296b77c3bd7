"""Reads the pages behind links, for their previews.

`guarded_http` says where it may go: each redirect is a new request, whose address is judged anew. Only
the beginning of a page of HTML is read, nothing is unpacked, no image is fetched.
"""

from typing import Any
from urllib.parse import urljoin

from chatservice.errors import CalloutFailed
from chatservice.model.previews import LinkPreview
from chatservice.net.guarded_http import GuardedHttp, HttpReply
from chatservice.settings.schema import Settings
from chatservice.wire.page_head import is_page, preview_of

HOPS = 4  # requests for one link: the first, and its redirects
TIMEOUT = 5.0  # seconds for each
HEADERS = {"Accept": "text/html,application/xhtml+xml", "Accept-Encoding": "identity"}


class HttpPages:
    """`core.ports.LinkReader`, over HTTP."""

    def __init__(self, settings: Settings, reactor: Any, **guard: Any) -> None:
        self._settings = settings
        self._http = GuardedHttp(settings, reactor, "preview_inner", **guard)

    async def read(self, url: str) -> LinkPreview | None:
        try:
            reply = await self._follow(url)
        except CalloutFailed:
            return None
        if reply is None or reply.code != 200 or reply.encoding.lower() not in ("", "identity"):
            return None
        return preview_of(url, reply.body, reply.kind) if is_page(reply.kind) else None

    async def _follow(self, url: str) -> HttpReply | None:
        """The answer to the last redirect; None if there are too many."""
        for _ in range(HOPS):
            reply = await self._http.get(url, HEADERS, TIMEOUT, self._settings.preview_size, is_page)
            if reply.code not in (301, 302, 303, 307, 308) or not reply.location:
                return reply
            try:
                url = urljoin(url, reply.location)
            except ValueError:
                return None
        return None
