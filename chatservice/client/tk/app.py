"""The program: one window, one controller, one reactor.

Tk is driven by `tksupport` inside Twisted's reactor, so nothing here may block: no modal
dialog, no `mainloop`, no long work in one piece. Changes are drawn together, at most once a
frame; after a slow frame the next one waits equally long, so that a flood of lines leaves
time for everything else.
"""

import gc
import itertools
import sys
import time
import tkinter as tk
from functools import partial
from pathlib import Path
from typing import Any

from twisted.internet import tksupport
from twisted.internet.task import LoopingCall
from twisted.internet.utils import getProcessOutput
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.client.link.known import KnownServers
from chatservice.client.link.link import Link
from chatservice.client.link.transport import LinkPhase
from chatservice.client.model import sidebar
from chatservice.client.model.controller import Controller
from chatservice.client.model.preferences import Preferences, SavedServer
from chatservice.client.model.transfers import downloads_folder
from chatservice.client.tk.files import FileDialogs
from chatservice.client.tk.login import LoginScreen
from chatservice.client.tk.main_screen import MainScreen
from chatservice.client.tk.menus import Menus
from chatservice.client.tk.notify import Notifier
from chatservice.client.tk.theme import SCALES, Theme
from chatservice.model.names import fold

ART = Path(__file__).with_name("art")
TURN = 16  # milliseconds between two polls of Tk's own events
FRAME = 0.012  # minimum seconds between two drawings
SWEEP = 5.0  # seconds between two garbage collections
SWEEP_ALL = 12  # of them, then a full one
LINGER = 0.3  # seconds for the goodbye to be sent

log = Logger()


