"""What the user asks about people."""

from typing import Any
from urllib.parse import quote

from chatservice.client.model.files import ClientFiles
from chatservice.client.model.person_card import is_away
from chatservice.client.model.session import ClientSession
from chatservice.model import commands
from chatservice.model.names import fold


class PeopleRequests:
    def __init__(self, session: ClientSession, files: ClientFiles) -> None:
        self._session = session
        self._files = files

    def profile(self, name: str) -> Any:
        """A future of what that person shows: `ProfileIs`, `Error`, or None; None when not connected."""
        link = self._session.link
        return link.ask(commands.Profile(name=name.strip().removeprefix("@"))) if link is not None else None

    def picture(self, name: str) -> Any:
        """A future of their picture (PNG bytes, or None when they have none); None when unavailable."""
        return self._files.picture_at(f"/avatar/{quote(name, safe='')}")

    @property
    def am_away(self) -> bool:
        state = self._session.state
        return is_away(state.shown.get(fold(state.me)), self._session.now())
