"""The way to strangers' pages, for previews of links."""

from typing import Protocol

from chatservice.model.previews import LinkPreview


class LinkReader(Protocol):
    async def read(self, url: str) -> LinkPreview | None:
        """What the page says of itself; None if it says nothing, or cannot be read from here."""
        ...


class NoPages:
    """A server that reads none."""

    async def read(self, url: str) -> LinkPreview | None:
        return None
