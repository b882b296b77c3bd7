"""The program: one window, one desk, one reactor.

Tk is driven by `tksupport` inside Twisted's reactor, so nothing here may wait: no modal
dialog, no `mainloop`, no long work in one piece. What changes is drawn together, at most
once a frame; a frame that took long makes the next one wait as long, so that a flood of
lines leaves time for everything else.
"""

import contextlib
import gc
import itertools
import os
import shutil
import sys
import tempfile
import time
import tkinter as tk
from functools import partial
from pathlib import Path
from typing import Any

from twisted.internet import tksupport
from twisted.internet.protocol import ProcessProtocol
from twisted.internet.task import LoopingCall
from twisted.internet.utils import getProcessOutput
from twisted.logger import Logger
from twisted.python.failure import Failure

from chatservice.client import places
from chatservice.client.desk import Desk
from chatservice.client.known import Trust
from chatservice.client.link import Link, Phase
from chatservice.client.memory import LEVELS, Memory, Server
from chatservice.client.shown import harmless
from chatservice.client.tk.chooser import Chooser
from chatservice.client.tk.forms import Form, Notice
from chatservice.client.tk.login import Login
from chatservice.client.tk.look import SCALES, Look
from chatservice.client.tk.main_screen import MainScreen
from chatservice.client.tk.notify import Notifier
from chatservice.client.transfers import Transfer, downloads_folder
from chatservice.model.names import fold

ART = Path(__file__).with_name("art")
TURN = 16  # milliseconds between two looks at Tk's own events
FRAME = 0.012  # seconds at least between two drawings
SWEEP = 5.0  # seconds between two looks for garbage
SWEEP_ALL = 12  # of them, then all of it is looked at
LINGER = 0.3  # seconds for the goodbye to leave

KEYS = """\
Enter            send                    Ctrl-Tab         next tab
Shift-Enter      break the line          Ctrl-W           close the tab
Up, Down         earlier lines of mine   Ctrl-K           find a place
Tab              complete                Ctrl-J           join a room
Page Up, Down    scroll                  Ctrl-G           create a group
Ctrl-F           search                  Ctrl-P           private chat
Ctrl-O           send a file             Ctrl-M           menu
Ctrl + and -     larger, smaller         F6               next part of the window
Ctrl-Q           leave                   F1               these keys"""

log = Logger()


