"""The languages that this server runs and for whom, asked for when code is first shown."""

from chatservice.client.model.items import Runnable
from chatservice.client.model.session import ClientSession
from chatservice.model import commands
from chatservice.model.events import DoctorIs


class RunnableLanguages:
    """`names` as they are written after the three backticks, in lower case; empty until the answer is
    here."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session
        self._asked = False
        self.names: frozenset[str] = frozenset()
        self._for_accounts = False

    @property
    def runnable(self) -> Runnable:
        return Runnable(self.names, self._for_accounts and not self._session.state.account)

    def ask(self) -> None:
        """Ask, unless that was done."""
        link = self._session.link
        if not self._asked and link is not None and link.here:
            self._asked = True
            link.ask(commands.Doctor()).addCallback(self._came)

    def _came(self, answer: object) -> None:
        if isinstance(answer, DoctorIs):
            here = [each for each in answer.languages if each.version and answer.fence]
            self.names = frozenset(name for each in here for name in (each.name, *each.aliases))
            self._for_accounts = answer.accounts
            self._session.redraw()
        elif answer is None:  # the connection was cut
            self._asked = False
