"""The way into a server: the first screen, what it says of an attempt, and what other starts of the program
ask this window to open."""

from typing import Any

from chatservice.client.link.discovery import Discovery, FoundServer
from chatservice.client.link.failures import Trouble
from chatservice.client.link.transport import LinkPhase
from chatservice.client.model.login_words import wants_password, why_not
from chatservice.client.model.openings import Opening
from chatservice.client.model.preferences import SavedServer
from chatservice.client.tk.login import LoginScreen
from chatservice.client.words import _

LOOK_AROUND_AFTER = 0.5  # seconds: the window comes first


class Entrance:
    """`app` is the window's: its root, its controller, the certificates that it trusts. `screen` is shown
    until the user is logged in."""

    def __init__(self, app: Any) -> None:
        self._app, self._desk, self._memory = app, app.desk, app.memory
        self.screen: LoginScreen | None = None
        self._first_room = ""  # to be opened after logging in

    def show(self) -> None:
        app = self._app
        self.screen = LoginScreen(
            app.root,
            app.look,
            app.logo,
            self._memory.values.servers,
            self._enter,
            self._give_up,
            self._trusted,
        )
        self.screen.pack(fill="both", expand=True)
        self._look_around(self.screen)
        if self._memory.trouble:
            self.screen.say(self._memory.trouble, bad=True)

    def close(self) -> None:
        if self.screen is not None:
            self.screen.destroy()
            self.screen = None

    def _look_around(self, login: LoginScreen) -> None:
        """List the servers of this network while that screen is shown."""

        def found(servers: list[FoundServer]) -> None:
            if login.winfo_exists():
                login.show_found({each.name: SavedServer(each.host, each.port, each.tls) for each in servers})

        reactor = self._app.reactor
        discovery = Discovery(reactor, found)
        reactor.callLater(LOOK_AROUND_AFTER, lambda: discovery.start() if login.winfo_exists() else None)
        login.bind("<Destroy>", lambda event: discovery.stop() if event.widget is login else None)

    def _enter(self, server: SavedServer, password: str, room: str) -> str:
        """Log in, and open `room` then, if it is not empty."""
        self._first_room = room
        return str(self._desk.connect(server, password))

    def _give_up(self) -> None:
        self._desk.disconnect()
        if self.screen is not None:
            self.screen.busy(False)
            self.screen.say(_("Not connected."))

    def _trusted(self, yes: bool) -> None:
        trouble, login, trust = self._desk.trouble, self.screen, self._app.trust
        if login is None or trouble is None:
            return
        self._desk.settle()  # or the next drawing would ask again
        if not yes:
            login.say(_("Not connected."))
        elif trouble.kind == "changed_certificate":
            trust.forget(trouble.where)
            login.say(_("The old certificate is forgotten. Log in again to see the new one."))
        else:
            trust.accept(trouble.where, trouble.facts)
            login.submit()

    def draw(self) -> None:
        login, desk = self.screen, self._desk
        if login is None:
            return
        if desk.was_here:
            self._app.show_main()
            self._open_room(self._first_room)
            return
        trying = desk.status.phase in (LinkPhase.DIALLING, LinkPhase.COMING_IN)
        login.busy(trying)
        if trying:
            login.say(_("Connecting…"))
        elif desk.trouble is not None:
            self._draw_trouble(login, desk.trouble)

    def _draw_trouble(self, login: LoginScreen, trouble: Trouble) -> None:
        words, facts = str(trouble).removesuffix(trouble.facts), trouble.facts
        if trouble.kind == "unknown_certificate":
            login.ask(words, facts, _("Trust it and log in"))
        elif trouble.kind == "changed_certificate":
            login.ask(words, facts, _("Forget the old one"), is_safe=False)
        else:
            why = why_not(trouble, self._desk.server.name)
            if wants_password(trouble) and login.message.cget("text") != why:
                login.to_password()
            login.say(why, bad=True)

    def _open_room(self, room: str) -> None:
        if room:
            self._app.show_wrong(self._desk.places.join(room))

    # What a start of the program asks for.

    def open(self, opening: Opening) -> None:
        """Fill in the fields, and log in if a name was given; logged in there already, open the room."""
        login = self.screen
        if opening.is_plain:
            return
        if login is None:
            self._open_room(opening.room)
        elif self._desk.link is not None:  # on the way there
            self._first_room = opening.room or self._first_room
        else:
            login.fill(opening.login(self._memory))
            login.room = opening.room
            if opening.name:
                login.submit()

    def take(self, opening: Opening) -> bool:
        """Open what another start asks for, and come to the front; False if it is for another window: this
        one is at another server, or someone else is logged in."""
        app = self._app
        is_free = self.screen is not None and self._desk.link is None
        if app.closed or not (opening.is_plain or is_free or opening.fits(self._desk.server)):
            return False
        if not opening.quiet:
            app.come_forward()
            self.open(opening)
        return True
