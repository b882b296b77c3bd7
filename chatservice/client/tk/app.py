"""The program: one window, one controller, one reactor.

Tk is driven by `tksupport` inside Twisted's reactor, so nothing here may block: no modal
dialog, no `mainloop`, no long work in one piece.
"""

import time
import tkinter as tk
from functools import cached_property
from pathlib import Path
from typing import Any

from twisted.internet import tksupport
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.client.link.known import KnownServers
from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase
from chatservice.client.model import sidebar
from chatservice.client.model.arrivals import Arrival
from chatservice.client.model.controller import Controller
from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.client.tk.appearance import Appearance
from chatservice.client.tk.clicks import Clicks
from chatservice.client.tk.entrance import Entrance
from chatservice.client.tk.face_pictures import FacePictures
from chatservice.client.tk.focus import focus_now
from chatservice.client.tk.frames import Frames
from chatservice.client.tk.garbage import start_sweeping
from chatservice.client.tk.keys import Keys
from chatservice.client.tk.main_screen import MainScreen
from chatservice.client.tk.notify import Notifier
from chatservice.client.tk.spelling import Spelling
from chatservice.client.tk.tray_icon import TrayIcon

ART = Path(__file__).with_name("art")
TURN = 16  # milliseconds between two polls of Tk's own events
LEAST = 360, 300  # pixels of the window at 100 %
LINGER = 0.3  # seconds for the goodbye to be sent

log = Logger()


