"""Everything a window can do, without widgets: joins the link, the state and the parts that use them.

Widgets call the parts and draw the state. Here is what concerns the whole session: logging in and
out, the link's events, and what the user is notified of.
"""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import msgspec

from chatservice.client.link.failures import Trouble
from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase, LinkStatus
from chatservice.client.model.code import OpenCode
from chatservice.client.model.code_document import CodeNeeds
from chatservice.client.model.code_keeping import CodeKeeping
from chatservice.client.model.code_requests import CodeRequests
from chatservice.client.model.files import ClientFiles
from chatservice.client.model.folding.table import fold_event
from chatservice.client.model.keeping import Keeping
from chatservice.client.model.line_requests import LineRequests
from chatservice.client.model.own_choices import OwnChoices
from chatservice.client.model.people_requests import PeopleRequests
from chatservice.client.model.places import Places
from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.client.model.readings import Readings
from chatservice.client.model.returning import Returning
from chatservice.client.model.session import ClientSession
from chatservice.client.model.state import Alert, ClientState
from chatservice.client.model.transfers import downloads_folder
from chatservice.client.model.typing import TypingNotices
from chatservice.client.model.writing import Writing
from chatservice.client.words import _
from chatservice.errors import Fault
from chatservice.model import commands, names
from chatservice.model.commands import Login
from chatservice.model.events import Event, Welcome
from chatservice.wire.fault_text import sentence

PEOPLE_EVERY = 15.0  # seconds between requests for who is online: no event reports people in other rooms
MARK_AFTER = 2.0  # seconds


class Window(Protocol):
    """The view."""

    def look_again(self) -> None: ...
    def notify(self, key: str, who: str) -> None:
        """Notify the user, who is looking elsewhere, of a line by `who`, who may be unknown."""

    def ask_unsent(self, count: int, go_on: Callable[[], None]) -> None:
        """Ask whether to keep or discard `count` unsent lines and `go_on`, or to stay."""

    def ask_unsaved_code(self, titles: list[str], go_on: Callable[[], None]) -> None:
        """Ask whether to lose what is not saved of these code documents and `go_on`, or to stay."""

    def ended(self) -> None:
        """The user has quit."""