class App(FileDialogs, Menus):
    def __init__(self, reactor: Any, memory: Preferences, theme: str = "", scale: int = 0) -> None:
        self.reactor = reactor
        self.memory = memory
        self.root = tk.Tk(className="Chatservice")
        self.root.withdraw()
        self.root.report_callback_exception = self._failed
        self.trust = KnownServers(memory.values.trusted, memory.save)
        self.theme = theme or memory.values.theme
        self.look = Theme(
            self.root, "light" if self.theme == "light" else "dark", scale or memory.values.scale
        )
        self.desk = Controller(self._link, memory, time.time, reactor.callLater, self._courier)
        self._folder = Path.home()
        self.desk.window = self
        size = 192 if self.look.px(96) > 140 else 96
        self.logo = tk.PhotoImage(master=self.root, file=str(ART / f"logo-{size}.png"))
        self.notifier = Notifier(reactor, self.root.bell)
        self.login: LoginScreen | None = None
        self.main: MainScreen | None = None
        self._due: Any = None
        self._took = self._drawn = 0.0
        self._tick: Any = None
        self.closed = False
        self._window()
        self._take_drops()
        self.show_login()
        if self.theme == "system":
            self._ask_system()
        self._sweep()
        tksupport.install(self.root, ms=TURN)

    def _sweep(self) -> None:
        """Collect garbage in this thread only: Tk objects must not be freed by another thread,
        and there are threads (for DNS lookups and thumbnails)."""
        gc.disable()
        gc.collect()
        gc.freeze()  # existing objects stay
        turns = itertools.count(1)
        self._sweeper = LoopingCall(lambda: gc.collect(2 if next(turns) % SWEEP_ALL == 0 else 1))
        self._sweeper.clock = self.reactor
        self._sweeper.start(SWEEP, now=False)

    def _window(self) -> None:
        root = self.root
        root.title("chatservice")
        root.iconphoto(True, self.logo)
        width = min(self.look.px(1040), root.winfo_screenwidth() - 40)
        height = min(self.look.px(680), root.winfo_screenheight() - 80)
        root.geometry(self.memory.values.size or f"{width}x{height}")
        root.minsize(self.look.px(420), self.look.px(380))
        root.protocol("WM_DELETE_WINDOW", self.desk.quit)
        # Where Tk on X11 moves to the beginning of the line, all other toolkits select everything.
        root.event_delete("<<LineStart>>", "<Control-a>")
        root.event_add("<<SelectAll>>", "<Control-a>")
        for keys, action in {
            "<Control-q>": self.desk.quit,
            "<Control-f>": self.to_search,
            "<Control-k>": self._to_places,
            "<Control-j>": self.ask_room,
            "<Control-g>": self.ask_group,
            "<Control-p>": self.ask_person,
            "<Control-o>": self.attach,
            "<Control-m>": self.main_menu,
            "<Control-w>": self._close_tab,
            "<Control-Tab>": lambda: self._turn(1),
            "<Control-Next>": lambda: self._turn(1),
            "<Control-Prior>": lambda: self._turn(-1),
            "<Control-plus>": lambda: self.rescale(1),
            "<Control-equal>": lambda: self.rescale(1),
            "<Control-KP_Add>": lambda: self.rescale(1),
            "<Control-minus>": lambda: self.rescale(-1),
            "<Control-KP_Subtract>": lambda: self.rescale(-1),
            "<Control-0>": lambda: self.rescale(0),
            "<Prior>": lambda: self._scroll(-1),
            "<Next>": lambda: self._scroll(1),
            "<F1>": self.show_keys,
            "<F6>": self._next_part,
            "<F5>": self._run_code,
        }.items():
            self._free(keys)
            root.bind(keys, partial(self._key, action))
        root.bind("<FocusIn>", lambda _: self._front(True))
        root.bind("<FocusOut>", lambda event: self._front(False) if event.widget is root else None)

    def _free(self, keys: str) -> None:
        """Unbind `keys` from text fields, where Tk on X11 gives them the functions of Emacs."""
        full = keys.replace("<Control-", "<Control-Key-")
        for virtual in self.root.event_info():
            if {keys, full} & set(self.root.event_info(virtual)):
                self.root.event_delete(virtual, keys)
        if keys.startswith("<Control-"):
            for kind in ("Text", "Entry", "TEntry", "TCombobox"):
                self.root.unbind_class(kind, keys)

    def _key(self, action: Any, _: Any) -> str:
        action()
        return "break"

    def _failed(self, *error: Any) -> None:
        """Log an error that Tk would print; the window goes on."""
        log.failure("a widget failed", failure=Failure(error[1], error[0], error[2]))

    # Screens.

    def show_login(self) -> None:
        if self.main is not None:
            self.main.destroy()
            self.main = None
        servers = self.memory.values.servers
        self.login = LoginScreen(self.root, self.look, self.logo, servers, self._enter, self._trusted)
        self.login.pack(fill="both", expand=True)
        if self.memory.trouble:
            self.login.say(self.memory.trouble, bad=True)
        self.root.title(sidebar.title(self.desk.state, ""))
        self.root.deiconify()

    def _show_main(self) -> None:
        if self.login is not None:
            self.login.destroy()
            self.login = None
        self.main = MainScreen(self.root, self.look, self.desk, self)
        self.main.pack(fill="both", expand=True)
        self.desk.state.changed |= {"me", "places", "people", "topic"}
        self.main.composer.text.focus_set()

    def _link(self, server: SavedServer, observer: Any) -> Link:
        # Import the network when the window is up: its libraries take 0.1 s.
        from chatservice.client.link.dial_twisted import dialer, make_link  # noqa: PLC0415

        trust = self.trust if server.tls else None
        return make_link(self.reactor, dialer(self.reactor, server.host, server.port, trust), observer)

    def _courier(self, changed: Any) -> Any:
        from chatservice.client.model.courier import Courier  # noqa: PLC0415  # when a file is to be carried

        return Courier(self.reactor, self.trust, changed)

    def _enter(self, server: SavedServer, password: str) -> str:
        return self.desk.connect(server, password)

    def _trusted(self, yes: bool) -> None:
        trouble, login = self.desk.trouble, self.login
        if login is None or trouble is None:
            return
        self.desk.settle()  # or the next drawing would ask again
        if not yes:
            login.say("Not connected.")
        elif trouble.kind == "changed_certificate":
            self.trust.forget(trouble.where)
            login.say("The old certificate is forgotten. Log in again to see the new one.")
        else:
            self.trust.accept(trouble.where, trouble.facts)
            login.submit()

    # Drawing.

    def look_again(self) -> None:
        if self._due is None and not self.closed:
            rest = self._drawn + max(FRAME, self._took) - self.reactor.seconds()
            self._due = self.reactor.callLater(max(0.0, rest), self._draw)

    def _draw(self) -> None:
        self._due = None
        if self.closed:
            return
        before = self.reactor.seconds()
        if self.main is None:
            self._draw_login()
        if self.main is not None:
            self._draw_main(self.main)
        self.root.update()  # on the screen now, not at the next turn
        self._drawn = self.reactor.seconds()
        self._took = self._drawn - before

    def _draw_login(self) -> None:
        login, desk = self.login, self.desk
        if login is None:
            return
        if desk.was_here:
            self._show_main()
            return
        trying = desk.status.phase in (LinkPhase.DIALLING, LinkPhase.COMING_IN)
        login.busy(trying)
        trouble = desk.trouble
        if trying:
            login.say("Connecting…")
        elif trouble is not None:
            words, facts = str(trouble).removesuffix(trouble.facts), trouble.facts
            if trouble.kind == "unknown_certificate":
                login.ask(words, facts, "Trust it and log in")
            elif trouble.kind == "changed_certificate":
                login.ask(words, facts, "Forget the old one")
            else:
                login.say(str(trouble), bad=True)

    def _draw_main(self, main: MainScreen) -> None:
        state = self.desk.state
        changed, state.changed = state.changed, set()
        opened, state.opened = state.opened, []
        if "closed" in changed:
            main.tabs.clear()
        self._new_tabs(main)
        for key in opened:
            main.tabs.open(key)
        codes, self.desk.code.opened = self.desk.code.opened, []
        for doc in codes:
            main.tabs.open_code(doc)
        main.tabs.tell_code()
        if changed & {"places", "people", "me"}:
            main.tell_places()
        if changed & {"people", "places"}:
            main.tell_people()
        if "topic" in changed:
            main.tell_topic()
        if "found" in changed:
            main.right.tell_found()
        if "locked" in changed:
            self.ask_password(state.locked)
        main.transfers.tell(self.desk.files.transfers)
        main.reader.tell()
        main.tell_status()
        self.root.title(sidebar.title(state, self.desk.server.where))
        if self.desk.status.phase is LinkPhase.WAITING and self._tick is None:
            self._tick = self.reactor.callLater(0.5, self._ticked)

    def _new_tabs(self, main: MainScreen) -> None:
        """Open a tab for the lobby at first, and for whatever arrives for me alone."""
        for key, conversation in self.desk.state.conversations.items():
            if key not in main.tabs.pages and (
                (conversation.kind == "public" and not main.tabs.pages)
                or (conversation.kind != "public" and conversation.unread)
            ):
                main.tabs.open(conversation.key, front=not main.tabs.pages)

    def _ticked(self) -> None:
        self._tick = None
        self.look_again()

    def _front(self, front: bool) -> None:
        self.desk.readings.in_front = front
        if front and self.main is not None:
            reading = self.desk.readings.get(self.main.tabs.current)
            self.desk.readings.look_at(self.main.tabs.current, reading is None or reading.follow)
            self.look_again()
        elif not front:
            self.desk.state.look(self.desk.state.focus, looking=False)

    def notify(self, key: str) -> None:
        conversation = self.desk.state.conversation(key)
        self.notifier.tell(private=conversation is not None and conversation.kind == "direct")

    # Closing.

    def ended(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.memory.values.size = self.root.geometry().split("+")[0]
        self.memory.save()
        self.root.withdraw()
        self.reactor.callLater(LINGER, self._gone)

    def _gone(self) -> None:
        for call in (self._due, self._tick):
            if call is not None and call.active():
                call.cancel()
        self._sweeper.stop()
        tksupport.uninstall()
        self.root.destroy()
        self.reactor.stop()

    # Actions of keys and menus.

    def to_search(self) -> None:
        if self.main is not None:
            self.main.begin_search()

    def _to_places(self) -> None:
        if self.main is not None:
            self.main.sidebar.field.focus_set()

    def _close_tab(self) -> None:
        if self.main is not None:
            self.main.tabs.put_away(self.main.tabs.current or self.main.tabs.editor)

    def _turn(self, step: int) -> None:
        if self.main is not None:
            self.main.tabs.turn(step)

    def _scroll(self, pages: int) -> None:
        if self.main is not None and self.main.tabs.current:
            self.main.tabs.pages[self.main.tabs.current].scroll(pages)

    def _run_code(self) -> None:
        if self.main is not None and self.main.tabs.editor:
            self.main.tabs.editors[self.main.tabs.editor].run.invoke()

    def _next_part(self) -> None:
        main = self.main
        if main is None or not main.tabs.current:
            return
        parts: list[Any] = [
            main.composer.text,
            main.sidebar.rows,
            main.tabs.pages[main.tabs.current].text,
            main.right.members,
        ]
        now = self.root.focus_get()
        place = parts.index(now) if now in parts else -1
        parts[(place + 1) % len(parts)].focus_set()

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

    def clicked(self, verb: str, argument: str) -> None:
        desk = self.desk
        if verb == "link":
            import webbrowser  # noqa: PLC0415

            webbrowser.open(argument)
        elif verb == "again":
            desk.writing.say_again(argument)
        elif verb == "discard":
            desk.writing.discard(argument)
        elif verb == "person":
            if fold(argument) != fold(desk.state.me):
                desk.places.open_direct(argument)
        elif verb == "file" and self.main is not None:
            self._tell(desk.files.fetch(self.main.tabs.current, int(argument), downloads_folder()))
        elif verb == "all" and self.main is not None:
            reading = desk.readings.get(self.main.tabs.current)
            if reading is not None:
                reading.everything(int(argument))
                self.look_again()

    # Menus.

    # Theme.

    def _ask_system(self) -> None:
        """Ask whether the desktop is light or dark, where it can tell (freedesktop, GNOME)."""
        if not sys.platform.startswith("linux"):
            return
        words = ("get", "org.gnome.desktop.interface", "color-scheme")
        output = getProcessOutput("/usr/bin/env", ("gsettings", *words), errortoo=True)
        output.addCallbacks(self._system_says, lambda _: None)

    def _system_says(self, output: bytes) -> None:
        if self.theme == "system" and not self.closed and b"prefer" in output:
            self._put_on(dark=b"prefer-dark" in output)

    def set_theme(self, theme: str) -> None:
        self.theme = self.memory.values.theme = theme
        self.memory.save()
        if theme == "system":
            self._ask_system()
        else:
            self._put_on(dark=theme == "dark")

    def rescale(self, step: int) -> None:
        place = SCALES.index(min(SCALES, key=lambda each: abs(each - self.look.scale))) + step
        scale = SCALES[max(0, min(len(SCALES) - 1, place))] if step else 100
        self.look.scale = self.memory.values.scale = scale
        self.memory.save()
        self._put_on(self.look.dark)

    def _put_on(self, dark: bool) -> None:
        self.look.dark = dark
        self.look.apply()
        if self.main is not None:
            self.main.restyle()
            self.look_again()