class App:
    def __init__(self, reactor: Any, memory: Memory, theme: str = "", scale: int = 0) -> None:
        self.reactor = reactor
        self.memory = memory
        self.root = tk.Tk(className="Chatservice")
        self.root.withdraw()
        self.root.report_callback_exception = self._failed
        self.trust = Trust(memory.kept.trusted, memory.save)
        self.theme = theme or memory.kept.theme
        self.look = Look(self.root, "light" if self.theme == "light" else "dark", scale or memory.kept.scale)
        self.desk = Desk(self._link, memory, time.time, reactor.callLater, self._courier)
        self._folder = Path.home()
        self.desk.window = self
        size = 192 if self.look.px(96) > 140 else 96
        self.logo = tk.PhotoImage(master=self.root, file=str(ART / f"logo-{size}.png"))
        self.notifier = Notifier(reactor, self.root.bell)
        self.login: Login | None = None
        self.main: MainScreen | None = None
        self._due: Any = None
        self._took = self._drawn = 0.0
        self._tick: Any = None
        self._popup: tk.Menu | None = None
        self.closed = False
        self._window()
        self._take_drops()
        self.show_login()
        if self.theme == "system":
            self._ask_system()
        self._sweep()
        tksupport.install(self.root, ms=TURN)

    def _sweep(self) -> None:
        """Collect garbage in this thread only: what Tk has made may be unmade by no other,
        and threads there are (names are looked up in them, images made small)."""
        gc.disable()
        gc.collect()
        gc.freeze()  # what is there now stays
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
        root.geometry(self.memory.kept.size or f"{width}x{height}")
        root.minsize(self.look.px(420), self.look.px(380))
        root.protocol("WM_DELETE_WINDOW", self.desk.quit)
        # Where Tk on X11 goes to the beginning of the line, everybody else selects all.
        root.event_delete("<<LineStart>>", "<Control-a>")
        root.event_add("<<SelectAll>>", "<Control-a>")
        for keys, action in {
            "<Control-q>": self.desk.quit,
            "<Control-f>": self._to_search,
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
        }.items():
            root.bind(keys, partial(self._key, action))
        root.bind("<FocusIn>", lambda _: self._front(True))
        root.bind("<FocusOut>", lambda event: self._front(False) if event.widget is root else None)

    def _take_drops(self) -> None:
        """Files dropped on the window, where Tk has the extension for it."""
        with contextlib.suppress(tk.TclError):
            self.root.tk.call("package", "require", "tkdnd")
            self.root.tk.call("tkdnd::drop_target", "register", ".", "DND_Files")
            command = self.root.register(self._dropped)
            self.root.tk.call("bind", ".", "<<Drop:DND_Files>>", f"{command} %D")

    def _key(self, action: Any, _: Any) -> str:
        action()
        return "break"

    def _failed(self, *error: Any) -> None:
        """Tk would print it; the window goes on either way."""
        log.failure("a widget failed", failure=Failure(error[1], error[0], error[2]))

    # Screens.

    def show_login(self) -> None:
        if self.main is not None:
            self.main.destroy()
            self.main = None
        servers = self.memory.kept.servers
        self.login = Login(self.root, self.look, self.logo, servers, self._enter, self._trusted)
        self.login.pack(fill="both", expand=True)
        if self.memory.trouble:
            self.login.say(self.memory.trouble, bad=True)
        self.root.title(places.title(self.desk.state, ""))
        self.root.deiconify()

    def _show_main(self) -> None:
        if self.login is not None:
            self.login.destroy()
            self.login = None
        self.main = MainScreen(self.root, self.look, self.desk, self)
        self.main.pack(fill="both", expand=True)
        self.desk.state.changed |= {"me", "places", "people", "topic"}
        self.main.composer.text.focus_set()

    def _link(self, server: Server, ears: Any) -> Link:
        # The network is taken in when the window stands: its libraries cost 0.1 s.
        from chatservice.client.dial_twisted import dialer, make_link  # noqa: PLC0415

        trust = self.trust if server.tls else None
        return make_link(self.reactor, dialer(self.reactor, server.host, server.port, trust), ears)

    def _courier(self, changed: Any) -> Any:
        from chatservice.client.courier import Courier  # noqa: PLC0415  # when a file is to be carried

        return Courier(self.reactor, self.trust, changed)

    def _enter(self, server: Server, password: str) -> str:
        return self.desk.connect(server, password)

    def _trusted(self, yes: bool) -> None:
        trouble, login = self.desk.trouble, self.login
        if login is None or trouble is None:
            return
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
        trying = desk.status.phase in (Phase.DIALLING, Phase.COMING_IN)
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
        if changed & {"closed", "renamed"}:
            main.renamed()
        self._new_tabs(main)
        for key in opened:
            main.open(key)
        if changed & {"places", "people", "me"}:
            main.tell_places()
        if changed & {"people", "places"}:
            main.tell_people()
        if "topic" in changed:
            main.tell_topic()
        if "found" in changed:
            main.tell_found()
        if "locked" in changed:
            self.ask_password(state.locked)
        main.transfers.tell(self.desk.transfers)
        main.tell_page()
        main.tell_status()
        self.root.title(places.title(state, self.desk.server.where))
        if self.desk.status.phase is Phase.WAITING and self._tick is None:
            self._tick = self.reactor.callLater(0.5, self._ticked)

    def _new_tabs(self, main: MainScreen) -> None:
        """The lobby at first; whatever is for me alone gets a tab when something comes."""
        for folded, conversation in self.desk.state.conversations.items():
            if folded not in main.pages and (
                (conversation.kind == "public" and not main.pages)
                or (conversation.kind != "public" and conversation.unread)
            ):
                main.open(conversation.key, front=not main.pages)

    def _ticked(self) -> None:
        self._tick = None
        self.look_again()

    def _front(self, front: bool) -> None:
        self.desk.in_front = front
        if front and self.main is not None:
            reading = self.desk.readings.get(self.main.current)
            self.desk.look_at(self.main.current, reading is None or reading.follow)
            self.look_again()
        elif not front:
            self.desk.state.look(self.desk.state.focus, looking=False)

    def told(self, key: str) -> None:
        self.notifier.tell(private=key.startswith("@"))

    # The end.

    def ended(self) -> None:
        if self.closed:
            return
        self.closed = True
        self.memory.kept.size = self.root.geometry().split("+")[0]
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

    # What keys and menus do.

    def _to_search(self) -> None:
        if self.main is not None:
            self.main.search.focus_set()
            self.main.search.select_range(0, "end")

    def _to_places(self) -> None:
        if self.main is not None:
            self.main.sidebar.field.focus_set()

    def _close_tab(self) -> None:
        if self.main is not None:
            self.main.put_away(self.main.current)

    def _turn(self, step: int) -> None:
        if self.main is not None:
            self.main.turn(step)

    def _scroll(self, pages: int) -> None:
        if self.main is not None and self.main.current:
            self.main.pages[self.main.current].scroll(pages)

    def _next_part(self) -> None:
        main = self.main
        if main is None or not main.current:
            return
        parts: list[Any] = [
            main.composer.text,
            main.sidebar.rows,
            main.pages[main.current].text,
            main.members,
        ]
        now = self.root.focus_get()
        place = parts.index(now) if now in parts else -1
        parts[(place + 1) % len(parts)].focus_set()

    def show_keys(self) -> None:
        Notice(self.look, "Keys", KEYS)

    def ask_room(self) -> None:
        words = "A room is made when somebody enters it for the first time."
        Form(self.look, "Join a room", words, [("Room", "")], "Join", lambda v: self.desk.join(v[0]))

    def ask_password(self, room: str) -> None:
        words = f"{harmless(room)} has a password."
        Form(
            self.look, "Join a room", words, [("Password", "")], "Join", lambda v: self.desk.join(room, v[0])
        )

    def ask_group(self) -> None:
        chosen = self.main.members.chosen().removeprefix("@") if self.main is not None else ""
        words = "Only its members see a group. Members are separated by commas."
        fields = [("Name", ""), ("Members", chosen)]
        Form(
            self.look, "Create a group", words, fields, "Create",
            lambda v: self.desk.create_group(v[0], v[1].replace(" ", ",").split(",")),
        )  # fmt: skip

    def ask_person(self) -> None:
        Form(self.look, "Private chat", "", [("With whom", "")], "Open", self._person)

    def _person(self, values: list[str]) -> str:
        name = values[0].strip().removeprefix("@")
        return self.desk.join("@" + name) if name else "A name is missing."

    def ask_topic(self) -> None:
        conversation = self._conversation()
        if conversation is not None and conversation.kind != "direct":
            key, fields = conversation.key, [("Topic", conversation.topic)]
            Form(self.look, "Topic", "", fields, "Set", lambda v: self.desk.set_topic(key, v[0]))

    def ask_invite(self, key: str) -> None:
        Form(
            self.look,
            "Invite",
            f"Into {key}.",
            [("Who", "")],
            "Invite",
            lambda v: self.desk.invite(key, v[0]),
        )

    def ask_keywords(self) -> None:
        kept = self.memory.kept

        def keep(values: list[str]) -> str:
            kept.keywords[:] = [word.strip() for word in values[0].split(",") if word.strip()]
            self.memory.save()
            return ""

        words = "You are told of lines with your name, and with these words (separated by commas)."
        Form(self.look, "Words to be told of", words, [("Words", ", ".join(kept.keywords))], "Keep", keep)

    def log_in_again(self) -> None:
        trouble = self.desk.trouble
        fields = [("Name", self.desk.state.me), ("Password", "")]
        Form(
            self.look, "Log in again", str(trouble or ""), fields, "Log in",
            lambda v: self.desk.come_in_as(v[0], v[1]),
        )  # fmt: skip

    def leave_server(self) -> None:
        self.desk.disconnect()
        self.desk.was_here = False
        self.show_login()

    def decide(self) -> None:
        """Back to the first screen, where a certificate is looked at."""
        trouble = self.desk.status
        self.leave_server()
        self.desk.status = trouble
        self.look_again()

    def attach(self) -> None:
        if self.main is not None:
            Chooser(self.look, self._folder, self._share)

    def _share(self, path: Path) -> str:
        """Into the conversation that is open."""
        if self.main is None:
            return ""
        self._folder = path.parent
        return self.desk.share(self.main.current, path)

    def paste(self) -> None:
        """A picture in the clipboard is sent as a file."""
        wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
        program = shutil.which("wl-paste" if wayland else "xclip")
        words = ("--type", "image/png") if wayland else ("-selection", "clipboard", "-t", "image/png", "-o")
        if program is None:
            self._tell("To paste pictures, install " + ("wl-clipboard." if wayland else "xclip."))
            return
        asked = getProcessOutput(program, words, env=os.environ)
        asked.addCallbacks(self._pasted, lambda _: self._tell("There is nothing to paste."))

    def _pasted(self, data: bytes) -> None:
        folder = Path(tempfile.mkdtemp(prefix="chatservice-"))
        path = folder / time.strftime("pasted-%Y-%m-%d-%H%M%S.png")
        path.write_bytes(data)
        self._tell(self._share(path))

    def _dropped(self, names: str) -> None:
        for name in self.root.tk.splitlist(names):
            self._tell(self._share(Path(name)))

    def _tell(self, wrong: str) -> None:
        if wrong and self.main is not None:
            self.main.composer.say(wrong, bad=True)

    def transfer(self, verb: str, transfer: Transfer) -> None:
        courier = self.desk.courier
        if verb == "cancel":
            courier.cancel(transfer)
        elif verb == "away":
            courier.forget(transfer)
        elif transfer.path is not None:
            self._show(transfer.path if verb == "open" else transfer.path.parent)

    def _show(self, path: Path) -> None:
        """With what the desktop opens such things with."""
        program = shutil.which("xdg-open") or shutil.which("open")
        if program is None:
            self._tell(f"It is at {path}.")
        else:
            self.reactor.spawnProcess(
                ProcessProtocol(), program, [program, str(path.absolute())], env=os.environ
            )

    def clicked(self, verb: str, argument: str) -> None:
        desk = self.desk
        if verb == "link":
            import webbrowser  # noqa: PLC0415

            webbrowser.open(argument)
        elif verb == "again":
            desk.say_again(argument)
        elif verb == "discard":
            desk.discard(argument)
        elif verb == "person":
            if fold(argument) != fold(desk.state.me):
                desk.open_direct(argument)
        elif verb == "file" and self.main is not None:
            self._tell(desk.fetch(self.main.current, int(argument), downloads_folder()))
        elif verb == "all" and self.main is not None:
            reading = desk.readings.get(self.main.current)
            if reading is not None:
                reading.everything(int(argument))
                self.look_again()

    def _conversation(self) -> Any:
        return self.desk.state.conversations.get(self.main.current) if self.main is not None else None

    # Menus.

    def _menu(self) -> tk.Menu:
        if self._popup is not None:
            self._popup.destroy()
        menu = self._popup = tk.Menu(self.root)
        self.look.dress_menu(menu)
        return menu

    def page_menu(self, folded: str, event: Any) -> None:
        main = self.main
        if main is None or folded not in main.pages:
            return
        page = main.pages[folded]
        menu = self._menu()
        if page.selected():
            menu.add_command(label="Copy", command=lambda: self._copy(page.selected()))
        menu.add_command(label="Select all", command=lambda: page.text.tag_add("sel", "1.0", "end"))
        menu.add_separator()
        menu.add_command(label="Search", command=self._to_search)
        menu.add_command(label="Newest lines", command=lambda: main.to_end(folded))
        menu.tk_popup(event.x_root, event.y_root)

    def _copy(self, text: str) -> None:
        self.root.clipboard_clear()
        self.root.clipboard_append(text)

    def place_menu(self, event: Any, key: str) -> None:
        desk = self.desk
        conversation = desk.state.conversation(key)
        menu = self._menu()
        main = self.main
        if main is not None:
            menu.add_command(label="Open", command=lambda: main.go(key))
        if key.startswith("@"):
            self._person_rows(menu, key[1:])
        if conversation is not None:
            if conversation.kind == "group":
                menu.add_command(label="Invite…", command=lambda: self.ask_invite(conversation.key))
            if conversation.kind != "direct":
                menu.add_command(label="Topic…", command=self.ask_topic)
            levels = tk.Menu(menu)
            self.look.dress_menu(levels)
            now = tk.StringVar(menu, desk.memory.level(conversation.key, conversation.kind))
            for level in LEVELS:
                levels.add_radiobutton(
                    label={"all": "Every line", "mentions": "Only what is for me", "none": "Nothing"}[level],
                    value=level, variable=now, command=partial(desk.set_level, key, level),
                )  # fmt: skip
            menu.add_cascade(label="Tell me of", menu=levels)
            menu._level = now  # type: ignore[attr-defined]  # or it is collected
            menu.add_separator()
            words = "Put away" if conversation.kind == "direct" else "Leave"
            menu.add_command(label=words, command=lambda: desk.leave(conversation.key))
        menu.tk_popup(event.x_root, event.y_root)

    def _person_rows(self, menu: tk.Menu, name: str) -> None:
        here = self._conversation()
        if here is not None and here.kind == "group" and fold(name) not in here.members:
            menu.add_command(
                label=f"Invite into {here.key}", command=lambda: self.desk.invite(here.key, name)
            )
        if self.main is not None:
            composer = self.main.composer
            menu.add_command(label="Mention", command=lambda: composer.add(f"@{name} "))

    def main_menu(self) -> None:
        if self.main is None:
            return
        kept = self.memory.kept
        menu = self._menu()
        looks = tk.Menu(menu)
        self.look.dress_menu(looks)
        for theme in ("system", "light", "dark"):
            looks.add_command(label=theme.capitalize(), command=partial(self.set_theme, theme))
        looks.add_separator()
        for label, step in (("Larger", 1), ("Smaller", -1), ("100 %", 0)):
            looks.add_command(label=label, command=partial(self.rescale, step))
        menu.add_cascade(label="Look", menu=looks)
        quiet = "Tell me of lines again" if kept.quiet else "Do not disturb"
        menu.add_command(label=quiet, command=self._toggle_quiet)
        menu.add_command(label="Words to be told of…", command=self.ask_keywords)
        menu.add_separator()
        menu.add_command(label="Keys", accelerator="F1", command=self.show_keys)
        menu.add_command(label="Another server…", command=self.leave_server)
        menu.add_command(label="Leave", accelerator="Ctrl-Q", command=self.desk.quit)
        button = self.main.sidebar.buttons["Menu"]
        menu.tk_popup(button.winfo_rootx(), button.winfo_rooty() - menu.winfo_reqheight())

    def _toggle_quiet(self) -> None:
        self.memory.kept.quiet = not self.memory.kept.quiet
        self.memory.save()
        self.look_again()

    # Look.

    def _ask_system(self) -> None:
        """Whether the desktop is light or dark, where it says so (freedesktop, GNOME)."""
        if not sys.platform.startswith("linux"):
            return
        words = ("get", "org.gnome.desktop.interface", "color-scheme")
        asked = getProcessOutput("/usr/bin/env", ("gsettings", *words), errortoo=True)
        asked.addCallbacks(self._system_says, lambda _: None)

    def _system_says(self, said: bytes) -> None:
        if self.theme == "system" and not self.closed and b"prefer" in said:
            self._put_on(dark=b"prefer-dark" in said)

    def set_theme(self, theme: str) -> None:
        self.theme = self.memory.kept.theme = theme
        self.memory.save()
        if theme == "system":
            self._ask_system()
        else:
            self._put_on(dark=theme == "dark")

    def rescale(self, step: int) -> None:
        place = SCALES.index(min(SCALES, key=lambda each: abs(each - self.look.scale))) + step
        scale = SCALES[max(0, min(len(SCALES) - 1, place))] if step else 100
        self.look.scale = self.memory.kept.scale = scale
        self.memory.save()
        self._put_on(self.look.dark)

    def _put_on(self, dark: bool) -> None:
        self.look.dark = dark
        self.look.apply()
        if self.main is not None:
            self.main.restyle()
            self.look_again()