class Controller:
    """`now` gives seconds since 1970, `later` calls after seconds. The window is drawn after every change:
    it merges the calls."""

    def __init__(
        self,
        make_link: Callable[[SavedServer, Any], Link],
        memory: Preferences,
        now: Callable[[], float],
        later: Callable[..., Any],
        make_courier: Callable[[Callable[[], None]], Any] = lambda changed: None,
    ) -> None:
        self._make_link = make_link
        self._later = later
        self.memory = memory
        self.window: Window | None = None
        self.server = SavedServer()
        self.status = LinkStatus()
        self.was_here = False
        self.keeping = Keeping(memory.path.parent, later)
        self.code_keeping = CodeKeeping(later)
        self.session = ClientSession(now, self.redraw)
        self.files = ClientFiles(self.session, make_courier)
        self._reset()

    def _reset(self, in_front: bool = True) -> None:
        """Begin with an empty state, and new parts that belong to it."""
        session = self.session
        session.state = ClientState(session.now)
        session.state.keywords = self.memory.values.keywords
        self.readings = Readings(session, in_front, self.memory.values.show_previews)
        self.places = Places(session)
        self.returning = Returning(session, self.memory, self._later)
        self.lines = LineRequests(session)
        self.people = PeopleRequests(session, self.files)
        self.choices = OwnChoices(session, self.memory)
        self.typing = TypingNotices(session)
        self.writing = Writing(session, self.readings, self.places, self.keeping, self.lines, self.quit)
        self.code = OpenCode(
            CodeNeeds(
                session.send,
                self._later,
                lambda: secrets.token_urlsafe(8),
                self.code_keeping.soon,
                session.state.lines_of,
            )
        )
        self.code_requests = CodeRequests(
            session, self.writing, self.code, lambda: downloads_folder(self.memory.values.downloads)
        )
        self._asking = self._marking = False

    @property
    def state(self) -> ClientState:
        return self.session.state

    @property
    def link(self) -> Link | None:
        return self.session.link

    def redraw(self) -> None:
        if self.state.unmarked and not self._marking:
            self._marking = True
            self._later(MARK_AFTER, self._mark)
        if self.window is not None:
            self.window.look_again()

    # Connecting and disconnecting.

    def connect(self, server: SavedServer, password: str = "") -> str:
        """Log in; returns what is wrong with the fields, or an empty text."""
        self.settle()
        try:
            name = _login_name(server.name, password)
        except Fault as fault:
            return sentence(fault)
        if not server.host.strip():
            return _("Which server? Its address or name is missing.")
        if not 0 < server.port < 65536:
            return _("A port is a number from 1 to 65535.")
        self.disconnect()
        self._reset(self.readings.in_front)
        self.server = msgspec.structs.replace(server, host=server.host.strip(), name=name)
        self.was_here = False
        self.keeping.begin(self.server.where, name)
        self.code_keeping.begin(self.keeping.file)
        link = self.session.link = self._make_link(self.server, self)
        self.returning.begin(self.server.where, name)
        link.start(_login(name, password), self.returning.rooms(link, account=bool(password)))
        return ""

    def settle(self) -> None:
        """The user has seen an error and made a decision."""
        if self.link is None:
            self.status = LinkStatus()

    def come_in_as(self, name: str, password: str = "") -> str:
        """Log in under another name after a refusal."""
        try:
            name = _login_name(name, password)
        except Fault as fault:
            return sentence(fault)
        if self.link is not None:
            self.link.login_as(_login(name, password))
        return ""

    def disconnect(self) -> None:
        self.returning.end()
        link, self.session.link = self.link, None
        if link is not None:
            link.stop()
        self.code_keeping.end()
        self.keeping.end()
        self.status = LinkStatus()

    def quit(self) -> None:
        self.closing(self._quit)

    def _quit(self) -> None:
        self.disconnect()
        if self.window is not None:
            self.window.ended()

    def closing(self, go_on: Callable[[], None]) -> None:
        """Call `go_on`, which ends the connection: now, or after deciding about unsent lines."""
        unsaved = [document.info.title for document in self.code.unsaved]
        if unsaved and self.code_keeping.save() and self.window is not None:  # they cannot be kept
            self.window.ask_unsaved_code(unsaved, partial(self._closing, go_on))
        else:
            self._closing(go_on)

    def _closing(self, go_on: Callable[[], None]) -> None:
        if self.writing.unsent and self.window is not None:
            self.window.ask_unsent(self.writing.unsent, go_on)
        else:
            go_on()

    # Events of the link.

    def heard(self, event: Event) -> None:
        if self.returning.is_gone(event):
            return
        fold_event(self.state, event)
        self.code.fold(event)
        self.choices.fold(event)
        self.returning.fold(event)
        if isinstance(event, Welcome):
            self._welcomed(event)
        self.session.send_wants()
        self.keeping.soon()
        self.code_keeping.soon()
        self._notify()
        self.redraw()

    def _welcomed(self, event: Welcome) -> None:
        if not self.was_here:
            self.was_here = True
            if self.link is not None:
                self.keeping.restore(self.link, self.state, self.writing.drafts)
                self.code_keeping.restore(self.link, self.code)
            self.memory.used(msgspec.structs.replace(self.server, name=event.name))
        self._ask_people()

    def changed(self, status: LinkStatus) -> None:
        self.status = status
        if status.phase is LinkPhase.HERE:
            self.keeping.sending()
        if status.phase in (LinkPhase.WAITING, LinkPhase.REFUSED):
            self.state.cut()
            self.code.cut()
            if not self.was_here:
                self._gave_up()
        self.redraw()

    def _gave_up(self) -> None:
        """End the link: the first attempt failed, and the user sees why at the login fields."""
        link, self.session.link = self.link, None
        if link is not None:
            trouble = self.status
            link.stop(farewell=False)
            self.status = trouble

    @property
    def trouble(self) -> Trouble | None:
        return self.status.trouble

    def _ask_people(self) -> None:
        if not self._asking:
            self._asking = True
            self._later(PEOPLE_EVERY, self._people_again)

    def _people_again(self) -> None:
        self._asking = False
        if self.session.here:
            self.session.send(commands.Who(room="*", ref="who"))
            self.session.send(commands.Rooms(ref="rooms"))
            self._ask_people()

    def _mark(self) -> None:
        """Tell the server what was read: soon, and not line by line."""
        self._marking = False
        for command in self.state.take_marks() if self.session.here else ():
            self.session.send(command)

    # Notifications.

    def _notify(self) -> None:
        alerts, self.state.alerts = self.state.alerts, []
        for alert in alerts:
            if self.window is not None and self._is_wanted(alert):
                self.window.notify(alert.key, alert.who)

    def _is_wanted(self, alert: Alert) -> bool:
        conversation = self.state.conversations.get(alert.key)
        seen = self.readings.in_front and self.state.focus == alert.key
        if conversation is None or seen:
            return False
        return self.choices.level(conversation) in ("all", alert.level)


def _login_name(name: str, password: str) -> str:
    """A guest's name is checked here. An account's may predate today's rules."""
    return name.strip() if password else names.person(name)


def _login(name: str, password: str) -> Login:
    return Login(
        name=name, password=password, device="desktop" if password else "", marks=True, rooms=bool(password)
    )
