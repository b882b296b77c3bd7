"""How the link logs in: first by name and password, then with the session's token and cursors."""

import msgspec

from chatservice.client.link.cursors import Cursors
from chatservice.model.commands import Login
from chatservice.model.events import Welcome


class LinkLogin:
    """`token` is the session's, valid on other doors too. A secret."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors
        self._login = Login(name="")
        self.token = ""
        self.me = ""

    def use(self, login: Login) -> None:
        """What the user has entered. A password in it is dropped at the welcome."""
        self._login = login

    def command(self) -> Login:
        """The command that logs in: resumes the session, or begins one."""
        login = self._login
        if self.token:
            name = login.name if login.name != self.me else ""
            login = Login(token=self.token, name=name, marks=login.marks)
        return self._since(login) if self._cursors.epoch else login

    def anew(self) -> Login:
        """The command after the session has expired: as a new person."""
        self.token = ""
        return self._since(msgspec.structs.replace(self._login, token=""))

    def _since(self, login: Login) -> Login:
        return msgspec.structs.replace(login, since=dict(self._cursors.seqs), epoch=self._cursors.epoch)

    def welcomed(self, event: Welcome) -> None:
        self.token = event.token
        self.renamed(event.name)

    def renamed(self, name: str) -> None:
        self.me = name
        self._login = Login(name=name, marks=self._login.marks, rooms=self._login.rooms)