class App(Keys):
    def __init__(self, reactor: Any, memory: Preferences, theme: str = "", scale: int = 0) -> None:
        self.reactor = reactor
        self.memory = memory
        self.root = tk.Tk(className="Chatservice")
        self.root.withdraw()
        self.root.report_callback_exception = self._failed
        self.trust = KnownServers(memory.values.trusted, memory.save)
        self.appearance = Appearance(self.root, memory, theme, scale, self._restyle)
        self.look = self.appearance.look
        self.desk = Controller(self._link, memory, time.time, reactor.callLater, self._courier)
        self._folder = Path.home()
        self.desk.window = self
        size = 192 if self.look.px(96) > 140 else 96
        self.logo = tk.PhotoImage(master=self.root, file=str(ART / f"logo-{size}.png"))
        self.notifier = Notifier(reactor, self.root.bell, self.come_forward)
        self.tray = TrayIcon(self)
        self.entrance = Entrance(self)
        self.clicks = Clicks(self)
        self.main: MainScreen | None = None
        self.face_pictures = FacePictures(self.look, self.desk, self.look_again)
        self._frames = Frames(reactor, self._draw)
        self.closed = False
        self._window()
        self._take_drops()
        self.show_login()
        self.appearance.ask_system()
        self._sweeper = start_sweeping(reactor)
        tksupport.install(self.root, ms=TURN)

    def _window(self) -> None:
        root = self.root
        root.title("chatservice")
        root.iconphoto(True, self.logo)
        width = min(self.look.px(1040), root.winfo_screenwidth() - 40)
        height = min(self.look.px(680), root.winfo_screenheight() - 80)
        root.geometry(self.memory.values.size or f"{width}x{height}")
        self._limit()
        root.protocol("WM_DELETE_WINDOW", self.tray.close)
        self._bind_keys()
        root.bind("<FocusIn>", lambda _: self.front(True))
        for away in ("<FocusOut>", "<Unmap>"):
            root.bind(away, lambda event: self.front(False) if event.widget is root else None)

    def _limit(self) -> None:
        """As small as it can be used, at this scale and on this screen."""
        root = self.root
        width, height = root.winfo_screenwidth() - 40, root.winfo_screenheight() - 80
        root.minsize(min(self.look.px(LEAST[0]), width), min(self.look.px(LEAST[1]), height))

    def _failed(self, *error: Any) -> None:
        """Log an error that Tk would print; the window goes on."""
        log.failure("a widget failed", failure=Failure(error[1], error[0], error[2]))

    # Screens.

    def show_login(self) -> None:
        if self.main is not None:
            self.main.destroy()
            self.main = None
        self.face_pictures.faces.clear()  # of another server
        self.entrance.show()
        self.root.title(sidebar.title(self.desk.state, ""))
        self.root.deiconify()

    @cached_property
    def spelling(self) -> Spelling:
        """From the first line on that is written."""
        return Spelling(self.reactor, self.memory)

    def show_main(self) -> None:
        self.entrance.close()
        self.main = MainScreen(self.root, self.look, self.desk, self)
        self.main.pack(fill="both", expand=True)
        self.desk.state.changed |= {"me", "places", "people", "topic"}
        focus_now(self.main.composer.text)

    def _link(self, server: SavedServer, observer: Any) -> Link:
        # Import the network when the window is up: its libraries take 0.1 s.
        from chatservice.client.link.dial_twisted import dialer, make_link  # noqa: PLC0415

        trust = self.trust if server.tls else None
        return make_link(self.reactor, dialer(self.reactor, server.host, server.port, trust), observer)

    def _courier(self, changed: Any) -> Any:
        from chatservice.client.model.courier import Courier  # noqa: PLC0415  # when a file is to be carried

        return Courier(self.reactor, self.trust, changed)

    # Drawing.

    def look_again(self) -> None:
        self._frames.look_again()

    def _draw(self) -> None:
        if self.main is None:
            self.entrance.draw()
        if self.main is not None:
            self._draw_main(self.main)
        self.tray.tell()
        self.root.update()  # on the screen now, not at the next turn

    def _draw_main(self, main: MainScreen) -> None:
        state, code = self.desk.state, self.desk.code
        changed, state.changed = state.changed, set()
        opened, state.opened = state.opened, []
        if "closed" in changed:
            main.tabs.clear()
        self._new_tabs(main)
        for key in opened:
            main.tabs.open(key)
        documents, code.opened = code.opened, []
        for doc in documents:
            main.tabs.open_code(doc)
        main.tell(changed)
        self.desk.returning.show(main.tabs.conversations, main.tabs.current)
        self.clicks.reach(main)
        if "locked" in changed:
            self.ask_password(state.locked)
        self.root.title(sidebar.title(state, self.desk.server.where, self.desk.choices.muted))
        if main.tell_typing() or self.desk.status.phase is LinkPhase.WAITING:
            self._frames.count_down()

    def _new_tabs(self, main: MainScreen) -> None:
        """Open the tabs of the last run, or the lobby's, and those of whatever arrives for me alone."""
        again, front = self.desk.returning.opened()
        for key in again:
            main.tabs.open(key, front=key == front or not main.tabs.pages)
        if self.desk.returning.pending:
            return
        for key, conversation in self.desk.state.conversations.items():
            if key not in main.tabs.pages and (
                (conversation.kind == "public" and not main.tabs.pages)
                or (conversation.kind != "public" and conversation.unread)
            ):
                main.tabs.open(conversation.key, front=not main.tabs.pages)

    def front(self, front: bool) -> None:
        """Whether the user looks at the window: what comes to any other is unread. Nobody looks at a hidden
        one, in whatever order the events come."""
        front = front and bool(self.root.winfo_viewable())
        self.desk.readings.in_front = front
        if front and self.main is not None:
            self.notifier.seen(self.main.tabs.current)
            reading = self.desk.readings.get(self.main.tabs.current)
            self.desk.readings.look_at(self.main.tabs.current, reading is None or reading.follow)
            self.look_again()
        elif not front:
            self.desk.state.look(self.desk.state.focus, looking=False)

    def notify(self, key: str, who: str) -> None:
        conversation = self.desk.state.conversation(key)
        where = conversation.name if conversation is not None and conversation.kind != "direct" else ""
        self.notifier.tell(Arrival(key, who, where))

    def come_forward(self, key: str = "") -> None:
        """Show the window, with the conversation `key` in front."""
        self.root.deiconify()
        self.root.lift()
        self.root.focus_force()
        if self.main is not None and key in self.desk.state.conversations:
            self.main.go(key)
            self.look_again()

    # Closing.

    def ended(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._frames.stop()
        self.notifier.stop()
        self.tray.stop()
        self.memory.values.size = self.root.geometry().split("+")[0]
        self.memory.save()
        self.root.withdraw()
        self.reactor.callLater(LINGER, self._gone)

    def _gone(self) -> None:
        self._sweeper.stop()
        tksupport.uninstall()
        self.root.destroy()
        self.reactor.stop()

    # Actions.

    def leave_server(self) -> None:
        self.desk.closing(self._left_server)

    def _left_server(self) -> None:
        self.desk.disconnect()
        self.desk.was_here = False
        self.show_login()

    def decide(self) -> None:
        """Go back to the first screen, to inspect a certificate."""
        trouble = self.desk.status
        self._left_server()
        self.desk.status = trouble
        self.look_again()

    def set_theme(self, theme: str) -> None:
        self.appearance.set_theme(theme)

    def rescale(self, step: int) -> None:
        self.appearance.rescale(step)

    def _restyle(self) -> None:
        if self.closed:
            return
        self.look.apply()
        self._limit()
        self.face_pictures.faces.clear()  # of other sizes
        if self.main is not None:
            self.main.restyle()
            self.look_again()
